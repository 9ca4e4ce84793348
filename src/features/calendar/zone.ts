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
  const ms = date.getTime()
  const offset = Number.isNaN(ms) ? null : offsetAt(zone, ms)
  if (offset === null) throw new RangeError(`no business day for ${String(date)} in zone ${zone}`)
  return new Date(ms + offset * MINUTE_MS).toISOString().slice(0, 10)
}

const offsets = new Map<string, number>()
/** The timetable asks for the same few minutes at every look, and the zone's tables take 20 µs for an answer. */
const OFFSETS_KEPT = 4_096

/** Minutes ahead of UTC; null where the zone is unknown. No zone has changed in the middle of a minute since 1972. */
const offsetAt = (zone: string, ms: number): number | null => {
  const key = `${zone} ${Math.floor(ms / MINUTE_MS)}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  const clock = DateTime.fromMillis(0, { zone }).zone
  if (!clock.isValid) return null
  if (offsets.size >= OFFSETS_KEPT) offsets.clear()
  const offset = clock.offset(ms)
  offsets.set(key, offset)
  return offset
}

/**
 * The moment of 'HH:MM' on that day. In a spring gap the clock has already jumped, so the hour after it is meant; of an
 * hour that autumn brings twice it is the first. Worked out from the zone's offsets, because Luxon's own reading of a
 * wall time lands an hour off where a clock goes back shortly after midnight (America/Scoresbysund).
 */
export const atTime = (day: BusinessDay, time: string, zone: string): Date => {
  const parts = TIME_TEXT.exec(time)
  const wall =
    parts === null ? Number.NaN : dayNumber(day) * DAY_MS + (Number(parts[1]) * 60 + Number(parts[2])) * MINUTE_MS
  const before = Number.isNaN(wall) ? null : offsetAt(zone, wall - FARTHEST_MS)
  const after = Number.isNaN(wall) ? null : offsetAt(zone, wall + FARTHEST_MS)
  if (before === null || after === null || addDays(day, 0) !== day) {
    throw new RangeError(`no moment ${day} ${time} in zone ${zone}`)
  }
  const shown = [before, after]
    .map((offset) => wall - offset * MINUTE_MS)
    .filter((ms) => ms + (offsetAt(zone, ms) ?? 0) * MINUTE_MS === wall)
  return new Date(shown.length > 0 ? Math.min(...shown) : wall - before * MINUTE_MS)
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
