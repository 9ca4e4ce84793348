import { type ScheduledTask, schedule } from 'node-cron'
import { nextInstant, planDue } from './timetable-run.ts'
import type { WorkerParts } from './workers.ts'

const RELOOK_MS = 60_000
/** How late a due instant may be seen. */
const WATCH_MS = 1_000
const JUMP_MS = 2_000

/**
 * node-cron ticks each minute, the occurrence table decides, and a plain interval sees to it that ticks keep coming.
 * Between two due instants a tick costs one comparison; once a minute it looks anyway, because the calendar may have
 * changed and another replica may have planned.
 */
export const createTick = (parts: WorkerParts) => {
  let nextAt: Date | null = null
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | null = null
  let task: ScheduledTask | null = null
  let watch: NodeJS.Timeout | null = null
  let wallAheadMs = 0

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

  const safely = (force = false) =>
    look(force).catch((error) => parts.log.warn({ err: error }, 'the timetable could not be looked at'))

  /** Anew, because node-cron waits by the host's clock: set back it is silent for as long, set ahead it makes up for all. */
  const schedulerAnew = () => {
    void task?.destroy()
    wallAheadMs = Date.now() - performance.now()
    task = schedule('* * * * *', () => safely(true), {
      timezone: 'UTC',
      name: 'timetable',
      noOverlap: true,
      // A busy minute loses nothing: the next look sees what is due.
      suppressMissedWarning: true,
    })
  }

  const keepTicking = () => {
    const jumpedMs = Date.now() - performance.now() - wallAheadMs
    if (Math.abs(jumpedMs) > JUMP_MS) {
      parts.log.warn({ seconds: Math.round(jumpedMs / 1000) }, 'the clock of this machine jumped')
      schedulerAnew()
    }
    void safely()
  }

  return {
    look,
    start: () => {
      void safely()
      schedulerAnew()
      watch = setInterval(keepTicking, WATCH_MS)
    },
    stop: () => {
      if (watch !== null) clearInterval(watch)
      void task?.destroy()
    },
  }
}
