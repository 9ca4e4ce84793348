import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../src/db/db.ts'
import { openTestDb } from '../support/store.ts'
import { cardP99, dueP99 } from './bench-scale.ts'
import { openHouse } from './house.ts'
import { timed } from './load.ts'
import { type Seed, seedLargest } from './seed.ts'
import { firstMissed, type Row } from './table.ts'

const WHOLE: Seed = { customers: 30_000_000, reps: 10_000, day: '2026-11-24' }
const LIMIT_GB = 25
const LIMIT_MIN = 30
/** Twice what a million customers may take. */
const LIMIT_MS = 20

/** Bytes of a table with its indexes. */
const sizes = async (db: Db): Promise<Map<string, number>> => {
  const rows = await rowsOf<{ name: string; bytes: string | number }>(
    db,
    sql`select c.relname as name, pg_total_relation_size(c.oid) as bytes from pg_class c
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      union all select 'all', pg_database_size(current_database())`,
  )
  return new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]))
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

/** C2: a chain with ten thousand reps on one small node. At the whole size it takes a quarter of an hour and 70 GB of disk. */
export const benchLargest = async (say: (line: string) => void, share: number): Promise<Row[]> => {
  const seed = { ...WHOLE, customers: WHOLE.customers * share, reps: Math.max(20, WHOLE.reps * share) }
  if (share !== 1) say(`a share of ${share}: every size below is that much smaller, and the verdicts say nothing`)
  const opened = await openTestDb('postgres')
  try {
    const minutes = (await timed(() => seedLargest(opened.db, seed, say))) / 60_000
    say(`loaded in ${minutes.toFixed(1)} min`)
    const weighed = await sizes(opened.db)
    const of = (name: string): number => weighed.get(name) ?? 0
    const tables = ['customers', 'relations', 'relation_tags', 'follow_ups']
    const told = tables.map((name) => `${name} ${gigabytes(of(name))}`).join(', ')
    const house = await openHouse(opened, { at: `${seed.day}T10:00:00+08:00`, wecomUrl: 'http://127.0.0.1:9' })
    const card = await cardP99(house, seed, await house.cookieOf('linyu'))
    const due = await dueP99(house, seed)
    await house.close()
    return [
      {
        goal: `C2 50 M friendships, 30 M customers: ≤ ${LIMIT_GB} GB, loaded in ≤ ${LIMIT_MIN} min`,
        measured: `${gigabytes(of('all'))} (${told}), ${minutes.toFixed(1)} min`,
        verdict: firstMissed(
          {
            value: of('all') / 1e9,
            limit: LIMIT_GB,
            better: 'less',
            because: 'every row and index names people by WeCom’s own ids, 32 characters each',
          },
          {
            value: minutes,
            limit: LIMIT_MIN,
            better: 'less',
            because: 'each row goes through the log of the database and into its key',
          },
        ),
      },
      {
        goal: `C2 card and due scan of a rep among them, p99: ≤ ${LIMIT_MS} ms each`,
        measured: `${card.toFixed(1)} ms, ${due.toFixed(1)} ms`,
        verdict: firstMissed(
          { value: card, limit: LIMIT_MS, better: 'less', because: 'what it reads is not in memory' },
          {
            value: due,
            limit: LIMIT_MS,
            better: 'less',
            because: 'a rep with five thousand friends has 170 due, and what each is joined to is not in memory',
          },
        ),
      },
    ]
  } finally {
    await opened.close()
  }
}
