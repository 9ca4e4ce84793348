import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { type OpenDb, openPostgres, wrapLite } from '../../src/db/open.ts'
import { copyTemplate } from '../../src/db/template.ts'

export type Engine = 'embedded' | 'postgres'
const url = process.env.TEST_DATABASE_URL ?? null
const only = process.env.TEST_ENGINE
/** One suite, every engine this machine has; one of them where `TEST_ENGINE` names it. */
export const ENGINES: readonly Engine[] = (url === null ? ['embedded'] : (['embedded', 'postgres'] as const)).filter(
  (engine): engine is Engine => only === undefined || engine === only,
)
/** Long stories are told once, on the strictest engine this machine has: their commands are tried on each in test/api and test/store. */
export const LAST_ENGINE: readonly Engine[] = ENGINES.slice(-1)

type Own = { url: string; drop: () => Promise<void> }

const ownDatabase = async (base: string, copied: string | null): Promise<Own> => {
  const name = `zg_${randomUUID().replaceAll('-', '').slice(0, 16)}`
  const admin = new pg.Client({ connectionString: base })
  await admin.connect()
  await admin.query(`create database ${name}${copied === null ? '' : ` template ${copied}`}`)
  const target = new URL(base)
  target.pathname = `/${name}`
  return {
    url: target.toString(),
    drop: async () => {
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.end()
    },
  }
}

/** An empty PostgreSQL database for a process of its own. */
export const withOwnDatabase = async <T>(work: (url: string) => Promise<T>): Promise<T> => {
  if (url === null) throw new Error('TEST_DATABASE_URL is not set')
  const own = await ownDatabase(url, null)
  try {
    return await work(own.url)
  } finally {
    await own.drop()
  }
}

/** A migrated PostgreSQL database for a house that opens it by its address; null where only the embedded one is tried. */
export const migratedDatabase = async (): Promise<Own | null> =>
  url === null || !ENGINES.includes('postgres') ? null : ownDatabase(url, process.env.MIGRATED_DATABASE ?? null)

const openOwnDatabase = async (base: string): Promise<OpenDb> => {
  const own = await ownDatabase(base, process.env.MIGRATED_DATABASE ?? null)
  const opened = await openPostgres(own.url)
  return { ...opened, close: () => opened.close().finally(own.drop) }
}

/** From the build's template where there is one: in memory every test file pays two seconds and 740 MB. */
const openOwnDirectory = async (): Promise<OpenDb> => {
  const home = mkdtempSync(join(tmpdir(), 'zhanggui-test-'))
  const directory = join(home, 'pg')
  const remove = () => rmSync(home, { recursive: true, force: true })
  if (!copyTemplate(directory)) {
    remove()
    return wrapLite(await PGlite.create())
  }
  const opened = await wrapLite(await PGlite.create({ dataDir: directory }))
  return { ...opened, close: () => opened.close().finally(remove) }
}

/** An empty, migrated database of this test file's own. */
export const openTestDb = (engine: Engine = 'embedded'): Promise<OpenDb> => {
  if (engine === 'embedded') return openOwnDirectory()
  if (url === null) throw new Error('TEST_DATABASE_URL is not set')
  return openOwnDatabase(url)
}

/** Empties what holds rows between tests: far cheaper than a new database, or than emptying what is empty. */
export const emptyDb = async ({ db }: OpenDb): Promise<void> => {
  await db.execute(sql`do $$ declare t text; used text[] := '{}'; holds boolean; begin
    for t in select quote_ident(tablename) from pg_tables where schemaname = 'public' loop
      execute 'select exists (select 1 from ' || t || ')' into holds;
      if holds then used := used || t; end if;
    end loop;
    if cardinality(used) > 0 then
      execute 'truncate table ' || array_to_string(used, ', ') || ' restart identity cascade';
    end if; end $$`)
}
