import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { outboxMessages } from '../../spine/tables.ts'
import { STAGE_TAG_GROUP, STAGES, type StageKey } from '../lifecycle/rules-model.ts'
import type { Scope } from '../members/rules.ts'
import { relations } from '../relations/tables.ts'
import { relationTags, tagGroups, tags } from './tables.ts'

export type StageTags = { groupId: string; byStage: Map<StageKey, string>; byTag: Map<string, StageKey> }

/** The stage tags as WeCom has them; null until all seven are known. */
export const loadStageTags = async (db: Db): Promise<StageTags | null> => {
  const rows = await db
    .select({ id: tags.id, name: tags.name, groupId: tags.groupId })
    .from(tags)
    .innerJoin(tagGroups, eq(tagGroups.id, tags.groupId))
    .where(and(eq(tagGroups.name, STAGE_TAG_GROUP), isNull(tags.goneAt), isNull(tagGroups.goneAt)))
  const byStage = new Map<StageKey, string>()
  const byTag = new Map<string, StageKey>()
  for (const { key, label } of STAGES) {
    const found = rows.find((row) => row.name === label)
    if (found === undefined) continue
    byStage.set(key, found.id)
    byTag.set(found.id, key)
  }
  const groupId = rows[0]?.groupId
  return groupId === undefined || byStage.size < STAGES.length ? null : { groupId, byStage, byTag }
}

/** The friendship a tag hangs on, while it lives: the tags of an ended one are history. */
export const aliveTagged = and(
  eq(relations.externalUserid, relationTags.externalUserid),
  eq(relations.userid, relationTags.userid),
  isNull(relations.endedAt),
)

type Pair = { externalUserid: string; userid: string }

/** Messages that write tags of one pair leave in the order they were made. */
export const tagOrder = ({ externalUserid, userid }: Pair): string => `tag:${externalUserid}:${userid}`

/** Tags of each pair (by `tagOrder`) that a waiting message of ours is about to write, a stage tag as its kind. */
export const listTagsInHand = async (db: Db, pairs: readonly Pair[]): Promise<Map<string, TagsInHand>> => {
  if (pairs.length === 0) return new Map()
  const rows = await db
    .select({ orderKey: outboxMessages.orderKey, kind: outboxMessages.kind, payload: outboxMessages.payload })
    .from(outboxMessages)
    .where(and(inArray(outboxMessages.orderKey, pairs.map(tagOrder)), eq(outboxMessages.status, 'waiting')))
  const inHand = new Map<string, TagsInHand>()
  for (const { orderKey, kind, payload } of rows) {
    const known = inHand.get(orderKey ?? '') ?? { stage: false, ids: [] }
    const ids = [payload.add, payload.remove].flatMap((list) => (Array.isArray(list) ? list.map(String) : []))
    inHand.set(orderKey ?? '', { stage: known.stage || kind === 'stage-tag', ids: [...known.ids, ...ids] })
  }
  return inHand
}
export type TagsInHand = { stage: boolean; ids: string[] }

export const tagIdsOf = async (db: Db, pair: Pair): Promise<string[]> => {
  const rows = await db
    .select({ id: relationTags.tagId })
    .from(relationTags)
    .where(and(eq(relationTags.externalUserid, pair.externalUserid), eq(relationTags.userid, pair.userid)))
  return rows.map((row) => row.id)
}

/** Names of what a customer is tagged with by anybody in the scope. */
export const tagNamesOf = async (db: Db, externalUserid: string, scope: Scope): Promise<string[]> => {
  const rows = await db
    .selectDistinct({ name: tags.name })
    .from(relationTags)
    .innerJoin(relations, aliveTagged)
    .innerJoin(tags, eq(tags.id, relationTags.tagId))
    .where(
      and(
        eq(relationTags.externalUserid, externalUserid),
        scope.all ? undefined : inArray(relationTags.userid, [...scope.userids]),
      ),
    )
  return rows.map((row) => row.name)
}

export const knownTagIds = async (db: Db, ids: readonly string[]): Promise<string[]> => {
  if (ids.length === 0) return []
  const rows = await db
    .select({ id: tags.id })
    .from(tags)
    .where(and(inArray(tags.id, [...ids]), isNull(tags.goneAt)))
  return rows.map((row) => row.id)
}

export const listTagGroups = async (db: Db) => {
  const groups = await db.select().from(tagGroups).where(isNull(tagGroups.goneAt)).orderBy(tagGroups.position)
  const all = await db.select().from(tags).where(isNull(tags.goneAt)).orderBy(tags.position)
  return groups
    .filter((group) => group.name !== STAGE_TAG_GROUP)
    .map((group) => ({
      id: group.id,
      name: group.name,
      tags: all.filter((tag) => tag.groupId === group.id).map(({ id, name }) => ({ id, name })),
    }))
}
