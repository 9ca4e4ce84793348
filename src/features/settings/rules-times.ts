/** When the house works and speaks, in business time. An admin may choose each; the rest of the timetable is its own. */
export const DEFAULT_TIMES = {
  lifecycle: '02:10',
  reconcile: '03:10',
  stats: '06:40',
  'group-digest': '08:40',
  'daily-reminders': '08:50',
  'daily-digest': '09:10',
  'weekly-digest': '09:20',
  'monthly-digest': '09:40',
  'midday-reminder': '13:40',
  'wrap-up': '17:50',
} as const
export type TimedName = keyof typeof DEFAULT_TIMES
export type Times = Record<TimedName, string>

/** Messages to a person's phone reach nobody before or after work. */
export const REP_WINDOW = { from: '08:30', to: '19:30' } as const
const TO_A_PHONE: readonly TimedName[] = ['group-digest', 'daily-reminders', 'midday-reminder', 'wrap-up']
const AFTER_STATS: readonly TimedName[] = ['daily-digest', 'weekly-digest', 'monthly-digest']

export type TimesTrouble = 'window' | 'figures' | 'night' | 'order'

/** What makes no sense together; null where the day can be lived so. */
export const troubleWithTimes = (times: Times): TimesTrouble | null => {
  const { from, to } = REP_WINDOW
  if (TO_A_PHONE.some((name) => times[name] < from || times[name] > to)) return 'window'
  // Figures of yesterday are there once they were pulled, and stages once the night has looked at everybody.
  if (AFTER_STATS.some((name) => times[name] <= times.stats)) return 'figures'
  if (times.lifecycle >= times['daily-reminders']) return 'night'
  const day = [times['daily-reminders'], times['midday-reminder'], times['wrap-up']]
  return day.every((time, index) => index === 0 || time > (day[index - 1] ?? '')) ? null : 'order'
}

/**
 * `midday`: what cannot wait, if any of it is still open. `wrapUp`: how far the day came and who is left. `allClear`: at
 * the end of a week without anything late. `leads`: what has been late for three working days, to the rep's lead.
 */
export type DayMessages = { midday: boolean; wrapUp: boolean; allClear: boolean; leads: boolean }
