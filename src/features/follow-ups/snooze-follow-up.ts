import { eq } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { atTime, businessDay } from '../calendar/zone.ts'
import type { FollowUpsFact } from './facts.ts'
import { lockFollowUp } from './queries.ts'
import { DUE_TIME } from './rules.ts'
import { canSnooze } from './rules-ending.ts'
import { followUps } from './tables.ts'

export type SnoozeFollowUp = { id: number; until: string; reason: string; userid: string }
export type SnoozeResult =
  | { ok: true }
  | {
      ok: false
      why: 'no-such-follow-up' | 'already-ended' | 'reason-required' | 'snoozed-too-often' | 'not-later' | 'too-far'
    }

/** 延期: at most twice, at most seven days, with a reason. `until` is a day or a moment, which counts as its day. */
export const snoozeFollowUp = (core: Core<FollowUpsFact>, input: SnoozeFollowUp): Promise<SnoozeResult> =>
  core.db.transaction(async (tx) => {
    const row = await lockFollowUp(tx, input.id)
    if (row === null) return { ok: false, why: 'no-such-follow-up' }
    if (row.status !== 'open') return { ok: false, why: 'already-ended' }
    const moment = input.until.includes('T') ? new Date(input.until) : null
    const until = moment === null ? input.until : businessDay(moment, core.zone)
    const today = businessDay(core.now(), core.zone)
    const allowed = canSnooze({ snoozes: row.snoozes, dueOn: row.dueOn, until, today, reason: input.reason })
    if (!allowed.ok) return allowed
    await tx
      .update(followUps)
      .set({
        dueOn: until,
        dueAt: moment ?? atTime(until, DUE_TIME, core.zone),
        snoozes: row.snoozes + 1,
        snoozedAt: core.now(),
        snoozedFrom: row.dueAt,
      })
      .where(eq(followUps.id, row.id))
    await core.record(tx, {
      kind: 'follow-up-snoozed',
      externalUserid: row.externalUserid,
      userid: row.userid,
      actor: { kind: 'member', id: input.userid },
      data: { followUpId: row.id, until },
    })
    return { ok: true }
  })
