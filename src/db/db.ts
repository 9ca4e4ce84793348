import type { SQL } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

/**
 * PostgreSQL, PGlite or a transaction on either. Inside `db.transaction` only the handed-in `tx` may be used: the
 * embedded database has one connection, and the outer `db` would wait for it for ever.
 */
export type Db = PgDatabase<PgQueryResultHKT, Record<string, never>>

/** Rows of a statement the query builder cannot say. Times come back as text: select them as epoch milliseconds. */
export const rowsOf = async <T>(db: Db, query: SQL): Promise<T[]> => {
  const result = (await db.execute(query)) as unknown as { rows: T[] }
  return result.rows
}
