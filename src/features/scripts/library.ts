import { and, count, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { counters } from '../../spine/tables.ts'
import { buildShelf, type Entry, entryOf, type Row, type Shelf } from './shelf.ts'
import { scripts } from './tables.ts'

const VERSION = 'script-library'

/** In the transaction that changes a company script: every replica reads the library anew at its next search. */
export const bumpLibrary = async (tx: Db): Promise<void> => {
  await tx
    .insert(counters)
    .values({ name: VERSION, value: 1 })
    .onConflictDoUpdate({ target: counters.name, set: { value: sql`${counters.value} + 1` } })
}

/** Characters of text kept in memory, titles and sounds aside; what a huge library has more is cut from its long texts. */
const TEXT_BUDGET = 20_000_000
const MAX_TEXT = 3_000

const read = async (db: Db, owner: string | null): Promise<Row[]> => {
  const here = and(
    isNull(scripts.retiredAt),
    owner === null ? eq(scripts.scope, 'company') : and(eq(scripts.scope, 'personal'), eq(scripts.ownerUserid, owner)),
  )
  const [row] = await db.select({ total: count() }).from(scripts).where(here)
  const each = Math.min(MAX_TEXT, Math.floor(TEXT_BUDGET / Math.max(1, row?.total ?? 0)))
  return db
    .select({
      id: scripts.id,
      category: scripts.category,
      stages: scripts.stages,
      scope: scripts.scope,
      words: sql<string>`left(${scripts.words}, ${each}::int)`,
      pinyin: scripts.pinyin,
      initials: scripts.initials,
    })
    .from(scripts)
    .where(here)
}

export type Library = {
  db: Db
  company: () => Promise<Shelf>
  /** A member's own: few, and read each time, because kept they would grow with the company. */
  own: (userid: string) => Promise<Entry[]>
}

/** The company's scripts as the search compares them, kept by this process and read once per version. */
export const createLibrary = (db: Db): Library => {
  let kept: { version: number; shelf: Promise<Shelf> } | null = null
  const company = async (): Promise<Shelf> => {
    const [row] = await db.select({ value: counters.value }).from(counters).where(eq(counters.name, VERSION))
    const version = row?.value ?? 0
    if (kept === null || kept.version !== version) {
      const shelf = read(db, null).then(buildShelf)
      kept = { version, shelf }
      shelf.catch(() => {
        kept = null
      })
    }
    return kept.shelf
  }
  return { db, company, own: async (userid) => (await read(db, userid)).map(entryOf) }
}
