/**
 * Moments between two steps that a crash can tear apart. `npm run chaos` kills the process at each of them: it loads
 * `test/chaos/crash-points.mjs` in place of this file.
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

/** Does nothing: no process that runs in earnest can be armed. */
export const crashPoint = (_point: CrashPoint): void => {}
