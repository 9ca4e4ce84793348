import { and, count, desc, eq, gte, inArray, max, ne, or, sql } from 'drizzle-orm'
import { type Db, rowsOf } from './db/db.ts'
import { loadCalendar } from './features/calendar/queries.ts'
import { addDays, businessDay } from './features/calendar/zone.ts'
import type { AppCore } from './reactions.ts'
import { occurrences } from './spine/tables.ts'
import { isJobName, JOB_NAMES, type JobName, loadTimetable } from './timetable.ts'
import { nextOf, type Problem } from './timetable-run.ts'

/** How far back the desk counts what was left out. */
const SKIPPED_DAYS = 30

type Skipped = { count: number; last: string | null }

/** By job: runs left out since `day`. */
const skippedSince = async (db: Db, day: string): Promise<Map<string, Skipped>> => {
  const rows = await db
    .select({ job: occurrences.job, count: count(), last: max(occurrences.day) })
    .from(occurrences)
    .where(and(eq(occurrences.status, 'skipped'), gte(occurrences.day, day)))
    .groupBy(occurrences.job)
  return new Map(rows.map((row) => [row.job, { count: row.count, last: row.last }]))
}

/** Kept with the run by `failOccurrence`, or by a run whose parts failed. */
const problemOf = (detail: Record<string, unknown> | null): Problem | null =>
  typeof detail?.error === 'string'
    ? { errcode: typeof detail.errcode === 'number' ? detail.errcode : null, error: detail.error }
    : null

/** A job that was given up on is the same row once more: its key is taken. One that runs this moment is left alone. */
const start = async (core: AppCore, tx: Db, { name, day, id }: { name: JobName; day: string; id: number }) => {
  const dedupeKey = name === 'sync' ? `occurrence:sync:${day}:${id}` : `occurrence:${name}:${day}`
  const again = await rowsOf(
    tx,
    sql`update jobs set status = 'waiting', attempts = 0, run_at = now(), lease_until = null, ended_at = null
        where dedupe_key = ${dedupeKey} and (lease_until is null or lease_until < now()) returning id`,
  )
  if (again.length === 0) await core.later(tx, { kind: 'occurrence', payload: { job: name, day }, dedupeKey })
}

export const createDesk = (core: AppCore, wake: () => void) => ({
  list: async () => {
    const calendar = await loadCalendar(core.db)
    const timetable = await loadTimetable(core.db)
    const since = addDays(businessDay(core.now(), core.zone), -SKIPPED_DAYS)
    const skipped = await skippedSince(core.db, since)
    return Promise.all(
      JOB_NAMES.map(async (name) => {
        const [last] = await core.db
          .select()
          .from(occurrences)
          .where(and(eq(occurrences.job, name), ne(occurrences.status, 'skipped')))
          .orderBy(desc(occurrences.id))
          .limit(1)
        return {
          name,
          schedule: timetable[name].schedule(timetable[name].at ?? ''),
          nextAt: nextOf(timetable[name], { from: core.now(), calendar, zone: core.zone })?.toISOString() ?? null,
          skipped: { since, ...(skipped.get(name) ?? { count: 0, last: null }) },
          last:
            last === undefined
              ? null
              : {
                  date: last.day,
                  status: last.status,
                  at: (last.endedAt ?? last.plannedAt).toISOString(),
                  problem: last.status === 'failed' ? problemOf(last.detail) : null,
                },
        }
      }),
    )
  },
  /** The same key as the clock's: asked for twice, or before its hour, it still runs once a day. A sync may repeat. */
  run: async (name: string, wished: string | null, by: string) => {
    if (!isJobName(name)) return null
    const day = wished ?? businessDay(core.now(), core.zone)
    await core.db.transaction(async (tx) => {
      if (name === 'sync') {
        // Paused, or given up on by its job: nobody works on it any more, so it may be asked for again.
        const idle = sql`not exists (select 1 from jobs where kind = 'occurrence' and status = 'waiting' and payload ->> 'job' = 'sync')`
        const over = or(sql`${occurrences.status} <> 'planned'`, idle)
        await tx.delete(occurrences).where(and(eq(occurrences.job, name), over))
      }
      const rows = await tx
        .insert(occurrences)
        .values({ job: name, day, by, plannedAt: core.now() })
        // A run that was left out or that failed may still be asked for by hand.
        .onConflictDoUpdate({
          target: [occurrences.job, occurrences.day],
          set: { status: 'planned', by, plannedAt: core.now(), endedAt: null, detail: null },
          setWhere: inArray(occurrences.status, ['skipped', 'failed']),
        })
        .returning({ id: occurrences.id })
      const id = rows[0]?.id
      if (id === undefined) return
      await start(core, tx, { name, day, id })
      await core.audit(tx, { actor: by, action: 'job-run', object: name, data: { day } })
    })
    wake()
    const [row] = await core.db
      .select()
      .from(occurrences)
      .where(and(eq(occurrences.job, name), eq(occurrences.day, day)))
    return { name, date: day, status: row?.status ?? 'planned' }
  },
})
