import { and, eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import { findMerge } from '../merges/queries.ts'
import { cancelOpen } from './cancel-open.ts'
import type { FollowUpsFact } from './facts.ts'
import { planWhereNone } from './plan-cadence.ts'
import { followUps } from './tables.ts'

/**
 * Reaction to accounts that became one person: one rhythm is enough, so what rules planned for the joining account
 * ends. What a person told the customer in that chat, a promise or a date, stays there.
 */
export const dropDoubles = (core: Core<FollowUpsFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> =>
  cancelOpen(core, tx, { externalUserid: String(fact.data.account), account: true, event: { kind: 'accounts-merged' } })

/** Reaction after the stage was judged: where the joining account had the only rhythm, the person gets one. */
export const planInstead = async (core: Core<FollowUpsFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const ended = await tx
    .select({ id: followUps.id })
    .from(followUps)
    .where(and(eq(followUps.externalUserid, String(fact.data.account)), eq(followUps.endReason, 'accounts-merged')))
    .limit(1)
  if (ended.length > 0) await planWhereNone(core, tx, fact)
}

/**
 * Reaction to a merge taken back, before the stages are: what it ended on the account is open again, what it planned is
 * gone. The primary's own follow-ups come back only where nothing has moved it since: else its present ones stand.
 */
export const partPlans = async (_core: Core, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const merge = await findMerge(tx, Number(fact.data.mergeId))
  if (merge === null || merge.undo === null) return
  const { ended, planned } = merge.undo
  const here = fact.data.whole === true ? undefined : eq(followUps.externalUserid, merge.externalUserid)
  // Deleted, not cancelled: the same step may be planned once more.
  await tx.delete(followUps).where(and(inArray(followUps.id, planned), eq(followUps.status, 'open'), here))
  await tx
    .update(followUps)
    .set({ status: 'open', endedAt: null, endReason: null })
    .where(and(inArray(followUps.id, ended), eq(followUps.status, 'cancelled'), here))
}

/** Reaction after the stages are two again: a primary whose rhythm ran in the other chat begins its own. */
export const planApart = async (core: Core<FollowUpsFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  if (fact.data.whole !== true) await planWhereNone(core, tx, fact)
}
