import { addDays, atTime, type BusinessDay, businessDay } from '../calendar/zone.ts'

/** Farther off than this nobody plans: it is a slip of the finger in the year. */
const YEARS_AHEAD_DAYS = 731

export type DateTrouble = 'date-in-past' | 'date-too-far' | 'hour-in-past'
type Dates = { nextStepOn: BusinessDay | null; promise?: { on: BusinessDay; at: string } | null }

/** What is wrong with the days a rep chose; null where they can be kept. An hour that is over cannot be promised. */
export const troubleWith = ({ nextStepOn, promise = null }: Dates, now: Date, zone: string): DateTrouble | null => {
  const today = businessDay(now, zone)
  const days = [nextStepOn, promise?.on ?? null].filter((day) => day !== null)
  if (days.some((day) => day < today)) return 'date-in-past'
  if (days.some((day) => day > addDays(today, YEARS_AHEAD_DAYS))) return 'date-too-far'
  return promise !== null && atTime(promise.on, promise.at, zone) <= now ? 'hour-in-past' : null
}
