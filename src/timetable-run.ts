import { and, eq, inArray, lt, ne, sql } from 'drizzle-orm'
import type { Db } from './db/db.ts'
import { loadCalendar } from './features/calendar/queries.ts'
import type { Calendar } from './features/calendar/rules.ts'
import type { JobParts } from './jobs.ts'
import type { AppCore } from './reactions.ts'
import { LANES } from './spine/core.ts'
import { crashPoint } from './spine/crash-points.ts'
import { plainMessage } from './spine/failure.ts'
import { jobCursors, occurrences } from './spine/tables.ts'
import { isJobName, JOB_NAMES, type JobName, loadTimetable, TIMETABLE, type TimedJob } from './timetable.ts'
import { dueBetween, firstBetween, type Rule, worthRunning } from './timetable-due.ts'

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
  const timetable = await loadTimetable(core.db)
  const to = core.now()
  const seen = new Map((await core.db.select().from(jobCursors)).map((one) => [one.job, one.plannedUntil]))
  const quiet: JobName[] = []
  let planned = 0
  for (const name of JOB_NAMES) {
    const from = seen.get(name)
    const span = { from: from ?? to, to, calendar, zone: core.zone }
    if (from !== undefined && timesOf(timetable[name]).every((rule) => firstBetween(rule, span) === null))
      quiet.push(name)
    else planned += await planOne(core, { name, job: timetable[name], calendar })
  }
  // Never backwards: another replica may have looked later than this one.
  const behind = and(inArray(jobCursors.job, quiet), lt(jobCursors.plannedUntil, to))
  await core.db.update(jobCursors).set({ plannedUntil: to }).where(behind)
  return planned
}

/** The hour of a job and the further ones at which its run is done once more. */
const timesOf = (job: TimedJob): Rule[] => [job.at, ...timesAgain(job)].map((at) => ({ at, on: job.on }))

