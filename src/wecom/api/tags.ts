import type { AddCorpTagsInput, CorpTag, CorpTagGroup } from '../client-data.ts'
import type { Wecom } from '../client-types.ts'
import type { Ask } from '../core.ts'
import { dateOf, numberOf, wireReply } from '../types/common.ts'
import { type WireTag, type WireTagGroup, wireTagAdded, wireTagList } from '../types/tags.ts'

export type TagsApi = Pick<Wecom, 'corpTags' | 'addCorpTags' | 'editCorpTag' | 'deleteCorpTags' | 'markTag'>

const toTag = (wire: WireTag): CorpTag => ({
  id: wire.id,
  name: wire.name,
  order: numberOf(wire.order) ?? 0,
  createdAt: dateOf(wire.create_time),
  deleted: wire.deleted ?? false,
})

export const toGroup = (wire: WireTagGroup): CorpTagGroup => ({
  id: wire.group_id,
  name: wire.group_name,
  order: numberOf(wire.order) ?? 0,
  createdAt: dateOf(wire.create_time),
  deleted: wire.deleted ?? false,
  tags: (wire.tag ?? []).map(toTag),
})

const addBody = ({ group, tags }: AddCorpTagsInput): Record<string, unknown> =>
  'id' in group ? { group_id: group.id, tag: tags } : { group_name: group.name, order: group.order, tag: tags }

type Ids = { tagIds?: readonly string[]; groupIds?: readonly string[] }

export const idsBody = (ids: Ids): Record<string, unknown> => ({
  tag_id: ids.tagIds?.length ? ids.tagIds : undefined,
  group_id: ids.groupIds?.length ? ids.groupIds : undefined,
})

export const tagsApi = (ask: Ask): TagsApi => ({
  corpTags: async (ids = {}) => {
    const reply = await ask('externalcontact/get_corp_tag_list', wireTagList, { body: idsBody(ids) })
    return (reply.tag_group ?? []).map(toGroup)
  },
  addCorpTags: async (input) =>
    toGroup((await ask('externalcontact/add_corp_tag', wireTagAdded, { body: addBody(input) })).tag_group),
  editCorpTag: async (input) => {
    await ask('externalcontact/edit_corp_tag', wireReply, { body: { ...input } })
  },
  deleteCorpTags: async (ids) => {
    // WeCom refuses an empty request; there is nothing to delete either.
    if (!ids.tagIds?.length && !ids.groupIds?.length) return
    await ask('externalcontact/del_corp_tag', wireReply, { body: idsBody(ids) })
  },
  markTag: async ({ userid, externalUserid, add = [], remove = [] }) => {
    if (add.length === 0 && remove.length === 0) return
    const body = {
      userid,
      external_userid: externalUserid,
      add_tag: add.length > 0 ? add : undefined,
      remove_tag: remove.length > 0 ? remove : undefined,
    }
    await ask('externalcontact/mark_tag', wireReply, { body, serial: `${userid}/${externalUserid}` })
  },
})
