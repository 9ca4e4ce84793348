import { and, asc, eq, inArray, ne } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import { lockCustomer, profileTagCount } from '../lifecycle/queries.ts'
import { responsibleFor } from '../relations/queries.ts'
import { relations } from '../relations/tables.ts'
import type { TagsFact } from './facts.ts'
import { aliveTagged, knownTagIds, loadStageTags, tagOrder } from './queries.ts'
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
    const others = await othersWith(tx, pair, remove)
    const everywhere = [pair, ...others]
    await removeTags(tx, everywhere, remove)
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
    for (const one of everywhere) {
      await core.send(tx, {
        kind: 'tags',
        payload: { ...one, add: one === pair ? add : [], remove },
        occurrenceKey: `tags:${factId}:${one.userid}`,
        orderKey: tagOrder(one),
      })
    }
    return { ok: true }
  })

type Pair = { externalUserid: string; userid: string }

/** The card shows the tags of all friendships together: what is taken off there must go from each that carries it. */
const othersWith = async (tx: Db, { externalUserid, userid }: Pair, remove: readonly string[]): Promise<Pair[]> =>
  remove.length === 0
    ? []
    : tx
        .selectDistinct({ externalUserid: relationTags.externalUserid, userid: relationTags.userid })
        .from(relationTags)
        .innerJoin(relations, aliveTagged)
        .where(
          and(
            eq(relationTags.externalUserid, externalUserid),
            ne(relationTags.userid, userid),
            inArray(relationTags.tagId, [...remove]),
          ),
        )
        .orderBy(asc(relationTags.userid))

const removeTags = async (tx: Db, pairs: readonly Pair[], remove: readonly string[]): Promise<void> => {
  if (remove.length === 0) return
  for (const { externalUserid, userid } of pairs) {
    const here = and(eq(relationTags.externalUserid, externalUserid), eq(relationTags.userid, userid))
    await tx.delete(relationTags).where(and(here, inArray(relationTags.tagId, [...remove])))
  }
}
