import { z } from 'zod'
import { wireNumber, wireText } from './common.ts'

export const wireGroupMember = z.looseObject({
  userid: z.string(),
  type: wireNumber,
  join_time: wireNumber,
  join_scene: wireNumber,
  invitor: z.looseObject({ userid: wireText }).nullish(),
  group_nickname: wireText,
  name: wireText,
  state: wireText,
  unionid: wireText,
})

export const wireGroupChat = z.looseObject({
  group_chat: z.looseObject({
    chat_id: z.string(),
    name: wireText,
    owner: wireText,
    create_time: wireNumber,
    notice: wireText,
    member_list: z.array(wireGroupMember).nullish(),
    admin_list: z.array(z.looseObject({ userid: z.string() })).nullish(),
    member_version: wireText,
  }),
})

export const wireGroupList = z.looseObject({
  group_chat_list: z.array(z.looseObject({ chat_id: z.string(), status: wireNumber })).nullish(),
  next_cursor: wireText,
})

export const wireGroupFigures = z.looseObject({
  new_chat_cnt: wireNumber,
  chat_total: wireNumber,
  chat_has_msg: wireNumber,
  new_member_cnt: wireNumber,
  member_total: wireNumber,
  member_has_msg: wireNumber,
  msg_total: wireNumber,
  migrate_trainee_chat_cnt: wireNumber,
})

export const wireGroupStatistic = z.looseObject({
  total: wireNumber,
  next_offset: wireNumber,
  items: z.array(z.looseObject({ owner: z.string(), data: wireGroupFigures })).nullish(),
})

export const wireGroupStatisticDays = z.looseObject({
  items: z.array(z.looseObject({ stat_time: wireNumber, data: wireGroupFigures })).nullish(),
})

export const wireGroupId = z.looseObject({ chat_id: z.string() })

export type WireGroupFigures = z.infer<typeof wireGroupFigures>
export type WireGroupMember = z.infer<typeof wireGroupMember>
