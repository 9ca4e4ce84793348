import { and, desc, eq, gte, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { readSetting } from '../settings/queries.ts'
import type { Library } from './library.ts'
import { handOvers, usesSince } from './queries-uses.ts'
import { isFor, isOver, type Keeper, mayKeep, type Reader } from './rules-life.ts'
import { fitFor, idIn, rankScripts, stageFit, type Task, taskFit } from './rules-ranking.ts'
import { typedOf } from './search-text.ts'
import type { Entry } from './shelf.ts'
import { scriptFavourites, scripts, scriptUses } from './tables.ts'

export type ScriptRow = typeof scripts.$inferSelect

export type ScriptSearch = {
  reader: Reader
  q?: string | undefined
  /** Only scripts for this stage and those for every stage. */
  stage?: string | undefined
  /** The stage of the customer on screen: what fits it comes first. */
  fitStage?: string | null | undefined
  category?: string | undefined
  /** For one customer's chat: what is said to a whole group would read like a circular there. */
  toOne?: boolean | undefined
  /** What the customer on screen waits for. */
  task?: Task | null | undefined
  /** What the customer on screen is tagged with. */
  tags?: readonly string[] | undefined
  /** Only what the caller handed over lately, newest first, or keeps as favourites. */
  list?: 'recent' | 'favourite' | undefined
  /** The company's alone, or the caller's own alone. */
  scope?: 'company' | 'personal' | undefined
  /** Uses before it no longer move a script up. */
  usesFrom: Date
  /** Today in the business zone: what was only said until yesterday is gone. */
  today: string
  limit: number
  cursor?: string | undefined
}
export type ScriptPage = { items: ScriptRow[]; nextCursor: string | null }

/** null for anything we did not write ourselves. */
export const parseCursor = (cursor: string): number | null => {
  const place = /^\d{1,16}$/.test(cursor) ? Number(cursor) : null
  return place !== null && Number.isSafeInteger(place) ? place : null
}

const isWanted = (entry: Entry, search: ScriptSearch, listed: ReadonlySet<number> | null): boolean => {
  const { stage, category, toOne, scope, today, reader } = search
  if (isOver(entry.validUntil, today) || !isFor(entry.departmentId, reader)) return false
  if (listed !== null && !listed.has(entry.id)) return false
  if (stage && stageFit(entry.stages, stage) === 2) return false
  if (category ? entry.category !== category : toOne && entry.category === 'group') return false
  return scope === undefined || entry.scope === scope
}

const scoresFor = async (library: Library, search: ScriptSearch): Promise<number[]> => {
  const { userid } = search.reader
  const uses = await usesSince(library.db, { userid, since: search.usesFrom })
  const listed = search.list === 'favourite' ? await favouritesOf(library.db, userid) : null
  const { shelf, success } = await library.shared()
  const own = await library.own(userid)
  const typed = typedOf(search.q ?? '')
  const wanted = (company: Entry[]): Entry[] => [...company, ...own].filter((one) => isWanted(one, search, listed))
  const stage = search.fitStage ?? search.stage ?? null
  const task = search.task ?? null
  const from = { meant: wanted(shelf.meant(typed)), near: () => wanted(shelf.near(typed)) }
  return rankScripts(typed, from, (entry) => ({
    fit: fitFor(entry, { stage, task }),
    task: taskFit(entry, task, search.tags),
    uses: uses.get(entry.id) ?? 0,
    success: success.get(entry.id) ?? 1,
  }))
}

const RECENT = 20

/** What the member handed over last, newest first. */
const recentScripts = async (db: Db, search: ScriptSearch): Promise<ScriptRow[]> => {
  const given = handOvers(db)
  const rows = await db
    .select({ script: scripts, at: sql`max(${given.at})` })
    .from(scripts)
    .innerJoin(given, eq(given.scriptId, scripts.id))
    .where(
      and(
        readableBy(search.reader, search.today),
        eq(given.userid, search.reader.userid),
        gte(given.at, search.usesFrom),
        search.toOne ? ne(scripts.category, 'group') : undefined,
      ),
    )
    .groupBy(scripts.id)
    .orderBy(sql`max(${given.at}) desc`, desc(scripts.id))
    .limit(RECENT)
  return rows.map((row) => row.script)
}

/** Company and own scripts, best first. A cursor that is not ours starts at the first page. */
export const searchScripts = async (library: Library, search: ScriptSearch): Promise<ScriptPage> => {
  if (search.list === 'recent') return { items: await recentScripts(library.db, search), nextCursor: null }
  const scores = await scoresFor(library, search)
  const after = search.cursor === undefined ? null : parseCursor(search.cursor)
  const rest = after === null ? scores : scores.filter((score) => score > after)
  const shown = rest.slice(0, search.limit)
  const last = shown.at(-1)
  if (last === undefined) return { items: [], nextCursor: null }
  const ids = shown.map(idIn)
  const rows = await library.db.select().from(scripts).where(inArray(scripts.id, ids))
  const byId = new Map(rows.map((row) => [row.id, row]))
  return {
    items: ids.map((id) => byId.get(id)).filter((row) => row !== undefined),
    nextCursor: rest.length > search.limit ? String(last) : null,
  }
}

type Wanted = {
  id: number
  userid: string
  /** A page may still show them. */
  retiredToo?: boolean
  /** The company's drafts: for who looks after them. */
  keeper?: Keeper
}

/** One script the caller may read. */
export const findScript = async (
  db: Db,
  { id, userid, retiredToo = false, keeper = { all: false, leads: [] } }: Wanted,
): Promise<ScriptRow | null> => {
  if (!Number.isSafeInteger(id) || id < 1) return null
  const [row] = await db
    .select()
    .from(scripts)
    .where(and(eq(scripts.id, id), retiredToo ? undefined : isNull(scripts.retiredAt)))
  if (row === undefined) return null
  if (row.scope === 'company') return row.state === 'draft' && !mayKeep(row.departmentId, keeper) ? null : row
  return row.ownerUserid === userid ? row : null
}

/** The member's favourites among everything, retired ones too. */
export const favouritesOf = async (db: Db, userid: string): Promise<Set<number>> => {
  const rows = await db
    .select({ id: scriptFavourites.scriptId })
    .from(scriptFavourites)
    .where(eq(scriptFavourites.userid, userid))
  return new Set(rows.map((row) => row.id))
}

export const ownForbiddenWords = async (db: Db): Promise<string[]> => (await readSetting(db, 'forbiddenWords')).words

const forDepartments = (ids: readonly number[]): SQL | undefined =>
  or(isNull(scripts.departmentId), inArray(scripts.departmentId, [...ids]))
const isCompanyLive = and(eq(scripts.scope, 'company'), eq(scripts.state, 'live'))

/** What may be said today: the company's and one's own; a colleague's personal scripts are theirs. */
export const readableBy = ({ userid, departments, keepsAll }: Reader, today: string): SQL | undefined =>
  and(
    isNull(scripts.retiredAt),
    or(isNull(scripts.validUntil), gte(scripts.validUntil, today)),
    or(
      and(isCompanyLive, keepsAll ? undefined : forDepartments(departments)),
      and(eq(scripts.scope, 'personal'), eq(scripts.ownerUserid, userid)),
    ),
  )

/** Scripts reps have offered and nobody has decided. */
export const countOffered = (db: Db): Promise<number> =>
  db.$count(scripts, and(eq(scripts.state, 'review'), isNull(scripts.retiredAt)))

export type Recommendation = {
  stage: string | null
  category: string
  reader: Reader
  /** The follow-up's step (`reasonKey`): a script written for this very day wins. */
  step?: string | null
  /** Today in the business zone. */
  today: string
}

/** `stageFit` of rules-ranking.ts. */
const fitOf = (stage: string | null): SQL =>
  stage === null
    ? sql`1::int`
    : sql`case when ${stage} = any(${scripts.stages}) then 0 when cardinality(${scripts.stages}) = 0 then 1 else 2 end`

/** The one script that fits: same step, then the customer's stage (another stage's before none at all), then the rep's own habit, then the oldest. */
export const recommendScript = async (db: Db, wish: Recommendation): Promise<ScriptRow | null> => {
  const uses = sql`(select count(*) from ${scriptUses}
    where ${scriptUses.scriptId} = ${scripts.id} and ${scriptUses.userid} = ${wish.reader.userid})`
  const forStep = wish.step
    ? sql`case when ${scripts.starterKey} = ${wish.step}
        or starts_with(coalesce(${scripts.starterKey}, ''), ${`${wish.step}-`}) then 0 else 1 end`
    : sql`0::int`
  const [row] = await db
    .select()
    .from(scripts)
    .where(and(readableBy(wish.reader, wish.today), eq(scripts.category, wish.category)))
    .orderBy(sql`${forStep}, ${fitOf(wish.stage)}, ${uses} desc, ${scripts.id}`)
    .limit(1)
  return row ?? null
}
