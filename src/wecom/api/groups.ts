import type { GroupListInput, GroupMember } from '../client-data.ts'
import type { GroupFigures, GroupStatisticInput, GroupStatisticRowsInput } from '../client-data-growth.ts'
import type { Wecom } from '../client-types.ts'
import type { Ask } from '../core.ts'
import { MOST } from '../limits-data.ts'
import { cursorOf, dateOf, numberOf, textOf } from '../types/common.ts'
import {
  type WireGroupFigures,
  type WireGroupMember,
  wireGroupChat,
  wireGroupId,
  wireGroupList,
  wireGroupStatistic,
  wireGroupStatisticDays,
} from '../types/groups.ts'
import { atMost, secondsOf } from './paging.ts'

export type GroupsApi = Pick<Wecom, 'groupChat' | 'groupChats' | 'groupStatistics' | 'groupStatisticDays' | 'groupIdOf'>

const EXTERNAL = 2
const PAGE = 1000

const toGroupMember = (wire: WireGroupMember): GroupMember => ({
  id: wire.userid,
  type: numberOf(wire.type) === EXTERNAL ? 'external' : 'member',
  joinedAt: dateOf(wire.join_time),
  joinScene: numberOf(wire.join_scene),
  invitedBy: textOf(wire.invitor?.userid),
  nickname: textOf(wire.group_nickname),
  name: textOf(wire.name),
  state: textOf(wire.state),
})

const listBody = (input: GroupListInput): Record<string, unknown> => ({
  status_filter: input.status ?? 0,
  owner_filter: input.owners?.length ? { userid_list: input.owners } : undefined,
  cursor: input.cursor,
  limit: input.limit ?? PAGE,
})

const ORDERS = { 'new-groups': 1, groups: 2, 'new-members': 3, members: 4 } as const

const toFigures = (wire: WireGroupFigures): GroupFigures => ({
  newGroups: numberOf(wire.new_chat_cnt),
  groups: numberOf(wire.chat_total),
  groupsWithMessages: numberOf(wire.chat_has_msg),
  newMembers: numberOf(wire.new_member_cnt),
  members: numberOf(wire.member_total),
  membersWhoSpoke: numberOf(wire.member_has_msg),
  messages: numberOf(wire.msg_total),
})

/** Without an end WeCom takes the first day alone. */
const periodBody = ({ owners, from, until }: GroupStatisticInput): Record<string, unknown> => {
  atMost('owners', owners.length, MOST.statisticOwners, 1)
  return {
    day_begin_time: secondsOf(from),
    day_end_time: secondsOf(until),
    owner_filter: { userid_list: owners },
  }
}

const rowsBody = (input: GroupStatisticRowsInput): Record<string, unknown> => ({
  ...periodBody(input),
  order_by: ORDERS[input.orderBy ?? 'new-groups'],
  order_asc: input.ascending === true ? 1 : 0,
  offset: input.offset ?? 0,
  limit: Math.min(input.limit ?? MOST.statisticPage, MOST.statisticPage),
})

export const groupsApi = (ask: Ask): GroupsApi => ({
  groupChat: async (chatId) => {
    const body = { chat_id: chatId, need_name: 1 }
    const { group_chat: wire } = await ask('externalcontact/groupchat/get', wireGroupChat, { body })
    return {
      chatId: wire.chat_id,
      name: textOf(wire.name),
      owner: wire.owner ?? '',
      createdAt: dateOf(wire.create_time),
      notice: textOf(wire.notice),
      members: (wire.member_list ?? []).map(toGroupMember),
      admins: (wire.admin_list ?? []).map((admin) => admin.userid),
      memberVersion: textOf(wire.member_version),
    }
  },
  groupChats: async (input = {}) => {
    const reply = await ask('externalcontact/groupchat/list', wireGroupList, { body: listBody(input) })
    return {
      rows: (reply.group_chat_list ?? []).map((row) => ({ chatId: row.chat_id, status: numberOf(row.status) ?? 0 })),
      nextCursor: cursorOf(reply.next_cursor),
    }
  },
  groupStatistics: async (input) => {
    const reply = await ask('externalcontact/groupchat/statistic', wireGroupStatistic, { body: rowsBody(input) })
    const rows = (reply.items ?? []).map((item) => ({ owner: item.owner, figures: toFigures(item.data) }))
    const [total, next] = [numberOf(reply.total) ?? 0, numberOf(reply.next_offset) ?? 0]
    return { rows, nextOffset: next < total && rows.length > 0 ? next : null }
  },
  groupStatisticDays: async (input) => {
    const api = 'externalcontact/groupchat/statistic_group_by_day'
    const reply = await ask(api, wireGroupStatisticDays, { body: periodBody(input) })
    return (reply.items ?? []).flatMap((item) => {
      const day = dateOf(item.stat_time)
      return day === null ? [] : [{ day, figures: toFigures(item.data) }]
    })
  },
  groupIdOf: async (opengid) =>
    (await ask('externalcontact/opengid_to_chatid', wireGroupId, { body: { opengid } })).chat_id,
})
