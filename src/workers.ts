import { sql } from 'drizzle-orm'
import { rowsOf } from './db/db.ts'
import { reportEnd } from './effects.ts'
import { forgetEvent } from './features/privacy/forget-event.ts'
import { tellsOfErased } from './features/privacy/queries.ts'
import { stopReadings } from './features/relations/run-reading.ts'
import { type JobParts, WORKERS } from './jobs.ts'
import { CALLBACKS } from './reactions.ts'
import { SENDERS, type SendParts } from './senders.ts'
import { causedBy } from './spine/cause.ts'
import { type Job, LANES, type OutboxMessage } from './spine/core.ts'
import { type CrashPoint, crashPoint } from './spine/crash-points.ts'
import { plainMessage } from './spine/failure.ts'
import type { Holds } from './spine/holds.ts'
import type { Metrics } from './spine/metrics.ts'
import { createPump, type Pump } from './spine/pump.ts'
import {
  backoffSeconds,
  type Claimed,
  exceptKinds,
  finish,
  putBack,
  type QueueTable,
  stillHeld,
} from './spine/queue.ts'
import { traced } from './spine/trace.ts'
import { createTick } from './tick.ts'
import { failOccurrence } from './timetable-run.ts'
import type { Breakers } from './wecom/breaker.ts'
import { WecomRefused, WecomUnreachable } from './wecom/errors.ts'
import type { CallbackEvent } from './wecom/event-types.ts'
import { parseCallback } from './wecom/events.ts'

export type WorkerParts = JobParts &
  SendParts & {
    owner: string
    metrics: Metrics
    holds: Holds
    breakers: Breakers
    log: { info: (facts: object, text: string) => void; warn: (facts: object, text: string) => void }
    /** Base of the growing pauses between tries; tests set it near zero. */
    retryBaseSeconds: number
    pollMs: number
    /** Reads the database's time anew. */
    resampleClock: () => Promise<void>
  }

type InboxRow = { event: string; body: string; created_ms: number | string }
type JobRow = Job & { kind: Job['kind'] }
type OutboxRow = OutboxMessage

/** Tries before a person has to look. An unreachable WeCom may stay away for a day; a refusal seldom changes its mind. */
const TRIES = { unreachable: 120, retryable: 12, refused: 4, bug: 8 } as const

export type Workers = {
  start: () => void
  stop: () => Promise<void>
  wake: () => void
  /** Plans what is due and works until nothing that is due is left. For tests and for moving the trial's clock. */
  settle: () => Promise<void>
}

export const createWorkers = (parts: WorkerParts): Workers => {
  const pump = <Row extends object>(
    table: QueueTable,
    { concurrency, maxLane = 2 }: { concurrency: number; maxLane?: number },
    work: (row: Row & Claimed) => Promise<void>,
  ): Pump =>
    createPump<Row>({
      db: parts.core.db,
      table,
      concurrency,
      maxLane,
      without: () => parts.holds.heldIn(table),
      owner: parts.owner,
      pollMs: parts.pollMs,
      handle: (row) => {
        const event = causeOf(table, row)
        return traced({ queue: table, id: row.id, kind: kindOf(row), event }, () =>
          endRow(parts, table, row, () => causedBy(event, () => work(row))),
        )
      },
      onError: (error) => parts.log.warn({ err: error, queue: table }, 'a queue could not be worked'),
    })
  const pumps = [
    pump<InboxRow>('inbox_events', { concurrency: 8 }, (row) => handleEvent(parts, row)),
    pump<JobRow>('jobs', { concurrency: 4 }, (row) =>
      (WORKERS[row.kind] as (p: JobParts, payload: unknown) => Promise<void>)(parts, row.payload),
    ),
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
      stopReadings(parts.core)
      await Promise.all(pumps.map((one) => one.stop()))
    },
    wake: () => {
      for (const one of pumps) one.wake()
    },
    settle: async () => {
      await tick.look(true)
      const deadline = performance.now() + 60_000
      while (performance.now() < deadline) {
        if (stopped) return
        for (const one of pumps) await one.runOnce()
        if ((await countDue(parts)) === 0) return
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      throw new Error('the queues did not come to rest')
    },
  }
}

const countDue = async ({ core, holds }: WorkerParts): Promise<number> => {
  const [row] = await rowsOf<{ due: number | string }>(
    core.db,
    sql`select (select count(*) from inbox_events where status = 'waiting' and run_at <= now())
      + (select count(*) from jobs
          where status = 'waiting' and run_at <= now() ${exceptKinds(holds.heldIn('jobs'))})
      + (select count(*) from outbox_messages
          where status = 'waiting' and run_at <= now() ${exceptKinds(holds.heldIn('outbox_messages'))}) as due`,
  )
  return Number(row?.due ?? 0)
}

