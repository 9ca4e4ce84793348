import { and, count, eq, gte, isNotNull, isNull, lt, notExists, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { groupDigestText } from '../../lang/groups.ts'
import type { Core } from '../../spine/core.ts'
import { loadCalendar } from '../calendar/queries.ts'
import { previousWorkingDay } from '../calendar/rules.ts'
import { atTime, type BusinessDay } from '../calendar/zone.ts'
import { relations } from '../relations/tables.ts'
import type { GroupRow } from './queries.ts'
import { groupChats, groupCustomers, groupStaff } from './tables.ts'

type Span = { from: Date; to: Date }
export type GroupFigures = { joined: number; left: number; strangers: number; members: number }

/**
 * The morning message about a group: to its owner and to whoever switched it on, never into the group itself, where
 * customers would read it. A group in which nobody came or went is not worth a message.
 */
export const planGroupDigests = async (core: Core, { day }: { day: BusinessDay }): Promise<{ planned: number }> => {
  const from = previousWorkingDay(day, await loadCalendar(core.db))
  const span = { from: atTime(from, '00:00', core.zone), to: atTime(day, '00:00', core.zone) }
  const groups = await core.db
    .select()
    .from(groupChats)
    .where(and(isNotNull(groupChats.digestBy), isNull(groupChats.goneAt)))
  let planned = 0
  for (const group of groups) planned += await planOne(core, group, { day, span })
  return { planned }
}

const planOne = async (core: Core, group: GroupRow, { day, span }: { day: BusinessDay; span: Span }) => {
  const figures = await figuresOf(core.db, group.chatId, span)
  if (figures.joined + figures.left === 0) return 0
  const link = `${core.publicUrl}/sidebar/groups/${encodeURIComponent(group.chatId)}`
  const markdown = groupDigestText(core.lang, { name: group.name, ...figures, link })
  const readers = [...new Set([group.owner, group.digestBy ?? ''])].filter((userid) => userid !== '')
  await core.db.transaction(async (tx) => {
    for (const userid of readers) {
      const occurrenceKey = `group-digest:${group.chatId}:${day}:${userid}`
      await core.send(tx, { kind: 'app-message', payload: { userid, markdown }, occurrenceKey })
    }
  })
  return readers.length
}

const figuresOf = async (db: Db, chatId: string, { from, to }: Span): Promise<GroupFigures> => {
  const here = eq(groupCustomers.chatId, chatId)
  const inside = and(here, isNull(groupCustomers.leftAt))
  const came = and(inside, gte(groupCustomers.joinedAt, from), lt(groupCustomers.joinedAt, to))
  const friend = db
    .select({ one: sql`1` })
    .from(relations)
    .where(and(eq(relations.externalUserid, groupCustomers.externalUserid), isNull(relations.endedAt)))
  const number = async (where: ReturnType<typeof and>) => {
    const [row] = await db.select({ rows: count() }).from(groupCustomers).where(where)
    return row?.rows ?? 0
  }
  const staff = await db.$count(groupStaff, and(eq(groupStaff.chatId, chatId), isNull(groupStaff.leftAt)))
  return {
    joined: await number(came),
    left: await number(and(here, gte(groupCustomers.leftAt, from), lt(groupCustomers.leftAt, to))),
    strangers: await number(and(came, notExists(friend))),
    members: (await number(inside)) + staff,
  }
}
