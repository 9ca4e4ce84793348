import { and, count, countDistinct, desc, eq, isNull, ne } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { customers } from '../customers/tables.ts'
import { orderFactsOf } from '../orders/queries.ts'
import { relations } from '../relations/tables.ts'
import { relationTags, tagGroups, tags } from '../tags/tables.ts'
import { type LifecycleState, STAGE_TAG_GROUP } from './rules-model.ts'
import { stageMoves } from './tables.ts'

export type CustomerRow = typeof customers.$inferSelect

/** Everything the stage rules look at, as it stands inside this transaction. */
export const lifecycleStateOf = async (db: Db, row: CustomerRow, now: Date): Promise<LifecycleState> => {
  const [alive] = await db
    .select({ count: count() })
    .from(relations)
    .where(and(eq(relations.externalUserid, row.externalUserid), isNull(relations.endedAt)))
  return {
    stage: row.stage,
    stageSince: row.stageSince,
    protectedUntil: row.protectedUntil,
    firstAddedAt: row.firstAddedAt,
    observedSince: row.observedSince,
    lastInboundAt: row.lastInboundAt,
    lastOutboundAt: row.lastOutboundAt,
    orders: await orderFactsOf(db, row.externalUserid, now),
    relationsAlive: alive?.count ?? 0,
    flags: row.flags,
    profileTagCount: await profileTagCount(db, row.externalUserid),
  }
}

/** Tags that say something about the person: all but our own stage tags. */
export const profileTagCount = async (db: Db, externalUserid: string): Promise<number> => {
  const [row] = await db
    .select({ count: countDistinct(relationTags.tagId) })
    .from(relationTags)
    .innerJoin(tags, eq(tags.id, relationTags.tagId))
    .innerJoin(tagGroups, eq(tagGroups.id, tags.groupId))
    .where(and(eq(relationTags.externalUserid, externalUserid), ne(tagGroups.name, STAGE_TAG_GROUP)))
  return row?.count ?? 0
}

/** Locks the customer: two events, or a rep and the night job, take turns. */
export const lockCustomer = async (tx: Db, externalUserid: string): Promise<CustomerRow | null> => {
  const [row] = await tx.select().from(customers).where(eq(customers.externalUserid, externalUserid)).for('update')
  return row ?? null
}

export const listStageMoves = (db: Db, externalUserid: string) =>
  db.select().from(stageMoves).where(eq(stageMoves.externalUserid, externalUserid)).orderBy(desc(stageMoves.id))
