import { and, desc, eq, isNull, lt, or } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import { atTime } from '../calendar/zone.ts'
import type { OutcomeKey } from '../follow-ups/outcomes-data.ts'
import { lockOpenOf } from '../follow-ups/queries.ts'
import type { StageKey } from '../lifecycle/rules-model.ts'
import { keepStage } from '../lifecycle/rules-undo.ts'
import { stageMoves } from '../lifecycle/tables.ts'
import { lockPerson } from '../merges/queries.ts'
import { findRelation } from '../relations/queries.ts'
import { relations } from '../relations/tables.ts'
import type { CustomersFact } from './facts.ts'
import { type DateTrouble, troubleWith } from './rules-dates.ts'
import { type CustomerRow, customers, notes, type UndoOfLog } from './tables.ts'

export type LogContact = {
  externalUserid: string
  userid: string
  outcome: OutcomeKey | null
  text: string
  nextStepOn: string | null
  /** Told to the customer: a day, and the time of day by which. */
  promise: { on: string; at: string } | null
  /** The follow-up this settles, even one that is not due yet or that only a person may settle. */
  followUpId: number | null
  move: { to: StageKey; reason: string | null } | null
}
export type MoveRefusal = 'no-such-customer' | 'same-stage' | 'needs-order' | 'no-relation' | 'reason-required'
export type LogResult = { ok: true; noteId: number } | { ok: false; why: MoveRefusal | DateTrouble }

/** The command of lifecycle, handed in: a stage has one writer. */
export type MoveInside = (
  tx: Db,
  move: { externalUserid: string; to: StageKey; reason: string | null; userid: string },
) => Promise<{ ok: true } | { ok: false; why: MoveRefusal }>

/**
 * A contact with its outcome, next date, promise and stage in one step: all of it or nothing. What is due is settled
 * before the stage moves, or the move would cancel what the rep just did.
 */
export const logContact = async (
  core: Core<CustomersFact>,
  input: LogContact,
  moveInside: MoveInside,
): Promise<LogResult> => {
  const trouble = troubleWith(input, core.now(), core.zone)
  if (trouble !== null) return { ok: false, why: trouble }
  const refused: { why: MoveRefusal | null } = { why: null }
  try {
    return await core.db.transaction(async (tx) => {
      const before = await stateBefore(tx, input)
      const noteId = await writeNote(core, tx, input)
      const { move, externalUserid, userid } = input
      const moved = move === null ? null : await moveInside(tx, { externalUserid, userid, ...move })
      if (moved?.ok === false) {
        refused.why = moved.why
        // Thrown, so that the note goes back too.
        throw new Error(moved.why)
      }
      const undo = await undoOf(tx, input, before)
      await tx.update(notes).set({ undo }).where(eq(notes.id, noteId))
      return { ok: true as const, noteId }
    })
  } catch (error) {
    if (refused.why !== null) return { ok: false, why: refused.why }
    throw error
  }
}

type Before = {
  customer: CustomerRow | undefined
  person: CustomerRow | null
  lastContactAt: Date | null
  open: number[]
}

const stateBefore = async (tx: Db, { externalUserid, userid }: LogContact): Promise<Before> => {
  const person = await lockPerson(tx, externalUserid)
  const [customer] = await tx.select().from(customers).where(eq(customers.externalUserid, externalUserid))
  const open = await lockOpenOf(tx, { externalUserid })
  const relation = await findRelation(tx, { externalUserid, userid })
  return { customer, person, lastContactAt: relation?.lastContactAt ?? null, open: open.map((row) => row.id) }
}

const writeNote = async (core: Core<CustomersFact>, tx: Db, input: LogContact): Promise<number> => {
  const { externalUserid, userid, outcome, text, nextStepOn, promise, followUpId } = input
  const at = core.now()
  const promisedAt = promise === null ? null : atTime(promise.on, promise.at, core.zone)
  const [note] = await tx
    .insert(notes)
    .values({ externalUserid, userid, text, outcome, nextStepOn, promisedAt, at })
    .returning({ id: notes.id })
  const noteId = note?.id ?? 0
  if (outcome !== null) await moveClocks(tx, { externalUserid, userid, at })
  await core.record(tx, {
    kind: 'note-added',
    externalUserid,
    userid,
    actor: { kind: 'member', id: userid },
    data: { noteId, nextStepOn, outcome, promisedAt: promisedAt?.toISOString() ?? null, followUpId },
  })
  return noteId
}

/** An outcome is contact on our side, like a script handed over. */
const moveClocks = async (
  tx: Db,
  { externalUserid, userid, at }: { externalUserid: string; userid: string; at: Date },
): Promise<void> => {
  await tx
    .update(customers)
    .set({ lastOutboundAt: at })
    .where(
      and(
        eq(customers.externalUserid, externalUserid),
        or(isNull(customers.lastOutboundAt), lt(customers.lastOutboundAt, at)),
      ),
    )
  await tx
    .update(relations)
    .set({ lastContactAt: at })
    .where(and(eq(relations.externalUserid, externalUserid), eq(relations.userid, userid)))
}

const undoOf = async (
  tx: Db,
  input: LogContact,
  { customer, person, lastContactAt, open }: Before,
): Promise<UndoOfLog> => {
  const still = await lockOpenOf(tx, { externalUserid: input.externalUserid })
  const ended = open.filter((id) => !still.some((row) => row.id === id))
  const clocks = {
    lastOutboundAt: customer?.lastOutboundAt?.toISOString() ?? null,
    lastContactAt: lastContactAt?.toISOString() ?? null,
  }
  if (person === null || input.move === null) return { ended, stage: null, ...clocks }
  const [move] = await tx
    .select({ id: stageMoves.id })
    .from(stageMoves)
    .where(eq(stageMoves.externalUserid, person.externalUserid))
    .orderBy(desc(stageMoves.id))
    .limit(1)
  return {
    ended,
    ...clocks,
    stage: { ...keepStage(person), moveId: move?.id ?? 0, to: input.move.to },
  }
}
