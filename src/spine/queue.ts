import { type SQL, sql } from 'drizzle-orm'
import type { QueueStatus } from '../db/columns.ts'
import { type Db, rowsOf } from '../db/db.ts'

export type QueueTable = 'inbox_events' | 'outbox_messages' | 'jobs'
export type Claimed = {
  id: number
  attempts: number
  fence: number
  deaths: number
  leasedBy: string
  lane: number
  /** On the monotonic clock of this process, from before the claim or the last renewal. */
  takenMs: number
  /** Known to be somebody else's by now. */
  lost?: boolean
  /** Of a row that has ended: since when the statement was under way, and whether it saw one that stood behind it. */
  ended?: { askedMs: number; followed: boolean }
}

/** A welcome code lives 20 s: where its worker dies, the next one must have the row while it is still worth sending. */
const URGENT_LEASE_SECONDS = 6
const LEASE_SECONDS = 30
export const leaseSecondsOf = (lane: number): number => (lane === 0 ? URGENT_LEASE_SECONDS : LEASE_SECONDS)
const leaseUntil = (lane: SQL): SQL =>
  sql`now() + make_interval(secs => case when ${lane} = 0 then ${URGENT_LEASE_SECONDS}::int else ${LEASE_SECONDS}::int end)`
const MAX_BACKOFF_SECONDS = 900

/** All of them when `only` is absent. */
export type Kinds = { only?: readonly string[]; without?: readonly string[] }

const listed = (kinds: readonly string[]): SQL =>
  sql.join(
    kinds.map((kind) => sql`${kind}`),
    sql`, `,
  )
export const ofKinds = ({ only, without = [] }: Kinds): SQL => {
  const wanted = only === undefined ? sql`` : sql`and kind in (${listed(only)})`
  return without.length === 0 ? wanted : sql`${wanted} and kind not in (${listed(without)})`
}

/** Of a row this worker holds, and of no other: not even of the same one taken again. */
const held = (row: Claimed): SQL =>
  sql`id = ${row.id} and leased_by = ${row.leasedBy} and fence = ${row.fence} and status = 'waiting'`

/**
 * Takes due rows by moving their lease into the future: whoever moved it owns the row until then. No transaction
 * stays open while WeCom is being called, and a crashed owner's rows come due again by themselves. Of rows with one
 * order key only the oldest waiting one can be taken.
 */
export const claim = async <T extends object>(
  db: Db,
  table: QueueTable,
  { owner, limit, maxLane = 2, kinds = {} }: { owner: string; limit: number; maxLane?: number; kinds?: Kinds },
): Promise<(T & Claimed)[]> => {
  const name = sql.identifier(table)
  const takenMs = performance.now()
  const rows = await rowsOf<T & Omit<Claimed, 'id'> & { id: number | string }>(
    db,
    // Materialised, because a plain sub-select may be run again for every row and then takes more than its limit.
    sql`with due as materialized (
          select e.id from ${name} e
          where e.status = 'waiting' and e.lane <= ${maxLane} and e.run_at <= now()
            and (e.lease_until is null or e.lease_until < now()) ${ofKinds(kinds)}
            and (e.order_key is null or not exists (
              select 1 from ${name} p where p.order_key = e.order_key and p.status = 'waiting' and p.id < e.id))
          order by e.lane, e.id limit ${limit} for update skip locked)
        update ${name} q set leased_by = ${owner}, attempts = q.attempts + 1, fence = q.fence + 1,
          deaths = case when q.lease_until is null then 0 else q.deaths + 1 end, lease_until = ${leaseUntil(sql`q.lane`)}
        from due
        where q.id = due.id and q.status = 'waiting' and (q.lease_until is null or q.lease_until < now())
        returning q.*, extract(epoch from q.created_at) * 1000 as created_ms,
          extract(epoch from now() - q.created_at) as age_seconds
          ${table === 'outbox_messages' ? sql`, extract(epoch from now() - q.sent_at) as sent_seconds_ago` : sql``}`,
  )
  return rows.map((row) => ({ ...row, id: Number(row.id), leasedBy: owner, takenMs })).sort((a, b) => a.id - b.id)
}

/** False when the lease was lost: somebody else owns the row now, and this result must not be written. */
export const finish = async (
  db: Db,
  table: QueueTable,
  row: Claimed,
  end: { status: QueueStatus; errcode?: number | null; error?: string | null },
): Promise<boolean> => {
  const name = sql.identifier(table)
  const askedMs = performance.now()
  const done = await rowsOf<{ followed: boolean }>(
    db,
    sql`update ${name} set status = ${end.status}, ended_at = now(), lease_until = null,
          errcode = ${end.errcode ?? null}, last_error = ${end.error ?? null}
        where ${held(row)}
        returning exists (select 1 from ${name} n
          where n.order_key = ${name}.order_key and n.status = 'waiting' and n.id <> ${name}.id) as followed`,
  )
  if (done[0] !== undefined) row.ended = { askedMs, followed: done[0].followed }
  return done.length > 0
}

