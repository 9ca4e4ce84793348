import { and, eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import type { Wecom } from '../../wecom/client-types.ts'
import { customers } from '../customers/tables.ts'
import { findRelation, listAliveRelations } from '../relations/queries.ts'
import { relations } from '../relations/tables.ts'
import { loadStageTags, type StageTags } from './queries.ts'
import { refreshTags } from './refresh-tags.ts'
import { relationTags } from './tables.ts'

/** Reaction to a moved stage or a new relation: one message per relation, whose sender looks up the stage then. */
export const mirrorStage = async (core: Core, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  if (fact.externalUserid === null) return
  for (const relation of await listAliveRelations(tx, fact.externalUserid)) {
    await core.send(tx, {
      kind: 'stage-tag',
      payload: { userid: relation.userid, externalUserid: relation.externalUserid },
      occurrenceKey: `stage-tag:${relation.externalUserid}:${relation.userid}:${fact.id}`,
      orderKey: `tag:${relation.externalUserid}:${relation.userid}`,
    })
  }
}

// One making of the group at a time: the first tags of a company are wanted by many relations at once.
const making = new WeakMap<Db, Promise<void>>()

const ensureStageTags = async (core: Core, wecom: Wecom): Promise<StageTags> => {
  const found = await loadStageTags(core.db)
  if (found !== null) return found
  const already = making.get(core.db)
  const made = already ?? refreshTags(core, wecom).finally(() => making.delete(core.db))
  if (already === undefined) making.set(core.db, made)
  await made
  const now = await loadStageTags(core.db)
  if (now === null) throw new Error('WeCom has no complete tag group 客户阶段')
  return now
}

type Pair = { userid: string; externalUserid: string }

/** Sender: exactly one stage tag on this relation, the present one. Repeating it changes nothing. */
export const writeStageTag = async (core: Core, wecom: Wecom, pair: Pair): Promise<void> => {
  const stageTags = await ensureStageTags(core, wecom)
  const [customer] = await core.db
    .select({ stage: customers.stage })
    .from(customers)
    .where(eq(customers.externalUserid, pair.externalUserid))
  const stage = customer?.stage ?? null
  const relation = await findRelation(core.db, pair)
  if (stage === null || relation === null || relation.endedAt !== null) return
  const add = stageTags.byStage.get(stage)
  if (add === undefined) return
  // All the others, known to be there or not: an old tag that comes back with a returning customer goes too.
  const remove = [...stageTags.byTag.keys()].filter((id) => id !== add)
  await wecom.markTag({ ...pair, add: [add], remove })
  await core.db.transaction(async (tx) => {
    const here = and(eq(relationTags.externalUserid, pair.externalUserid), eq(relationTags.userid, pair.userid))
    await tx.delete(relationTags).where(and(here, inArray(relationTags.tagId, [...stageTags.byTag.keys()])))
    await tx
      .insert(relationTags)
      .values({ ...pair, tagId: add })
      .onConflictDoNothing()
    await tx
      .update(relations)
      .set({ stageTagWritten: stage })
      .where(and(eq(relations.externalUserid, pair.externalUserid), eq(relations.userid, pair.userid)))
  })
}
