import { and, desc, eq, gte, isNull, lte } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import { ADVANCE_DAYS, isStepForward, REPLY_HOURS } from './rules-effect.ts'
import { scriptUses } from './tables.ts'

type Effect = { column: 'repliedAt' | 'advancedAt'; hours: number }

/**
 * The last script before what the customer did, and no other, gets it. Written when it happens, because looking up
 * every hand-over's effect while somebody types a search would make the search slow.
 */
const noteEffect = async (tx: Db, fact: Recorded<AnyFact>, { column, hours }: Effect): Promise<void> => {
  if (fact.externalUserid === null) return
  const from = new Date(fact.at.getTime() - hours * 3_600_000)
  const before = and(
    eq(scriptUses.externalUserid, fact.externalUserid),
    gte(scriptUses.at, from),
    lte(scriptUses.at, fact.at),
  )
  const [last] = await tx
    .select({ scriptId: scriptUses.scriptId })
    .from(scriptUses)
    .where(before)
    .orderBy(desc(scriptUses.at), desc(scriptUses.id))
    .limit(1)
  if (last === undefined) return
  await tx
    .update(scriptUses)
    .set({ [column]: fact.at })
    .where(and(before, eq(scriptUses.scriptId, last.scriptId), isNull(scriptUses[column])))
}

/** Reaction to a customer's sign of life. */
export const noteReply = (_core: Core, tx: Db, fact: Recorded<AnyFact>): Promise<void> =>
  noteEffect(tx, fact, { column: 'repliedAt', hours: REPLY_HOURS })

/** Two accounts put together, or a week that is over, are no step of the customer's. */
const NO_STEPS: readonly unknown[] = ['merged', 'separated', 'new-period-over']

/** Reaction to a stage that moved: a step back is nobody's success. */
export const noteAdvance = async (_core: Core, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const { from, to, reasonCode } = fact.data
  if (NO_STEPS.includes(reasonCode)) return
  if (typeof to !== 'string' || !isStepForward(typeof from === 'string' ? from : null, to)) return
  await noteEffect(tx, fact, { column: 'advancedAt', hours: ADVANCE_DAYS * 24 })
}
