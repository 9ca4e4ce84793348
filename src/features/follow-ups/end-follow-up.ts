import { and, eq, like } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Actor, AnyFact, Core, Recorded } from '../../spine/core.ts'
import { loadCalendar } from '../calendar/queries.ts'
import { businessDay } from '../calendar/zone.ts'
import { customers } from '../customers/tables.ts'
import { FLAGS } from '../lifecycle/rules-model.ts'
import { orderFactsOf } from '../orders/queries.ts'
import { readSetting } from '../settings/queries.ts'
import { type CadenceKind, OCCASIONS } from './cadences-data.ts'
import type { FollowUpsFact } from './facts.ts'
import { isOutcomeKey, OUTCOMES } from './outcomes-data.ts'
import { writeSteps } from './plan-cadence.ts'
import { type FollowUpRow, lockFollowUp, lockOpenOf } from './queries.ts'
import { planNext } from './rules.ts'
import { cadenceForStage, type EvidenceKind, judgeCompletion } from './rules-ending.ts'
import { followUps } from './tables.ts'

export type EndResult = { ok: true } | { ok: false; why: 'no-such-follow-up' | 'already-ended' }

export type CompleteFollowUp = { id: number; evidence: EvidenceKind | null; userid: string }

export const completeFollowUp = (core: Core<FollowUpsFact>, input: CompleteFollowUp): Promise<EndResult> =>
  core.db.transaction(async (tx) => {
    const row = await lockFollowUp(tx, input.id)
    if (row === null) return { ok: false, why: 'no-such-follow-up' }
    if (row.status !== 'open') return { ok: false, why: 'already-ended' }
    await finishOne(core, tx, row, {
      evidence: input.evidence,
      actor: { kind: 'member', id: input.userid },
      byItself: false,
    })
    return { ok: true }
  })

export type DismissFollowUp = { id: number; reason: string; userid: string }

/** 不需要, with a reason. Counts as due and not done. */
export const dismissFollowUp = (core: Core<FollowUpsFact>, input: DismissFollowUp): Promise<EndResult> =>
  core.db.transaction(async (tx) => {
    const row = await lockFollowUp(tx, input.id)
    if (row === null) return { ok: false, why: 'no-such-follow-up' }
    if (row.status !== 'open') return { ok: false, why: 'already-ended' }
    await tx
      .update(followUps)
      .set({ status: 'dismissed', endedAt: core.now(), endReason: input.reason })
      .where(eq(followUps.id, row.id))
    await core.record(tx, {
      kind: 'follow-up-dismissed',
      externalUserid: row.externalUserid,
      userid: row.userid,
      actor: { kind: 'member', id: input.userid },
      data: { followUpId: row.id },
    })
    await planFollowing(core, tx, row)
    return { ok: true }
  })

const evidenceIn = (fact: Recorded<AnyFact>): EvidenceKind | null => {
  if (fact.kind === 'customer-spoke') return 'customer-replied'
  if (fact.kind === 'script-sent') return 'script-sent'
  const { outcome } = fact.data
  return typeof outcome === 'string' && isOutcomeKey(outcome) ? OUTCOMES[outcome].evidence : null
}

/**
 * Reaction: a script handed over, a logged contact, or the customer's own message is the evidence that closes what is
 * due. A promise is not kept by just any message: only the rep can say so, by settling that very follow-up. What the
 * same note plans for later today is not done by it either.
 */
export const closeOnEvidence = async (core: Core<FollowUpsFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const evidence = evidenceIn(fact)
  if (fact.externalUserid === null || fact.userid === null || evidence === null) return
  const today = businessDay(core.now(), core.zone)
  const open = await lockOpenOf(tx, { externalUserid: fact.externalUserid, userid: fact.userid })
  const isMeant = (one: FollowUpRow) => one.id === fact.data.followUpId
  const isDue = (one: FollowUpRow) => one.dueOn <= today && !one.promised && one.noteId !== fact.data.noteId
  for (const row of open.filter((one) => isMeant(one) || isDue(one))) {
    await finishOne(core, tx, row, { evidence, actor: { kind: 'rule', id: `evidence-${evidence}` }, byItself: true })
  }
}

type Finish = { evidence: EvidenceKind | null; actor: Actor; byItself: boolean }

