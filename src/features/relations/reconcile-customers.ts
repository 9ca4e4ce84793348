import { and, eq, isNull, notInArray, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { LANES } from '../../spine/core.ts'
import { crashPoint } from '../../spine/crash-points.ts'
import { departments, members } from '../members/tables.ts'
import { erasedAmong } from '../privacy/queries.ts'
import { readSetting } from '../settings/queries.ts'
import { tagGroups, tags } from '../tags/tables.ts'
import { changedKeys, type Found } from './rules-differences.ts'
import { isTonight, nightsForAll } from './rules-sync.ts'
import { type ReadingWecom, readSoFar, runReading } from './run-reading.ts'
import type { PageCore } from './save-page.ts'
import { endRun, isSynced, noteFound, openRun, type SyncRun } from './sync-store.ts'
import { relations, syncDifferences } from './tables.ts'

export type Reconcile = {
  day: string
  /** Reads members and tags anew: other nouns' commands, handed in. */
  refreshDirectories: () => Promise<void>
}
type Reconciled = { read: number; missing: number; extra: number; nights: number; paused?: true }

/**
 * The night's comparison: every id of every member, and every field of as many customers as a night may cost. What
 * differs is repaired at once or looked at again, and stands in the report.
 */
export const reconcileCustomers = async (
  core: PageCore,
  wecom: ReadingWecom,
  { day, refreshDirectories }: Reconcile,
): Promise<Reconciled> => {
  const run = await openRun(core, { kind: 'reconcile', day })
  await compareDirectories(core, run, refreshDirectories)
  const nights = nightsForAll(await countAlive(core.db))
  const dayNumber = Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000)
  const wanted = (userid: string): boolean => isTonight(userid, { dayNumber, nights })
  const since = await firstSeen(core)
  const ids: Ids = { listed: [], missing: [], extra: [] }
  const onList = (userid: string, there: readonly string[] | null) =>
    // Ids alone do not say how old a friendship is: before the first sync only the pages bring anybody.
    compareIds(core.db, ids, { userid, there, withMissing: since === null && !wanted(userid) })
  const through = await runReading(core, wecom, { run, wanted, since, onList })
  await lookAgain(core, run, ids)
  crashPoint('reconcile:looked')
  if (through) await endRun(core, run.id, { state: 'done' })
  const { read } = await readSoFar(core, run)
  const counted = { read, missing: ids.missing.length, extra: ids.extra.length, nights }
  return { ...counted, ...(through ? {} : { paused: true as const }) }
}

/**
 * Before the first sync, which an admin starts, the night brings in nobody who was there before us: only what began
 * since the first start, whose callback was lost. Null once a sync is through.
 */
const firstSeen = async (core: PageCore): Promise<Date | null> => {
  if (await isSynced(core.db)) return null
  const first = await readSetting(core.db, 'firstStartAt')
  // WeCom dates friendships in whole seconds.
  return first === undefined ? core.now() : new Date(Math.floor(Date.parse(first) / 1000) * 1000)
}

const countAlive = async (db: Db): Promise<number> => {
  const [row] = await db.select({ count: sql<string>`count(*)` }).from(relations).where(isNull(relations.endedAt))
  return Number(row?.count ?? 0)
}

const DIRECTORIES = ['member', 'department', 'tag-name'] as const
type Lines = Record<(typeof DIRECTORIES)[number], Map<string, string>>

/** Members, departments and tags as text lines by id, to see what a reading of them changed. */
const linesOf = async (db: Db): Promise<Lines> => {
  const people = await db.select().from(members)
  const units = await db.select().from(departments)
  const words = [...(await db.select().from(tags)), ...(await db.select().from(tagGroups))]
  return {
    member: new Map(
      people.map(({ useridLower, name, departmentIds, leads, hasCustomerContact, leftAt }) => [
        useridLower,
        JSON.stringify([name, [...departmentIds].sort(), [...leads].sort(), hasCustomerContact, leftAt !== null]),
      ]),
    ),
    department: new Map(
      units.map(({ id, name, parentId, leaders }) => [
        String(id),
        JSON.stringify([name, parentId, [...leaders].sort()]),
      ]),
    ),
    'tag-name': new Map(
      words.map(({ id, name, position, goneAt }) => [id, JSON.stringify([name, position, goneAt !== null])]),
    ),
  }
}

const compareDirectories = async (core: PageCore, run: SyncRun, refresh: () => Promise<void>): Promise<void> => {
  const before = await linesOf(core.db)
  await refresh()
  const after = await linesOf(core.db)
  const found = DIRECTORIES.flatMap((kind): Found[] =>
    changedKeys(before[kind], after[kind]).map((id) => ({ kind, example: { id } })),
  )
  await noteFound(core.db, run.id, found)
}

type Pair = { externalUserid: string; userid: string }
type Ids = { listed: string[]; missing: Pair[]; extra: Pair[] }
type List = { userid: string; there: readonly string[] | null; withMissing: boolean }

/** One member's list against ours. A list that WeCom refused (null) says nothing, so nothing is missing or extra. */
const compareIds = async (db: Db, ids: Ids, { userid, there, withMissing }: List): Promise<void> => {
  ids.listed.push(userid)
  if (there === null) return
  const rows = await db
    .select({ externalUserid: relations.externalUserid })
    .from(relations)
    .where(and(eq(relations.userid, userid), isNull(relations.endedAt)))
  const [ours, theirs] = [new Set(rows.map((row) => row.externalUserid)), new Set(there)]
  const pair = (externalUserid: string): Pair => ({ externalUserid, userid })
  ids.extra.push(...[...ours].filter((id) => !theirs.has(id)).map(pair))
  // Whose pages are read tonight gets what is missing from there.
  if (!withMissing) return
  const missing = [...theirs].filter((id) => !ours.has(id))
  const erased = await erasedAmong(db, missing)
  ids.missing.push(...missing.filter((id) => !erased.has(id)).map(pair))
}

/** Friendships that only one side knows of are looked at again, one customer at a time. */
const lookAgain = async (core: PageCore, run: SyncRun, ids: Ids): Promise<void> => {
  // Whoever has no list any more, because he left or lost the feature, has no customers there either.
  const listless = await core.db
    .select({ externalUserid: relations.externalUserid, userid: relations.userid })
    .from(relations)
    .where(
      and(isNull(relations.endedAt), ids.listed.length === 0 ? undefined : notInArray(relations.userid, ids.listed)),
    )
  ids.extra.push(...listless)
  const gone = and(eq(syncDifferences.runId, run.id), eq(syncDifferences.kind, 'missing-there'))
  await core.db.transaction(async (tx) => {
    // After a crash the lists were read again: what they said before must not count twice.
    await tx.delete(syncDifferences).where(gone)
    await noteFound(tx, run.id, [
      ...ids.missing.map((example): Found => ({ kind: 'missing-here', example })),
      ...ids.extra.map((example): Found => ({ kind: 'missing-there', example })),
    ])
    for (const externalUserid of new Set([...ids.missing, ...ids.extra].map((one) => one.externalUserid))) {
      await core.later(tx, {
        kind: 'refresh-customer',
        payload: { externalUserid },
        dedupeKey: `refresh:${externalUserid}:reconcile-${run.id}`,
        orderKey: externalUserid,
        lane: LANES.bulk,
      })
    }
  })
}
