import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres'
import { drizzle as drizzleLite } from 'drizzle-orm/pglite'
import pg from 'pg'
import { readOrMakeKeyFile } from './data-key.ts'
import type { Db } from './db.ts'
import { lockDirectory } from './lock.ts'
import { migrateLite, migratePg } from './migrate.ts'
import { createPlannedOnce } from './planned-once.ts'
import type { DataKey } from './sealing.ts'
import { endStandstills, STANDSTILL_MS } from './standstill.ts'
import { copyTemplate } from './template.ts'

export type OpenDb = {
  db: Db
  kind: 'postgres' | 'embedded'
  close: () => Promise<void>
  /** The key that lies beside an embedded database. */
  fileKeys?: readonly DataKey[]
}

/** Opens and migrates. Throws DirectoryBusy when another process holds the embedded database. */
export const openDb = (where: { url: string | null; dataDir: string }): Promise<OpenDb> =>
  where.url === null ? openEmbedded(where.dataDir) : openPostgres(where.url)

export const openPostgres = async (url: string): Promise<OpenDb> => {
  const pool = new pg.Pool({
    ...{ connectionString: url, max: 10, connectionTimeoutMillis: 5_000 },
    // A process that stands still with a row locked would hold up all the others.
    idle_in_transaction_session_timeout: STANDSTILL_MS,
  })
  pool.on('error', () => {})
  // One that is in use tells its query; unheard, the same error would end the process when the database is killed.
  pool.on('connect', (client) => client.on('error', () => {}))
  pool.on('connect', createPlannedOnce())
  await migratePg(pool)
  return { db: drizzlePg(pool) as unknown as Db, kind: 'postgres', close: () => pool.end() }
}

const openEmbedded = async (dataDir: string): Promise<OpenDb> => {
  const lock = lockDirectory(dataDir)
  try {
    const fileKeys = readOrMakeKeyFile(dataDir)
    const directory = join(dataDir, 'pg')
    copyTemplate(directory)
    const lite = await PGlite.create({ dataDir: directory })
    const opened = await wrapLite(lite)
    return { ...opened, fileKeys, close: async () => opened.close().finally(lock.release) }
  } catch (error) {
    lock.release()
    throw error
  }
}

const LONGEST_TURN_MS = 4

/**
 * The embedded database works in this very thread, and one answer leads to the next question without a turn of the
 * event loop: while work is plenty, no request would even be read. So every few milliseconds the others get a turn.
 */
const giveTurns = (lite: PGlite): void => {
  const ask = lite.execProtocolRaw.bind(lite)
  let turnAt = performance.now()
  lite.execProtocolRaw = async (...args) => {
    if (performance.now() - turnAt > LONGEST_TURN_MS) {
      await nextTurn()
      turnAt = performance.now()
    }
    return ask(...args)
  }
}

/** A PGlite that somebody already holds: tests open one, the build makes one. */
export const wrapLite = async (lite: PGlite): Promise<OpenDb> => {
  giveTurns(lite)
  endStandstills(lite)
  const db = drizzleLite(lite)
  await migrateLite(db)
  return { db: db as unknown as Db, kind: 'embedded', close: () => lite.close() }
}
