import type { GroupListInput, GroupMember } from './client-data.ts'
import type { Wecom } from './client-types.ts'
import type { Ask } from './core.ts'
import { cursorOf, dateOf, numberOf, textOf } from './types/common.ts'
import { type WireGroupMember, wireGroupChat, wireGroupList } from './types/groups.ts'

export type GroupsApi = Pick<Wecom, 'groupChat' | 'groupChats'>

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
})
