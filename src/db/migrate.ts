import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres'
import { migrate as runPg } from 'drizzle-orm/node-postgres/migrator'
import type { PgliteDatabase } from 'drizzle-orm/pglite'
import { migrate as runLite } from 'drizzle-orm/pglite/migrator'
import type pg from 'pg'
import { GRANT_READER } from './reader-role.ts'

const FOLDER = fileURLToPath(new URL('../../drizzle', import.meta.url))
const MIGRATION_LOCK = 72_019_436

/** Replicas that start together take turns: the migrator itself has no lock and all but one would fail. */
export const migratePg = async (pool: pg.Pool): Promise<void> => {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    try {
      await runPg(drizzlePg(client), { migrationsFolder: FOLDER })
      await client.query(GRANT_READER)
    } finally {
      await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK])
    }
  } finally {
    client.release()
  }
}

export const migrateLite = async (db: PgliteDatabase): Promise<void> => {
  await runLite(db, { migrationsFolder: FOLDER })
  await db.execute(sql.raw(GRANT_READER))
}
