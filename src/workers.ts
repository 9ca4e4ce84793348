import { sql } from 'drizzle-orm'
import { rowsOf } from './db/db.ts'
import { type AnyRow, causeOf, endRow, kindOf, leaveNow, Skipped, throwIfUnrepeatable } from './end-row.ts'
import { forgetEvent } from './features/privacy/forget-event.ts'
import { tellsOfErased } from './features/privacy/queries.ts'
import { stopReadings } from './features/relations/run-reading.ts'
import { type JobParts, WORKERS } from './jobs.ts'
import { CALLBACKS } from './reactions.ts'
import { SENDERS, type SendParts } from './senders.ts'
import type { Written } from './spine/alarm.ts'
import { causedBy } from './spine/cause.ts'
import { type Job, LANES, type OutboxMessage } from './spine/core.ts'
import type { Holds } from './spine/holds.ts'
import type { Metrics } from './spine/metrics.ts'
import type { Pace } from './spine/pace.ts'
import { createPump, type Pump } from './spine/pump.ts'
import { type Claimed, type Kinds, ofKinds, type QueueTable } from './spine/queue.ts'
import { traced } from './spine/trace.ts'
import { createTick } from './tick.ts'
import type { Breakers } from './wecom/breaker.ts'
import type { CallbackEvent } from './wecom/event-types.ts'
import { parseCallback } from './wecom/events.ts'

export type WorkerParts = JobParts &
  SendParts & {
    owner: string
    metrics: Metrics
    holds: Holds
    pace: Pace
    breakers: Breakers
    log: { info: (facts: object, text: string) => void; warn: (facts: object, text: string) => void }
    /** Base of the growing pauses between tries; tests set it near zero. */
    retryBaseSeconds: number
    pollMs: number
    /** Reads the database's time anew. */
    resampleClock: () => Promise<void>
  }

type InboxRow = { event: string; body: string; created_ms: number | string; age_seconds: number | string }
type JobRow = Job & { kind: Job['kind'] }
type OutboxRow = OutboxMessage

const TIMED: readonly Job['kind'][] = ['occurrence']

type Hands = {
  concurrency: number
  maxLane?: number
  kinds?: Kinds
  /**
   * It works with fewer hands while somebody waits for an answer. Not for what waits for WeCom itself: one slow call
   * would then hold up all the others.
   */
  givesWay?: boolean
}

export type Workers = {
  start: () => void
  stop: () => Promise<void>
  /** Something was written: into all queues, or into these, the most urgent of each lane. */
  wake: (written?: Written) => void
  /** Plans what is due and works until nothing that is due is left. For tests and for moving the trial's clock. */
  settle: () => Promise<void>
}

