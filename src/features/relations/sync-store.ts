import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import { countByKind, type Found, joinExamples } from './rules-differences.ts'
import type { SkipReason } from './rules-sync.ts'
import { syncBatches, syncDifferences, syncRuns, syncSkips } from './tables.ts'

export type SyncRun = typeof syncRuns.$inferSelect
export type SyncBatch = typeof syncBatches.$inferSelect
export type Skip = { reason: SkipReason; errcode: number; count: number; example: string }

/** A run that lay still for longer begins anew: what was read in it is older than what the nights have found since. */
const GOES_ON_FOR_MS = 3 * 24 * 3_600_000

/** The unfinished run of this kind, taken up again, or a new one. */
export const openRun = (core: Core, { kind, day }: { kind: SyncRun['kind']; day: string }): Promise<SyncRun> =>
  core.db.transaction(async (tx) => {
    const last = await lastRun(tx, kind)
    const oldest = core.now().getTime() - GOES_ON_FOR_MS
    if (last !== null && last.state !== 'done' && last.startedAt.getTime() > oldest && goesOn(last, { kind, day })) {
      const done = await countDone(tx, last.id)
      const [row] = await tx
        .update(syncRuns)
        .set({ state: 'running', legAt: sql`clock_timestamp()`, legDone: done.rows, endedAt: null })
        .where(eq(syncRuns.id, last.id))
        .returning()
      if (row !== undefined) return row
    }
    if (last !== null && last.state !== 'done') {
      await tx.update(syncRuns).set({ state: 'failed', endedAt: core.now() }).where(eq(syncRuns.id, last.id))
    }
    const [row] = await tx.insert(syncRuns).values({ kind, day, startedAt: core.now() }).returning()
    if (row === undefined) throw new Error('the run was not stored')
    return row
  })

/** A night's comparison belongs to its night; a sync is the same one until it is finished. */
const goesOn = (last: SyncRun, wanted: { kind: SyncRun['kind']; day: string }): boolean =>
  wanted.kind === 'sync' || last.day === wanted.day

export const lastRun = async (db: Db, kind: SyncRun['kind']): Promise<SyncRun | null> => {
  const [row] = await db.select().from(syncRuns).where(eq(syncRuns.kind, kind)).orderBy(desc(syncRuns.id)).limit(1)
  return row ?? null
}

/** Whether an admin's sync has ever come to its end: until then nothing of before us is taken in. */
export const isSynced = async (db: Db): Promise<boolean> => {
  const done = and(eq(syncRuns.kind, 'sync'), eq(syncRuns.state, 'done'))
  const [row] = await db.select({ id: syncRuns.id }).from(syncRuns).where(done).limit(1)
  return row !== undefined
}

export const isRunning = async (db: Db, runId: number): Promise<boolean> => (await lookAtRun(db, runId)).isOn

/** Whether the run goes on, and database time, in one question. */
export const lookAtRun = async (db: Db, runId: number): Promise<{ isOn: boolean; now: Date }> => {
  const now = sql<string>`extract(epoch from clock_timestamp()) * 1000`
  const [row] = await db.select({ state: syncRuns.state, now }).from(syncRuns).where(eq(syncRuns.id, runId))
  return { isOn: row?.state === 'running', now: new Date(Number(row?.now)) }
}

/** More than are under way in one process at once, so that one of them is always free. */
const HANDED_OUT_AT_MOST = 32

export const listOpenBatches = (db: Db, runId: number): Promise<SyncBatch[]> =>
  db
    .select()
    .from(syncBatches)
    .where(and(eq(syncBatches.runId, runId), eq(syncBatches.finished, false)))
    .orderBy(asc(syncBatches.id))
    .limit(HANDED_OUT_AT_MOST)

export const countDone = async (db: Db, runId: number): Promise<{ rows: number; pages: number }> => {
  const [row] = await db
    .select({
      rows: sql<string>`coalesce(sum(${syncBatches.done}), 0)`,
      pages: sql<string>`coalesce(sum(${syncBatches.pages}), 0)`,
    })
    .from(syncBatches)
    .where(eq(syncBatches.runId, runId))
  return { rows: Number(row?.rows ?? 0), pages: Number(row?.pages ?? 0) }
}

type Planned = { batches: readonly string[][]; to: string | null; listed: number; last: boolean }

