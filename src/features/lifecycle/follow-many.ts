import { and, asc, inArray, isNull } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { type AnyFact, newestPerCustomer, type Recorded } from '../../spine/core.ts'
import { customers } from '../customers/tables.ts'
import { relations } from '../relations/tables.ts'
import { aliveTagged, loadStageTags } from '../tags/queries.ts'
import { relationTags } from '../tags/tables.ts'
import { applyTogether, type Decided, type ManyCore } from './apply-together.ts'
import { followEvents } from './follow-events.ts'
import { decideImport } from './rules-import.ts'
import { furtherStage } from './rules-manual.ts'
import type { StageKey } from './rules-model.ts'

/** A page of imported relations begins its stages in a few statements, by the same rule as a single one. */
export const followManyEvents = async (core: ManyCore, tx: Db, facts: Recorded<AnyFact>[]): Promise<void> => {
  const imported = facts.filter((fact) => fact.kind === 'relation-added' && fact.data.imported === true)
  // Orders are counted from the table: the last of one customer's says all that the others would.
  const orders = facts.filter((fact) => fact.kind === 'order-paid')
  const single = facts.filter((fact) => !imported.includes(fact) && !orders.includes(fact))
  for (const fact of [...single, ...newestPerCustomer(orders)]) await followEvents(core, tx, fact)
  await applyTogether(core, tx, await decideAll(core, tx, imported))
}

const decideAll = async (core: ManyCore, tx: Db, imported: readonly Recorded<AnyFact>[]): Promise<Decided[]> => {
  const userids = new Map<string, string | null>()
  for (const { externalUserid, userid } of imported)
    if (externalUserid !== null && !userids.has(externalUserid)) userids.set(externalUserid, userid)
  if (userids.size === 0) return []
  const rows = await tx
    .select({
      externalUserid: customers.externalUserid,
      stage: customers.stage,
      firstAddedAt: customers.firstAddedAt,
      flags: customers.flags,
    })
    .from(customers)
    .where(and(inArray(customers.externalUserid, [...userids.keys()]), isNull(customers.stage)))
    .orderBy(asc(customers.externalUserid))
    .for('update')
  const tagged = await taggedStages(
    tx,
    rows.map((row) => row.externalUserid),
  )
  return rows.flatMap((customer) => {
    const { externalUserid } = customer
    const decision = decideImport(customer, tagged.get(externalUserid) ?? null, core.now())
    return decision === null ? [] : [{ customer, decision, userid: userids.get(externalUserid) ?? null }]
  })
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
