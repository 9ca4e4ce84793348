import { desc, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { type Calendar, firstOfNextMonth, isWorkingDay, yearsWithoutData } from '../calendar/rules.ts'
import { addDays, atTime, type BusinessDay } from '../calendar/zone.ts'
import { overdueDays } from '../follow-ups/rules.ts'
import { FLAGS } from '../lifecycle/rules-model.ts'
import { creditedTo, type Moments, salesBetween, salesIn } from '../orders/queries.ts'
import { orders } from '../orders/tables.ts'
import { loadPace, targetFor, targetsOf } from '../targets/queries.ts'
import {
  flaggedByMember,
  flaggedCustomers,
  lossSource,
  onTimeShare,
  overdueByMember,
  type Userids,
  undoneShare,
  waitingBuyers,
} from './figures.ts'
import type { Reach } from './reach.ts'
import type { DigestSpan } from './rules.ts'
import type { Audience, DigestHead, GroupLine, NamedCount, TodoItem } from './rules-data.ts'

/** What every digest is gathered from. */
export type Asked = {
  reach: Reach
  audience: Audience
  /** The day it is sent on, and the days it tells about. */
  day: BusinessDay
  span: DigestSpan
  calendar: Calendar
  zone: string
  publicUrl: string
  words: { complaints: (count: number) => string; praiseOrders: (count: number) => string; praiseOnTime: string }
}

export const momentsOf = ({ from, to }: DigestSpan, zone: string): Moments => ({
  from: atTime(from, '00:00', zone),
  to: atTime(addDays(to, 1), '00:00', zone),
})

export const pageUrl = (asked: Pick<Asked, 'publicUrl'>, path: string): string => `${asked.publicUrl}/sidebar${path}`

export type HeadQuestion = { month: string; today: BusinessDay; statsReady: boolean }

export const gatherHead = async (db: Db, asked: Asked, question: HeadQuestion): Promise<DigestHead> => {
  const { reach, audience, calendar, zone } = asked
  const { month, today, statsReady } = question
  const target = reach.target === null ? null : await targetFor(db, { month, ...reach.target })
  const currency = target?.currency ?? (await mainCurrency(db, reach.userids))
  const next = firstOfNextMonth(`${month}-01`)
  const last = addDays(today < next ? today : next, -1)
  const sales = salesIn(
    currency,
    await salesBetween(db, momentsOf({ from: `${month}-01`, to: last }, zone), reach.userids),
  )
  const pace =
    target === null ? null : await loadPace(db, { month, today, target, userids: reach.userids, calendar, zone })
  return {
    scopeName: reach.name,
    audience,
    currency,
    pace,
    monthSales: sales.amount,
    allUrl: pageUrl(asked, '/manage'),
    statsReady,
  }
}

/** What most orders are paid in. */
const mainCurrency = async (db: Db, userids: Userids): Promise<string> => {
  const [row] = await db
    .select({ currency: orders.currency })
    .from(orders)
    .where(creditedTo(userids))
    .groupBy(orders.currency)
    .orderBy(desc(sql`count(*)`), orders.currency)
    .limit(1)
  return row?.currency ?? 'CNY'
}

/** The last due day that is so many working days late today. */
const lateSince = (working: number, { day, calendar }: Pick<Asked, 'day' | 'calendar'>): BusinessDay => {
  let due = day
  while (overdueDays(due, day, calendar) < working) due = addDays(due, -1)
  return due
}

const named = (counts: readonly NamedCount[], reach: Reach): NamedCount[] =>
  counts.map(({ name, count }) => ({ name: reach.names.get(name) ?? name, count }))

const total = (counts: readonly NamedCount[]): number => counts.reduce((sum, one) => sum + one.count, 0)

/** What somebody has to act on today. */
export const gatherTodo = async (db: Db, asked: Asked): Promise<TodoItem[]> => {
  const { reach, words } = asked
  const late = await overdueByMember(db, lateSince(2, asked), reach.userids)
  const overstay = await flaggedByMember(db, FLAGS.intentOverstay, reach.userids)
  const complaints = await flaggedCustomers(db, [FLAGS.complaint], reach.userids)
  const silent = await flaggedCustomers(db, [FLAGS.vip, FLAGS.silenceRisk], reach.userids)
  const customersUrl = pageUrl(asked, '/customers')
  const todo: TodoItem[] = [
    { kind: 'overdue', count: total(late), people: named(late, reach), url: pageUrl(asked, '/home') },
  ]
  if (complaints > 0) {
    todo.push({ kind: 'text', text: words.complaints(complaints), ownerUserid: null, url: customersUrl })
  }
  todo.push({ kind: 'silence-warning', count: silent, url: customersUrl })
  todo.push({
    kind: 'intent-overstay',
    count: await flaggedCustomers(db, [FLAGS.intentOverstay], reach.userids),
    people: named(overstay, reach),
    url: customersUrl,
  })
  return todo
}

/** From so many working days on it is no longer the rep's affair alone; practice 2.5. */
const LATE_FOR_MANAGER = 5
const LATE_FOR_ANOTHER = 7
/** A team that leaves no more than this of its week undone is left in peace. */
const UNDONE_SHARE = 0.1

/** The week's list: what has waited so long that its meeting has to speak of it. Nobody is moved by itself. */
export const gatherWeekTodo = async (db: Db, asked: Asked): Promise<TodoItem[]> => {
  const { reach, span } = asked
  const [overdue, ...rest] = await gatherTodo(db, asked)
  const undone = await undoneShare(db, span, reach.userids)
  const isMuch = undone.of > 0 && undone.done / undone.of > UNDONE_SHARE
  const late = isMuch ? await overdueByMember(db, lateSince(LATE_FOR_MANAGER, asked), reach.userids) : []
  const waiting = await waitingBuyers(db, lateSince(LATE_FOR_ANOTHER, asked), reach.userids)
  const url = pageUrl(asked, '/home')
  return [
    ...(overdue === undefined ? [] : [overdue]),
    { kind: 'late-week', count: total(late), undone, people: named(late, reach), url },
    ...rest,
    { kind: 'another-rep', count: waiting, url },
  ]
}

/** Deletions that are no chance: three, and twice the usual. */
export const deletionTodo = async (
  db: Db,
  asked: Asked,
  { lost, mean }: { lost: number; mean: number | null },
): Promise<TodoItem[]> => {
  if (mean === null || lost < 3 || lost < 2 * mean) return []
  const fromSource = await lossSource(db, momentsOf(asked.span, asked.zone), asked.reach.userids)
  return [{ kind: 'deletions', lost, fromSource, url: pageUrl(asked, '/customers') }]
}

/** Gaps in what an admin has to enter. */
export const settingsTodo = (asked: Asked, { month, hasTarget }: { month: string; hasTarget: boolean }): TodoItem[] => {
  const url = pageUrl(asked, '/manage')
  const years = yearsWithoutData(asked.calendar, [`${month}-01`, asked.day, addDays(asked.day, 30)])
  return [
    ...(hasTarget || asked.reach.target === null ? [] : [{ kind: 'no-target' as const, url }]),
    ...(years.length === 0 ? [] : [{ kind: 'no-holidays' as const, years, url }]),
  ]
}

/** The teams below, each against its own target. */
export const gatherGroups = async (db: Db, asked: Asked, { month, today }: HeadQuestion): Promise<GroupLine[]> => {
  const { reach, span, calendar, zone } = asked
  const ids = reach.groups.map((group) => String(group.departmentId))
  const targets = await targetsOf(db, { month, scope: 'department', ids })
  const lines: GroupLine[] = []
  for (const { name, departmentId, userids } of reach.groups) {
    const target = targets.get(String(departmentId))
    const pace = target === undefined ? null : await loadPace(db, { month, today, target, userids, calendar, zone })
    const onTime = await onTimeShare(db, span, userids)
    lines.push({ name, attainment: pace?.attainment ?? null, index: pace?.index ?? null, onTime })
  }
  return lines
}

/** The span right before with as many working days, so that a week with a holiday is not compared with a full one. */
export const spanBefore = ({ from, to }: DigestSpan, calendar: Calendar): DigestSpan => {
  let left = 0
  for (let day = from; day <= to; day = addDays(day, 1)) if (isWorkingDay(day, calendar)) left += 1
  let day = from
  while (left > 0) {
    day = addDays(day, -1)
    if (isWorkingDay(day, calendar)) left -= 1
  }
  return { from: day < from ? day : addDays(from, -1), to: addDays(from, -1) }
}

/** null where there was nothing to compare with. */
export const changeOf = (now: number, before: number): number | null => (before > 0 ? (now - before) / before : null)
