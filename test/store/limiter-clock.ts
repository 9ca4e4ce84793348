import { sql } from 'drizzle-orm'
import type { LimiterTime } from '../../src/spine/limiter.ts'

export type SimulatedClock = {
  time: LimiterTime
  now: () => number
  /** Runs these to their end; time stands still while any of them is at work and jumps when all of them wait. */
  run: (people: readonly (() => Promise<void>)[]) => Promise<void>
}

/** A clock for hours of waiting in seconds. What is counted lies in the real database under this clock's time. */
export const createSimulatedClock = (start: number): SimulatedClock => {
  let now = start
  let busy = 0
  let waiting: { until: number; go: () => void }[] = []

  const jump = (): void => {
    if (busy > 0 || waiting.length === 0) return
    now = Math.max(now, Math.min(...waiting.map((one) => one.until)))
    const due = waiting.filter((one) => one.until <= now)
    waiting = waiting.filter((one) => one.until > now)
    busy += due.length
    for (const one of due) one.go()
  }
  const rest = (): void => {
    busy -= 1
    jump()
  }

  return {
    now: () => now,
    time: {
      at: () => sql`to_timestamp(${now / 1000}::float8)`,
      elapsedMs: () => now,
      wait: (ms) =>
        new Promise((resolve) => {
          waiting.push({ until: now + Math.max(1, Math.ceil(ms)), go: resolve })
          rest()
        }),
    },
    run: async (people) => {
      busy += people.length
      await Promise.all(people.map((one) => one().finally(rest)))
    },
  }
}

/** A WeCom that counts: at most `max` in any stretch of the window, whenever it begins. */
export const createCounter = (max: number, perSeconds: number) => {
  const taken: number[] = []
  let first = 0
  let refused = 0
  let blockedUntil = 0
  return {
    refused: () => refused,
    served: () => taken.length,
    /** The most in any window so far. */
    call: (now: number): boolean => {
      while (first < taken.length && (taken[first] ?? 0) <= now - perSeconds * 1000) first += 1
      if (now < blockedUntil || taken.length - first >= max) {
        refused += 1
        if (now >= blockedUntil) blockedUntil = now + perSeconds * 1000
        return false
      }
      taken.push(now)
      return true
    },
  }
}
