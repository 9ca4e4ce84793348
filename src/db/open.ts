import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres'
import { drizzle as drizzleLite } from 'drizzle-orm/pglite'
import pg from 'pg'
import type { Db } from './db.ts'
import { lockDirectory } from './lock.ts'
import { migrateLite, migratePg } from './migrate.ts'

export type OpenDb = { db: Db; kind: 'postgres' | 'embedded'; close: () => Promise<void> }

/** A ready, migrated but empty data directory, packed by `npm run build`: a cold one costs seconds and 800 MB. */
const TEMPLATE = fileURLToPath(new URL('../../dist/pgdata.tar.gz', import.meta.url))

/** Opens and migrates. Throws DirectoryBusy when another process holds the embedded database. */
export const openDb = (where: { url: string | null; dataDir: string }): Promise<OpenDb> =>
  where.url === null ? openEmbedded(where.dataDir) : openPostgres(where.url)

export const openPostgres = async (url: string): Promise<OpenDb> => {
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 5_000 })
  pool.on('error', () => {})
  await migratePg(pool)
  return { db: drizzlePg(pool) as unknown as Db, kind: 'postgres', close: () => pool.end() }
}

const openEmbedded = async (dataDir: string): Promise<OpenDb> => {
  const lock = lockDirectory(dataDir)
  try {
    const directory = join(dataDir, 'pg')
    const fresh = !existsSync(join(directory, 'PG_VERSION'))
    const template = fresh && existsSync(TEMPLATE) ? new Blob([new Uint8Array(readFileSync(TEMPLATE))]) : null
    const lite = await PGlite.create({ dataDir: directory, ...(template === null ? {} : { loadDataDir: template }) })
    const opened = await wrapLite(lite)
    return { ...opened, close: async () => opened.close().finally(lock.release) }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** A PGlite that somebody already holds: tests clone one, the build packs one. */
export const wrapLite = async (lite: PGlite): Promise<OpenDb> => {
  const db = drizzleLite(lite)
  await migrateLite(db)
  return { db: db as unknown as Db, kind: 'embedded', close: () => lite.close() }
}