export const createWorkers = (parts: WorkerParts): Workers => {
  const pump = <Row extends object>(
    table: QueueTable,
    { concurrency, maxLane = 2, kinds = {}, givesWay = false }: Hands,
    work: (row: Row & Claimed) => Promise<void>,
  ): Pump =>
    createPump<Row>({
      db: parts.core.db,
      table,
      concurrency,
      maxLane,
      ...(givesWay ? { hands: parts.pace.hands } : {}),
      kinds: () => ({ ...kinds, without: [...(kinds.without ?? []), ...parts.holds.heldIn(table)] }),
      owner: parts.owner,
      pollMs: parts.pollMs,
      handle: async (row) => {
        const event = causeOf(table, row)
        await traced(
          { queue: table, id: row.id, kind: kindOf(row), event },
          () => endRow(parts, table, row, () => causedBy(event, () => work(row))),
          table === 'outbox_messages' ? () => leaveNow(parts, row) : null,
        )
        // Who stood behind it may be in a lane this pump does not take from.
        if (row.ended?.followed === true) for (const one of pumps) if (one.table === table) one.wake()
      },
      onError: (error) => parts.log.warn({ err: error, queue: table }, 'a queue could not be worked'),
    })
  const runJob = (row: JobRow) =>
    (WORKERS[row.kind] as (p: JobParts, payload: unknown) => Promise<void>)(parts, row.payload)
  const pumps: readonly Pump[] = [
    pump<InboxRow>('inbox_events', { concurrency: 8, givesWay: true }, (row) => handleEvent(parts, row)),
    // While callbacks press, a newcomer is still greeted: her event has hands that do not give way.
    pump<InboxRow>('inbox_events', { concurrency: 4, maxLane: LANES.welcome }, (row) => handleEvent(parts, row)),
    // Hands of their own for both: a night's work takes hours, and a busy morning must not make reminders late.
    pump<JobRow>('jobs', { concurrency: 4, kinds: { without: TIMED } }, runJob),
    pump<JobRow>('jobs', { concurrency: 3, kinds: { only: TIMED } }, runJob),
    pump<OutboxRow>('outbox_messages', { concurrency: 8 }, (row) => sendMessage(parts, row)),
    // Bulk messages that stand at a full limit must not hold up what a person waits for.
    pump<OutboxRow>('outbox_messages', { concurrency: 4, maxLane: LANES.interactive }, (row) =>
      sendMessage(parts, row),
    ),
    // A welcome code lives 20 s: it has hands of its own, however long the others wait for WeCom.
    pump<OutboxRow>('outbox_messages', { concurrency: 4, maxLane: LANES.welcome }, (row) => sendMessage(parts, row)),
  ]
  const tick = createTick(parts)
  let stopped = false
  return {
    start: () => {
      for (const one of pumps) one.start()
      tick.start()
    },
    stop: async () => {
      stopped = true
      tick.stop()
      parts.pace.stop()
      stopReadings(parts.core)
      await Promise.all(pumps.map((one) => one.stop()))
    },
    wake: (written) => {
      for (const one of pumps) {
        const lane = written?.get(one.table)
        // A look into a queue that got nothing is a statement for nothing, and on one connection everybody waits for it.
        if (written === undefined || (lane !== undefined && lane <= one.maxLane)) one.wake()
      }
    },
    settle: async () => {
      await tick.look(true)
      const deadline = performance.now() + 60_000
      while (performance.now() < deadline) {
        if (stopped) return
        const due = await dueTables(parts)
        if (due.size === 0) return
        let taken = 0
        for (const one of pumps) if (due.has(one.table)) taken += await one.runOnce()
        // What is due and cannot be taken is in somebody's hands: they need a moment.
        if (taken === 0) await new Promise((resolve) => setTimeout(resolve, 10))
      }
      throw new Error('the queues did not come to rest')
    },
  }
}

/** What is put off for so short a time is still the same rest: left alone, it would run into what is done next. */
const SOON = sql`interval '100 milliseconds'`

/** Which queues hold a row whose time has come, or comes at once. */
const dueTables = async ({ core, holds }: WorkerParts): Promise<Set<QueueTable>> => {
  const due = (table: QueueTable) => sql`select ${table} as name where exists (select 1 from ${sql.identifier(table)}
    where status = 'waiting' and run_at <= now() + ${SOON} ${ofKinds({ without: holds.heldIn(table) })})`
  const rows = await rowsOf<{ name: QueueTable }>(
    core.db,
    sql`${due('inbox_events')} union all ${due('jobs')} union all ${due('outbox_messages')}`,
  )
  return new Set(rows.map((row) => row.name))
}

const handleEvent = async (parts: WorkerParts, row: InboxRow & Claimed): Promise<void> => {
  const receivedAt = new Date(parts.core.now().getTime() - Number(row.age_seconds) * 1000)
  const event = parseCallback(row.body, receivedAt)
  if ('externalUserid' in event) {
    const isNew = event.type === 'contact-added' || event.type === 'contact-half-added'
    if (await tellsOfErased(parts.core.db, event.externalUserid, isNew ? event.at : null)) {
      return forgetEvent(parts.core.db, row.id)
    }
  }
  const handler = CALLBACKS[event.type] as
    | ((core: WorkerParts['core'], event: CallbackEvent, from: { id: number; receivedAtMs: number }) => Promise<void>)
    | null
  if (event.type === 'unknown') parts.metrics.unknownEvents.inc()
  await handler?.(parts.core, event, { id: row.id, receivedAtMs: Number(row.created_ms) })
}

const sendMessage = async (parts: WorkerParts, row: OutboxRow & Claimed & AnyRow): Promise<void> => {
  throwIfUnrepeatable(row)
  const sender = SENDERS[row.kind] as {
    send: (parts: SendParts, payload: unknown) => Promise<{ ok: true } | { ok: false; skip: string } | undefined>
  }
  const sent = await sender.send(parts, row.payload)
  if (sent !== undefined && !sent.ok) throw new Skipped(sent.skip)
}
