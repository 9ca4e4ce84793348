import type { BehaviorDay, ExternalContact, Follower, FollowInfo, FollowTag } from '../client-data.ts'
import type { ServedContact } from '../client-data-growth.ts'
import { dateOf, numberOf, textOf } from '../types/common.ts'
import type {
  WireBehaviorDay,
  WireContact,
  WireFollowInfo,
  WireFollowUser,
  WireServedContact,
} from '../types/customers.ts'

export const toContact = (wire: WireContact): ExternalContact => ({
  externalUserid: wire.external_userid,
  name: wire.name ?? '',
  avatar: textOf(wire.avatar),
  type: numberOf(wire.type),
  gender: numberOf(wire.gender),
  unionid: textOf(wire.unionid),
  position: textOf(wire.position),
  corpName: textOf(wire.corp_name),
  corpFullName: textOf(wire.corp_full_name),
})

export const toFollowInfo = (wire: WireFollowInfo | WireFollowUser): FollowInfo => ({
  userid: wire.userid,
  remark: textOf(wire.remark),
  description: textOf(wire.description),
  createdAt: dateOf(wire.createtime) ?? new Date(0),
  state: textOf(wire.state),
  addWay: numberOf(wire.add_way),
  operUserid: textOf(wire.oper_userid),
  remarkCorpName: textOf(wire.remark_corp_name),
  remarkMobiles: (wire.remark_mobiles ?? []).filter((mobile) => mobile !== ''),
  channelsNickname: textOf(wire.wechat_channels?.nickname),
})

const toFollowTag = (wire: NonNullable<WireFollowUser['tags']>[number]): FollowTag => ({
  id: textOf(wire.tag_id),
  name: textOf(wire.tag_name),
  groupName: textOf(wire.group_name),
  type: numberOf(wire.type) ?? (textOf(wire.tag_id) === null ? 2 : 1),
})

export const toFollower = (wire: WireFollowUser): Follower => ({
  ...toFollowInfo(wire),
  tags: (wire.tags ?? []).map(toFollowTag),
})

export const toBehaviorDay = (wire: WireBehaviorDay): BehaviorDay => ({
  day: dateOf(wire.stat_time) ?? new Date(0),
  chats: numberOf(wire.chat_cnt),
  messages: numberOf(wire.message_cnt),
  replyPercentage: numberOf(wire.reply_percentage),
  averageReplyMinutes: numberOf(wire.avg_reply_time),
  negativeFeedback: numberOf(wire.negative_feedback_cnt),
  friendRequests: numberOf(wire.new_apply_cnt),
  newContacts: numberOf(wire.new_contact_cnt),
})

export const toServedContact = (wire: WireServedContact): ServedContact => ({
  isCustomer: wire.is_customer ?? false,
  externalUserid: textOf(wire.external_userid),
  temporaryId: textOf(wire.tmp_openid),
  maskedName: textOf(wire.name),
  userid: textOf(wire.follow_userid),
  chatId: textOf(wire.chat_id),
  chatName: textOf(wire.chat_name),
  addedAt: dateOf(wire.add_time),
})
