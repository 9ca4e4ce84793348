import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { Db } from '../db/db.ts'
import type { LaneNumber } from './core.ts'
import { crashPoint } from './crash-points.ts'
import { inboxEvents } from './tables.ts'

export type InboxDraft = {
  /** What the key is made of. */
  plaintext: string
  /** What is kept of it. */
  body: string
  event: string
  orderKey: string | null
  lane: LaneNumber
}

/** WeCom repeats an event under a fresh nonce; the decrypted text is what stays the same. */
export const eventKey = (plaintext: string): string => createHash('sha256').update(plaintext).digest('hex')

/** An index row holds 2.7 kB: a longer key would take every event down that shares its commit. Equal stays equal. */
const indexable = (orderKey: string | null): string | null =>
  orderKey !== null && orderKey.length > 200 ? eventKey(orderKey) : orderKey

/** One parameter for the whole batch: a statement of its own for every size would be planned anew each time. */
const insertAll = (db: Db, batch: readonly Waiting[]) => {
  const rows = batch.map(({ draft: { plaintext, body, event, orderKey, lane } }) => ({
    key: eventKey(plaintext),
    event,
    body,
    lane,
    order_key: indexable(orderKey),
  }))
  return db.execute(
    sql`insert into ${inboxEvents} (key, event, body, lane, order_key)
        select * from json_to_recordset(${JSON.stringify(rows)}::json)
          as row(key text, event text, body text, lane int, order_key text)
        on conflict (key) do nothing`,
  )
}

type Waiting = { draft: InboxDraft; since: number; resolve: () => void; reject: (error: unknown) => void }

/**
 * Stores callbacks durably before they are answered. Those that arrive while a commit is under way share the next
 * one: on one connection that is the difference between hundreds and thousands a second.
 */
export const createInbox = (db: Db, onStored: (stored: { longestMs: number; lane: LaneNumber }) => void) => {
  const waiting: Waiting[] = []
  let flushing = false

  const flush = async () => {
    flushing = true
    while (waiting.length > 0) {
      // The embedded database works in this very thread: without a turn of the event loop nobody else could queue up.
      await nextTurn()
      const batch = waiting.splice(0, 200)
      try {
        crashPoint('inbox:received')
        await insertAll(db, batch)
        crashPoint('inbox:stored')
        for (const one of batch) one.resolve()
        const lanes = batch.map((one) => one.draft.lane)
        onStored({
          longestMs: performance.now() - (batch[0]?.since ?? 0),
          lane: Math.min(...lanes) as LaneNumber,
        })
      } catch (error) {
        for (const one of batch) one.reject(error)
      }
    }
    flushing = false
  }

  return {
    /** Resolves once the row is committed, also when it had been stored before. */
    store: (draft: InboxDraft): Promise<void> =>
      new Promise((resolve, reject) => {
        waiting.push({ draft, since: performance.now(), resolve, reject })
        if (!flushing) void flush()
      }),
  }
}
export type Inbox = ReturnType<typeof createInbox>
