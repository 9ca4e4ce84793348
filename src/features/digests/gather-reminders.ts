import { and, asc, eq, isNull, lte, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Messages } from '../../lang/zh-CN.ts'
import type { Calendar } from '../calendar/rules.ts'
import type { BusinessDay } from '../calendar/zone.ts'
import { customers, notes } from '../customers/tables.ts'
import { overdueDays } from '../follow-ups/rules.ts'
import { compareForToday, reasonText, type TodayItem } from '../follow-ups/rules-today.ts'
import { followUps } from '../follow-ups/tables.ts'
import { FLAGS } from '../lifecycle/rules-model.ts'
import { members } from '../members/tables.ts'
import { relations } from '../relations/tables.ts'
import type { ReminderItem } from './rules-data.ts'

/** Open follow-ups due by that day, of members who are still there and customers who still are their friends. */
const readDue = (db: Db, day: BusinessDay) =>
  db
    .select({
      followUp: followUps,
      repName: members.name,
      name: sql<string | null>`coalesce(nullif(${relations.remark}, ''), ${customers.name})`,
      stage: customers.stage,
      flags: customers.flags,
      note: notes.text,
    })
    .from(followUps)
    .innerJoin(members, and(eq(members.userid, followUps.userid), isNull(members.leftAt)))
    .innerJoin(
      relations,
      and(
        eq(relations.externalUserid, followUps.externalUserid),
        eq(relations.userid, followUps.userid),
        isNull(relations.endedAt),
      ),
    )
    .innerJoin(customers, eq(customers.externalUserid, followUps.externalUserid))
    .leftJoin(notes, eq(notes.id, followUps.noteId))
    .where(and(eq(followUps.status, 'open'), lte(followUps.dueOn, day)))
    .orderBy(asc(followUps.userid), asc(followUps.id))

type DueRow = Awaited<ReturnType<typeof readDue>>[number]
export type DueItem = { item: TodayItem; shown: ReminderItem }
export type RepList = { userid: string; repName: string; items: DueItem[] }

type Question = { day: BusinessDay; calendar: Calendar; messages: Messages }

/** One finite list per rep, in the order to be done, each customer once. */
export const gatherReminders = async (db: Db, question: Question): Promise<RepList[]> => {
  const lists = new Map<string, RepList>()
  for (const row of await readDue(db, question.day)) {
    const { userid } = row.followUp
    const list = lists.get(userid) ?? { userid, repName: row.repName, items: [] }
    list.items.push(toDueItem(row, question))
    lists.set(userid, list)
  }
  return [...lists.values()].map((list) => ({ ...list, items: oncePerCustomer(list.items) }))
}

const oncePerCustomer = (items: readonly DueItem[]): DueItem[] => {
  const seen = new Set<string>()
  return [...items]
    .sort((a, b) => compareForToday(a.item, b.item))
    .filter(({ shown }) => !seen.has(shown.externalUserid) && seen.add(shown.externalUserid))
}

const toDueItem = (row: DueRow, { day, calendar, messages }: Question): DueItem => {
  const { followUp, flags } = row
  const item: TodayItem = {
    dueOn: followUp.dueOn,
    today: day,
    overdueDays: overdueDays(followUp.dueOn, day, calendar),
    cadence: followUp.cadence,
    reasonKey: followUp.reasonKey,
    kindOfTask: followUp.kindOfTask,
    // A rep's own "next step on this day" ranks as a promise on its day; a real one stays one until it is kept.
    promisedAt: followUp.promised || (followUp.noteId !== null && followUp.dueOn === day) ? followUp.dueAt : null,
    waitingSince: null,
    complaint: null,
    quoteDays: null,
    birthday: false,
    highValue: flags.includes(FLAGS.vip),
    value: 0,
    createdAt: followUp.createdAt,
  }
  const planned = followUp.reasonKey === null ? null : messages.steps[followUp.reasonKey].next
  return {
    item,
    shown: {
      externalUserid: followUp.externalUserid,
      name: row.name ?? '',
      stageLabel: row.stage === null ? messages.none : messages.stages[row.stage],
      why: reasonText(item, messages),
      nextStep: planned ?? row.note ?? null,
      overdueDays: item.overdueDays,
    },
  }
}
