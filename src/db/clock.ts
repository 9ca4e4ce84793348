import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from './db.ts'

export type Clock = {
  /** Business time. */
  now: () => Date
  /** How far business time is ahead of the database's: 0 but where somebody moved it. */
  leadMs: () => number
  /** Moves business time to a moment; only the trial and tests may. */
  moveTo: (moment: Date) => void
  /** Samples the database's time again. */
  resample: () => Promise<void>
}

/**
 * The database's time, carried on by the monotonic clock: two replicas agree, and a host whose wall clock jumps sends
 * nothing twice. `startAt` shifts it for trials.
 */
export const createClock = async (db: Db, startAt: Date | null): Promise<Clock> => {
  let base = 0
  let sampledAt = 0
  let offset = 0
  const real = () => base + (performance.now() - sampledAt)
  const resample = async () => {
    const asked = performance.now()
    const [row] = await rowsOf<{ ms: number | string }>(
      db,
      sql`select extract(epoch from clock_timestamp()) * 1000 as ms`,
    )
    const answered = performance.now()
    base = Number(row?.ms ?? base)
    sampledAt = (asked + answered) / 2
  }
  await resample()
  if (startAt !== null) offset = startAt.getTime() - real()
  return {
    now: () => new Date(Math.floor(real() + offset)),
    leadMs: () => offset,
    moveTo: (moment) => {
      offset = moment.getTime() - real()
    },
    resample,
  }
}
