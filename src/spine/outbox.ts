import { sql } from 'drizzle-orm'
import type { Db } from '../db/db.ts'
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
    })
    .onConflictDoNothing({ target: outboxMessages.occurrenceKey })
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
      runAt: sql`now() + make_interval(secs => ${draft.delaySeconds ?? 0})`,
    })
    .onConflictDoNothing({ target: jobs.dedupeKey })
}
