import { asc } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Messages } from '../../lang/zh-CN.ts'
import { CHINA_CALENDAR, CHINA_HOLIDAYS } from './holidays-data.ts'
import { type Calendar, type DayKind, withOverrides, yearsWithoutData } from './rules.ts'
import type { CalendarYear } from './shapes.ts'
import { calendarDays } from './tables.ts'
import type { BusinessDay } from './zone.ts'

/** A team that typed in this many days off has entered a year's notice; a few company holidays are none. */
const DAYS_OFF_IN_A_NOTICE = 10

export type Override = { day: BusinessDay; kind: DayKind | 'plain'; label: string }

const readOverrides = (db: Db): Promise<Override[]> =>
  db
    .select({ day: calendarDays.day, kind: calendarDays.kind, label: calendarDays.label })
    .from(calendarDays)
    .orderBy(asc(calendarDays.day))

/** The national days with everything an admin changed on top. */
export const loadCalendar = async (db: Db): Promise<Calendar> => calendarWith(await readOverrides(db))

export const calendarWith = (overrides: readonly Override[]): Calendar => {
  const changes = Object.fromEntries(overrides.map(({ day, kind }) => [day, kind === 'plain' ? null : kind]))
  return withOverrides(CHINA_CALENDAR, changes, yearsEnteredByHand(overrides))
}

const yearsEnteredByHand = (overrides: readonly Override[]): number[] => {
  const counts = new Map<number, number>()
  for (const { day, kind } of overrides) {
    const year = Number(day.slice(0, 4))
    if (kind === 'off') counts.set(year, (counts.get(year) ?? 0) + 1)
  }
  return [...counts].filter(([, count]) => count >= DAYS_OFF_IN_A_NOTICE).map(([year]) => year)
}

/** Every exception of one year, as it counts today. */
export const loadCalendarYear = async (db: Db, year: number): Promise<CalendarYear> => {
  const overrides = await readOverrides(db)
  const days = new Map<BusinessDay, { kind: DayKind | 'plain'; label: string }>()
  for (const { day, kind, label } of [...CHINA_HOLIDAYS, ...overrides]) days.set(day, { kind, label })
  const official = CHINA_CALENDAR.years.includes(year) || yearsEnteredByHand(overrides).includes(year)
  return {
    year,
    official,
    days: [...days]
      .flatMap(([day, { kind, label }]) => (kind === 'plain' ? [] : [{ day, kind, label }]))
      .filter(({ day }) => Number(day.slice(0, 4)) === year)
      .sort((a, b) => (a.day < b.day ? -1 : 1)),
  }
}

/** Says so where working days of that year are guessed from weekends alone; null where they are known. */
export const calendarWarning = (calendar: Calendar, day: BusinessDay, messages: Messages): string | null => {
  const years = yearsWithoutData(calendar, [day])
  return years.length === 0 ? null : messages.digest.noHolidays(years.join(messages.list))
}
