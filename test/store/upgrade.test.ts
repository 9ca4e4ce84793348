import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres'
import { migrate as migratePg } from 'drizzle-orm/node-postgres/migrator'
import { drizzle as drizzleLite } from 'drizzle-orm/pglite'
import { migrate as migrateLite } from 'drizzle-orm/pglite/migrator'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { type Db, rowsOf } from '../../src/db/db.ts'
import { openPostgres, wrapLite } from '../../src/db/open.ts'
import { ENGINES, withOwnDatabase } from '../support/store.ts'

const FOLDER = fileURLToPath(new URL('../../drizzle', import.meta.url))
const older = mkdtempSync(join(tmpdir(), 'zhanggui-older-'))
afterAll(() => rmSync(older, { recursive: true, force: true }))

/** The migrations of the release before `tag`. */
const before = (tag: string): string => {
  const folder = join(older, tag)
  mkdirSync(join(folder, 'meta'), { recursive: true })
  const journal = JSON.parse(readFileSync(join(FOLDER, 'meta', '_journal.json'), 'utf8'))
  const place = journal.entries.findIndex((entry: { tag: string }) => entry.tag === tag)
  expect(place).toBeGreaterThan(0)
  const entries = journal.entries.slice(0, place)
  writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify({ ...journal, entries }))
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.sql')))
    copyFileSync(join(FOLDER, file), join(folder, file))
  return folder
}

const live = async (db: Db): Promise<void> => {
  for (const at of ['2024-02-29T23:59:59Z', '2026-10-31T16:30:00Z', '2026-11-01T00:00:00Z', '2026-11-24T02:00:00Z']) {
    await db.execute(sql`insert into facts (kind, at, external_userid, userid, actor_kind, actor_id, cause, data)
      values ('note-added', ${at}::timestamptz, 'wm-1', 'wangmin', 'member', 'wangmin', 7, '{"noteId": 1}')`)
  }
}

const told = (db: Db) =>
  rowsOf(
    db,
    sql`select id::int, kind, at, external_userid, userid, actor_kind, actor_id, cause::int, data from facts order by id`,
  )

const checkJournal = async (db: Db, was: unknown[]): Promise<void> => {
  expect(await told(db)).toEqual(was)
  const parts = await rowsOf<{ part: string; n: number }>(
    db,
    sql`select tableoid::regclass::text as part, count(*)::int as n from facts group by 1 order by 1`,
  )
  expect(parts).toEqual([
    { part: 'by_month.facts_2024_02', n: 1 },
    { part: 'by_month.facts_2026_10', n: 1 },
    { part: 'by_month.facts_2026_11', n: 2 },
  ])
  const [next] = await rowsOf<{ id: number }>(
    db,
    sql`insert into facts (kind, at, actor_kind, actor_id, data) values ('x', now(), 'system', 'x', '{}') returning id::int`,
  )
  expect(next?.id).toBe(5)
}

test.each(ENGINES)(
  'a company that comes from an older release keeps its whole journal, by month, on %s',
  async (engine) => {
    const folder = before('0009_facts_by_month')
    if (engine === 'embedded') {
      const lite = await PGlite.create()
      const old = drizzleLite(lite)
      await migrateLite(old, { migrationsFolder: folder })
      await live(old as unknown as Db)
      const was = await told(old as unknown as Db)
      const opened = await wrapLite(lite)
      await checkJournal(opened.db, was)
      return opened.close()
    }
    await withOwnDatabase(async (url) => {
      const pool = new pg.Pool({ connectionString: url })
      const old = drizzlePg(pool)
      await migratePg(old, { migrationsFolder: folder })
      await live(old as unknown as Db)
      const was = await told(old as unknown as Db)
      await pool.end()
      const opened = await openPostgres(url)
      await checkJournal(opened.db, was)
      await opened.close()
    })
  },
)
