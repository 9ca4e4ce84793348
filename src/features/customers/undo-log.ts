import { and, eq } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import { relations } from '../relations/tables.ts'
import type { CustomersFact } from './facts.ts'
import { customers, notes, type UndoOfLog } from './tables.ts'

export type UndoLog = { noteId: number; externalUserid: string; userid: string }
export type UndoLogResult = { ok: true } | { ok: false; why: 'no-such-row' | 'too-late' }

/** The page offers five seconds; a slow line gets more. */
const UNDO_MS = 600_000

/** Takes a logged contact back whole: the note, the dates it made, what it settled and the stage it moved. */
export const undoLog = (core: Core<CustomersFact>, input: UndoLog): Promise<UndoLogResult> =>
  core.db.transaction(async (tx): Promise<UndoLogResult> => {
    const { noteId, externalUserid, userid } = input
    const [note] = await tx
      .select()
      .from(notes)
      .where(and(eq(notes.id, noteId), eq(notes.externalUserid, externalUserid), eq(notes.userid, userid)))
      .for('update')
    if (note === undefined || note.undo === null) return { ok: false, why: 'no-such-row' }
    if (note.undoneAt !== null) return { ok: true }
    if (core.now().getTime() - note.at.getTime() > UNDO_MS) return { ok: false, why: 'too-late' }
    await tx.update(notes).set({ undoneAt: core.now() }).where(eq(notes.id, noteId))
    await turnBackClocks(tx, note, note.undo)
    await core.record(tx, {
      kind: 'log-undone',
      externalUserid,
      userid,
      actor: { kind: 'member', id: userid },
      data: { noteId },
    })
    return { ok: true }
  })

/** Only our own marks go back: a later contact has moved the clocks on, and stands. */
const turnBackClocks = async (tx: Db, note: typeof notes.$inferSelect, undo: UndoOfLog): Promise<void> => {
  const moment = (text: string | null): Date | null => (text === null ? null : new Date(text))
  const { externalUserid, userid, at } = note
  await tx
    .update(customers)
    .set({ lastOutboundAt: moment(undo.lastOutboundAt) })
    .where(and(eq(customers.externalUserid, externalUserid), eq(customers.lastOutboundAt, at)))
  await tx
    .update(relations)
    .set({ lastContactAt: moment(undo.lastContactAt) })
    .where(
      and(eq(relations.externalUserid, externalUserid), eq(relations.userid, userid), eq(relations.lastContactAt, at)),
    )
}
