import type { CrashPoint } from '../../src/spine/crash-points.ts'

/** A crash point, or what passes it of one kind alone. */
export type Place = CrashPoint | `${CrashPoint}@${string}`

/** Once, before a first sync is through: later nobody is imported any more. */
export const FIRST_PLACES: readonly Place[] = ['facts:together@relation-added']

/** Passed while people live their day, some of them only when somebody asks for it. */
export const DAY_PLACES: readonly Place[] = [
  'inbox:received',
  'inbox:stored',
  'events:claimed',
  'events:handled',
  'events:ended',
  'jobs:claimed',
  'jobs:worked',
  'jobs:ended',
  'outbox:claimed',
  'outbox:sending',
  'outbox:sent',
  'outbox:sent@welcome',
  'outbox:ended',
  'facts:reacted',
  'facts:together@order-paid',
  'token:fetched',
  'directory:saved',
  'sync:page-saved@sync',
  'sync:page-saved@reconcile',
  'reconcile:looked',
  'retention:batch',
]

/** Passed once on a morning: each time takes a morning of its own. */
export const MORNING_PLACES: readonly Place[] = [
  'occurrences:planned@daily-reminders',
  'outbox:sent@app-message',
  'occurrences:planned@daily-digest',
  'outbox:sending@robot-message',
  'outbox:sent@robot-message',
]

export type Plan = { first: readonly Place[]; day: readonly Place[]; morning: readonly Place[] }
export const WHOLE_PLAN: Plan = { first: FIRST_PLACES, day: DAY_PLACES, morning: MORNING_PLACES }

/** What has to be asked for so that a place is passed at all; null where people's doings lead there. */
export type Asked = 'token' | 'orders' | 'sync' | 'reconcile' | 'retention'
export const askedBy = (place: Place): Asked | null => {
  if (place === 'token:fetched') return 'token'
  if (place === 'facts:together@order-paid') return 'orders'
  if (place === 'facts:together@relation-added' || place === 'directory:saved' || place === 'sync:page-saved@sync')
    return 'sync'
  if (place === 'sync:page-saved@reconcile' || place === 'reconcile:looked') return 'reconcile'
  return place === 'retention:batch' ? 'retention' : null
}

/** Three seconds before the place's moment of a morning. */
export const momentOf = (place: Place): string =>
  place.includes('@daily-reminders') || place.includes('@app-message') ? '08:49:57' : '09:09:57'

const FIRST_MORNING = Date.parse('2026-11-25T00:00:00Z')
const DAY_MS = 86_400_000

/** The nth working day after the day of the story. Public holidays come only with the new year, six weeks later. */
export const morningDay = (n: number): string => {
  const days = Array.from({ length: Math.ceil(((n + 1) * 7) / 5) + 2 }, (_, at) => FIRST_MORNING + at * DAY_MS)
  const working = days.filter((day) => ![0, 6].includes(new Date(day).getUTCDay()))
  return new Date(working[n] ?? FIRST_MORNING).toISOString().slice(0, 10)
}
