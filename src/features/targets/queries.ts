import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { type Calendar, firstOfNextMonth, isWorkingDay, previousWorkingDay } from '../calendar/rules.ts'
import { addDays, atTime, type BusinessDay } from '../calendar/zone.ts'
import { membersOf, type Org } from '../members/rules.ts'
import { departments, members } from '../members/tables.ts'
import { firstSaleAt, type Moments, salesBetween, salesIn } from '../orders/queries.ts'
import { type Money, type Pace, paceOf, timeProgress } from './rules.ts'
import type { Target } from './shapes.ts'
import { targets } from './tables.ts'

export type TargetKey = Pick<Target, 'month' | 'scope' | 'scopeId'>
export type TargetView = Target & { name: string; actual: number }

export const targetFor = async (db: Db, { month, scope, scopeId }: TargetKey): Promise<Money | null> => {
  const [row] = await db
    .select({ amount: targets.amount, currency: targets.currency })
    .from(targets)
    .where(and(eq(targets.month, month), eq(targets.scope, scope), eq(targets.scopeId, scopeId)))
  return row ?? null
}

/** Targets of one scope kind by id, e.g. of all departments. */
export const targetsOf = async (
  db: Db,
  { month, scope, ids }: { month: string; scope: Target['scope']; ids: readonly string[] },
): Promise<Map<string, Money>> => {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select()
    .from(targets)
    .where(and(eq(targets.month, month), eq(targets.scope, scope), inArray(targets.scopeId, [...ids])))
  return new Map(rows.map(({ scopeId, amount, currency }) => [scopeId, { amount, currency }]))
}

/** With those who left: what they sold this month still counts for their team. */
export const loadWholeOrg = async (db: Db): Promise<Org & { names: Map<string, string> }> => {
  const people = await db.select().from(members).orderBy(asc(members.userid))
  const units = await db.select().from(departments).orderBy(asc(departments.id))
  return {
    members: people,
    departments: units,
    names: new Map([
      ...people.map((one) => [`member ${one.userid}`, one.name] as const),
      ...units.map((one) => [`department ${one.id}`, one.name] as const),
    ]),
  }
}

/** Whose sales count for a target; null is everybody's. */
export const useridsOf = ({ scope, scopeId }: Pick<Target, 'scope' | 'scopeId'>, org: Org): string[] | null => {
  if (scope === 'company') return null
  return scope === 'member' ? [scopeId] : membersOf([Number(scopeId)], org)
}

export const monthMoments = (month: string, zone: string): Moments => ({
  from: atTime(`${month}-01`, '00:00', zone),
  to: atTime(firstOfNextMonth(`${month}-01`), '00:00', zone),
})

/** All targets of a month with what was sold so far, in the target's own currency. */
export const listTargets = async (
  db: Db,
  { month, zone, companyName }: { month: string; zone: string; companyName: string },
): Promise<TargetView[]> => {
  const rows = await db
    .select()
    .from(targets)
    .where(eq(targets.month, month))
    .orderBy(asc(targets.scope), asc(targets.scopeId))
  const org = await loadWholeOrg(db)
  const views: TargetView[] = []
  for (const { scope, scopeId, amount, currency } of rows) {
    const sums = await salesBetween(db, monthMoments(month, zone), useridsOf({ scope, scopeId }, org))
    const name = scope === 'company' ? companyName : (org.names.get(`${scope} ${scopeId}`) ?? scopeId)
    views.push({ month, scope, scopeId, amount, currency, name, actual: salesIn(currency, sums).amount })
  }
  return views
}

export type PaceQuestion = {
  /** 'YYYY-MM' */
  month: string
  /** The morning on which it is asked: what is sold from then on is not in yet. */
  today: BusinessDay
  target: Money
  userids: readonly string[] | null
  calendar: Calendar
  zone: string
}

/** How far a group of members is on the way to its target of the month. */
export const loadPace = async (db: Db, question: PaceQuestion): Promise<Pace> => {
  const { month, today, target, userids, calendar, zone } = question
  const first = `${month}-01`
  const next = firstOfNextMonth(first)
  const end = today < next ? today : next
  const sales = await salesOfDays(db, { from: first, to: end, currency: target.currency, userids, zone })
  return paceOf({
    target,
    actual: { amount: sales, currency: target.currency },
    time: timeProgress({ from: first, to: addDays(next, -1) }, today, calendar),
    recentDays: await recentSales(db, { ...question, today: end }),
  })
}

type DaySpan = {
  from: BusinessDay
  to: BusinessDay
  currency: string
  userids: readonly string[] | null
  zone: string
}

const salesOfDays = async (db: Db, { from, to, currency, userids, zone }: DaySpan): Promise<number> => {
  const moments = { from: atTime(from, '00:00', zone), to: atTime(to, '00:00', zone) }
  return from >= to ? 0 : salesIn(currency, await salesBetween(db, moments, userids)).amount
}

/**
 * Sales of the last five working days, oldest first. Free days count for the working day before them, so that a
 * weekend's orders are not lost. Days before the very first order say nothing and are left out.
 */
const recentSales = async (db: Db, question: PaceQuestion): Promise<number[]> => {
  const { calendar, zone, userids, target } = question
  const since = await firstSaleAt(db, userids)
  const sales: number[] = []
  let to = question.today
  while (since !== null && sales.length < 5 && since < atTime(to, '00:00', zone)) {
    const before = addDays(to, -1)
    const from = isWorkingDay(before, calendar) ? before : previousWorkingDay(before, calendar)
    sales.unshift(await salesOfDays(db, { from, to, currency: target.currency, userids, zone }))
    to = from
  }
  return sales
}
