import { and, eq, isNull, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../db/db.ts'
import { currentCause } from './cause.ts'
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
      cause: currentCause(),
      data: fact.data,
    })
    .returning({ id: facts.id })
  if (row === undefined) throw new Error('the journal took no fact')
  return { ...fact, id: row.id, at }
}

/** Whether the event that is being handled has told this before, of the pair or of the member: its worker died then. */
export const toldBefore = async (
  tx: Db,
  { kind, externalUserid, userid }: { kind: string; externalUserid: string | null; userid: string },
): Promise<boolean> => {
  const cause = currentCause()
  if (cause === null) return false
  const about = externalUserid === null ? isNull(facts.externalUserid) : eq(facts.externalUserid, externalUserid)
  const same = and(eq(facts.kind, kind), about, eq(facts.userid, userid))
  const rows = await tx
    .select({ id: facts.id })
    .from(facts)
    .where(and(eq(facts.cause, cause), same))
    .limit(1)
  return rows.length > 0
}

export const findFact = async (db: Db, id: number): Promise<Recorded<AnyFact> | null> => {
  const [row] = await db.select().from(facts).where(eq(facts.id, id))
  if (row === undefined) return null
  const { actorKind, actorId, cause: _cause, ...rest } = row
  return { ...rest, actor: { kind: actorKind, id: actorId } }
}

/** As one statement, in the order given. */
export const appendFacts = async <F extends AnyFact>(tx: Db, list: readonly F[], now: Date): Promise<Recorded<F>[]> => {
  if (list.length === 0) return []
  const rows = list.map((fact) => ({
    kind: fact.kind,
    at: fact.at ?? now,
    external_userid: fact.externalUserid,
    userid: fact.userid,
    actor_kind: fact.actor.kind,
    actor_id: fact.actor.id,
    rule: fact.rule ?? null,
    data: fact.data,
  }))
  const ids = await rowsOf<{ id: number | string }>(
    tx,
    sql`insert into facts (kind, at, external_userid, userid, actor_kind, actor_id, rule, cause, data)
        select r.kind, r.at, r.external_userid, r.userid, r.actor_kind, r.actor_id, r.rule, ${currentCause()}::bigint, r.data
        from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as (kind text, at timestamptz,
          external_userid text, userid text, actor_kind text, actor_id text, rule text, data jsonb))
          with ordinality as r(kind, at, external_userid, userid, actor_kind, actor_id, rule, data, place)
        order by r.place returning id`,
  )
  // Ids of one insert rise with its rows, whatever order they are given back in.
  const sorted = ids.map((row) => Number(row.id)).sort((a, b) => a - b)
  return list.map((fact, place) => ({ ...fact, id: sorted[place] ?? 0, at: fact.at ?? now }))
}
