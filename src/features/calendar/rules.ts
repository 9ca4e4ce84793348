import type { BusinessDay } from './zone.ts'
import { addDays, weekday } from './zone.ts'

export type DayKind = 'off' | 'work'

/** What a team works: exceptions by day, and the years for which the official notice is in. */
export type Calendar = {
  days: ReadonlyMap<BusinessDay, DayKind> | Readonly<Record<BusinessDay, DayKind>>
  years: readonly number[]
  /** ISO weekdays that are free by default; shops that open at weekends pass another list. */
  weekend?: readonly number[]
}

export const POSTPONE_POLICIES = ['keep', 'next_workday', 'prev_workday'] as const
export type PostponePolicy = (typeof POSTPONE_POLICIES)[number]
export type DayRange = { from: BusinessDay; to: BusinessDay }

const WEEKEND = [6, 7] as const
// Longer than any holiday: a calendar without one working day is a mistake in the data and must not hang the server.
const SEARCH_LIMIT = 400

export const isWorkingDay = (day: BusinessDay, calendar: Calendar): boolean => {
  const known = kindOf(day, calendar)
  if (known !== undefined) return known === 'work'
  return !(calendar.weekend ?? WEEKEND).includes(weekday(day))
}

/** The first working day after `day`, never `day` itself. */
export const nextWorkingDay = (day: BusinessDay, calendar: Calendar): BusinessDay => search(day, 1, calendar)

/** The last working day before `day`, never `day` itself. */
export const previousWorkingDay = (day: BusinessDay, calendar: Calendar): BusinessDay => search(day, -1, calendar)

/** How far ahead a page must know them: the longest wait it proposes is three weeks, and a holiday may follow it. */
export const REST_DAYS_AHEAD = 35

/** The days without work among the `count` days after `day`, `day` itself not among them. */
export const restDaysAfter = (day: BusinessDay, count: number, calendar: Calendar): BusinessDay[] =>
  Array.from({ length: count }, (_, index) => addDays(day, index + 1)).filter((one) => !isWorkingDay(one, calendar))

/** Working days from `from` up to, not including, `to`; 0 when `to` is not later. */
export const workingDaysBetween = (from: BusinessDay, to: BusinessDay, calendar: Calendar): number => {
  let count = 0
  for (let day = from; day < to; day = addDays(day, 1)) if (isWorkingDay(day, calendar)) count += 1
  return count
}

/** `month` is 'YYYY-MM' or any day in it. */
export const firstWorkingDayOfMonth = (month: string, calendar: Calendar): BusinessDay => {
  const first = `${month.slice(0, 7)}-01`
  return isWorkingDay(first, calendar) ? first : nextWorkingDay(first, calendar)
}

/** `month` is 'YYYY-MM' or any day in it. */
export const workingDaysInMonth = (month: string, calendar: Calendar): number => {
  const first = `${month.slice(0, 7)}-01`
  return workingDaysBetween(first, firstOfNextMonth(first), calendar)
}

export const firstOfNextMonth = (day: BusinessDay): BusinessDay =>
  `${addDays(`${day.slice(0, 7)}-01`, 32).slice(0, 7)}-01`

/** Years touched by `days` for which no official holiday notice is loaded: weekends alone would be guessed there. */
export const yearsWithoutData = (calendar: Calendar, days: readonly BusinessDay[]): number[] => {
  const years = new Set(days.map((day) => Number(day.slice(0, 4))))
  return [...years].filter((year) => !calendar.years.includes(year)).sort((a, b) => a - b)
}

export const postpone = (day: BusinessDay, policy: PostponePolicy, calendar: Calendar): BusinessDay => {
  if (policy === 'keep' || isWorkingDay(day, calendar)) return day
  return policy === 'next_workday' ? nextWorkingDay(day, calendar) : previousWorkingDay(day, calendar)
}

/** Days on which a customer gets greetings only, no offers. */
export const isMarketingSilent = (day: BusinessDay, silences: readonly DayRange[]): boolean =>
  silences.some((range) => range.from <= day && day <= range.to)

/** The same day, or the first one after the silence it falls into. */
export const afterMarketingSilence = (day: BusinessDay, silences: readonly DayRange[]): BusinessDay => {
  const range = silences.find((one) => one.from <= day && day <= one.to)
  return range === undefined ? day : addDays(range.to, 1)
}

/** A team's own changes on top of the national data. A day mapped to null goes back to its weekday's default. */
export const withOverrides = (
  base: Calendar,
  overrides: Readonly<Record<BusinessDay, DayKind | null>>,
  extraYears: readonly number[] = [],
): Calendar => {
  const days = new Map<BusinessDay, DayKind>(base.days instanceof Map ? base.days : Object.entries(base.days))
  for (const [day, kind] of Object.entries(overrides)) {
    if (kind === null) days.delete(day)
    else days.set(day, kind)
  }
  return { ...base, days, years: [...new Set([...base.years, ...extraYears])].sort((a, b) => a - b) }
}

const kindOf = (day: BusinessDay, calendar: Calendar): DayKind | undefined =>
  calendar.days instanceof Map ? calendar.days.get(day) : (calendar.days as Record<string, DayKind>)[day]

const search = (from: BusinessDay, step: 1 | -1, calendar: Calendar): BusinessDay => {
  let day = addDays(from, step)
  for (let tried = 0; tried < SEARCH_LIMIT; tried += 1, day = addDays(day, step)) {
    if (isWorkingDay(day, calendar)) return day
  }
  throw new RangeError(`no working day within ${SEARCH_LIMIT} days of ${from}`)
}
