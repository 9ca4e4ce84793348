import { and, asc, inArray, isNull } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { type AnyFact, type Core, LANES, type Recorded, type Together } from '../../spine/core.ts'
import { relations } from '../relations/tables.ts'
import { mirrorStage } from './mirror-stage.ts'
import { tagOrder } from './queries.ts'

type ManyCore = Core & Together<never>
type Pair = { externalUserid: string; userid: string; fact: Recorded<AnyFact> }

/** `mirrorStage` for many: one message per relation, behind everything a person waits for. */
export const mirrorStages = async (core: ManyCore, tx: Db, facts: Recorded<AnyFact>[]): Promise<void> => {
  const isImport = (fact: Recorded<AnyFact>) =>
    fact.data.imported === true || fact.rule?.startsWith('L-import') === true
  for (const fact of facts) if (fact.kind === 'relation-added' && !isImport(fact)) await mirrorStage(core, tx, fact)
  const moved = facts.filter((fact) => fact.kind !== 'relation-added')
  // A new relation wants its own tag; a moved stage wants one on every relation of the customer.
  const added = facts.filter((fact) => fact.kind === 'relation-added' && isImport(fact))
  const pairs = [...added.map(pairOf), ...(await aliveOf(tx, moved))]
  await core.sendMany(
    tx,
    pairs.map(({ externalUserid, userid, fact }) => ({
      kind: 'stage-tag',
      payload: { userid, externalUserid, bulk: true },
      // A pair is imported once: the relation and its first stage ask for one and the same message.
      occurrenceKey: `stage-tag:${externalUserid}:${userid}:${isImport(fact) ? 'import' : fact.id}`,
      orderKey: tagOrder({ externalUserid, userid }),
      lane: LANES.bulk,
    })),
  )
}

const pairOf = (fact: Recorded<AnyFact>): Pair => ({
  externalUserid: fact.externalUserid ?? '',
  userid: fact.userid ?? '',
  fact,
})

const aliveOf = async (tx: Db, facts: readonly Recorded<AnyFact>[]): Promise<Pair[]> => {
  const of = new Map(facts.map((fact) => [fact.externalUserid ?? '', fact]))
  if (of.size === 0) return []
  const rows = await tx
    .select({ externalUserid: relations.externalUserid, userid: relations.userid })
    .from(relations)
    .where(and(inArray(relations.externalUserid, [...of.keys()]), isNull(relations.endedAt)))
    .orderBy(asc(relations.externalUserid), asc(relations.userid))
  return rows.flatMap((row) => {
    const fact = of.get(row.externalUserid)
    return fact === undefined ? [] : [{ ...row, fact }]
  })
}
