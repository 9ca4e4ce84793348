import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import { atTime, businessDay } from '../calendar/zone.ts'
import { cancelOpen } from './cancel-open.ts'
import type { FollowUpsFact } from './facts.ts'
import { isOutcomeKey, OUTCOMES } from './outcomes-data.ts'
import { DUE_TIME } from './rules.ts'
import { followUps } from './tables.ts'

/**
 * Reaction to a note with a next date or a promise: the rep's own plan beside the cadences. Of a logged contact it also
 * holds back what the rules planned up to that day; a plain note, which says nothing of how the talk ended, does not.
 */
export const planFromNote = async (core: Core<FollowUpsFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const { nextStepOn, promisedAt, noteId, outcome, followUpId } = fact.data
  const { externalUserid, userid } = fact
  if (externalUserid === null || userid === null) return
  const known = typeof outcome === 'string' && isOutcomeKey(outcome) ? OUTCOMES[outcome] : null
  const row = {
    externalUserid,
    userid,
    kindOfTask: known?.task ?? ('wechat' as const),
    scriptCategory: known?.script ?? null,
    noteId: Number(noteId),
    createdAt: core.now(),
  }
  const rows = []
  if (typeof nextStepOn === 'string') {
    const dueAt = atTime(nextStepOn, DUE_TIME, core.zone)
    const holdsRules = outcome !== undefined
    rows.push({ ...row, planKey: `note:${row.noteId}`, dueOn: nextStepOn, dueAt, holdsRules })
    if (holdsRules) {
      const event = { kind: 'own-date', from: businessDay(core.now(), core.zone), until: nextStepOn } as const
      await cancelOpen(core, tx, { externalUserid, userid, except: followUpId, event })
    }
  }
  if (typeof promisedAt === 'string') {
    const dueAt = new Date(promisedAt)
    const dueOn = businessDay(dueAt, core.zone)
    rows.push({ ...row, planKey: `promise:${row.noteId}`, dueOn, dueAt, promised: true })
  }
  if (rows.length > 0) await tx.insert(followUps).values(rows).onConflictDoNothing({ target: followUps.planKey })
}
