import { and, eq, inArray } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { lockCustomer, profileTagCount } from '../lifecycle/queries.ts'
import { findRelation, responsibleFor } from '../relations/queries.ts'
import type { TagsFact } from './facts.ts'
import { knownTagIds, loadStageTags, tagOrder } from './queries.ts'
import { relationTags } from './tables.ts'

export type ChangeTags = { externalUserid: string; userid: string; add: string[]; remove: string[] }
export type ChangeTagsResult =
  | { ok: true }
  | { ok: false; why: 'no-such-tag' | 'stage-tag' | 'no-relation' | 'nothing-to-do' }

/** A rep changes a customer's tags here; WeCom follows through the outbox. Stage tags follow the stage alone. */
export const changeTags = (core: Core<TagsFact>, input: ChangeTags): Promise<ChangeTagsResult> =>
  core.db.transaction(async (tx) => {
    const add = [...new Set(input.add)]
    const remove = [...new Set(input.remove)].filter((id) => !add.includes(id))
    if (add.length + remove.length === 0) return { ok: false, why: 'nothing-to-do' }
    const known = await knownTagIds(tx, [...add, ...remove])
    if (known.length < add.length + remove.length) return { ok: false, why: 'no-such-tag' }
    const stageTags = await loadStageTags(tx)
    if ([...add, ...remove].some((id) => stageTags?.byTag.has(id))) return { ok: false, why: 'stage-tag' }
    await lockCustomer(tx, input.externalUserid)
    // A lead changes tags on behalf of whoever is the friend: tags hang on a friendship.
    const userid = await responsibleFor(tx, input.externalUserid, input.userid)
    if (userid === null) return { ok: false, why: 'no-relation' }
    const pair = { externalUserid: input.externalUserid, userid }
    if ((await findRelation(tx, pair)) === null) return { ok: false, why: 'no-relation' }
    const here = and(eq(relationTags.externalUserid, pair.externalUserid), eq(relationTags.userid, pair.userid))
    if (remove.length > 0) await tx.delete(relationTags).where(and(here, inArray(relationTags.tagId, remove)))
    if (add.length > 0) {
      await tx
        .insert(relationTags)
        .values(add.map((tagId) => ({ ...pair, tagId })))
        .onConflictDoNothing()
    }
    const factId = await core.record(tx, {
      kind: 'tags-changed',
      ...pair,
      actor: { kind: 'member', id: input.userid },
      data: { added: add, removed: remove, profileTags: await profileTagCount(tx, pair.externalUserid) },
    })
    await core.send(tx, {
      kind: 'tags',
      payload: { ...pair, add, remove },
      occurrenceKey: `tags:${factId}`,
      orderKey: tagOrder(pair),
    })
    return { ok: true }
  })
