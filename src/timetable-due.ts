import type { Calendar } from './features/calendar/rules.ts'
import { addDays, atTime, type BusinessDay, businessDay } from './features/calendar/zone.ts'

/**
 * What becomes of runs whose time passed while nobody looked. `all`: each of them, oldest first. `latest`: the newest
 * alone. `skip`: none, only what is due now. Whatever is left out is kept as skipped and shown.
 */
export type CatchUp = 'all' | 'latest' | 'skip'
export type Rule = {
  /** 'HH:MM' in the business zone; null runs only when somebody asks. */
  at: string | null
  on: (day: BusinessDay, calendar: Calendar) => boolean
}
export type Due = { day: BusinessDay; at: Date }
type Span = { from: Date; to: Date; calendar: Calendar; zone: string }

const MINUTE_MS = 60_000
/** A run this late was not missed: the process was busy, or just being started anew. */
const STILL_NOW_MINUTES = 5

/**
 * Instants of a rule in (from, to], oldest first: one for every day the zone has, also where its clock has the time
 * twice (the first) or not at all (as much later as the clock jumped). Both ends look one day further, because a clock
 * that jumps over midnight puts 23:30 into the next day; a day that a zone left out of its calendar has no run.
 */
export const dueBetween = (rule: Rule, span: Span): Due[] => [...instantsOf(rule, span)]

/** The first of them, without working out the rest: asked for each job at each look. */
export const firstBetween = (rule: Rule, span: Span): Due | null => {
  for (const due of instantsOf(rule, span)) return due
  return null
}

function* instantsOf(rule: Rule, { from, to, calendar, zone }: Span): Generator<Due> {
  if (rule.at === null) return
  const last = addDays(businessDay(to, zone), 1)
  for (let day = addDays(businessDay(from, zone), -1); day <= last; day = addDays(day, 1)) {
    const at = atTime(day, rule.at, zone)
    if (at <= from || at > to || !rule.on(day, calendar)) continue
    if (businessDay(atTime(day, '12:00', zone), zone) === day) yield { day, at }
  }
}

/** Which of them still run. `minutes` is how long after its time a run is still worth making up for. */
export const worthRunning = (
  due: readonly Due[],
  now: Date,
  { catchUp, minutes }: { catchUp: CatchUp; minutes: number },
): Set<Due> => {
  const within = (limit: number) => due.filter((one) => now.getTime() - one.at.getTime() <= limit * MINUTE_MS)
  if (catchUp === 'skip') return new Set(within(STILL_NOW_MINUTES))
  return new Set(catchUp === 'all' ? within(minutes) : within(minutes).slice(-1))
}
