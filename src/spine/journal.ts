import { eq } from 'drizzle-orm'
import type { Db } from '../db/db.ts'
import type { AnyFact, Recorded } from './core.ts'
import { facts } from './tables.ts'

export const appendFact = async <F extends AnyFact>(tx: Db, fact: F, now: Date): Promise<Recorded<F>> => {
  const at = fact.at ?? now
  const [row] = await tx
    .insert(facts)
    .values({
      kind: fact.kind,
      at,
      externalUserid: fact.externalUserid,
      userid: fact.userid,
      actorKind: fact.actor.kind,
      actorId: fact.actor.id,
      rule: fact.rule ?? null,
      data: fact.data,
    })
    .returning({ id: facts.id })
  if (row === undefined) throw new Error('the journal took no fact')
  return { ...fact, id: row.id, at }
}

export const findFact = async (db: Db, id: number): Promise<Recorded<AnyFact> | null> => {
  const [row] = await db.select().from(facts).where(eq(facts.id, id))
  if (row === undefined) return null
  const { actorKind, actorId, ...rest } = row
  return { ...rest, actor: { kind: actorKind, id: actorId } }
}
