import { words } from '../lang/lang.ts'
import { addDays, businessZone, dayOf, daysBetween, today, weekdayOf } from './clock.ts'

export const ago = (time: string): string => words.ago(daysBetween(dayOf(time), today()))

export const clockTime = (time: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: businessZone(),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(time))

export const shortDay = (day: string): string => {
  const [year = '', month = '', date = ''] = day.split('-')
  const sameYear = year === today().slice(0, 4)
  return words.day(sameYear ? null : Number(year), Number(month), Number(date))
}

/** A day ahead as people say it: tomorrow, or its weekday with the date. */
export const dayName = (day: string): string => {
  if (day === today()) return words.ago(0)
  if (day === addDays(today(), 1)) return words.common.tomorrow
  return `${words.weekdays[weekdayOf(day)] ?? ''} ${Number(day.slice(5, 7))}/${Number(day.slice(8))}`
}

export const moment = (time: string): string => {
  const day = dayOf(time)
  const distance = daysBetween(day, today())
  const label = distance === 0 || distance === 1 ? words.ago(distance) : shortDay(day)
  return `${label} ${clockTime(time)}`
}

/** Marks the places of a script that still wait for a value, and words that should not be said. */
export const splitMissing = (
  text: string,
  missing: readonly string[],
  banned: readonly string[] = [],
): { text: string; gap: boolean }[] => {
  // Signs between the letters are how a word slips past a reader; the server's check looks through them, so do we.
  const loose = banned.map((word) =>
    [...word].map((sign) => sign.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s·*_.-]*'),
  )
  const isBanned = new RegExp(`^(?:${loose.join('|')})$`)
  const isGap = (piece: string): boolean =>
    missing.includes(piece.slice(1, -1)) || missing.includes(piece) || (loose.length > 0 && isBanned.test(piece))
  return text
    .split(new RegExp(`(${['\\{[^{}]*\\}', ...loose].join('|')})`))
    .filter((piece) => piece !== '')
    .map((piece) => ({ text: piece, gap: isGap(piece) }))
}

const UNFILLED = /\{([^{}\s]{1,20})\}/
/** Names of the places that a text typed by hand still leaves open. */
export const unfilledIn = (text: string): string[] =>
  [...text.matchAll(new RegExp(UNFILLED, 'g'))].map((found) => found[1] ?? '')

/** A text edited by hand is free to go once no gap is left in it. */
export const isBlocked = (text: string, original: string, missing: readonly string[]): boolean => {
  if (text.trim() === '') return true
  // Typed in by hand nothing is filled in any more: a customer would read the braces.
  if (text !== original && UNFILLED.test(text)) return true
  if (missing.length === 0) return false
  return text === original || splitMissing(text, missing).some((piece) => piece.gap)
}
