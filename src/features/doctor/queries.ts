import { and, desc, eq, ne, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import { keysInUse } from '../../db/sealing.ts'
import { outboxMessages } from '../../spine/tables.ts'
import { ERRCODES } from '../../wecom/errcodes-data.ts'
import { listLiveChannels, robotOrderKey } from '../digests/queries.ts'
import { dataKeys } from '../privacy/tables.ts'
import type { Probes } from './rules-model.ts'

/** Engine, writability and time in one question; throws where the database does not answer. */
export const lookAtDatabase = async (db: Db): Promise<{ writable: boolean; ms: number }> => {
  const [row] = await rowsOf<{ frozen: boolean; ms: number | string }>(
    db,
    sql`select pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as frozen,
          extract(epoch from clock_timestamp()) * 1000 as ms`,
  )
  return { writable: row?.frozen === false, ms: Number(row?.ms ?? Number.NaN) }
}

/** How many migrations the database has seen; 0 for one that was never started on. */
export const countMigrations = async (db: Db): Promise<number> => {
  const [table] = await rowsOf<{ found: string | null }>(
    db,
    sql`select to_regclass('drizzle.__drizzle_migrations')::text as found`,
  )
  if (table?.found == null) return 0
  const [row] = await rowsOf<{ count: number | string }>(
    db,
    sql`select count(*) as count from drizzle.__drizzle_migrations`,
  )
  return Number(row?.count ?? 0)
}

export const hoursSinceLastEvent = async (db: Db): Promise<number | null> => {
  const [row] = await rowsOf<{ hours: number | string | null }>(
    db,
    sql`select extract(epoch from now() - max(created_at)) / 3600 as hours
        from (select created_at from inbox_events order by id desc limit 1) newest`,
  )
  return row?.hours == null ? null : Number(row.hours)
}

/** A welcome that came too late or a friend who is gone is nobody's failure: those codes are business answers. */
const OUTCOMES = [...ERRCODES.values()].filter((one) => one.klass === 'outcome').map((one) => one.errcode)

export const lookAtQueues = async (db: Db): Promise<NonNullable<Probes['queues']>> => {
  const outcomes = sql.join(
    OUTCOMES.map((code) => sql`${code}`),
    sql`, `,
  )
  const [row] = await rowsOf<{ dead: number | string; refused: number | string; minutes: number | string | null }>(
    db,
    sql`select
      (select count(*) from inbox_events where status in ('refused', 'unknown', 'dead') and ended_at > now() - interval '30 days')
      + (select count(*) from jobs where status = 'dead' and cause is not null and ended_at > now() - interval '30 days') as dead,
      (select count(*) from outbox_messages where ended_at > now() - interval '7 days'
        and status in ('refused', 'unknown', 'dead')
        and (status <> 'refused' or (errcode is not null and errcode not in (${outcomes})))) as refused,
      (select extract(epoch from now() - min(run_at)) / 60 from (
        select run_at from inbox_events where status = 'waiting' and run_at <= now()
        union all select run_at from jobs where status = 'waiting' and run_at <= now()
        union all select run_at from outbox_messages where status = 'waiting' and run_at <= now()) due) as minutes`,
  )
  return { dead: Number(row?.dead ?? 0), refused: Number(row?.refused ?? 0), oldestMinutes: Number(row?.minutes ?? 0) }
}

/** `isRobotUrl` judges an address; the address itself stays here, it holds the robot's key. */
export const lookAtRobots = async (
  db: Db,
  isRobotUrl: (url: string) => boolean,
): Promise<NonNullable<Probes['robots']>> => {
  const found = []
  for (const channel of await listLiveChannels(db)) {
    const [last] = await db
      .select()
      .from(outboxMessages)
      .where(and(eq(outboxMessages.orderKey, robotOrderKey(channel.id)), ne(outboxMessages.status, 'waiting')))
      .orderBy(desc(outboxMessages.id))
      .limit(1)
    const failed = last !== undefined && last.status !== 'done'
    found.push({
      name: channel.name,
      addressOk: isRobotUrl(channel.url),
      problem: failed ? last.status : null,
      errcode: failed ? last.errcode : null,
    })
  }
  return found
}

/** Whether what is kept secret is sealed, and whether we could open it. */
export const lookAtKeys = async (db: Db): Promise<NonNullable<Probes['keys']>> => {
  const ours = keysInUse()
  const missing = (await db.select().from(dataKeys)).find(
    ({ id, check }) => !ours.some((one) => one.id === id && one.check === check),
  )
  if (missing !== undefined) return { state: 'missing', id: missing.id }
  return { state: ours.length > 0 ? 'sealed' : 'plain' }
}
