import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { type AnyFact, type Core, LANES, type Recorded } from '../../spine/core.ts'
import { outboxMessages } from '../../spine/tables.ts'
import type { Wecom } from '../../wecom/client-types.ts'
import { customers } from '../customers/tables.ts'
import { findRelation, listAliveRelations } from '../relations/queries.ts'
import { relations } from '../relations/tables.ts'
import { loadStageTags, type StageTags, tagOrder } from './queries.ts'
import { refreshTags } from './refresh-tags.ts'
import { relationTags } from './tables.ts'

/** Reaction to a moved stage or a new relation: one message per relation, whose sender looks up the stage then. */
export const mirrorStage = async (core: Core, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  if (fact.externalUserid === null) return
  const bulk = fact.data.imported === true || fact.rule?.startsWith('L-import') === true
  for (const { userid, externalUserid } of await listAliveRelations(tx, fact.externalUserid)) {
    const orderKey = tagOrder({ externalUserid, userid })
    // A first stage is moved and mirrored by the addition itself, a moment ago in this very transaction.
    if (fact.kind === 'relation-added' && (await isOnItsWay(tx, orderKey))) continue
    await core.send(tx, {
      kind: 'stage-tag',
      payload: { userid, externalUserid },
      occurrenceKey: `stage-tag:${externalUserid}:${userid}:${fact.id}`,
      orderKey,
      lane: bulk ? LANES.bulk : LANES.interactive,
    })
  }
}

const isOnItsWay = async (tx: Db, orderKey: string): Promise<boolean> => {
  const [row] = await tx
    .select({ id: outboxMessages.id })
    .from(outboxMessages)
    .where(and(eq(outboxMessages.orderKey, orderKey), eq(outboxMessages.status, 'waiting')))
    .limit(1)
  return row !== undefined
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
    // The relation first, as a reading takes them: two that take the same rows in two orders wait for each other.
    await tx
      .update(relations)
      .set({ stageTagWritten: stage, tagsWrittenAt: sql`clock_timestamp()` })
      .where(and(eq(relations.externalUserid, pair.externalUserid), eq(relations.userid, pair.userid)))
    const here = and(eq(relationTags.externalUserid, pair.externalUserid), eq(relationTags.userid, pair.userid))
    await tx.delete(relationTags).where(and(here, inArray(relationTags.tagId, [...stageTags.byTag.keys()])))
    await tx
      .insert(relationTags)
      .values({ ...pair, tagId: add })
      .onConflictDoNothing()
  })
}
