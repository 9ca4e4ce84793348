import { type SQL, sql } from 'drizzle-orm'
import { type Db, rowsOf } from './db/db.ts'
import type { OpenDb } from './db/open.ts'
import type { Metrics } from './spine/metrics.ts'

type FromDatabase = Metrics['fromDatabase']
type Reading = { name: string; a: string; b: string; value: number | string | null }

/** Long enough for a busy database, shorter than Prometheus waits for us. */
const WAIT_MS = 5_000

const waitingIn = (queue: string): SQL => sql`
  select 'waiting' as name, ${queue}::text as a, '' as b, count(*)::float8 as value
    from ${sql.identifier(queue)} where status = 'waiting'
  union all select 'oldest', ${queue}::text, '', extract(epoch from now() - min(greatest(run_at, created_at)))
    from ${sql.identifier(queue)} where status = 'waiting' and run_at <= now()
  union all select 'bad', ${queue}::text, status, count(*)
    from ${sql.identifier(queue)} where status in ('refused', 'unknown', 'dead') group by status`

/** Everything in one statement. It reads waiting rows, rows that ended badly and small tables, each by its index. */
const everything = (now: Date): SQL => sql`
  ${waitingIn('inbox_events')} union all ${waitingIn('outbox_messages')} union all ${waitingIn('jobs')}
  union all select 'inbox', '', '', coalesce(extract(epoch from now() - min(created_at)), 0)
    from inbox_events where status = 'waiting'
  union all select 'outbox', status, lane::text, count(*)
    from outbox_messages where status in ('waiting', 'refused', 'unknown', 'dead') group by status, lane
  union all select 'overdue', '', '', count(*) from outbox_messages
    where status = 'waiting' and kind = 'app-message' and occurrence_key like 'reminder:%'
      and created_at < now() - interval '15 minutes'
  union all select 'behind', '', '', extract(epoch from ${now.toISOString()}::timestamptz - max(planned_until))
    from job_cursors
  union all select 'missed', job, '', count(*) from occurrences where status = 'skipped' group by job
  union all select 'missed-today', job, '', count(*) from occurrences
    where status = 'skipped' and planned_at > ${now.toISOString()}::timestamptz - interval '24 hours' group by job
  union all select 'differences', kind, '', sum(count) from sync_differences group by kind
  union all select newest.what, '', '', newest.value from (
    select unnest(array['due', 'skipped']) as what,
      unnest(array[(detail ->> 'planned')::float8, (detail ->> 'skipped')::float8]) as value
    from (select detail from occurrences where job = 'daily-reminders' and status = 'done' order by day desc limit 1) o
  ) newest`

const ofPostgres = sql`
  select 'dead-tuples' as name, relname::text as a, '' as b, n_dead_tup::float8 as value from pg_stat_user_tables
    where relname in ('inbox_events', 'outbox_messages', 'jobs')
  union all select 'transaction', '', '', coalesce(max(extract(epoch from now() - xact_start)), 0)
    from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`

/** Where each reading belongs. */
const PLACES: Readonly<Record<string, (to: FromDatabase, a: string, b: string, value: number) => void>> = {
  waiting: (to, queue, _b, value) => to.queueWaiting.set({ queue }, value),
  oldest: (to, queue, _b, value) => to.queueOldest.set({ queue }, value),
  bad: (to, queue, status, value) => to.deadLetters.set({ queue, status }, value),
  inbox: (to, _a, _b, value) => to.inboxOldest.set(value),
  outbox: (to, status, lane, value) => to.outboxDepth.set({ status, lane }, value),
  overdue: (to, _a, _b, value) => to.remindersOverdue.set(value),
  behind: (to, _a, _b, value) => to.timetableBehind.set(value),
  missed: (to, job, _b, value) => to.scheduleMissed.inc({ job }, value),
  'missed-today': (to, job, _b, value) => to.missedToday.set({ job }, value),
  differences: (to, kind, _b, value) => to.reconcileDiffs.inc({ kind }, value),
  due: (to, _a, _b, value) => to.remindersDue.set(value),
  skipped: (to, _a, _b, value) => to.remindersSkipped.set(value),
  'dead-tuples': (to, table, _b, value) => to.deadTuples.set({ table }, value),
  transaction: (to, _a, _b, value) => to.oldestTransaction.set(value),
}

const inTime = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the database did not answer')), WAIT_MS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const readAll = async (db: Db, kind: OpenDb['kind'], now: Date): Promise<Reading[]> => [
  ...(await rowsOf<Reading>(db, everything(now))),
  ...(kind === 'postgres' ? await rowsOf<Reading>(db, ofPostgres) : []),
]

type GaugeParts = { core: { db: Db; now: () => Date }; opened: Pick<OpenDb, 'kind'>; metrics: Metrics }

/**
 * Fills what is read from the database, for one scrape. Never throws: a scrape that fails as a whole would hide the
 * very outage it should show, so a silent database is `zhanggui_database_up 0` and no figure instead of an old one.
 */
export const readGauges = async ({ core, opened, metrics }: GaugeParts): Promise<void> => {
  const to = metrics.fromDatabase
  const rows = await inTime(readAll(core.db, opened.kind, core.now())).catch(() => null)
  for (const one of Object.values(to)) one.reset()
  // What an alert watches growing is there from the beginning.
  if (rows !== null) for (const kind of ['missing-here', 'missing-there']) to.reconcileDiffs.inc({ kind }, 0)
  metrics.databaseUp.set(rows === null ? 0 : 1)
  for (const { name, a, b, value } of rows ?? []) PLACES[name]?.(to, a, b, Number(value ?? 0))
}
