import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from './db/db.ts'
import type { Metrics } from './spine/metrics.ts'
import { shortKey, type Work } from './spine/trace.ts'

type Ended = Work & {
  result: string
  error?: unknown
  startedMs: number
  row: { attempts: number; lane?: number; key?: string; occurrence_key?: string; created_ms?: number | string }
}
type EffectParts = {
  core: { db: Db; now: () => Date }
  metrics: Metrics
  log: { info: (facts: object, text: string) => void; warn: (facts: object, text: string) => void }
}

/** A morning message later than this is one the rep did not plan her day with. */
const LATE_SECONDS = 15 * 60

/** What WeCom's support asks for. */
const hintOf = (error: unknown): string | undefined =>
  error instanceof Error ? /hint: \[([\w-]+)\]/.exec(error.message)?.[1] : undefined

const ages = async (db: Db, { id, event }: Work) => {
  const [row] = await rowsOf<{ own: number | string | null; event: number | string | null }>(
    db,
    sql`select extract(epoch from now() - (select created_at from outbox_messages where id = ${id})) as own,
          extract(epoch from now() - (select created_at from inbox_events where id = ${event}::bigint)) as event`,
  )
  return { own: Number(row?.own ?? 0), event: row?.event == null ? null : Number(row.event) }
}

/** Times what has just left: since the event it answers, and a reminder since it was planned. */
const timeEffect = async ({ core, metrics }: EffectParts, ended: Ended): Promise<void> => {
  const isReminder = ended.row.occurrence_key?.startsWith('reminder:') === true
  if (ended.event === null && !isReminder) return
  const age = await ages(core.db, ended)
  if (age.event !== null) metrics.eventToEffect.observe({ lane: String(ended.row.lane ?? '') }, age.event)
  if (isReminder) metrics.remindersSent.inc({ timing: age.own > LATE_SECONDS ? 'late' : 'in-time' })
}

/**
 * Counts how a row ended and says so in one line: with the numbers of its queue and of the event behind it, and no
 * word of what was in it. A figure that cannot be taken is no reason to do the work again.
 */
export const reportEnd = async (parts: EffectParts, ended: Ended): Promise<void> => {
  const { queue, id, kind, event, result, row } = ended
  parts.metrics.queueEnded.inc({ queue, kind, result })
  if (result === 'dead' || result === 'unknown' || result === 'refused')
    parts.metrics.givenUp.inc({ queue, status: result })
  // Held back while WeCom is away: no try was made, and there may be thousands.
  if (result === 'held') return
  const hint = hintOf(ended.error)
  const line = {
    ...{ queue, id, kind, event, result, lane: row.lane, attempts: row.attempts },
    ...(row.key === undefined ? {} : { eventKey: shortKey(row.key) }),
    ...(hint === undefined ? {} : { hint }),
    ms: Math.round(performance.now() - ended.startedMs),
  }
  parts.log.info(line, 'row ended')
  if (queue !== 'outbox_messages' || result !== 'done') return
  await timeEffect(parts, ended).catch((error) => parts.log.warn({ err: error, id }, 'an effect could not be timed'))
}
