import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { backupDirectory, restoreDirectory } from '../../src/db/backup.ts'
import { type Db, rowsOf } from '../../src/db/db.ts'
import { openDb } from '../../src/db/open.ts'
import { timed } from './load.ts'
import { type Seed, seedCompany } from './seed.ts'
import { firstMissed, type Row } from './table.ts'

/** A million friendships. */
const COMPANY: Seed = { customers: 400_000, reps: 1_000, day: '2026-11-24' }
const LIMIT_MS = 300_000
const BECAUSE = 'the whole directory is packed and compressed by one thread'

const TABLES = ['customers', 'relations', 'relation_tags', 'follow_ups', 'orders', 'facts', 'members', 'departments']

/** Every row of every table that was seeded, as one number each: equal only if nothing is missing or changed. */
const sumsOf = async (db: Db): Promise<string> => {
  const sums: string[] = []
  for (const table of TABLES) {
    const name = sql.identifier(table)
    const [row] = await rowsOf<{ n: number | string; h: number | string }>(
      db,
      sql`select count(*) as n, sum(hashtextextended(t::text, 0)::numeric) as h from ${name} t`,
    )
    sums.push(`${table} ${row?.n} ${row?.h}`)
  }
  return sums.join('\n')
}

const withDatabase = async <T>(dataDir: string, work: (db: Db) => Promise<T>): Promise<T> => {
  const opened = await openDb({ url: null, dataDir })
  try {
    return await work(opened.db)
  } finally {
    await opened.close()
  }
}

/** D3 by the commands' own functions: the embedded database packed and unpacked into another directory. */
export const benchBackup = async (say: (line: string) => void): Promise<Row[]> => {
  const home = mkdtempSync(join(tmpdir(), 'zhanggui-bench-'))
  const [from, to, file] = [join(home, 'from'), join(home, 'to'), join(home, 'backup.tar.gz')]
  try {
    say(`seeding ${COMPANY.customers.toLocaleString('en')} customers on the embedded database …`)
    const before = await withDatabase(from, async (db) => {
      await seedCompany(db, COMPANY)
      return sumsOf(db)
    })
    const packed = await timed(() => backupDirectory(from, file))
    const unpacked = await timed(() => restoreDirectory(file, to))
    if ((await withDatabase(to, sumsOf)) !== before)
      throw new Error('the restored database is not the one that was packed')
    const seconds = (value: number) => `${(value / 1000).toFixed(1)} s`
    return [
      {
        goal: 'D3 backup and restore of 1 M friendships, embedded: equal state, each ≤ 5 min',
        measured: `backup ${seconds(packed)} (${Math.round(statSync(file).size / 1e6)} MB), restore ${seconds(unpacked)}, every row equal`,
        verdict: firstMissed(
          { value: packed, limit: LIMIT_MS, better: 'less', because: BECAUSE },
          { value: unpacked, limit: LIMIT_MS, better: 'less', because: BECAUSE },
        ),
      },
    ]
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
