import { sql } from 'drizzle-orm'
import type { Db } from '../db/db.ts'
import { currentCause } from './cause.ts'
import { type JobDraft, LANES, type OutboxDraft } from './core.ts'
import { jobs, outboxMessages } from './tables.ts'

/** Part of the caller's transaction: a decision and its message are written together or not at all. */
export const enqueueMessage = async (tx: Db, draft: OutboxDraft): Promise<void> => {
  await tx
    .insert(outboxMessages)
    .values({
      kind: draft.kind,
      occurrenceKey: draft.occurrenceKey,
      payload: draft.payload,
      lane: draft.lane ?? LANES.interactive,
      orderKey: draft.orderKey ?? null,
      cause: currentCause(),
      runAt: sql`now() + make_interval(secs => ${draft.delaySeconds ?? 0})`,
    })
    .onConflictDoNothing({ target: outboxMessages.occurrenceKey })
}

/** Many in one statement. */
export const enqueueMessages = async (tx: Db, drafts: readonly OutboxDraft[]): Promise<void> => {
  if (drafts.length === 0) return
  const rows = drafts.map(({ kind, occurrenceKey, payload, lane, orderKey, delaySeconds }) => ({
    kind,
    payload,
    occurrence_key: occurrenceKey,
    lane: lane ?? LANES.interactive,
    order_key: orderKey ?? null,
    delay: delaySeconds ?? 0,
  }))
  await tx.execute(
    sql`insert into outbox_messages (kind, occurrence_key, payload, lane, order_key, cause, run_at)
        select r.kind, r.occurrence_key, r.payload, r.lane, r.order_key, ${currentCause()}::bigint,
          now() + make_interval(secs => r.delay)
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as r(kind text, occurrence_key text, payload jsonb, lane smallint, order_key text, delay float8)
        on conflict (occurrence_key) do nothing`,
  )
}

export const enqueueJob = async (tx: Db, draft: JobDraft): Promise<void> => {
  await tx
    .insert(jobs)
    .values({
      kind: draft.kind,
      dedupeKey: draft.dedupeKey,
      payload: draft.payload,
      lane: draft.lane ?? LANES.interactive,
      orderKey: draft.orderKey ?? null,
      cause: currentCause(),
      runAt: sql`now() + make_interval(secs => ${draft.delaySeconds ?? 0})`,
    })
    .onConflictDoNothing({ target: jobs.dedupeKey })
}