/** A slice of members and its batches, once: false when another process planned it meanwhile. */
export const savePlan = async (tx: Db, run: SyncRun, planned: Planned): Promise<boolean> => {
  const rows = await tx
    .update(syncRuns)
    .set({ plannedTo: planned.to, planned: planned.last, listed: sql`${syncRuns.listed} + ${planned.listed}` })
    .where(and(eq(syncRuns.id, run.id), sql`${syncRuns.plannedTo} is not distinct from ${run.plannedTo}`))
    .returning({ id: syncRuns.id })
  if (rows.length === 0) return false
  if (planned.batches.length > 0) {
    await tx.insert(syncBatches).values(planned.batches.map((userids) => ({ runId: run.id, userids: [...userids] })))
  }
  return true
}

/** Part of the page's own transaction. False when somebody else saved this page: then nothing of it may stay. */
export const advance = async (
  tx: Db,
  batch: SyncBatch,
  to: { rows: number; cursor: string | null },
): Promise<SyncBatch | null> => {
  const [row] = await tx
    .update(syncBatches)
    .set({ cursor: to.cursor, pages: batch.pages + 1, done: batch.done + to.rows, finished: to.cursor === null })
    .where(and(eq(syncBatches.id, batch.id), eq(syncBatches.pages, batch.pages), eq(syncBatches.finished, false)))
    .returning()
  return row ?? null
}

/** Ends a batch early and keeps what was read of it; members that may still be readable one by one get batches of their own. */
export const giveUpBatch = (core: Core, batch: SyncBatch, instead: readonly string[][]): Promise<void> =>
  core.db.transaction(async (tx) => {
    const here = and(eq(syncBatches.id, batch.id), eq(syncBatches.finished, false))
    const rows = await tx.update(syncBatches).set({ finished: true }).where(here).returning()
    if (rows.length === 0 || instead.length === 0) return
    await tx.insert(syncBatches).values(instead.map((userids) => ({ runId: batch.runId, userids: [...userids] })))
  })

export const noteSkips = async (tx: Db, runId: number, skips: readonly Skip[]): Promise<void> => {
  for (const skip of skips) {
    if (skip.count === 0) continue
    await tx
      .insert(syncSkips)
      .values({ runId, ...skip })
      .onConflictDoUpdate({
        target: [syncSkips.runId, syncSkips.reason, syncSkips.errcode],
        set: { count: sql`${syncSkips.count} + excluded.count` },
      })
  }
}

export const noteFound = async (tx: Db, runId: number, found: readonly Found[]): Promise<void> => {
  const counted = countByKind(found)
  if (counted.length === 0) return
  const known = await tx
    .select()
    .from(syncDifferences)
    .where(
      and(
        eq(syncDifferences.runId, runId),
        inArray(
          syncDifferences.kind,
          counted.map((one) => one.kind),
        ),
      ),
    )
  for (const { kind, count, examples } of counted) {
    const before = known.find((one) => one.kind === kind)?.examples ?? []
    await tx
      .insert(syncDifferences)
      .values({ runId, kind, count, examples })
      .onConflictDoUpdate({
        target: [syncDifferences.runId, syncDifferences.kind],
        set: { count: sql`${syncDifferences.count} + excluded.count`, examples: joinExamples(before, examples) },
      })
  }
}

/** Into the report of that night, where there is one: groups are looked at after the comparison that began it. */
export const noteInNight = async (tx: Db, day: string, found: readonly Found[]): Promise<void> => {
  const [run] = await tx
    .select({ id: syncRuns.id })
    .from(syncRuns)
    .where(and(eq(syncRuns.kind, 'reconcile'), eq(syncRuns.day, day)))
    .orderBy(desc(syncRuns.id))
    .limit(1)
  if (run !== undefined) await noteFound(tx, run.id, found)
}

type End = { state: 'done' } | { state: 'failed'; errcode: number | null; error: string }

export const endRun = async (core: Core, runId: number, end: End): Promise<void> => {
  const why = end.state === 'failed' ? { errcode: end.errcode, error: end.error } : { errcode: null, error: null }
  await core.db
    .update(syncRuns)
    .set({ state: end.state, endedAt: core.now(), ...why })
    .where(and(eq(syncRuns.id, runId), eq(syncRuns.state, 'running')))
}

/** What stands in the way right now, for whoever watches; the run goes on by itself. */
export const noteTrouble = async (core: Core, runId: number, why: { errcode: number | null; error: string } | null) => {
  await core.db
    .update(syncRuns)
    .set({ errcode: why?.errcode ?? null, error: why?.error ?? null })
    .where(eq(syncRuns.id, runId))
}
