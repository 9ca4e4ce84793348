import { and, count, eq, gte, isNull, lte, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { isReading } from '../../db/reader.ts'
import type { Core } from '../../spine/core.ts'
import { counters } from '../../spine/tables.ts'
import { ADVANCE_DAYS, rankSuccess, type Success } from './rules-effect.ts'
import { buildShelf, type Entry, entryOf, type Row, type Shelf } from './shelf.ts'
import { scripts, scriptUses } from './tables.ts'

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
    owner === null
      ? and(eq(scripts.scope, 'company'), eq(scripts.state, 'live'))
      : and(eq(scripts.scope, 'personal'), eq(scripts.ownerUserid, owner)),
  )
  const [row] = await db.select({ total: count() }).from(scripts).where(here)
  const each = Math.min(MAX_TEXT, Math.floor(TEXT_BUDGET / Math.max(1, row?.total ?? 0)))
  return db
    .select({
      id: scripts.id,
      starterKey: scripts.starterKey,
      category: scripts.category,
      stages: scripts.stages,
      scope: scripts.scope,
      departmentId: scripts.departmentId,
      tags: scripts.tags,
      validUntil: scripts.validUntil,
      words: sql<string>`left(${scripts.words}, ${each}::int)`,
      pinyin: scripts.pinyin,
      initials: scripts.initials,
    })
    .from(scripts)
    .where(here)
}

/** What all callers share. */
type Shared = {
  version: number
  shelf: Shelf
  /** How the team fares with each script; what is in neither camp is left out. */
  success: Map<number, Success>
}

export type Library = {
  db: Db
  /** As the last `look` found it, where one caller's customers are being read; else looked at anew. */
  shared: () => Promise<Shared>
  /** Before somebody's reading begins that will want it. */
  look: () => Promise<Shared>
  /** A member's own: few, and read each time, because kept they would grow with the company. */
  own: (userid: string) => Promise<Entry[]>
}

const SUCCESS_DAYS = 90
const SUCCESS_FOR_MS = 10 * 60_000

/** Of everybody who got a script and had a week for it, who answered or moved on: to order scripts, not to judge them. */
const readSuccess = async (db: Db, now: Date): Promise<Map<number, Success>> => {
  const before = (days: number): Date => new Date(now.getTime() - days * 86_400_000)
  const rows = await db
    .select({
      id: scriptUses.scriptId,
      customers: sql<number>`count(distinct ${scriptUses.externalUserid})::int`,
      did: sql<number>`count(distinct ${scriptUses.externalUserid}) filter
        (where ${scriptUses.repliedAt} is not null or ${scriptUses.advancedAt} is not null)::int`,
    })
    .from(scriptUses)
    .where(and(gte(scriptUses.at, before(SUCCESS_DAYS)), lte(scriptUses.at, before(ADVANCE_DAYS))))
    .groupBy(scriptUses.scriptId)
  return rankSuccess(new Map(rows.map(({ id, ...sample }) => [id, sample])))
}

/** The company's scripts as the search compares them, kept by this process and read once per version. */
export const createLibrary = ({ db, now }: Pick<Core, 'db' | 'now'>): Library => {
  let judged: { until: number; success: Promise<Map<number, Success>> } | null = null
  let kept: { version: number; shelf: Promise<Shelf> } | null = null
  let known: Shared | null = null
  const company = async (): Promise<Pick<Shared, 'version' | 'shelf'>> => {
    const [row] = await db.select({ value: counters.value }).from(counters).where(eq(counters.name, VERSION))
    const version = row?.value ?? 0
    if (kept === null || kept.version !== version) {
      const shelf = read(db, null).then(buildShelf)
      kept = { version, shelf }
      shelf.catch(() => {
        kept = null
      })
    }
    return { version, shelf: await kept.shelf }
  }
  // Counted over every hand-over of the team: once in ten minutes is new enough for an order.
  const success = (): Promise<Map<number, Success>> => {
    const at = now().getTime()
    if (judged === null || at >= judged.until) {
      judged = { until: at + SUCCESS_FOR_MS, success: readSuccess(db, now()) }
      judged.success.catch(() => {
        judged = null
      })
    }
    return judged.success
  }
  const look = async (): Promise<Shared> => {
    const found = { ...(await company()), success: await success() }
    // A look that took longer must not bring an older library back.
    if (known === null || found.version >= known.version) known = found
    return found
  }
  return {
    db,
    look,
    shared: async () => {
      if (!isReading()) return look()
      if (known === null) throw new Error('the library was not looked at before this reading began')
      return known
    },
    own: async (userid) => (await read(db, userid)).map(entryOf),
  }
}
