import { and, desc, eq, gte, isNull, lte } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import { REPLY_HOURS } from './rules-replies.ts'
import { scriptUses } from './tables.ts'

/**
 * Reaction to a customer's sign of life: the last script before it was answered. Written when it happens, because
 * looking up every hand-over's answer while somebody types a search would make the search slow.
 */
export const noteReply = async (_core: Core, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  if (fact.externalUserid === null) return
  const from = new Date(fact.at.getTime() - REPLY_HOURS * 3_600_000)
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
    .set({ repliedAt: fact.at })
    .where(and(before, eq(scriptUses.scriptId, last.scriptId), isNull(scriptUses.repliedAt)))
}
