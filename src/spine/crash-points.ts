/**
 * Moments between two steps that a crash can tear apart. `npm run chaos` kills the process at each of them; a house
 * that nobody armed pays one comparison.
 */
export const CRASH_POINTS = [
  'inbox:received',
  'inbox:stored',
  'events:claimed',
  'events:handled',
  'events:ended',
  'jobs:claimed',
  'jobs:worked',
  'jobs:ended',
  'outbox:claimed',
  'outbox:sent',
  'outbox:ended',
  'facts:reacted',
  'occurrences:planned',
  'token:fetched',
  'sync:page-saved',
] as const
export type CrashPoint = (typeof CRASH_POINTS)[number]

let armed: ((point: CrashPoint) => void) | null = null

export const crashPoint = (point: CrashPoint): void => {
  if (armed !== null) armed(point)
}

/** For the harness alone: what is to happen at every point from now on; null disarms. */
export const armCrashPoints = (hit: ((point: CrashPoint) => void) | null): void => {
  armed = hit
}
