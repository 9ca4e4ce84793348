import { and, asc, desc, eq, exists, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import type { Scope } from '../members/rules.ts'
import { groupChats, groupCustomers, groupNotes, groupStaff } from './tables.ts'

export type GroupRow = typeof groupChats.$inferSelect
export type GroupCustomerRow = typeof groupCustomers.$inferSelect

/** True for groups somebody of the scope is in. Who left a group no longer sees it, as in WeCom. */
const visibleGroup = (db: Db, scope: Scope) => {
  if (scope.all) return undefined
  if (scope.userids.length === 0) return sql`false`
  const userids = [...scope.userids]
  const isIn = and(
    eq(groupStaff.chatId, groupChats.chatId),
    isNull(groupStaff.leftAt),
    inArray(groupStaff.userid, userids),
  )
  return or(inArray(groupChats.owner, userids), exists(db.select({ one: sql`1` }).from(groupStaff).where(isIn)))
}

/** Null for a group that was never read, or that nobody of the scope is in. */
export const findVisibleGroup = async (db: Db, scope: Scope, chatId: string): Promise<GroupRow | null> => {
  const [row] = await db
    .select()
    .from(groupChats)
    .where(and(eq(groupChats.chatId, chatId), isNotNull(groupChats.readAt), visibleGroup(db, scope)))
  return row ?? null
}

export const isKnownGroup = async (db: Db, chatId: string): Promise<boolean> => {
  const [row] = await db.select({ readAt: groupChats.readAt }).from(groupChats).where(eq(groupChats.chatId, chatId))
  return row?.readAt != null
}

/** Living groups of a scope. */
export const countGroups = async (db: Db, scope: Scope): Promise<number> =>
  db.$count(groupChats, and(isNull(groupChats.goneAt), isNotNull(groupChats.readAt), visibleGroup(db, scope)))

export const listStaff = (db: Db, chatId: string) =>
  db
    .select()
    .from(groupStaff)
    .where(and(eq(groupStaff.chatId, chatId), isNull(groupStaff.leftAt)))
    .orderBy(asc(groupStaff.joinedAt), asc(groupStaff.userid))

/** Newest first. */
export const listGroupCustomers = (db: Db, chatId: string): Promise<GroupCustomerRow[]> =>
  db
    .select()
    .from(groupCustomers)
    .where(and(eq(groupCustomers.chatId, chatId), isNull(groupCustomers.leftAt)))
    .orderBy(desc(groupCustomers.joinedAt), asc(groupCustomers.externalUserid))

export const listGroupNotes = (db: Db, chatId: string) =>
  db
    .select()
    .from(groupNotes)
    .where(and(eq(groupNotes.chatId, chatId), isNull(groupNotes.removedAt)))
    .orderBy(desc(groupNotes.id))
    .limit(50)

/** Tags other groups carry, the most used first: the words the team already uses. */
export const commonGroupTags = async (db: Db): Promise<string[]> => {
  const rows = await rowsOf<{ tag: string }>(
    db,
    sql`select tag from ${groupChats}, unnest(${groupChats.tags}) as tag
        where ${groupChats.goneAt} is null group by tag order by count(*) desc, tag limit 12`,
  )
  return rows.map((row) => row.tag)
}

export const databaseNow = async (db: Db): Promise<Date> => {
  const [row] = await rowsOf<{ ms: number | string }>(
    db,
    sql`select extract(epoch from clock_timestamp()) * 1000 as ms`,
  )
  return new Date(Number(row?.ms))
}
