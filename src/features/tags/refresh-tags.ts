import { inArray, notInArray, sql } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import type { Wecom } from '../../wecom/client-types.ts'
import { STAGE_TAG_GROUP, STAGES } from '../lifecycle/rules-model.ts'
import { loadStageTags } from './queries.ts'
import { tagGroups, tags } from './tables.ts'

type TagWecom = Pick<Wecom, 'corpTags' | 'addCorpTags'>

/** Reads the corp tags and makes the stage group where it, or one of its tags, is missing. */
export const refreshTags = async (core: Core, wecom: TagWecom): Promise<void> => {
  await readTags(core, wecom)
  if ((await loadStageTags(core.db)) !== null) return
  await wecom.addCorpTags({
    group: { name: STAGE_TAG_GROUP },
    tags: STAGES.map(({ label }, index) => ({ name: label, order: STAGES.length - index })),
  })
  await readTags(core, wecom)
}

const readTags = async (core: Core, wecom: TagWecom): Promise<void> => {
  const groups = await wecom.corpTags()
  const all = groups.flatMap((group) => group.tags.map((tag) => ({ ...tag, groupId: group.id })))
  const now = core.now()
  await core.db.transaction(async (tx) => {
    for (const group of groups) {
      const row = { id: group.id, name: group.name, position: -group.order, goneAt: null }
      await tx.insert(tagGroups).values(row).onConflictDoUpdate({ target: tagGroups.id, set: row })
    }
    for (const tag of all) {
      const row = { id: tag.id, groupId: tag.groupId, name: tag.name, position: -tag.order, goneAt: null }
      await tx.insert(tags).values(row).onConflictDoUpdate({ target: tags.id, set: row })
    }
    const groupIds = groups.map((group) => group.id)
    const tagIds = all.map((tag) => tag.id)
    await tx
      .update(tagGroups)
      .set({ goneAt: now })
      .where(groupIds.length === 0 ? sql`true` : notInArray(tagGroups.id, groupIds))
    await tx
      .update(tags)
      .set({ goneAt: now })
      .where(tagIds.length === 0 ? sql`true` : notInArray(tags.id, tagIds))
    if (tagIds.length > 0) await tx.update(tags).set({ goneAt: null }).where(inArray(tags.id, tagIds))
  })
}
