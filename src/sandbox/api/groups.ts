import { followStatus } from '../growth/groups.ts'
import type { Kernel } from '../kernel.ts'
import type { CustomerGroup } from '../state.ts'
import { isStale } from './pairs.ts'
import {
  type ApiContext,
  type Apis,
  bodyIn,
  fine,
  numberIn,
  pageOf,
  type Reply,
  refuse,
  textIn,
  textsIn,
} from './replies.ts'
import { seesUserid } from './scopes.ts'

const visibleCount = (kernel: Kernel): number =>
  [...kernel.state.members.keys()].filter((userid) => seesUserid(kernel, userid)).length

const list = (context: ApiContext): Reply => {
  const limit = numberIn(context.body, 'limit')
  if (limit === null || !Number.isInteger(limit) || limit < 1 || limit > 1000) return refuse(context, 40058)
  const owners = textsIn(bodyIn(context.body, 'owner_filter'), 'userid_list')
  if (owners.length > 100) return refuse(context, 40058)
  if (owners.length === 0 && visibleCount(context.kernel) > 1000) return refuse(context, 81017)
  const groups = [...context.kernel.state.groups.values()].filter(
    (group) => (owners.length === 0 || owners.includes(group.owner)) && seesUserid(context.kernel, group.owner),
  )
  const wanted = numberIn(context.body, 'status_filter') ?? 0
  const rows = groups
    .map((group) => ({ chat_id: group.chatId, status: followStatus(context.kernel, group) }))
    .filter((row) => wanted === 0 || row.status === wanted)
  const { page, nextCursor } = pageOf(rows, textIn(context.body, 'cursor'), limit)
  return fine({ group_chat_list: page, ...(nextCursor === '' ? {} : { next_cursor: nextCursor }) })
}

/** Group data follows its events with a delay: right after one, the answer may still be the one from before. */
const shownNow = (kernel: Kernel, group: CustomerGroup): CustomerGroup => {
  const { before } = group
  return before !== undefined && isStale(kernel, before.at) ? { ...group, ...before } : group
}

const get = (context: ApiContext): Reply => {
  const { state } = context.kernel
  const found = state.groups.get(textIn(context.body, 'chat_id'))
  if (found === undefined) return refuse(context, 40050)
  if (!seesUserid(context.kernel, found.owner)) return refuse(context, 60011)
  const group = shownNow(context.kernel, found)
  const names = numberIn(context.body, 'need_name') === 1
  return fine({
    group_chat: {
      chat_id: group.chatId,
      name: group.name,
      owner: group.owner,
      create_time: group.createdAt,
      ...(group.notice === '' ? {} : { notice: group.notice }),
      member_list: group.members.map((member) => ({
        userid: member.id,
        type: member.type,
        join_time: member.joinedAt,
        join_scene: member.joinScene,
        ...(member.invitor === null ? {} : { invitor: { userid: member.invitor } }),
        ...(member.state === undefined ? {} : { state: member.state }),
        group_nickname: '',
        ...(names ? { name: state.members.get(member.id)?.name ?? state.customers.get(member.id)?.name ?? '' } : {}),
      })),
      admin_list: [],
      ...(context.kernel.switches.get('groupVersions') ? { member_version: group.version } : {}),
    },
  })
}

export const groupApis: Apis = {
  'externalcontact/groupchat/list': { method: 'POST', empty: { group_chat_list: [] }, run: list },
  'externalcontact/groupchat/get': { method: 'POST', run: get },
}