const finishOne = async (core: Core<FollowUpsFact>, tx: Db, row: FollowUpRow, how: Finish): Promise<void> => {
  const completedOn = businessDay(core.now(), core.zone)
  const { proven, onTime } = judgeCompletion({ evidence: how.evidence, dueOn: row.dueOn, completedOn })
  await tx
    .update(followUps)
    .set({ status: 'done', endedAt: core.now(), evidence: how.evidence, proven, onTime })
    .where(eq(followUps.id, row.id))
  await core.record(tx, {
    kind: 'follow-up-done',
    externalUserid: row.externalUserid,
    userid: row.userid,
    actor: how.actor,
    rule: how.byItself ? how.actor.id : null,
    data: { followUpId: row.id, proven, onTime, evidence: how.evidence, byItself: how.byItself },
  })
  await planFollowing(core, tx, row)
}

/**
 * After the last step of a cadence the next recurring one, so that nobody is forgotten and nobody is flooded. After a
 * day the rep had agreed on, which held the steps of the rules back, that of the stage.
 */
const planFollowing = async (core: Core<FollowUpsFact>, tx: Db, row: FollowUpRow): Promise<void> => {
  const kind = row.cadence ?? (row.holdsRules ? await cadenceOf(tx, row.externalUserid) : null)
  if (kind === null) return
  const open = await lockOpenOf(tx, { externalUserid: row.externalUserid, userid: row.userid })
  if (open.some((one) => (row.cadence === null ? isRhythm(one) || one.holdsRules : one.cadence === kind))) return
  const today = businessDay(core.now(), core.zone)
  const orders = await orderFactsOf(tx, row.externalUserid, core.now())
  const next = planNext({
    kind,
    anchorDay: row.dueOn,
    endedOn: today,
    calendar: await loadCalendar(tx),
    zone: core.zone,
    now: core.now(),
    cycleDays: orders.cycleDays,
    postpone: (await readSetting(tx, 'postpone')).policy,
  })
  if (next === null) return
  const { externalUserid, userid } = row
  await writeSteps(core, tx, { steps: [next], externalUserid, userid, anchor: `after-${row.id}` })
}

const cadenceOf = async (tx: Db, externalUserid: string): Promise<CadenceKind | null> => {
  const [customer] = await tx
    .select({ stage: customers.stage, flags: customers.flags })
    .from(customers)
    .where(eq(customers.externalUserid, externalUserid))
  if (customer === undefined || customer.stage === null || customer.flags.includes(FLAGS.dnd)) return null
  return cadenceForStage(customer.stage)
}

const isRhythm = ({ cadence }: FollowUpRow): boolean => cadence !== null && !OCCASIONS.includes(cadence)

/** Undo of a tap: only for what a person did, and only shortly after. */
export const reopenFollowUp = (
  core: Core<FollowUpsFact>,
  input: { id: number; userid: string },
): Promise<{ ok: true } | { ok: false; why: 'no-such-follow-up' | 'too-late' }> =>
  core.db.transaction(async (tx) => {
    const row = await lockFollowUp(tx, input.id)
    if (row === null) return { ok: false, why: 'no-such-follow-up' }
    const before = stateBefore(row, core)
    if (before === null) return { ok: false, why: 'too-late' }
    await tx.update(followUps).set(before).where(eq(followUps.id, row.id))
    // Deleted, not cancelled: the next completion must find this plan key free.
    await tx.delete(followUps).where(and(eq(followUps.status, 'open'), like(followUps.planKey, `%:after-${row.id}:%`)))
    await core.record(tx, {
      kind: 'follow-up-reopened',
      externalUserid: row.externalUserid,
      userid: row.userid,
      actor: { kind: 'member', id: input.userid },
      data: { followUpId: row.id },
    })
    return { ok: true }
  })

const UNDO_MS = 600_000

/** What a row was before its last tap; null where that is too long ago, or a rule's doing. */
const stateBefore = (row: FollowUpRow, core: Core<FollowUpsFact>): Partial<FollowUpRow> | null => {
  const isFresh = (at: Date | null) => at !== null && core.now().getTime() - at.getTime() <= UNDO_MS
  if (row.status === 'open' && row.snoozedFrom !== null && isFresh(row.snoozedAt)) {
    const dueOn = businessDay(row.snoozedFrom, core.zone)
    return { dueOn, dueAt: row.snoozedFrom, snoozes: row.snoozes - 1, snoozedAt: null, snoozedFrom: null }
  }
  if ((row.status !== 'done' && row.status !== 'dismissed') || !isFresh(row.endedAt)) return null
  return { status: 'open', endedAt: null, endReason: null, evidence: null, proven: false, onTime: false }
}
