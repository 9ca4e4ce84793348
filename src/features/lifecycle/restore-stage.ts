import { and, eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import { customers, notes } from '../customers/tables.ts'
import { lockPerson } from '../merges/queries.ts'
import { copyStageLater } from './copy-stage.ts'
import type { LifecycleFact } from './facts.ts'
import { stageAsKept } from './rules-undo.ts'
import { stageMoves } from './tables.ts'

/**
 * Reaction to a contact taken back: the stage stands as before, and the move never happened for any count. If
 * something else moved the stage meanwhile, that stands.
 */
export const restoreStage = async (core: Core<LifecycleFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const [note] = await tx
    .select({ undo: notes.undo })
    .from(notes)
    .where(eq(notes.id, Number(fact.data.noteId)))
  const before = note?.undo?.stage ?? null
  if (before === null || fact.externalUserid === null) return
  const person = await lockPerson(tx, fact.externalUserid)
  if (person === null) return
  const [row] = await tx
    .update(customers)
    .set(stageAsKept(before))
    .where(
      and(inArray(customers.externalUserid, [person.externalUserid, person.account]), eq(customers.stage, before.to)),
    )
    .returning({ id: customers.externalUserid })
  if (row === undefined) return
  if (person.personId !== null) await copyStageLater(core, tx, person.personId)
  await tx.delete(stageMoves).where(eq(stageMoves.id, before.moveId))
  await core.record(tx, {
    kind: 'stage-restored',
    externalUserid: person.externalUserid,
    userid: fact.userid,
    actor: { kind: 'member', id: fact.userid ?? '' },
    data: { from: before.to, to: before.stage },
  })
}
