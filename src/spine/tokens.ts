import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../db/db.ts'
import { open, seal } from '../db/sealing.ts'
import { crashPoint } from './crash-points.ts'

type StoredToken = { token: string; generation: number }
type FetchedToken = { token: string; expiresInSeconds: number }
type Fetch = () => Promise<FetchedToken>

const REFRESH_LEASE_SECONDS = 15
const WAIT_MS = 100
const PLACE = 'tokens.token'

const opened = (row: StoredToken): StoredToken => ({ ...row, token: open(row.token, PLACE) })

/** Callers of one process that ask for the same at the same time share one answer. */
const together = <T>() => {
  const running = new Map<string, Promise<T>>()
  return (key: string, ask: () => Promise<T>): Promise<T> => {
    const already = running.get(key)
    if (already !== undefined) return already
    const mine = ask().finally(() => running.delete(key))
    running.set(key, mine)
    return mine
  }
}

/** One row serves all replicas. A refresh is a lease on the row, so no transaction is open while WeCom is asked. */
export const createTokenStore = (db: Db) => {
  const reading = together<StoredToken | null>()
  const refreshing = together<StoredToken>()

  const read = async (name: string): Promise<StoredToken | null> => {
    const [row] = await rowsOf<StoredToken>(
      db,
      sql`select token, generation from tokens where name = ${name} and expires_at > now() and token <> ''`,
    )
    return row === undefined ? null : opened(row)
  }

  /** What the lease is known by, as text: a driver's Date would round it. Null when somebody else holds it. */
  const takeLease = async (name: string, usedGeneration: number): Promise<string | null> => {
    const [row] = await rowsOf<{ lease: string }>(
      db,
      sql`insert into tokens (name, token, generation, expires_at, refreshing_until)
          values (${name}, '', 0, now(), clock_timestamp() + make_interval(secs => ${REFRESH_LEASE_SECONDS}))
          on conflict (name) do update set refreshing_until = excluded.refreshing_until
          where (tokens.refreshing_until is null or tokens.refreshing_until < now())
            and (tokens.generation <= ${usedGeneration} or tokens.expires_at <= now())
          returning refreshing_until::text as lease`,
    )
    return row?.lease ?? null
  }

  /** Null when the lease ran out meanwhile and somebody else took it: theirs is the newer token, ours is dropped. */
  const refresh = async (name: string, lease: string, fetch: Fetch): Promise<StoredToken | null> => {
    const mine = sql`name = ${name} and refreshing_until = ${lease}::timestamptz`
    try {
      const fetched = await fetch()
      crashPoint('token:fetched')
      const [row] = await rowsOf<StoredToken>(
        db,
        sql`update tokens set token = ${seal(fetched.token, PLACE)}, generation = generation + 1, refreshing_until = null,
              expires_at = now() + make_interval(secs => ${fetched.expiresInSeconds})
            where ${mine} returning token, generation`,
      )
      return row === undefined ? null : opened(row)
    } catch (error) {
      await db.execute(sql`update tokens set refreshing_until = null where ${mine}`)
      throw error
    }
  }

  const lockAndRefresh = async (name: string, usedGeneration: number, fetch: Fetch): Promise<StoredToken> => {
    for (;;) {
      const found = await read(name)
      if (found !== null && found.generation > usedGeneration) return found
      const lease = await takeLease(name, usedGeneration)
      const fresh = lease === null ? null : await refresh(name, lease, fetch)
      if (fresh !== null) return fresh
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
    }
  }

  return {
    read: (name: string) => reading(name, () => read(name)),
    lockAndRefresh: (name: string, usedGeneration: number, fetch: Fetch) =>
      refreshing(`${name} ${usedGeneration}`, () => lockAndRefresh(name, usedGeneration, fetch)),
  }
}
