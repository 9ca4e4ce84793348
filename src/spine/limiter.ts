import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../db/db.ts'

type LimitKey = { key: string; max: number; perSeconds: number }

/** Share of a limit that bulk work may use up, so that a sync never starves a welcome. */
const BULK_SHARE = 0.8
/** Permits fetched at once for wide limits: a row update per call would cost more than the call. */
const blockOf = (max: number): number => (max >= 1000 ? 50 : 1)

/** Counters in the database: all replicas share one budget. Waits until every key has room. */
export const createLimiter = (db: Db) => {
  const inHand = new Map<string, { left: number; until: number }>()

  const takeOne = async ({ key, max, perSeconds }: LimitKey, share: number): Promise<number> => {
    const hand = inHand.get(key)
    if (hand !== undefined && hand.left > 0 && hand.until > performance.now()) {
      hand.left--
      return 0
    }
    const block = blockOf(max)
    const room = Math.floor(max * share) - block
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
    return Math.max(20, Number(full?.wait_ms ?? 20))
  }

  return {
    take: async (keys: readonly LimitKey[], { lane }: { lane: 'urgent' | 'normal' | 'bulk' }): Promise<void> => {
      for (const key of keys) {
        for (;;) {
          const waitMs = await takeOne(key, lane === 'bulk' ? BULK_SHARE : 1)
          if (waitMs === 0) break
          await new Promise((resolve) => setTimeout(resolve, Math.min(waitMs, 5_000)))
        }
      }
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
