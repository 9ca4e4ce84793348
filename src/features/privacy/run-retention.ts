import { lt, type SQL, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import { crashPoint } from '../../spine/crash-points.ts'
import { dropMonths, makeComingMonths } from '../../spine/months.ts'
import { loginStates, sessions } from '../members/tables.ts'
import { reseal } from './reseal.ts'
import { KEEP_DAYS } from './rules-retention.ts'

const BATCH = 5_000
const SWEPT = [
  ...['inbox_events', 'jobs', 'outbox_messages', 'facts', 'customers', 'relations', 'relation_tags', 'follow_ups'],
  ...['limiter_windows', 'tokens', 'sessions', 'occurrences', 'script_uses', 'members'],
]
const DAY_MS = 86_400_000

/**
 * The night's cleaning, in short steps so that nobody waits: what need not be kept any longer goes, and what was
 * sealed with an old key is sealed anew. The audit log is never shortened.
 */
export const runRetention = async (core: Core, resign: (tx: Db) => Promise<void>): Promise<Record<string, unknown>> => {
  const { db } = core
  const older = (days: number) => sql`now() - make_interval(days => ${days})`
  // Texts before messages: an event that can still be handled again must find what it sent.
  const bodies = await inBatches(
    db,
    (batch) => sql`update inbox_events set body = '' where id in (select id from inbox_events
      where status <> 'waiting' and body <> '' and created_at < ${older(KEEP_DAYS.eventText)} order by id limit ${batch})
      returning id`,
  )
  const events = await remove(
    db,
    'inbox_events',
    sql`status <> 'waiting' and created_at < ${older(KEEP_DAYS.eventKey)}`,
  )
  const jobs = await removeEnded(db, 'jobs', older)
  const messages = await removeEnded(db, 'outbox_messages', older)
  await makeComingMonths(db, core.now())
  const facts = await dropMonths(db, new Date(core.now().getTime() - KEEP_DAYS.fact * DAY_MS))
  await db.delete(sessions).where(lt(sessions.expiresAt, sql`now()`))
  await db.delete(loginStates).where(lt(loginStates.expiresAt, sql`now()`))
  // The embedded database has nobody who would do this by itself: what changes daily would grow for ever.
  for (const table of SWEPT) {
    await db.execute(sql`vacuum (analyze) ${sql.identifier(table)}`)
  }
  return { bodies, events, jobs, messages, facts, ...(await reseal(db, resign)) }
}

/** What went well is kept for a month, what did not until somebody must have looked. */
const removeEnded = (db: Db, table: 'jobs' | 'outbox_messages', older: (days: number) => SQL): Promise<number> =>
  remove(
    db,
    table,
    sql`(status = 'done' and ended_at < ${older(KEEP_DAYS.done)})
        or (status in ('refused', 'unknown', 'dead') and ended_at < ${older(KEEP_DAYS.endedBadly)})`,
  )

const remove = (db: Db, table: string, where: SQL): Promise<number> => {
  const name = sql.identifier(table)
  return inBatches(
    db,
    (batch) =>
      sql`delete from ${name} where id in (select id from ${name} where ${where} order by id limit ${batch}) returning id`,
  )
}

const inBatches = async (db: Db, statement: (batch: number) => SQL): Promise<number> => {
  for (let total = 0; ; ) {
    const rows = await rowsOf(db, statement(BATCH))
    total += rows.length
    crashPoint('retention:batch')
    if (rows.length < BATCH) return total
  }
}
