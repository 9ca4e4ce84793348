import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../db/db.ts'
import { open, seal } from '../db/sealing.ts'
import { crashPoint } from './crash-points.ts'

type StoredToken = { token: string; generation: number }
type FetchedToken = { token: string; expiresInSeconds: number }

const REFRESH_LEASE_SECONDS = 15
const WAIT_MS = 100
const PLACE = 'tokens.token'

const opened = (row: StoredToken): StoredToken => ({ ...row, token: open(row.token, PLACE) })

/** One row serves all replicas. A refresh is a lease on the row, so no transaction is open while WeCom is asked. */
export const createTokenStore = (db: Db) => {
  const read = async (name: string): Promise<StoredToken | null> => {
    const [row] = await rowsOf<StoredToken>(
      db,
      sql`select token, generation from tokens where name = ${name} and expires_at > now() and token <> ''`,
    )
    return row === undefined ? null : opened(row)
  }

  const takeLease = async (name: string, usedGeneration: number): Promise<boolean> => {
    const rows = await rowsOf<{ name: string }>(
      db,
      sql`insert into tokens (name, token, generation, expires_at, refreshing_until)
          values (${name}, '', 0, now(), now() + make_interval(secs => ${REFRESH_LEASE_SECONDS}))
          on conflict (name) do update set refreshing_until = excluded.refreshing_until
          where (tokens.refreshing_until is null or tokens.refreshing_until < now())
            and (tokens.generation <= ${usedGeneration} or tokens.expires_at <= now())
          returning name`,
    )
    return rows.length > 0
  }

  const refresh = async (name: string, fetch: () => Promise<FetchedToken>): Promise<StoredToken> => {
    try {
      const fetched = await fetch()
      crashPoint('token:fetched')
      const [row] = await rowsOf<StoredToken>(
        db,
        sql`update tokens set token = ${seal(fetched.token, PLACE)}, generation = generation + 1, refreshing_until = null,
              expires_at = now() + make_interval(secs => ${fetched.expiresInSeconds})
            where name = ${name} returning token, generation`,
      )
      if (row === undefined) throw new Error(`token row ${name} is gone`)
      return opened(row)
    } catch (error) {
      await db.execute(sql`update tokens set refreshing_until = null where name = ${name}`)
      throw error
    }
  }

  return {
    read,
    lockAndRefresh: async (name: string, usedGeneration: number, fetch: () => Promise<FetchedToken>) => {
      for (;;) {
        const found = await read(name)
        if (found !== null && found.generation > usedGeneration) return found
        if (await takeLease(name, usedGeneration)) return refresh(name, fetch)
        await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
      }
    },
  }
}
