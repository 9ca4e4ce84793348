import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import { atTime } from '../calendar/zone.ts'
import type { FollowUpsFact } from './facts.ts'
import { DUE_TIME } from './rules.ts'
import { followUps } from './tables.ts'

/** Reaction to a note with a next date: the rep's own plan beside the cadences. */
export const planFromNote = async (core: Core<FollowUpsFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const { nextStepOn, noteId } = fact.data
  if (fact.externalUserid === null || fact.userid === null || typeof nextStepOn !== 'string') return
  await tx
    .insert(followUps)
    .values({
      planKey: `note:${String(noteId)}`,
      externalUserid: fact.externalUserid,
      userid: fact.userid,
      kindOfTask: 'wechat',
      noteId: Number(noteId),
      dueOn: nextStepOn,
      dueAt: atTime(nextStepOn, DUE_TIME, core.zone),
      createdAt: core.now(),
    })
    .onConflictDoNothing({ target: followUps.planKey })
}
