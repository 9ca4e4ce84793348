import { CHINA_OFFSET, chinaDay } from '../china-day.ts'
import type { PERIODS } from '../switches/switches-shapes.ts'

export type Period = (typeof PERIODS)[number]
/** `key` is what the counter is kept for: an API, a caller, a robot. */
export type Quota = { key: string; max: number; per: Period }

type Counter = { window: number; count: number; blockedUntil: number }

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

const windowOf = (per: Period, seconds: number): number => {
  if (per === 'minute') return Math.floor(seconds / MINUTE)
  if (per === 'hour') return Math.floor(seconds / HOUR)
  if (per === 'day') return chinaDay(seconds)
  const local = new Date((seconds + CHINA_OFFSET) * 1000)
  return local.getUTCFullYear() * 12 + local.getUTCMonth()
}

/** Windows are natural, the block is not: 60 seconds, 60 minutes, till the next day of China, 30 days. */
const blockEnd = (per: Period, seconds: number): number => {
  if (per === 'minute') return seconds + MINUTE
  if (per === 'hour') return seconds + HOUR
  if (per === 'day') return (chinaDay(seconds) + 1) * DAY - CHINA_OFFSET
  return seconds + 30 * DAY
}

export type Counters = {
  /** True when all quotas have room, and then counts in all of them; a refused call counts in none. */
  take: (quotas: readonly Quota[], amount?: number) => boolean
  /** A block without counting, as for an address that guessed secrets. */
  block: (key: string, untilSeconds: number) => void
  blocked: (key: string) => boolean
}

export const createCounters = (seconds: () => number): Counters => {
  const counters = new Map<string, Counter>()
  const counterOf = ({ key, per }: Quota, now: number): Counter => {
    const name = `${key}\n${per}`
    const window = windowOf(per, now)
    const found = counters.get(name)
    if (found?.window === window) return found
    const fresh = { window, count: 0, blockedUntil: found?.blockedUntil ?? 0 }
    counters.set(name, fresh)
    return fresh
  }
  return {
    take: (quotas, amount = 1) => {
      const now = seconds()
      const met = quotas.map((quota) => ({ quota, counter: counterOf(quota, now) }))
      for (const { quota, counter } of met) {
        if (counter.blockedUntil > now) return false
        if (counter.count + amount <= quota.max) continue
        counter.blockedUntil = blockEnd(quota.per, now)
        return false
      }
      for (const { counter } of met) counter.count += amount
      return true
    },
    block: (key, untilSeconds) => {
      counters.set(`block\n${key}`, { window: 0, count: 0, blockedUntil: untilSeconds })
    },
    blocked: (key) => (counters.get(`block\n${key}`)?.blockedUntil ?? 0) > seconds(),
  }
}
