import { isNull } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Messages } from '../../lang/zh-CN.ts'
import type { Calendar } from '../calendar/rules.ts'
import { atTime, type BusinessDay, businessDay } from '../calendar/zone.ts'
import { type FollowUpWithCustomer, listOpen } from '../follow-ups/queries.ts'
import { compareForToday, oncePerCustomer, type TodayItem } from '../follow-ups/rules-today.ts'
import { todayItem, wordsOf } from '../follow-ups/view-follow-up.ts'
import { members } from '../members/tables.ts'
import type { ReminderItem } from './rules-data.ts'

export type DueItem = { item: TodayItem; shown: ReminderItem }
export type RepList = { userid: string; repName: string; items: DueItem[] }

type Question = { day: BusinessDay; now: Date; zone: string; calendar: Calendar; messages: Messages }

/** One finite list per rep, in the order to be done, each customer once: the list of the page 今日. */
export const gatherReminders = async (db: Db, question: Question): Promise<RepList[]> => {
  const there = await db
    .select({ userid: members.userid, name: members.name })
    .from(members)
    .where(isNull(members.leftAt))
  const nameOf = new Map(there.map((one) => [one.userid, one.name]))
  const lists = new Map<string, RepList>()
  for (const row of await listOpen(db, { scope: { all: true }, dueBy: question.day })) {
    const repName = nameOf.get(row.userid)
    if (repName === undefined || row.relationEnded) continue
    const list = lists.get(row.userid) ?? { userid: row.userid, repName, items: [] }
    list.items.push(toDueItem(row, question))
    lists.set(row.userid, list)
  }
  return [...lists.values()]
    .sort((a, b) => (a.userid < b.userid ? -1 : 1))
    .map((list) => ({ ...list, items: inOrder(list.items) }))
}

const inOrder = (items: readonly DueItem[]): DueItem[] =>
  oncePerCustomer(
    [...items].sort((a, b) => compareForToday(a.item, b.item)),
    ({ item, shown }) => ({
      externalUserid: shown.externalUserid,
      cadence: item.cadence,
      dueOn: item.dueOn,
      birthday: item.birthday,
      promised: item.promisedAt !== null,
    }),
  )

/** A run of another day looks at the list as it stands on that morning. */
const momentOn = ({ day, now, zone }: Question): Date =>
  businessDay(now, zone) === day ? now : atTime(day, '08:50', zone)

const toDueItem = (row: FollowUpWithCustomer, question: Question): DueItem => {
  const { messages } = question
  const item = todayItem(row, { ...question, now: momentOn(question) })
  const { reason, nextStep } = wordsOf(row, item, messages)
  return {
    item,
    shown: {
      externalUserid: row.externalUserid,
      name: row.customerName,
      stageLabel: row.stage === null ? messages.none : messages.stages[row.stage],
      why: reason,
      nextStep,
      overdueDays: item.overdueDays,
    },
  }
}
