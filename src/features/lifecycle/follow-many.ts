import { and, asc, inArray, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { type AnyFact, type Core, newestPerCustomer, type Recorded, type Together } from '../../spine/core.ts'
import { customers } from '../customers/tables.ts'
import { relations } from '../relations/tables.ts'
import { aliveTagged, loadStageTags } from '../tags/queries.ts'
import { relationTags } from '../tags/tables.ts'
import type { LifecycleFact } from './facts.ts'
import { followEvents } from './follow-events.ts'
import { decideImport } from './rules-import.ts'
import { furtherStage } from './rules-manual.ts'
import type { ReasonCode, StageKey } from './rules-model.ts'
import { stageMoves } from './tables.ts'

type ManyCore = Core<LifecycleFact> & Together<LifecycleFact>
type Begun = { externalUserid: string; userid: string | null; to: StageKey; rule: string; reasonCode: ReasonCode }

/** A page of imported relations begins its stages in a few statements, by the same rule as a single one. */
export const followManyEvents = async (core: ManyCore, tx: Db, facts: Recorded<AnyFact>[]): Promise<void> => {
  const imported = facts.filter((fact) => fact.kind === 'relation-added' && fact.data.imported === true)
  // Orders are counted from the table: the last of one customer's says all that the others would.
  const orders = facts.filter((fact) => fact.kind === 'order-paid')
  const single = facts.filter((fact) => !imported.includes(fact) && !orders.includes(fact))
  for (const fact of [...single, ...newestPerCustomer(orders)]) await followEvents(core, tx, fact)
  const begun = await decideAll(core, tx, imported)
  if (begun.length === 0) return
  const factIds = await core.recordMany(
    tx,
    begun.map(({ externalUserid, userid, to, rule, reasonCode }) => ({
      kind: 'stage-moved',
      externalUserid,
      userid,
      actor: { kind: 'rule', id: rule },
      rule,
      data: { from: null, to, reasonCode, refundRevisit: false },
    })),
  )
  await insertMoves(core, tx, begun, factIds)
}

const insertMoves = async (core: ManyCore, tx: Db, begun: readonly Begun[], factIds: readonly number[]) => {
  const rows = begun.map(({ externalUserid, to, rule, reasonCode }, place) => ({
    fact_id: factIds[place] ?? 0,
    id: externalUserid,
    to_stage: to,
    rule,
    reason_code: reasonCode,
  }))
  await tx.execute(
    sql`insert into ${stageMoves} (fact_id, external_userid, to_stage, rule, reason_code, actor, at)
        select r.fact_id, r.id, r.to_stage, r.rule, r.reason_code, 'rule:' || r.rule, ${core.now().toISOString()}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as r(fact_id bigint, id text, to_stage text, rule text, reason_code text)
        order by r.fact_id`,
  )
}

const decideAll = async (core: ManyCore, tx: Db, imported: readonly Recorded<AnyFact>[]): Promise<Begun[]> => {
  const ids = [...new Set(imported.flatMap((fact) => fact.externalUserid ?? []))]
  if (ids.length === 0) return []
  const rows = await tx
    .select({
      externalUserid: customers.externalUserid,
      stage: customers.stage,
      firstAddedAt: customers.firstAddedAt,
      flags: customers.flags,
    })
    .from(customers)
    .where(and(inArray(customers.externalUserid, ids), isNull(customers.stage)))
    .orderBy(asc(customers.externalUserid))
    .for('update')
  const tagged = await taggedStages(
    tx,
    rows.map((row) => row.externalUserid),
  )
  const now = core.now()
  const begun = rows.flatMap((row) => {
    const { externalUserid } = row
    const move = decideImport(row, tagged.get(externalUserid) ?? null, now)?.move
    const userid = imported.find((fact) => fact.externalUserid === externalUserid)?.userid ?? null
    return move == null ? [] : [{ externalUserid, userid, ...move }]
  })
  await saveAll(tx, begun, now)
  return begun
}

const taggedStages = async (tx: Db, ids: readonly string[]): Promise<Map<string, StageKey>> => {
  const found = new Map<string, StageKey>()
  const stageTags = ids.length === 0 ? null : await loadStageTags(tx)
  if (stageTags === null) return found
  const rows = await tx
    .select({ externalUserid: relationTags.externalUserid, tagId: relationTags.tagId })
    .from(relationTags)
    .innerJoin(relations, aliveTagged)
    .where(
      and(inArray(relationTags.externalUserid, [...ids]), inArray(relationTags.tagId, [...stageTags.byTag.keys()])),
    )
  for (const { externalUserid, tagId } of rows) {
    const [known, stage] = [found.get(externalUserid), stageTags.byTag.get(tagId)]
    if (stage !== undefined) found.set(externalUserid, known === undefined ? stage : furtherStage(known, stage))
  }
  return found
}

/** What `applyDecision` writes for one, for all: an import sets a stage and touches no flag. */
const saveAll = async (tx: Db, begun: readonly Begun[], now: Date): Promise<void> => {
  if (begun.length === 0) return
  const rows = begun.map(({ externalUserid, to, rule }) => ({ id: externalUserid, stage: to, rule }))
  await tx.execute(
    sql`update customers c set stage = r.stage, stage_rule = r.rule, stage_since = ${now.toISOString()}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, stage text, rule text)
        where c.external_userid = r.id`,
  )
}
