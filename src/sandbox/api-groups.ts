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

const list = (context: ApiContext): Reply => {
  const limit = numberIn(context.body, 'limit')
  if (limit === null || limit < 1 || limit > 1000) return refuse(context, 40058)
  const owners = textsIn(bodyIn(context.body, 'owner_filter'), 'userid_list')
  const groups = [...context.kernel.state.groups.values()].filter(
    (group) => owners.length === 0 || owners.includes(group.owner),
  )
  const status = (owner: string): number => (context.kernel.state.members.has(owner) ? 0 : 1)
  const wanted = numberIn(context.body, 'status_filter') ?? 0
  const rows = groups
    .map((group) => ({ chat_id: group.chatId, status: status(group.owner) }))
    .filter((row) => wanted === 0 || row.status === wanted)
  const { page, nextCursor } = pageOf(rows, textIn(context.body, 'cursor'), limit)
  return fine({ group_chat_list: page, ...(nextCursor === '' ? {} : { next_cursor: nextCursor }) })
}

const get = (context: ApiContext): Reply => {
  const { state } = context.kernel
  const group = state.groups.get(textIn(context.body, 'chat_id'))
  if (group === undefined) return refuse(context, 40050)
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
        group_nickname: '',
        ...(names ? { name: state.members.get(member.id)?.name ?? state.customers.get(member.id)?.name ?? '' } : {}),
      })),
      admin_list: [],
      member_version: group.version,
    },
  })
}

export const groupApis: Apis = {
  'externalcontact/groupchat/list': { method: 'POST', empty: { group_chat_list: [] }, run: list },
  'externalcontact/groupchat/get': { method: 'POST', run: get },
}
