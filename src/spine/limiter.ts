import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/db.ts'
import { askForBlock, blockKey, type LimitKey } from './limiter-windows.ts'

type Lane = 'urgent' | 'normal' | 'bulk'

/** Where one permit counts for much. */
const isNarrow = (max: number): boolean => max < 1000
/**
 * What bulk work leaves of every window for whoever comes later in it: a fifth of a narrow limit, of a wide one two in
 * a hundred. More would cost a first sync its speed; none would make a welcome wait for the next window.
 */
const roomForBulk = (max: SQL): SQL => sql`floor(${max} * case when ${max} < 1000 then 0.8 else 0.98 end)`
/** Permits fetched at once for wide limits: a row update per call would cost more than the call. */
const largestBlock = (max: number): number => (isNarrow(max) ? 1 : 50)

type Hand = { size: number; left: number; until: number }
/** As many as the last block's time had use for, twice as many where it ran out: what is fetched and not used is lost. */
const nextBlock = (hand: Hand | undefined, max: number, now: number): number => {
  if (hand === undefined) return 1
  const wished = hand.left > 0 ? hand.size - hand.left : hand.until > now ? hand.size * 2 : hand.size
  return Math.max(1, Math.min(largestBlock(max), wished))
}

const AT_LEAST_MS = 20
const AT_MOST_MS = 5_000

export type LimiterTime = {
  /** In the database's time. */
  at: () => SQL
  /** Monotonic. */
  elapsedMs: () => number
  wait: (ms: number) => Promise<void>
}
/** `leadMs` is how far business time was moved ahead: where a day passed at a press, so did WeCom's windows. */
export const limiterTime = (leadMs: () => number): LimiterTime => ({
  at: () => (leadMs() === 0 ? sql`now()` : sql`now() + make_interval(secs => ${leadMs() / 1000}::float8)`),
  elapsedMs: () => performance.now() + leadMs(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
})

/** Counters in the database: all replicas share one budget. Waits until every key has room. */
export const createLimiter = (db: Db, time: LimiterTime = limiterTime(() => 0)) => {
  const inHand = new Map<string, Hand>()
  const fetching = new Map<string, Promise<unknown>>()
  const ahead = new Map<string, number>()
  /** Limits that hold below the published ones, as last read. */
  const known = new Map<string, number>()

  const counterOf = (key: string, lane: Lane): string => `${key} ${lane === 'bulk' ? 'bulk' : 'first'}`
  const useHand = (counter: string): boolean => {
    const hand = inHand.get(counter)
    if (hand === undefined || hand.left === 0 || hand.until <= time.elapsedMs()) return false
    hand.left -= 1
    return true
  }
  /** Bulk work never uses what was fetched out of the room that is kept for others; the others use any. */
  const fromHand = (key: string, lane: Lane): boolean =>
    useHand(counterOf(key, lane)) || (lane !== 'bulk' && useHand(counterOf(key, 'bulk')))

  /** What one was refused, the others need not ask again: a crowd before a full limit costs one question a step. */
  const full = new Map<string, number>()
  const standing = (limit: LimitKey, lane: Lane): number =>
    (full.get(counterOf(limit.key, lane)) ?? Number.NEGATIVE_INFINITY) - time.elapsedMs()

  const maxOf = (limit: LimitKey): number => Math.min(limit.max, known.get(limit.key) ?? limit.max)

  /** Milliseconds to wait; 0 when a block was granted, whose first permit is the caller's. */
  const fetchBlock = async (limit: LimitKey, lane: Lane): Promise<number> => {
    const asked = time.elapsedMs()
    const counter = counterOf(limit.key, lane)
    const block = nextBlock(inHand.get(counter), maxOf(limit), asked)
    const room = (max: SQL): SQL => (lane === 'bulk' ? roomForBulk(max) : max)
    const { granted, forMs, max } = await askForBlock(db, { limit, block, room, at: time.at() })
    if (max < limit.max) known.set(limit.key, max)
    else known.delete(limit.key)
    if (granted === 0) {
      const waitMs = Math.min(AT_MOST_MS, Math.max(AT_LEAST_MS, forMs))
      full.set(counter, asked + waitMs)
      return waitMs
    }
    // Used in the step they were counted in, or not at all: later they would be calls that nobody counted.
    if (!isNarrow(limit.max)) inHand.set(counter, { size: granted, left: granted - 1, until: asked + forMs })
    return 0
  }

  const takeOne = async (limit: LimitKey, lane: Lane): Promise<number> => {
    // Somebody more urgent stands at this very counter: what is left is theirs.
    if (lane === 'bulk' && (ahead.get(limit.key) ?? 0) > 0) return AT_LEAST_MS
    if (fromHand(limit.key, lane)) return 0
    const restMs = standing(limit, lane)
    if (restMs > 0) return restMs
    // One asks for all: two at once would each throw away the rest of the other's block.
    const counter = counterOf(limit.key, lane)
    for (
      let other = fetching.get(counter);
      other !== undefined && !isNarrow(maxOf(limit));
      other = fetching.get(counter)
    ) {
      await other.catch(() => {})
      if (fromHand(limit.key, lane)) return 0
      if (standing(limit, lane) > 0) return standing(limit, lane)
    }
    const asked = fetchBlock(limit, lane)
    fetching.set(counter, asked)
    return asked.finally(() => {
      if (fetching.get(counter) === asked) fetching.delete(counter)
    })
  }

  const stand = (key: string, by: 1 | -1): void => {
    const now = (ahead.get(key) ?? 0) + by
    if (now === 0) ahead.delete(key)
    else ahead.set(key, now)
  }

  const takeKey = async (limit: LimitKey, lane: Lane): Promise<void> => {
    if (lane !== 'bulk') stand(limit.key, 1)
    try {
      for (;;) {
        const waitMs = await takeOne(limit, lane)
        if (waitMs === 0) return
        await time.wait(waitMs)
      }
    } finally {
      if (lane !== 'bulk') stand(limit.key, -1)
    }
  }

  return {
    /** The longest window first: what was counted in a short one must not wait for a long one's turn. */
    take: async (keys: readonly LimitKey[], { lane }: { lane: Lane }): Promise<void> => {
      for (const key of [...keys].sort((a, b) => b.perSeconds - a.perSeconds)) await takeKey(key, lane)
    },
    block: async (key: string, forMs: number, { learn = false }: { learn?: boolean } = {}): Promise<void> => {
      for (const lane of ['normal', 'bulk'] as const) inHand.delete(counterOf(key, lane))
      await blockKey(db, key, { forMs, at: time.at(), learn })
    },
  }
}