type Why = {
  seconds: number
  errcode?: number | null
  error: string
  /** False for waiting out a window: that is nobody's failure. */
  countAttempt?: boolean
  /** This try of a message is known to have done nothing, and no earlier one may have: `sent_at` is taken back. */
  unsent?: boolean
}

/** Puts a row back for a later try. */
export const putBack = async (db: Db, table: QueueTable, row: Claimed, why: Why): Promise<void> => {
  await db.execute(
    sql`update ${sql.identifier(table)} set lease_until = null, run_at = now() + make_interval(secs => ${why.seconds}),
          errcode = ${why.errcode ?? null}, last_error = ${why.error}, ${why.unsent === true ? sql`sent_at = null,` : sql``}
          attempts = attempts - ${why.countAttempt === false ? 1 : 0}
        where ${held(row)}`,
  )
}

/** Long work keeps its lease. False when it was lost, which the row then says itself. */
export const renew = async (db: Db, table: QueueTable, row: Claimed): Promise<boolean> => {
  const asked = performance.now()
  const kept = await rowsOf<{ id: number }>(
    db,
    sql`update ${sql.identifier(table)} set lease_until = ${leaseUntil(sql`lane`)} where ${held(row)} returning id`,
  )
  if (kept.length > 0) row.takenMs = asked
  else row.lost = true
  return kept.length > 0
}

/**
 * Whether the row is still this worker's, right before something leaves that cannot be called back. Costs a question
 * only where a third of the lease is over: a process that stood still wakes up here.
 */
export const stillHeld = async (db: Db, table: QueueTable, row: Claimed): Promise<boolean> =>
  row.lost !== true &&
  (performance.now() - row.takenMs < (leaseSecondsOf(row.lane) * 1000) / 3 || renew(db, table, row))

/** Says that the bytes of this message leave now. False when the row is somebody else's, and then they must not. */
export const markSent = async (db: Db, row: Claimed): Promise<boolean> => {
  const mine = await rowsOf<{ id: number }>(
    db,
    // The first one stays: what WeCom knows about a message it counts from its first arrival.
    sql`update outbox_messages set sent_at = coalesce(sent_at, clock_timestamp()), lease_until = ${leaseUntil(sql`lane`)}
        where ${held(row)} returning id`,
  )
  return mine.length > 0
}

/**
 * Only for the embedded database, which has one process at a time: whoever held these leases is dead, and waiting for
 * them to run out would keep a killed sync standing for half a minute.
 */
export const releaseLeases = async (db: Db): Promise<void> => {
  for (const table of ['inbox_events', 'outbox_messages', 'jobs'] as const) {
    await db.execute(
      // In the past and not null: whoever held it died with it, and that is counted.
      sql`update ${sql.identifier(table)} set lease_until = now() - interval '1 second'
          where status = 'waiting' and lease_until is not null`,
    )
  }
}

/** An admin's "try again" for what ended badly. */
export const replay = async (db: Db, table: QueueTable, id: number): Promise<boolean> => {
  const rows = await rowsOf<{ id: number }>(
    db,
    sql`update ${sql.identifier(table)} set status = 'waiting', attempts = 0, run_at = now(), lease_until = null,
          ended_at = null ${table === 'outbox_messages' ? sql`, sent_at = null` : sql``}
        where id = ${id} and status in ('refused', 'unknown', 'dead') returning id`,
  )
  return rows.length > 0
}

/**
 * Handles an event again, however it ended, with the jobs it put off. Commands and jobs may run twice; messages may
 * not, so the outbox is left alone. False for a row that is not there, still waiting, or whose text is gone by now.
 */
export const replayEvent = (db: Db, id: number): Promise<boolean> =>
  db.transaction(async (tx) => {
    const again = sql`status = 'waiting', attempts = 0, run_at = now(), lease_until = null, ended_at = null`
    const rows = await rowsOf<{ id: number }>(
      tx,
      sql`update inbox_events set ${again} where id = ${id} and status <> 'waiting' and body <> '' returning id`,
    )
    if (rows.length > 0) await tx.execute(sql`update jobs set ${again} where cause = ${id} and status <> 'waiting'`)
    return rows.length > 0
  })

/** Full jitter: a crowd that failed together must not come back together. */
export const backoffSeconds = (attempts: number, baseSeconds: number): number =>
  Math.random() * Math.min(MAX_BACKOFF_SECONDS, baseSeconds * 2 ** Math.min(attempts, 12))
