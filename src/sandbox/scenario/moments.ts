import { CHINA_OFFSET } from '../china-day.ts'
import type { Dice } from './dice.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
const OFFSET = CHINA_OFFSET * 1000

/** Milliseconds since midnight in China. */
const intoDay = (at: number): number => (((at + OFFSET) % DAY) + DAY) % DAY
export const midnightOf = (at: number): number => at - intoDay(at)
export const hourOf = (at: number): number => Math.floor(intoDay(at) / HOUR)
/** Monday is 1, Sunday 7. */
export const weekdayOf = (at: number): number => ((Math.floor((at + OFFSET) / DAY) + 3) % 7) + 1
/** ISO 8601 with China's offset. */
export const isoOf = (at: number): string => `${new Date(at + OFFSET).toISOString().slice(0, 19)}+08:00`
export const dayOf = (at: number): string => isoOf(at).slice(0, 10)

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
/** `Tue 10:00`, or `day 2 10:00` counted from the day on which the scenario starts. */
export const MOMENT = /^(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun)|day ([1-9]\d?)) ([01]\d|2[0-3]):([0-5]\d)$/

/** The first such moment that is not before the start; `day n` may lie before it and is then over. */
export const momentAfter = (text: string, start: number): number => {
  const [, weekday = '', day, hours = '0', minutes = '0'] = MOMENT.exec(text) ?? []
  const ofDay = Number(hours) * HOUR + Number(minutes) * MINUTE
  if (day !== undefined) return midnightOf(start) + (Number(day) - 1) * DAY + ofDay
  const wanted = WEEKDAYS.indexOf(weekday) + 1
  const at = midnightOf(start) + ((wanted - weekdayOf(start) + 7) % 7) * DAY + ofDay
  return at < start ? at + 7 * DAY : at
}

/** When people write: nobody at night, most before lunch and in the evening. One figure per hour of the day. */
export const DAYLIGHT: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 9, 9, 6, 5, 5, 5, 5, 5, 5, 9, 10, 6, 0, 0]

const AWAKE = { from: 9, to: 22 }

/** A moment when this person may be at the telephone: as wished, or at a likely hour of the next day that suits. */
export const awake = (wished: number, dice: Dice, weekend: number): number => {
  let at = wished
  const hour = hourOf(at)
  if (hour < AWAKE.from || hour >= AWAKE.to) {
    const day = hour < AWAKE.from ? midnightOf(at) : midnightOf(at) + DAY
    const hours = DAYLIGHT.map((weight, index) => ({ weight, index }))
    at = day + dice.weighted(hours).index * HOUR + dice.whole(60) * MINUTE
  }
  const free = weekdayOf(at) > 5
  if (free && weekend < 1 && !dice.chance(weekend)) at += (8 - weekdayOf(at)) * DAY
  return at
}

export type Shift = { hours: readonly [number, number]; days: readonly number[] }

/** The same moment if it lies in working hours, or a few minutes after the next beginning of work. */
export const atWork = (wished: number, shift: Shift, dice: Dice): number => {
  const [from, to] = shift.hours
  const works = (at: number): boolean => shift.days.includes(weekdayOf(at))
  const into = wished - midnightOf(wished)
  if (works(wished) && into >= from * HOUR && into < to * HOUR) return wished
  let day = midnightOf(wished) + (into >= from * HOUR ? DAY : 0)
  while (!works(day)) day += DAY
  return day + from * HOUR + dice.between(1, 35) * MINUTE
}
