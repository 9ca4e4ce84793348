import { eq } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Actor, AnyFact, Core, Recorded } from '../../spine/core.ts'
import { type CustomerRow, customers } from '../customers/tables.ts'
import { findMerge } from '../merges/queries.ts'
import { flagsAfterSplit } from '../merges/rules.ts'
import type { UndoOfMerge } from '../merges/tables.ts'
import { applyDecision } from './apply-decision.ts'
import type { LifecycleFact } from './facts.ts'
import { lifecycleStateOf, lockCustomer } from './queries.ts'
import { move } from './rules-draft.ts'
import { stageAfterSplit } from './rules-merge.ts'
import { DEFAULT_THRESHOLDS } from './rules-model.ts'
import { type KeptStage, stageAsKept } from './rules-undo.ts'
import { stageMoves } from './tables.ts'

/**
 * Reaction to a merge taken back. Where nothing has moved the stage since, both stand exactly as before and the move
 * never was; otherwise the account stands as before and what it bought meanwhile counts, and the primary keeps what
 * its own orders still hold.
 */
export const splitStages = async (core: Core<LifecycleFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const merge = await findMerge(tx, Number(fact.data.mergeId))
  const account = await lockCustomer(tx, String(fact.data.account))
  const primary = await lockCustomer(tx, fact.externalUserid ?? '')
  if (merge === null || merge.undo === null || primary === null || account === null) return
  const { undo } = merge
  const by = { undo, now: primary.flags, actor: fact.actor, since: merge.mergedAt }
  if (fact.data.whole === true) {
    if (undo.moveId !== null) await tx.delete(stageMoves).where(eq(stageMoves.id, undo.moveId))
    await restore(core, tx, primary, { ...by, before: undo.primary })
  } else {
    const flags = flagsAfterSplit({ before: undo.primary.flags, after: undo.after.flags, now: primary.flags })
    await tx.update(customers).set({ flags }).where(eq(customers.externalUserid, primary.externalUserid))
    await judgeAlone(core, tx, primary.externalUserid, fact.actor)
  }
  await restore(core, tx, account, { ...by, before: undo.account })
  if (await boughtSince(core, tx, account, merge.mergedAt))
    await judgeAlone(core, tx, account.externalUserid, fact.actor)
}

type Restore = { before: KeptStage; undo: UndoOfMerge; now: readonly string[]; actor: Actor }

const restore = async (
  core: Core<LifecycleFact>,
  tx: Db,
  row: CustomerRow,
  { before, undo, now, actor }: Restore,
): Promise<void> => {
  await tx
    .update(customers)
    .set({
      ...stageAsKept(before),
      flags: flagsAfterSplit({ before: before.flags, after: undo.after.flags, now }),
    })
    .where(eq(customers.externalUserid, row.externalUserid))
  if (row.stage === before.stage || row.stage === null) return
  await core.record(tx, {
    kind: 'stage-restored',
    externalUserid: row.externalUserid,
    userid: null,
    actor,
    data: { from: row.stage, to: before.stage },
  })
}

const boughtSince = async (core: Core, tx: Db, row: CustomerRow, since: Date): Promise<boolean> => {
  const { lastPaidAt } = (await lifecycleStateOf(tx, row, core.now())).orders
  return lastPaidAt !== null && lastPaidAt > since
}

const judgeAlone = async (core: Core<LifecycleFact>, tx: Db, externalUserid: string, actor: Actor): Promise<void> => {
  const customer = await lockCustomer(tx, externalUserid)
  if (customer === null) return
  const { orders } = await lifecycleStateOf(tx, customer, core.now())
  const to = stageAfterSplit(customer.stage, orders, DEFAULT_THRESHOLDS)
  if (to === null || to === customer.stage) return
  await applyDecision(core, tx, {
    customer,
    decision: {
      ...move(to, 'L-separated', 'separated'),
      flags: { add: [], remove: [] },
      protectUntil: null,
      followUp: null,
    },
    actor,
    userid: null,
  })
}
