import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import { listAliveRelations } from '../relations/queries.ts'
import { loadStageTags, tagIdsOf } from '../tags/queries.ts'
import { applyDecision } from './apply-decision.ts'
import type { LifecycleFact } from './facts.ts'
import { lifecycleStateOf, lockCustomer } from './queries.ts'
import { decideImport } from './rules-import.ts'
import { furtherStage } from './rules-manual.ts'
import type { StageKey } from './rules-model.ts'

/** Reaction to an imported relation: existing customers start where the company's tags say. */
export const followImport = async (core: Core<LifecycleFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  if (fact.externalUserid === null) return
  const customer = await lockCustomer(tx, fact.externalUserid)
  if (customer === null || customer.stage !== null) return
  const now = core.now()
  const decision = decideImport(
    await lifecycleStateOf(tx, customer, now),
    await taggedStage(tx, fact.externalUserid),
    now,
  )
  const actor = { kind: 'rule', id: decision?.move?.rule ?? 'import' } as const
  await applyDecision(core, tx, { customer, decision, actor, userid: fact.userid })
}

const taggedStage = async (tx: Db, externalUserid: string): Promise<StageKey | null> => {
  const stageTags = await loadStageTags(tx)
  if (stageTags === null) return null
  let found: StageKey | null = null
  for (const { userid } of await listAliveRelations(tx, externalUserid)) {
    for (const id of await tagIdsOf(tx, { externalUserid, userid })) {
      const stage = stageTags.byTag.get(id)
      if (stage !== undefined) found = found === null ? stage : furtherStage(found, stage)
    }
  }
  return found
}
