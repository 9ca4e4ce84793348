import { and, asc, inArray, isNull } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { type AnyFact, type Core, LANES, type Recorded, type Together } from '../../spine/core.ts'
import { relations } from '../relations/tables.ts'
import { mirrorStage } from './mirror-stage.ts'
import { tagOrder } from './queries.ts'

type ManyCore = Core & Together<never>
type Pair = { externalUserid: string; userid: string }

/** `mirrorStage` for a page of imported facts: one message per relation, behind everything a person waits for. */
export const mirrorStages = async (core: ManyCore, tx: Db, facts: Recorded<AnyFact>[]): Promise<void> => {
  const isImport = (fact: Recorded<AnyFact>) =>
    fact.data.imported === true || fact.rule?.startsWith('L-import') === true
  for (const fact of facts) if (!isImport(fact)) await mirrorStage(core, tx, fact)
  const imported = facts.filter(isImport)
  const moved = imported.filter((fact) => fact.kind !== 'relation-added').flatMap((fact) => fact.externalUserid ?? [])
  // A new relation wants its own tag; a moved stage wants one on every relation of the customer.
  const added = imported.flatMap(({ kind, externalUserid, userid }) =>
    kind === 'relation-added' && externalUserid !== null && userid !== null ? [{ externalUserid, userid }] : [],
  )
  const pairs = [...added, ...(await aliveOf(tx, moved))]
  await core.sendMany(
    tx,
    pairs.map(({ externalUserid, userid }) => ({
      kind: 'stage-tag',
      payload: { userid, externalUserid, bulk: true },
      // A pair is imported once: the relation and its first stage ask for one and the same message.
      occurrenceKey: `stage-tag:${externalUserid}:${userid}:import`,
      orderKey: tagOrder({ externalUserid, userid }),
      lane: LANES.bulk,
    })),
  )
}

const aliveOf = async (tx: Db, ids: readonly string[]): Promise<Pair[]> =>
  ids.length === 0
    ? []
    : tx
        .select({ externalUserid: relations.externalUserid, userid: relations.userid })
        .from(relations)
        .where(and(inArray(relations.externalUserid, [...ids]), isNull(relations.endedAt)))
        .orderBy(asc(relations.externalUserid), asc(relations.userid))
