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
  'outbox:sending',
  'outbox:sent',
  'outbox:ended',
  'facts:reacted',
  'facts:together',
  'occurrences:planned',
  'token:fetched',
  'directory:saved',
  'sync:page-saved',
  'reconcile:looked',
  'retention:batch',
] as const
export type CrashPoint = (typeof CRASH_POINTS)[number]

/**
 * Does nothing: no process that runs in earnest can be armed. `of` tells apart what passes the same point: the kind of a
 * row, the name of a job.
 */
export const crashPoint = (_point: CrashPoint, _of = ''): void => {}
