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

export type WireGroupMember = z.infer<typeof wireGroupMember>
