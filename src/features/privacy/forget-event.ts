import { eq } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { inboxEvents } from '../../spine/tables.ts'

/** The hash stays, so that WeCom's repetition of the same callback is still known. */
export const forgetEvent = async (db: Db, id: number): Promise<void> => {
  await db.update(inboxEvents).set({ body: '', orderKey: null }).where(eq(inboxEvents.id, id))
}
