import { and, count, desc, eq, gte, inArray, isNotNull, isNull, lt, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { readSetting } from '../settings/queries.ts'
import type { Library } from './library.ts'
import { handOvers, usesSince } from './queries-uses.ts'
import type { Sample } from './rules-effect.ts'
import { fitFor, idIn, rankScripts, stageFit, type Task, taskFit } from './rules-ranking.ts'
import { typedOf } from './search-text.ts'
import type { Entry } from './shelf.ts'
import { scriptFavourites, scripts, scriptUses } from './tables.ts'

export type ScriptRow = typeof scripts.$inferSelect

export type ScriptSearch = {
  callerUserid: string
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
  /** Only what the caller handed over lately, newest first, or keeps as favourites. */
  list?: 'recent' | 'favourite' | undefined
  /** The company's alone, or the caller's own alone. */
  scope?: 'company' | 'personal' | undefined
  /** Uses before it no longer move a script up. */
  usesFrom: Date
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
  const { stage, category, toOne, scope } = search
  if (listed !== null && !listed.has(entry.id)) return false
  if (stage && stageFit(entry.stages, stage) === 2) return false
  if (category ? entry.category !== category : toOne && entry.category === 'group') return false
  return scope === undefined || entry.scope === scope
}

const scoresFor = async (library: Library, search: ScriptSearch): Promise<number[]> => {
  const { callerUserid } = search
  const uses = await usesSince(library.db, { userid: callerUserid, since: search.usesFrom })
  const listed = search.list === 'favourite' ? await favouritesOf(library.db, callerUserid) : null
  const [shelf, own, success] = [await library.company(), await library.own(callerUserid), await library.success()]
  const typed = typedOf(search.q ?? '')
  const wanted = (company: Entry[]): Entry[] => [...company, ...own].filter((one) => isWanted(one, search, listed))
  const stage = search.fitStage ?? search.stage ?? null
  const task = search.task ?? null
  const from = { meant: wanted(shelf.meant(typed)), near: () => wanted(shelf.near(typed)) }
  return rankScripts(typed, from, (entry) => ({
    fit: fitFor(entry, { stage, task }),
    task: taskFit(entry, task),
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
        readableBy(search.callerUserid),
        eq(given.userid, search.callerUserid),
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

/** One script the caller may read; retired ones are gone, except where a page may still show them. */
export const findScript = async (
  db: Db,
  { id, userid, retiredToo = false }: { id: number; userid: string; retiredToo?: boolean },
): Promise<ScriptRow | null> => {
  if (!Number.isSafeInteger(id) || id < 1) return null
  const [row] = await db
    .select()
    .from(scripts)
    .where(and(eq(scripts.id, id), retiredToo ? undefined : isNull(scripts.retiredAt)))
  return row !== undefined && (row.scope === 'company' || row.ownerUserid === userid) ? row : null
}

export type ScriptFigures = { uses: number; replies: Sample; advances: Sample }
/** Customers count for an effect once they had until then to show it: one written to an hour ago has not kept silent. */
export type FigureSpan = { since: Date; repliesBy: Date; advancesBy: Date }

/** What became of scripts since a moment. Of several parts sent to one customer the customer counts once. */
export const figuresSince = async (
  db: Db,
  ids: readonly number[],
  { since, repliesBy, advancesBy }: FigureSpan,
): Promise<Map<number, ScriptFigures>> => {
  if (ids.length === 0) return new Map()
  const given = handOvers(db)
  const [canReply, canAdvance] = [lte(given.at, repliesBy), lte(given.at, advancesBy)]
  const customersWhere = (condition: SQL | undefined) =>
    sql<number>`count(distinct ${given.externalUserid}) filter (where ${condition})::int`
  const rows = await db
    .select({
      id: given.scriptId,
      uses: count(),
      asked: customersWhere(canReply),
      replied: customersWhere(and(canReply, isNotNull(given.repliedAt))),
      watched: customersWhere(canAdvance),
      advanced: customersWhere(and(canAdvance, isNotNull(given.advancedAt))),
    })
    .from(given)
    .where(and(inArray(given.scriptId, [...ids]), gte(given.at, since)))
    .groupBy(given.scriptId)
  return new Map(
    rows.map((row) => [
      row.id,
      {
        uses: row.uses,
        replies: { customers: row.asked, did: row.replied },
        advances: { customers: row.watched, did: row.advanced },
      },
    ]),
  )
}

/** The member's favourites among everything, retired ones too. */
export const favouritesOf = async (db: Db, userid: string): Promise<Set<number>> => {
  const rows = await db
    .select({ id: scriptFavourites.scriptId })
    .from(scriptFavourites)
    .where(eq(scriptFavourites.userid, userid))
  return new Set(rows.map((row) => row.id))
}

/** Whether anybody's answer was seen since a moment: without the contact archive some companies see none, ever. */
export const seesReplies = async (db: Db, since: Date): Promise<boolean> => {
  const [row] = await db
    .select({ id: scriptUses.id })
    .from(scriptUses)
    .where(and(isNotNull(scriptUses.repliedAt), gte(scriptUses.at, since)))
    .limit(1)
  return row !== undefined
}

export const ownForbiddenWords = async (db: Db): Promise<string[]> => (await readSetting(db, 'forbiddenWords')).words

/** Hand-overs in [from, to), of one member or of everybody. */
export const countUses = async (db: Db, span: { from: Date; to: Date; userid?: string }): Promise<number> => {
  const [row] = await db
    .select({ uses: count() })
    .from(scriptUses)
    .where(
      and(
        gte(scriptUses.at, span.from),
        lt(scriptUses.at, span.to),
        span.userid === undefined ? undefined : eq(scriptUses.userid, span.userid),
      ),
    )
  return row?.uses ?? 0
}

export type Recommendation = {
  stage: string | null
  category: string
  userid: string
  /** The follow-up's step (`reasonKey`): a script written for this very day wins. */
  step?: string | null
}

/** The company's and one's own; a colleague's personal scripts are theirs. */
const readableBy = (userid: string): SQL | undefined =>
  and(isNull(scripts.retiredAt), or(eq(scripts.scope, 'company'), eq(scripts.ownerUserid, userid)))

/** `stageFit` of rules-ranking.ts. */
const fitOf = (stage: string | null): SQL =>
  stage === null
    ? sql`1::int`
    : sql`case when ${stage} = any(${scripts.stages}) then 0 when cardinality(${scripts.stages}) = 0 then 1 else 2 end`

/** The one script that fits: same step, then the customer's stage (another stage's before none at all), then the rep's own habit, then the oldest. */
export const recommendScript = async (db: Db, wish: Recommendation): Promise<ScriptRow | null> => {
  const uses = sql`(select count(*) from ${scriptUses}
    where ${scriptUses.scriptId} = ${scripts.id} and ${scriptUses.userid} = ${wish.userid})`
  const forStep = wish.step
    ? sql`case when ${scripts.starterKey} = ${wish.step}
        or starts_with(coalesce(${scripts.starterKey}, ''), ${`${wish.step}-`}) then 0 else 1 end`
    : sql`0::int`
  const [row] = await db
    .select()
    .from(scripts)
    .where(and(readableBy(wish.userid), eq(scripts.category, wish.category)))
    .orderBy(sql`${forStep}, ${fitOf(wish.stage)}, ${uses} desc, ${scripts.id}`)
    .limit(1)
  return row ?? null
}
