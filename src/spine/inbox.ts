import { createHash } from 'node:crypto'
import type { Db } from '../db/db.ts'
import type { LaneNumber } from './core.ts'
import { inboxEvents } from './tables.ts'

export type InboxDraft = { plaintext: string; event: string; orderKey: string | null; lane: LaneNumber }

/** WeCom repeats an event under a fresh nonce; the decrypted text is what stays the same. */
export const eventKey = (plaintext: string): string => createHash('sha256').update(plaintext).digest('hex')

type Waiting = { draft: InboxDraft; resolve: () => void; reject: (error: unknown) => void }

/**
 * Stores callbacks durably before they are answered. Those that arrive while a commit is under way share the next
 * one: on one connection that is the difference between hundreds and thousands a second.
 */
export const createInbox = (db: Db, onStored: () => void) => {
  const waiting: Waiting[] = []
  let flushing = false

  const flush = async () => {
    flushing = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, 200)
      try {
        await db
          .insert(inboxEvents)
          .values(
            batch.map(({ draft }) => ({
              key: eventKey(draft.plaintext),
              event: draft.event,
              body: draft.plaintext,
              lane: draft.lane,
              orderKey: draft.orderKey,
            })),
          )
          .onConflictDoNothing({ target: inboxEvents.key })
        for (const one of batch) one.resolve()
        onStored()
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
        waiting.push({ draft, resolve, reject })
        if (!flushing) void flush()
      }),
  }
}
export type Inbox = ReturnType<typeof createInbox>
