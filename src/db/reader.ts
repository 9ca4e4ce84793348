import { AsyncLocalStorage } from 'node:async_hooks'
import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from './db.ts'

/** Whose customers may be read. `userids` are members; `all` is for who sees the whole company. */
export type ReaderScope = {
  userid: string
  all: boolean
  userids: readonly string[]
  /** The plans of this reading's statements are kept: the card's, with its look into every month, cost more than it. */
  onePlan?: boolean
}

const reading = new AsyncLocalStorage<Db>()
const off = new WeakSet<Db>()
const behind = new WeakMap<Db, Db>()

/**
 * Whether this is somebody's reading. What several callers share must not be waited for here: the one who asks for it
 * may stand behind this very transaction, and on the embedded database both would wait for ever.
 */
export const isReading = (): boolean => reading.getStore() !== undefined

/** False where the database lets us take no other role: then the scope in each query is the only wall. */
export const hasReaderRole = async (db: Db): Promise<boolean> => {
  const [row] = await rowsOf<{ can: boolean }>(
    db,
    sql`select coalesce(bool_or(pg_has_role(current_user, oid, 'MEMBER')), false) as can from pg_roles where rolname = 'zg_reader'`,
  )
  if (row?.can !== true) off.add(db)
  return row?.can === true
}

// Separates userids in the setting; no userid holds it.
const SEPARATOR = '\u001f'

const KEEP_PLANS = sql`, set_config('plan_cache_mode', 'force_generic_plan', true)`

/**
 * Reads as the database role that sees only this scope's customers, in one short transaction: a query that forgot its
 * own filter finds nothing foreign. Nothing may be written inside, and WeCom may not be asked.
 */
export const readAs = async <T>(db: Db, scope: ReaderScope, work: (tx: Db) => Promise<T>): Promise<T> => {
  const already = reading.getStore()
  if (already !== undefined) return work(already)
  if (off.has(behind.get(db) ?? db)) return work(db)
  return db.transaction(
    async (tx) => {
      await tx.execute(
        sql`select set_config('zg.all', ${scope.all ? 'on' : 'off'}, true), set_config('zg.user', ${scope.userid}, true),
          set_config('zg.users', ${scope.userids.join(SEPARATOR)}, true), set_config('role', 'zg_reader', true)${scope.onePlan === true ? KEEP_PLANS : sql``}`,
      )
      return reading.run(tx as unknown as Db, () => work(tx as unknown as Db))
    },
    { accessMode: 'read only' },
  )
}

/** The database as the page's readers get it: inside `readAs` its transaction, outside the database itself. */
export const throughReader = (db: Db): Db => {
  const through = new Proxy(db, {
    get: (target, key) => {
      const own = reading.getStore() ?? target
      const value: unknown = Reflect.get(own, key, own)
      return typeof value === 'function' ? value.bind(own) : value
    },
  })
  behind.set(through, db)
  return through
}
