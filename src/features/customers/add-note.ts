import type { Core } from '../../spine/core.ts'
import type { CustomersFact } from './facts.ts'
import { type DateTrouble, troubleWith } from './rules-dates.ts'
import { notes } from './tables.ts'

export type AddNote = { externalUserid: string; userid: string; text: string; nextStepOn: string | null }

/** A rep's note; its date becomes a follow-up of his own. */
export const addNote = async (
  core: Core<CustomersFact>,
  input: AddNote,
): Promise<{ ok: true } | { ok: false; why: DateTrouble }> => {
  const trouble = troubleWith(input, core.now(), core.zone)
  if (trouble !== null) return { ok: false, why: trouble }
  await core.db.transaction(async (tx) => {
    const [note] = await tx
      .insert(notes)
      .values({ ...input, at: core.now() })
      .returning({ id: notes.id })
    await core.record(tx, {
      kind: 'note-added',
      externalUserid: input.externalUserid,
      userid: input.userid,
      actor: { kind: 'member', id: input.userid },
      data: { noteId: note?.id ?? 0, nextStepOn: input.nextStepOn },
    })
  })
  return { ok: true }
}
