import { and, count, desc, eq, gte, max, ne, or, sql } from 'drizzle-orm'
import type { Db } from './db/db.ts'
import { loadCalendar } from './features/calendar/queries.ts'
import type { Calendar } from './features/calendar/rules.ts'
import { addDays, businessDay } from './features/calendar/zone.ts'
import type { JobParts } from './jobs.ts'
import type { AppCore } from './reactions.ts'
import { LANES } from './spine/core.ts'
import { crashPoint } from './spine/crash-points.ts'
import { jobCursors, occurrences } from './spine/tables.ts'
import { JOB_NAMES, type JobName, TIMETABLE } from './timetable.ts'
import { dueBetween, worthRunning } from './timetable-due.ts'

const enqueue = (core: AppCore, tx: Db, name: JobName, day: string): Promise<void> =>
  core.later(tx, {
    kind: 'occurrence',
    payload: { job: name, day },
    dedupeKey: `occurrence:${name}:${day}`,
    lane: LANES.interactive,
  })

/**
 * Writes what became due since the last look. The cursor and the occurrences move in one transaction, and an
 * occurrence is unique: replicas, restarts and jumping clocks fire it once. A job's first look only sets its cursor.
 */
export const planDue = async (core: AppCore): Promise<number> => {
  const calendar = await loadCalendar(core.db)
  let planned = 0
  for (const name of JOB_NAMES) planned += await planOne(core, name, calendar)
  return planned
}

const planOne = (core: AppCore, name: JobName, calendar: Calendar): Promise<number> =>
  core.db.transaction(async (tx) => {
    const now = core.now()
    await tx.insert(jobCursors).values({ job: name, plannedUntil: now }).onConflictDoNothing()
    const [cursor] = await tx.select().from(jobCursors).where(eq(jobCursors.job, name)).for('update')
    if (cursor === undefined || cursor.plannedUntil >= now) return 0
    const { catchUp, catchUpMinutes: minutes } = TIMETABLE[name]
    const due = dueBetween(TIMETABLE[name], { from: cursor.plannedUntil, to: now, calendar, zone: core.zone })
    const worth = worthRunning(due, now, { catchUp, minutes })
    for (const one of due) {
      const wanted = worth.has(one)
      const rows = await tx
        .insert(occurrences)
        .values({ job: name, day: one.day, by: 'clock', plannedAt: now, status: wanted ? 'planned' : 'skipped' })
        .onConflictDoNothing()
        .returning({ id: occurrences.id })
      if (wanted && rows.length > 0) await enqueue(core, tx, name, one.day)
    }
    crashPoint('occurrences:planned')
    await tx.update(jobCursors).set({ plannedUntil: now }).where(eq(jobCursors.job, name))
    return due.length
  })

/** The next instant of any job, so that the tick has nothing to ask the database before it. */
export const nextInstant = async (core: AppCore, from: Date): Promise<Date | null> => {
  const calendar = await loadCalendar(core.db)
  const times = JOB_NAMES.flatMap((name) => nextOf(name, { from, calendar, zone: core.zone }) ?? [])
  return times.length === 0 ? null : new Date(Math.min(...times.map((one) => one.getTime())))
}

const nextOf = (name: JobName, { from, calendar, zone }: { from: Date; calendar: Calendar; zone: string }) => {
  const to = new Date(from.getTime() + 40 * 86_400_000)
  return dueBetween(TIMETABLE[name], { from, to, calendar, zone })[0]?.at ?? null
}

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

const isJobName = (name: string): name is JobName => JOB_NAMES.some((one) => one === name)

export const createDesk = (core: AppCore, wake: () => void) => ({
  list: async () => {
    const calendar = await loadCalendar(core.db)
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
          schedule: TIMETABLE[name].schedule,
          nextAt: nextOf(name, { from: core.now(), calendar, zone: core.zone })?.toISOString() ?? null,
          skipped: { since, ...(skipped.get(name) ?? { count: 0, last: null }) },
          last:
            last === undefined
              ? null
              : { date: last.day, status: last.status, at: (last.endedAt ?? last.plannedAt).toISOString() },
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
        // A run that was left out may still be asked for by hand.
        .onConflictDoUpdate({
          target: [occurrences.job, occurrences.day],
          set: { status: 'planned', by, plannedAt: core.now() },
          setWhere: eq(occurrences.status, 'skipped'),
        })
        .returning({ id: occurrences.id })
      const id = rows[0]?.id
      if (id === undefined) return
      await core.later(tx, {
        kind: 'occurrence',
        payload: { job: name, day },
        dedupeKey: name === 'sync' ? `occurrence:sync:${day}:${id}` : `occurrence:${name}:${day}`,
      })
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

/** Runs one occurrence. Its effects carry the day in their keys, so a repeat after a crash doubles nothing. */
export const runOccurrence = async (parts: JobParts, { job, day }: { job: string; day: string }): Promise<void> => {
  if (!isJobName(job)) return
  const here = and(eq(occurrences.job, job), eq(occurrences.day, day))
  const detail = await TIMETABLE[job].run(parts, day)
  // Paused by an admin: not done, and going on is his too.
  if (detail.paused === true) return
  const failed = Array.isArray(detail.failed) ? detail.failed.length : 0
  await parts.core.db
    .update(occurrences)
    .set({ status: failed === 0 ? 'done' : 'failed', detail: summary(detail), endedAt: parts.core.now() })
    .where(here)
  // What went well is keyed and stays as it is; the next try is for the rest alone.
  if (failed > 0) throw new Error(`${failed} of ${job} for ${day} failed: ${firstReason(detail.failed)}`)
}

/** Counts instead of lists: the row is for people, and an error has nothing to say as JSON. */
const summary = (detail: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(detail).map(([key, value]) => [key, Array.isArray(value) ? value.length : value]))

const firstReason = (failed: unknown): string => {
  const [first] = Array.isArray(failed) ? (failed as { error?: unknown }[]) : []
  return first?.error instanceof Error ? first.error.message : 'unknown'
}
