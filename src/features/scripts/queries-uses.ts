import { and, count, eq, gte, inArray, sql } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import type { Db } from '../../db/db.ts'
import { groupSends } from '../groups/tables.ts'
import { scriptUses } from './tables.ts'

/** Every hand-over of a script: to one customer, and to a whole group, whose answers tell nothing of one script. */
export const handOvers = (db: Db) =>
  unionAll(
    db
      .select({
        scriptId: scriptUses.scriptId,
        userid: scriptUses.userid,
        at: scriptUses.at,
        externalUserid: sql<string | null>`${scriptUses.externalUserid}`.as('external_userid'),
        repliedAt: scriptUses.repliedAt,
        advancedAt: scriptUses.advancedAt,
        orderedAt: scriptUses.orderedAt,
        edited: sql<boolean>`${scriptUses.edited}`.as('edited'),
      })
      .from(scriptUses),
    db
      .select({
        scriptId: groupSends.scriptId,
        userid: groupSends.userid,
        at: groupSends.at,
        externalUserid: sql<string | null>`null::text`.as('external_userid'),
        repliedAt: sql<Date | null>`null::timestamptz`.as('replied_at'),
        advancedAt: sql<Date | null>`null::timestamptz`.as('advanced_at'),
        orderedAt: sql<Date | null>`null::timestamptz`.as('ordered_at'),
        edited: sql<boolean>`false`.as('edited'),
      })
      .from(groupSends),
  ).as('hand_overs')

type Uses = { since: Date; userid?: string; ids?: readonly number[] }

/** Hand-overs per script since a moment: of one member, or by everybody. */
export const usesSince = async (db: Db, { since, userid, ids }: Uses): Promise<Map<number, number>> => {
  if (ids?.length === 0) return new Map()
  const all = handOvers(db)
  const rows = await db
    .select({ id: all.scriptId, uses: count() })
    .from(all)
    .where(
      and(
        gte(all.at, since),
        userid === undefined ? undefined : eq(all.userid, userid),
        ids === undefined ? undefined : inArray(all.scriptId, [...ids]),
      ),
    )
    .groupBy(all.scriptId)
  return new Map(rows.map((row) => [row.id, row.uses]))
}
