import { reportEnd } from './effects.ts'
import { SENDERS } from './senders.ts'
import type { Job } from './spine/core.ts'
import { type CrashPoint, crashPoint } from './spine/crash-points.ts'
import { plainMessage } from './spine/failure.ts'
import { backoffSeconds, type Claimed, finish, markSent, putBack, type QueueTable, stillHeld } from './spine/queue.ts'
import { failOccurrence } from './timetable-run.ts'
import type { Breakers } from './wecom/breaker.ts'
import { WecomRefused, WecomUnreachable } from './wecom/errors.ts'
import type { WorkerParts } from './workers.ts'

/** Tries before a person has to look. An unreachable WeCom may stay away for a day; a refusal seldom changes its mind. */
const TRIES = { unreachable: 120, retryable: 12, refused: 4, bug: 8 } as const

/** One try at a row whose worker dies is bad luck; so many in a row are the row's own doing. */
const DEATHS = 20

/** A message that has lost its sense; the text says why. */
export class Skipped extends Error {}
/** Somebody else owns the row by now: what follows is theirs, the sending above all. */
class Lost extends Error {}
/** It may have arrived, and repeating it could be a second message. */
class OutcomeUnknown extends Error {}

export type AnyRow = Claimed & {
  payload?: unknown
  age_seconds?: number | string
  kind?: string
  event?: string
  cause?: number | string | null
  /** Since an earlier try of this message whose outcome was never learned; null without one. */
  sent_seconds_ago?: number | string | null
  /** The bytes of this very try are out of the house. */
  left?: boolean
}

export const kindOf = (row: AnyRow): string => row.kind ?? row.event ?? ''

export const causeOf = (table: QueueTable, row: AnyRow): number | null => {
  if (table === 'inbox_events') return row.id
  return row.cause == null ? null : Number(row.cause)
}

/** What a crash can come between, in each of the queues. */
const MOMENTS: Readonly<Record<QueueTable, readonly [CrashPoint, CrashPoint, CrashPoint]>> = {
  inbox_events: ['events:claimed', 'events:handled', 'events:ended'],
  jobs: ['jobs:claimed', 'jobs:worked', 'jobs:ended'],
  outbox_messages: ['outbox:claimed', 'outbox:sent', 'outbox:ended'],
}

export const endRow = async (
  parts: WorkerParts,
  table: QueueTable,
  row: AnyRow,
  work: () => Promise<void>,
): Promise<void> => {
  const kind = kindOf(row)
  const startedMs = performance.now()
  const report = (result: string, error?: unknown) =>
    reportEnd(parts, { queue: table, id: row.id, kind, event: causeOf(table, row), row, startedMs, result, error })
  const [claimed, worked, ended] = MOMENTS[table]
  try {
    if (row.deaths >= DEATHS) {
      const error = `its worker died ${row.deaths} times`
      await giveUp(parts, { table, row, kind }, { status: 'dead', errcode: null, error })
      return report('dead')
    }
    crashPoint(claimed, kind)
    await work()
    crashPoint(worked, kind)
    const kept = await finish(parts.core.db, table, row, { status: 'done' })
    crashPoint(ended, kind)
    if (!kept) return report('lost')
  } catch (error) {
    return report(await endBadly(parts, { table, row, kind, error }), error)
  }
  return report('done')
}

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
  if (error instanceof WecomRefused && row.attempts > 1 && error.errcode === senderOf(kind)?.doneBefore) {
    await finish(db, table, row, { status: 'done' })
    return 'done'
  }
  if (!(error instanceof WecomUnreachable && error.retryAfterMs !== undefined))
    parts.log.warn({ err: error, queue: table, id: row.id, kind, attempts: row.attempts }, 'a row failed')
  if (error instanceof OutcomeUnknown || (mayHaveArrived(row, error) && senderOf(kind)?.repeatableSeconds === 0)) {
    await finish(db, table, row, { status: 'unknown', error: text })
    return 'unknown'
  }
  const again = (seconds: number, countAttempt = true) =>
    putBack(db, table, row, { seconds, errcode, error: text, countAttempt, unsent: isUnsent(table, row, error) })
  if (error instanceof WecomRefused && error.klass === 'wait-window') {
    await again(Math.max(1, (error.retryAfterMs ?? 60_000) / 1000), false)
    return 'waiting'
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
  await giveUp(parts, { table, row, kind }, { status, errcode, error: text })
  return status
}

type OccurrenceOf = Extract<Job, { kind: 'occurrence' }>['payload']
type End = { status: 'refused' | 'dead'; errcode: number | null; error: string }

/** A timed job says so at the desk too. */
const giveUp = ({ core }: WorkerParts, { table, row, kind }: Omit<Failure, 'error'>, end: End): Promise<void> =>
  core.db.transaction(async (tx) => {
    const kept = await finish(tx, table, row, end)
    if (!kept || table !== 'jobs' || kind !== 'occurrence') return
    await failOccurrence(tx, row.payload as OccurrenceOf, { errcode: end.errcode, error: end.error, at: core.now() })
  })

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

/** Undefined for a row that is no message. */
const senderOf = (kind: string): (typeof SENDERS)[keyof typeof SENDERS] | undefined =>
  SENDERS[kind as keyof typeof SENDERS]

/** The bytes left and nobody said no: a database that went away between sending and storing is such a case too. */
const mayHaveArrived = (row: AnyRow, error: unknown): boolean =>
  row.left === true && !(error instanceof WecomRefused) && !(error instanceof WecomUnreachable && !error.sent)

const isUnsent = (table: QueueTable, row: AnyRow, error: unknown): boolean =>
  table === 'outbox_messages' && row.sent_seconds_ago == null && !mayHaveArrived(row, error)

/** Throws for a message that an earlier try may have delivered and that cannot be repeated (any more). */
export const throwIfUnrepeatable = (row: AnyRow): void => {
  const { sent_seconds_ago: ago } = row
  if (ago != null && Number(ago) >= (senderOf(kindOf(row))?.repeatableSeconds ?? 0))
    throw new OutcomeUnknown('an earlier try was cut off while it was being sent')
}

/** Right before a message's bytes leave. Throws where the row is somebody else's by now: then they must not. */
export const leaveNow = async (parts: WorkerParts, row: AnyRow): Promise<void> => {
  const { db } = parts.core
  const isMarked = senderOf(kindOf(row))?.repeatableSeconds !== Number.POSITIVE_INFINITY
  if (!(await (isMarked ? markSent(db, row) : stillHeld(db, 'outbox_messages', row)))) throw new Lost()
  row.left = true
  crashPoint('outbox:sending', kindOf(row))
}

const limitOf = (error: unknown, table: QueueTable): [number, 'refused' | 'dead'] => {
  if (error instanceof WecomUnreachable) return [TRIES.unreachable, 'dead']
  // "System busy" may last as long as an outage.
  if (error instanceof WecomRefused && error.errcode === -1) return [TRIES.unreachable, 'refused']
  if (!(error instanceof WecomRefused)) return [TRIES.bug, 'dead']
  if (error.klass === 'retry' || error.klass === 'refresh-token') return [TRIES.retryable, 'refused']
  // A message WeCom refuses is not asked for twice; a reading may only have come too early.
  return [table === 'outbox_messages' ? 1 : TRIES.refused, 'refused']
}