const handleEvent = async (parts: WorkerParts, row: InboxRow & Claimed): Promise<void> => {
  const event = parseCallback(row.body)
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

class Skipped extends Error {}
/** Somebody else owns the row by now: what follows is theirs, the sending above all. */
class Lost extends Error {}

const sendMessage = async (parts: WorkerParts, row: OutboxRow & Claimed): Promise<void> => {
  if (!(await stillHeld(parts.core.db, 'outbox_messages', row))) throw new Lost()
  const sender = SENDERS[row.kind] as {
    send: (parts: SendParts, payload: unknown) => Promise<{ ok: true } | { ok: false; skip: string } | undefined>
  }
  const sent = await sender.send(parts, row.payload)
  if (sent !== undefined && !sent.ok) throw new Skipped(sent.skip)
}

type AnyRow = Claimed & {
  payload?: unknown
  age_seconds?: number | string
  kind?: string
  event?: string
  cause?: number | string | null
}

const kindOf = (row: AnyRow): string => row.kind ?? row.event ?? ''

const causeOf = (table: QueueTable, row: AnyRow): number | null => {
  if (table === 'inbox_events') return row.id
  return row.cause == null ? null : Number(row.cause)
}

/** What a crash can come between, in each of the queues. */
const MOMENTS: Readonly<Record<QueueTable, readonly [CrashPoint, CrashPoint, CrashPoint]>> = {
  inbox_events: ['events:claimed', 'events:handled', 'events:ended'],
  jobs: ['jobs:claimed', 'jobs:worked', 'jobs:ended'],
  outbox_messages: ['outbox:claimed', 'outbox:sent', 'outbox:ended'],
}

const endRow = async (parts: WorkerParts, table: QueueTable, row: AnyRow, work: () => Promise<void>): Promise<void> => {
  const kind = kindOf(row)
  const startedMs = performance.now()
  const report = (result: string, error?: unknown) =>
    reportEnd(parts, { queue: table, id: row.id, kind, event: causeOf(table, row), row, startedMs, result, error })
  const [claimed, worked, ended] = MOMENTS[table]
  try {
    crashPoint(claimed)
    await work()
    crashPoint(worked)
    const kept = await finish(parts.core.db, table, row, { status: 'done' })
    crashPoint(ended)
    if (!kept) return report('lost')
  } catch (error) {
    return report(await endBadly(parts, { table, row, kind, error }), error)
  }
  return report('done')
}

type OccurrenceOf = Extract<Job, { kind: 'occurrence' }>['payload']
type Failure = { table: QueueTable; row: AnyRow; kind: string; error: unknown }

/** Decides by the kind of error whether it is tried again. Answers what became of the row. */
const endBadly = async (parts: WorkerParts, { table, row, kind, error }: Failure): Promise<string> => {
  const { db } = parts.core
  const text = plainMessage(error)
  const errcode = error instanceof WecomRefused ? error.errcode : null
  if (error instanceof Lost) return 'lost'
  if (error instanceof Skipped) {
    await finish(db, table, row, { status: 'refused', error: text })
    return 'refused'
  }
  if (!(error instanceof WecomUnreachable && error.retryAfterMs !== undefined))
    parts.log.warn({ err: error, queue: table, id: row.id, kind, attempts: row.attempts }, 'a row failed')
  const again = (seconds: number, countAttempt = true) =>
    putBack(db, table, row, { seconds, errcode, error: text, countAttempt })
  if (error instanceof WecomRefused && error.klass === 'wait-window') {
    await again(Math.max(1, (error.retryAfterMs ?? 60_000) / 1000), false)
    return 'waiting'
  }
  if (error instanceof WecomUnreachable && error.sent && table === 'outbox_messages' && !isRepeatable(kind)) {
    await finish(db, table, row, { status: 'unknown', error: text })
    return 'unknown'
  }
  const away = isYoung(row) ? awayBehind(parts.breakers, error) : null
  // One kind for every timed job: the morning's reminders must not stand still because a sync does.
  if (away !== null && kind === 'occurrence') await again(away.restMs / 1000, false)
  if (away !== null && kind !== 'occurrence') {
    parts.holds.hold(table, kind, away.api)
    await again(0, false)
  }
  if (away !== null) return 'held'
  const [tries, status] = limitOf(error, table)
  if (row.attempts < tries) {
    await again(backoffSeconds(row.attempts, parts.retryBaseSeconds))
    return 'retried'
  }
  await db.transaction(async (tx) => {
    const kept = await finish(tx, table, row, { status, errcode, error: text })
    if (!kept || table !== 'jobs' || kind !== 'occurrence') return
    await failOccurrence(tx, row.payload as OccurrenceOf, { errcode, error: text, at: parts.core.now() })
  })
  return status
}

/** Waiting for WeCom is nobody's failure, for a day; after that a row's tries are counted and come to an end. */
const HELD_FOR_SECONDS = 24 * 3600
const isYoung = (row: AnyRow): boolean => Number(row.age_seconds ?? 0) < HELD_FOR_SECONDS

/** What failed is WeCom being away and not this row: which API rests, and how long. */
const awayBehind = (breakers: Breakers, error: unknown): { api: string; restMs: number } | null => {
  const isBusy = error instanceof WecomRefused && error.errcode === -1
  if (!(error instanceof WecomUnreachable) && !isBusy) return null
  const restMs = Math.max(breakers.restOf(error.api), isBusy ? 0 : (error.retryAfterMs ?? 0))
  return restMs > 0 ? { api: error.api, restMs } : null
}

const isRepeatable = (kind: string): boolean => SENDERS[kind as keyof typeof SENDERS]?.repeatable ?? true

const limitOf = (error: unknown, table: QueueTable): [number, 'refused' | 'dead'] => {
  if (error instanceof WecomUnreachable) return [TRIES.unreachable, 'dead']
  // "System busy" may last as long as an outage.
  if (error instanceof WecomRefused && error.errcode === -1) return [TRIES.unreachable, 'refused']
  if (!(error instanceof WecomRefused)) return [TRIES.bug, 'dead']
  if (error.klass === 'retry' || error.klass === 'refresh-token') return [TRIES.retryable, 'refused']
  // A message WeCom refuses is not asked for twice; a reading may only have come too early.
  return [table === 'outbox_messages' ? 1 : TRIES.refused, 'refused']
}
