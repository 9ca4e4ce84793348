import { eq } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import { customers } from '../customers/tables.ts'
import { lockPerson } from '../merges/queries.ts'
import { applyDecision } from './apply-decision.ts'
import { copyToAccounts } from './copy-stage.ts'
import type { LifecycleFact } from './facts.ts'
import { lifecycleStateOf, lockCustomer } from './queries.ts'
import { decideStage } from './rules.ts'

/** Reaction to accounts that became one person: one stage, judged on the orders of both, shown by both. */
export const judgeMerged = async (core: Core<LifecycleFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const other = await lockCustomer(tx, String(fact.data.account))
  const customer = await lockPerson(tx, fact.externalUserid ?? '')
  if (customer === null || other === null) return
  const now = core.now()
  const event = { kind: 'accounts-merged', other } as const
  const decision = decideStage(await lifecycleStateOf(tx, customer, now), event, now)
  const actor = { kind: 'rule', id: 'L-merged' } as const
  await applyDecision(core, tx, { customer, decision, actor, userid: null })
  const [primary] = await tx.select().from(customers).where(eq(customers.externalUserid, customer.externalUserid))
  if (primary !== undefined) await copyToAccounts(core, tx, primary, other.externalUserid)
}
