import { and, eq } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import { ruleFeedback } from './tables.ts'

/** Reaction to a reminder taken up again: the complaint that ended it is withdrawn as well, and no longer counts. */
export const takeBackFeedback = async (_core: Core, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  await tx
    .delete(ruleFeedback)
    .where(and(eq(ruleFeedback.followUpId, Number(fact.data.followUpId)), eq(ruleFeedback.userid, fact.actor.id)))
}