/** Of the same day: one that would fall behind midnight belongs to nobody's day. */
const timesAgain = ({ at, again = [] }: TimedJob): string[] => {
  const [hour = 0, minute = 0] = (at ?? '').split(':').map(Number)
  return again
    .map((after) => hour * 60 + minute + after)
    .filter((minutes) => at !== null && minutes < 24 * 60)
    .map((minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`)
}

type Planning = { name: JobName; job: TimedJob; calendar: Calendar }

const planOne = (core: AppCore, { name, job, calendar }: Planning): Promise<number> =>
  core.db.transaction(async (tx) => {
    const now = core.now()
    await tx.insert(jobCursors).values({ job: name, plannedUntil: now }).onConflictDoNothing()
    const [cursor] = await tx.select().from(jobCursors).where(eq(jobCursors.job, name)).for('update')
    if (cursor === undefined || cursor.plannedUntil >= now) return 0
    const { catchUp, catchUpMinutes: minutes } = job
    const due = dueBetween(job, { from: cursor.plannedUntil, to: now, calendar, zone: core.zone })
    const worth = worthRunning(due, now, { catchUp, minutes })
    for (const one of due) {
      const wanted = worth.has(one)
      const rows = await tx
        .insert(occurrences)
        .values({ job: name, day: one.day, by: 'clock', plannedAt: now, status: wanted ? 'planned' : 'skipped' })
        .onConflictDoNothing()
        .returning({ id: occurrences.id })
      if (wanted && rows.length > 0) await enqueue(core, tx, name, one.day)
      crashPoint('occurrences:planned', name)
    }
    await planAgain(core, tx, { name, job, from: cursor.plannedUntil, to: now, calendar })
    await tx.update(jobCursors).set({ plannedUntil: now }).where(eq(jobCursors.job, name))
    return due.length
  })

type Again = { name: JobName; job: TimedJob; from: Date; to: Date; calendar: Calendar }

/** The latest of the further times that passed, for a day whose run is over and found nothing ready. */
const planAgain = async (core: AppCore, tx: Db, { name, job, from, to, calendar }: Again): Promise<void> => {
  const due = timesAgain(job).flatMap((at) =>
    dueBetween({ at, on: job.on }, { from, to, calendar, zone: core.zone }).map(({ day }) => ({ at, day })),
  )
  const last = due.at(-1)
  if (last === undefined) return
  const [unready] = await tx
    .select({ id: occurrences.id })
    .from(occurrences)
    .where(
      and(
        eq(occurrences.job, name),
        eq(occurrences.day, last.day),
        inArray(occurrences.status, ['done', 'failed']),
        sql`${occurrences.detail} ->> 'ready' = 'false'`,
      ),
    )
  if (unready === undefined) return
  await core.later(tx, {
    kind: 'occurrence',
    payload: { job: name, day: last.day },
    dedupeKey: `occurrence:${name}:${last.day}:${last.at}`,
    lane: LANES.interactive,
  })
}

/** The next instant of any job, so that the tick has nothing to ask the database before it. */
export const nextInstant = async (core: AppCore, from: Date): Promise<Date | null> => {
  const calendar = await loadCalendar(core.db)
  const timetable = await loadTimetable(core.db)
  const times = JOB_NAMES.flatMap((name) =>
    timesOf(timetable[name]).flatMap((rule) => nextOf(rule, { from, calendar, zone: core.zone }) ?? []),
  )
  return times.length === 0 ? null : new Date(Math.min(...times.map((one) => one.getTime())))
}

export const nextOf = (rule: Rule, { from, calendar, zone }: { from: Date; calendar: Calendar; zone: string }) => {
  const to = new Date(from.getTime() + 40 * 86_400_000)
  return firstBetween(rule, { from, to, calendar, zone })?.at ?? null
}

/** Runs one occurrence. Its effects carry the day in their keys, so a repeat after a crash doubles nothing. */
export const runOccurrence = async (parts: JobParts, { job, day }: { job: string; day: string }): Promise<void> => {
  if (!isJobName(job)) return
  const here = and(eq(occurrences.job, job), eq(occurrences.day, day))
  const detail = await TIMETABLE[job].run(parts, day)
  // Paused by an admin: not done, and going on is his too.
  if (detail.paused === true) return
  const failed = Array.isArray(detail.failed) ? detail.failed.length : 0
  const error = failed === 0 ? {} : { error: firstReason(detail.failed) }
  await parts.core.db
    .update(occurrences)
    .set({
      status: failed === 0 ? 'done' : 'failed',
      detail: { ...summary(detail), ...error },
      endedAt: parts.core.now(),
    })
    .where(here)
  // What went well is keyed and stays as it is; the next try is for the rest alone.
  if (failed > 0) throw new Error(`${failed} of ${job} for ${day} failed: ${firstReason(detail.failed)}`)
}

export type Problem = { errcode: number | null; error: string }

/** Its job gave up: the run is over, shown with why, and may be asked for again. */
export const failOccurrence = async (
  tx: Db,
  { job, day }: { job: string; day: string },
  { at, ...problem }: Problem & { at: Date },
): Promise<void> => {
  await tx
    .update(occurrences)
    .set({
      status: 'failed',
      detail: sql`coalesce(${occurrences.detail}, '{}'::jsonb) || ${JSON.stringify(problem)}::jsonb`,
      endedAt: at,
    })
    .where(and(eq(occurrences.job, job), eq(occurrences.day, day), ne(occurrences.status, 'done')))
}

/** Counts instead of lists: the row is for people, and an error has nothing to say as JSON. */
const summary = (detail: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(detail).map(([key, value]) => [key, Array.isArray(value) ? value.length : value]))

const firstReason = (failed: unknown): string => {
  const [first] = Array.isArray(failed) ? (failed as { error?: unknown }[]) : []
  return first?.error === undefined ? 'unknown' : plainMessage(first.error)
}
