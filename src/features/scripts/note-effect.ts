import { and, desc, eq, gte, isNull, lte } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import { ADVANCE_DAYS, isStepForward, ORDER_DAYS, REPLY_HOURS } from './rules-effect.ts'
import { scriptUses } from './tables.ts'

type Effect = { column: 'repliedAt' | 'advancedAt' | 'orderedAt'; hours: number }

/**
 * The last script before what the customer did, and no other, gets it. Written when it happens, because looking up
 * every hand-over's effect while somebody types a search would make the search slow.
 */
const noteEffect = async (tx: Db, fact: Recorded<AnyFact>, { column, hours }: Effect): Promise<number | null> => {
  if (fact.externalUserid === null) return null
  const from = new Date(fact.at.getTime() - hours * 3_600_000)
  const before = and(
    eq(scriptUses.externalUserid, fact.externalUserid),
    gte(scriptUses.at, from),
    lte(scriptUses.at, fact.at),
  )
  const [last] = await tx
    .select({ id: scriptUses.id, scriptId: scriptUses.scriptId, noted: scriptUses[column] })
    .from(scriptUses)
    .where(before)
    .orderBy(desc(scriptUses.at), desc(scriptUses.id))
    .limit(1)
  if (last === undefined || last.noted !== null) return null
  await tx
    .update(scriptUses)
    .set({ [column]: fact.at })
    .where(and(before, eq(scriptUses.scriptId, last.scriptId), isNull(scriptUses[column])))
  return last.id
}

/** Reaction to a customer's sign of life. */
export const noteReply = async (_core: Core, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  await noteEffect(tx, fact, { column: 'repliedAt', hours: REPLY_HOURS })
}

/** Two accounts put together, or a week that is over, are no step of the customer's. */
const NO_STEPS: readonly unknown[] = ['merged', 'separated', 'new-period-over']

/** Reaction to a stage that moved: a step back is nobody's success. */
export const noteAdvance = async (_core: Core, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const { from, to, reasonCode } = fact.data
  if (NO_STEPS.includes(reasonCode)) return
  if (typeof to !== 'string' || !isStepForward(typeof from === 'string' ? from : null, to)) return
  await noteEffect(tx, fact, { column: 'advancedAt', hours: ADVANCE_DAYS * 24 })
}

/** Reaction to an order that was paid: the first one after a script, with its sum. */
export const noteOrder = async (_core: Core, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const { amount, currency } = fact.data
  const last = await noteEffect(tx, fact, { column: 'orderedAt', hours: ORDER_DAYS * 24 })
  if (last === null || typeof amount !== 'number' || typeof currency !== 'string') return
  await tx.update(scriptUses).set({ orderedAmount: amount, orderedCurrency: currency }).where(eq(scriptUses.id, last))
}
