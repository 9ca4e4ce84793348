import { type ScheduledTask, schedule } from 'node-cron'
import { nextInstant, planDue } from './timetable-run.ts'
import type { WorkerParts } from './workers.ts'

const RELOOK_MS = 60_000

/**
 * node-cron ticks, the occurrence table decides. Between two due instants a tick costs one comparison; once a minute
 * it looks anyway, because the calendar may have changed and another replica may have planned.
 */
export const createTick = (parts: WorkerParts) => {
  let nextAt: Date | null = null
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | null = null
  let task: ScheduledTask | null = null

  const run = async () => {
    lookedAt = performance.now()
    // The monotonic clock stands still while a laptop sleeps: without this, business time would stay behind for good.
    await parts.resampleClock()
    await planDue(parts.core)
    nextAt = await nextInstant(parts.core, parts.core.now())
  }

  const look = (force = false): Promise<void> => {
    const due = nextAt === null || parts.core.now() >= nextAt || performance.now() - lookedAt > RELOOK_MS
    if (!due && !force) return Promise.resolve()
    looking ??= run().finally(() => {
      looking = null
    })
    return looking
  }

  return {
    look,
    start: () => {
      const safely = () =>
        look().catch((error) => parts.log.warn({ err: error }, 'the timetable could not be looked at'))
      void safely()
      task = schedule('* * * * * *', safely, {
        timezone: 'UTC',
        name: 'timetable',
        noOverlap: true,
        // A busy second loses nothing: the next tick sees what is due.
        suppressMissedWarning: true,
      })
    },
    stop: () => {
      void task?.destroy()
    },
  }
}
