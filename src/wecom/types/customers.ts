import { z } from 'zod'
import { wireNumber, wireText, wireTexts } from './common.ts'
import { wireProfile } from './profile.ts'

export const wireContact = z.looseObject({
  external_userid: z.string(),
  name: wireText,
  avatar: wireText,
  type: wireNumber,
  gender: wireNumber,
  unionid: wireText,
  position: wireText,
  corp_name: wireText,
  corp_full_name: wireText,
  external_profile: wireProfile,
})

const followFields = {
  userid: z.string(),
  remark: wireText,
  description: wireText,
  createtime: wireNumber,
  state: wireText,
  add_way: wireNumber,
  oper_userid: wireText,
  remark_corp_name: wireText,
  remark_mobiles: wireTexts,
  wechat_channels: z.looseObject({ nickname: wireText, source: wireNumber }).nullish(),
}

/** A personal tag has no `tag_id`. */
export const wireFollowTag = z.looseObject({
  tag_id: wireText,
  tag_name: wireText,
  group_name: wireText,
  type: wireNumber,
})

export const wireFollowUser = z.looseObject({ ...followFields, tags: z.array(wireFollowTag).nullish() })
export const wireFollowInfo = z.looseObject({ ...followFields, tag_id: wireTexts })

export const wireCustomer = z.looseObject({
  external_contact: wireContact,
  follow_user: z.array(wireFollowUser).nullish(),
  next_cursor: wireText,
})

export const wireCustomerBatch = z.looseObject({
  external_contact_list: z
    .array(z.looseObject({ external_contact: wireContact, follow_info: wireFollowInfo }))
    .nullish(),
  next_cursor: wireText,
  fail_info: z.looseObject({ unlicensed_userid_list: wireTexts }).nullish(),
})

export const wireFollowUserList = z.looseObject({ follow_user: wireTexts })
export const wireCustomerIds = z.looseObject({ external_userid: wireTexts })

export const wireBehaviorDay = z.looseObject({
  stat_time: z.union([z.number(), z.string()]),
  chat_cnt: wireNumber,
  message_cnt: wireNumber,
  reply_percentage: wireNumber,
  avg_reply_time: wireNumber,
  negative_feedback_cnt: wireNumber,
  new_apply_cnt: wireNumber,
  new_contact_cnt: wireNumber,
})

export const wireBehavior = z.looseObject({ behavior_data: z.array(wireBehaviorDay).nullish() })

/** Somebody served once: a friend (`follow_userid`) or a member of a customer group (`chat_id`). */
export const wireServedContacts = z.looseObject({
  info_list: z
    .array(
      z.looseObject({
        is_customer: z.boolean().nullish(),
        tmp_openid: wireText,
        external_userid: wireText,
        name: wireText,
        follow_userid: wireText,
        chat_id: wireText,
        chat_name: wireText,
        add_time: wireNumber,
      }),
    )
    .nullish(),
  next_cursor: wireText,
})

export const wireExternalId = z.looseObject({ external_userid: z.string() })

export type WireContact = z.infer<typeof wireContact>
export type WireFollowUser = z.infer<typeof wireFollowUser>
export type WireFollowInfo = z.infer<typeof wireFollowInfo>
export type WireBehaviorDay = z.infer<typeof wireBehaviorDay>
export type WireServedContact = NonNullable<z.infer<typeof wireServedContacts>['info_list']>[number]
