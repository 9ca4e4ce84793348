import { and, eq, gte, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import { notes } from '../customers/tables.ts'
import { accountsOf } from '../merges/queries.ts'
import { followUps } from './tables.ts'

/**
 * Reaction to a contact taken back: what it planned is gone, what it ended is open again. Planned rows are deleted,
 * not cancelled: their plan keys must be free for the same step to be planned once more.
 */
export const takeBackLog = async (_core: Core, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const [note] = await tx
    .select()
    .from(notes)
    .where(eq(notes.id, Number(fact.data.noteId)))
  if (note === undefined || note.undo === null) return
  await tx.delete(followUps).where(
    and(
      sql`${followUps.externalUserid} = ${accountsOf(note.externalUserid)}`,
      eq(followUps.status, 'open'),
      or(
        eq(followUps.noteId, note.id),
        // Steps of a cadence that the log itself began; another rep's note of the same minute stands.
        and(gte(followUps.createdAt, note.at), isNull(followUps.noteId)),
      ),
    ),
  )
  if (note.undo.ended.length === 0) return
  await tx
    .update(followUps)
    .set({ status: 'open', endedAt: null, endReason: null, evidence: null, proven: false, onTime: false })
    .where(inArray(followUps.id, note.undo.ended))
}
