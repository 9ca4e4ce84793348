import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../db/db.ts'

type LimitKey = { key: string; max: number; perSeconds: number }
type Lane = 'urgent' | 'normal' | 'bulk'

/** Where one permit counts for much. */
const isNarrow = (max: number): boolean => max < 1000
/**
 * What bulk work leaves of every window for whoever comes later in it: a fifth of a narrow limit, of a wide one two in
 * a hundred. More would cost a first sync its speed; none would make a welcome wait for the next window.
 */
const roomForBulk = (max: number): number => Math.floor(max * (isNarrow(max) ? 0.8 : 0.98))
/** Permits fetched at once for wide limits: a row update per call would cost more than the call. */
const blockOf = (max: number): number => (isNarrow(max) ? 1 : 50)

const AT_LEAST_MS = 20
const AT_MOST_MS = 5_000

/** Counters in the database: all replicas share one budget. Waits until every key has room. */
export const createLimiter = (db: Db) => {
  const inHand = new Map<string, { left: number; until: number }>()
  const fetching = new Map<string, Promise<unknown>>()
  const ahead = new Map<string, number>()

  const fromHand = (key: string): boolean => {
    const hand = inHand.get(key)
    if (hand === undefined || hand.left === 0 || hand.until <= performance.now()) return false
    hand.left -= 1
    return true
  }

  /** Milliseconds to wait; 0 when a block was granted, whose first permit is the caller's. */
  const fetchBlock = async ({ key, max, perSeconds }: LimitKey, lane: Lane): Promise<number> => {
    const block = blockOf(max)
    const room = (lane === 'bulk' ? roomForBulk(max) : max) - block
    const [granted] = await rowsOf<{ left_ms: number | string }>(
      db,
      sql`insert into limiter_windows as w (key, window_start, taken) values (${key}, now(), ${block})
          on conflict (key) do update set
            window_start = case when w.window_start <= now() - make_interval(secs => ${perSeconds}) then now() else w.window_start end,
            taken = case when w.window_start <= now() - make_interval(secs => ${perSeconds}) then 0 else w.taken end + ${block}
          where (w.blocked_until is null or w.blocked_until <= now())
            and (w.window_start <= now() - make_interval(secs => ${perSeconds}) or w.taken <= ${room})
          returning extract(epoch from (w.window_start + make_interval(secs => ${perSeconds}) - now())) * 1000 as left_ms`,
    )
    if (granted !== undefined) {
      inHand.set(key, { left: block - 1, until: performance.now() + Number(granted.left_ms) })
      return 0
    }
    const [full] = await rowsOf<{ wait_ms: number | string }>(
      db,
      sql`select extract(epoch from (greatest(blocked_until, window_start + make_interval(secs => ${perSeconds})) - now())) * 1000 as wait_ms
          from limiter_windows where key = ${key}`,
    )
    return Math.max(AT_LEAST_MS, Number(full?.wait_ms ?? AT_LEAST_MS))
  }

  const takeOne = async (limit: LimitKey, lane: Lane): Promise<number> => {
    // Somebody more urgent stands at this very counter: what is left is theirs.
    if (lane === 'bulk' && (ahead.get(limit.key) ?? 0) > 0) return AT_LEAST_MS
    if (fromHand(limit.key)) return 0
    // One asks for all: two at once would each throw away the rest of the other's block.
    const other = fetching.get(limit.key)
    if (other !== undefined && !isNarrow(limit.max)) {
      await other.catch(() => {})
      if (fromHand(limit.key)) return 0
    }
    const asked = fetchBlock(limit, lane)
    fetching.set(limit.key, asked)
    return asked.finally(() => {
      if (fetching.get(limit.key) === asked) fetching.delete(limit.key)
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
        await new Promise((resolve) => setTimeout(resolve, Math.min(waitMs, AT_MOST_MS)))
      }
    } finally {
      if (lane !== 'bulk') stand(limit.key, -1)
    }
  }

  return {
    take: async (keys: readonly LimitKey[], { lane }: { lane: Lane }): Promise<void> => {
      for (const key of keys) await takeKey(key, lane)
    },
    block: async (key: string, untilMs: number): Promise<void> => {
      inHand.delete(key)
      await db.execute(
        sql`insert into limiter_windows (key, window_start, taken, blocked_until)
            values (${key}, now(), 0, to_timestamp(${untilMs / 1000}))
            on conflict (key) do update set blocked_until = excluded.blocked_until`,
      )
    },
  }
}
