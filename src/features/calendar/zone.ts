import { DateTime } from 'luxon'

/** 'YYYY-MM-DD' in the business zone. Sorts and compares as text. */
export type BusinessDay = string

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** No zone is farther from UTC: one of the two offsets there holds at the moment itself. */
const FARTHEST_MS = 15 * 60 * MINUTE_MS
const DAY_TEXT = /^(\d{4})-(\d{2})-(\d{2})$/
const TIME_TEXT = /^([01]\d|2[0-3]):([0-5]\d)$/

/** The calendar day a moment falls on for people in `zone`. An unknown zone is a bug of the caller and throws. */
export const businessDay = (date: Date, zone: string): BusinessDay => {
  const day = DateTime.fromJSDate(date, { zone }).toISODate()
  if (day === null) throw new RangeError(`no business day for ${String(date)} in zone ${zone}`)
  return day
}

/**
 * The moment of 'HH:MM' on that day. In a spring gap the clock has already jumped, so the hour after it is meant; of an
 * hour that autumn brings twice it is the first. Worked out from the zone's offsets, because Luxon's own reading of a
 * wall time lands an hour off where a clock goes back shortly after midnight (America/Scoresbysund).
 */
export const atTime = (day: BusinessDay, time: string, zone: string): Date => {
  const clock = DateTime.fromMillis(0, { zone }).zone
  const parts = TIME_TEXT.exec(time)
  if (!clock.isValid || parts === null || addDays(day, 0) !== day) {
    throw new RangeError(`no moment ${day} ${time} in zone ${zone}`)
  }
  const wall = dayNumber(day) * DAY_MS + (Number(parts[1]) * 60 + Number(parts[2])) * MINUTE_MS
  const offsets = [clock.offset(wall - FARTHEST_MS), clock.offset(wall + FARTHEST_MS)] as const
  const shown = offsets
    .map((offset) => wall - offset * MINUTE_MS)
    .filter((ms) => ms + clock.offset(ms) * MINUTE_MS === wall)
  return new Date(shown.length > 0 ? Math.min(...shown) : wall - offsets[0] * MINUTE_MS)
}

export const addDays = (day: BusinessDay, count: number): BusinessDay =>
  new Date(dayNumber(day) * DAY_MS + count * DAY_MS).toISOString().slice(0, 10)

/** 1 Monday … 7 Sunday. */
export const weekday = (day: BusinessDay): number => ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1

/** Calendar days from `from` to `to`; negative when `to` lies before. Never goes through hours, so DST cannot shift it. */
export const daysBetween = (from: BusinessDay, to: BusinessDay): number => dayNumber(to) - dayNumber(from)

const dayNumber = (day: BusinessDay): number => {
  const parts = DAY_TEXT.exec(day)
  if (parts === null) throw new RangeError(`not a business day: ${day}`)
  return Math.round(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])) / DAY_MS)
}
