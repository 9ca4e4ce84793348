import type { Card } from './cards.ts'

export type * from './client-data-growth.ts'

export type Department = { id: number; name: string | null; parentId: number; order: number; leaders: string[] }

/** Fields that WeCom keeps from newer apps (mobile, email, avatar …) are null. */
export type Member = {
  userid: string
  name: string | null
  departments: number[]
  mainDepartment: number | null
  /** Departments this member leads. */
  leads: number[]
  directLeaders: string[]
  position: string | null
  alias: string | null
  mobile: string | null
  email: string | null
  avatar: string | null
  gender: number | null
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  status: number | null
}

export type ExternalContact = {
  externalUserid: string
  name: string
  avatar: string | null
  /** 1 WeChat user, 2 WeCom user of another company. */
  type: number | null
  /** 0 unknown, 1 male, 2 female. */
  gender: number | null
  unionid: string | null
  position: string | null
  corpName: string | null
  corpFullName: string | null
}

/** `id` is null for a rep's personal tag. Type 1 corp tag, 2 personal, 3 rule group. */
export type FollowTag = { id: string | null; name: string | null; groupName: string | null; type: number }

/** One rep's side of the relation. */
export type FollowInfo = {
  userid: string
  remark: string | null
  description: string | null
  createdAt: Date
  state: string | null
  addWay: number | null
  operUserid: string | null
  remarkCorpName: string | null
  remarkMobiles: string[]
  channelsNickname: string | null
}

export type Follower = FollowInfo & { tags: FollowTag[] }
export type CustomerDetail = { contact: ExternalContact; followers: Follower[] }

/** The batch reading names tags by id alone (corp and rule-group ids, never personal tags). */
export type CustomerRow = { contact: ExternalContact; follow: FollowInfo & { tagIds: string[] } }
export type CustomerPage = { rows: CustomerRow[]; nextCursor: string | null; unlicensedUserids: string[] }

/** What is absent stays as it is in WeCom. `mobiles` replaces the whole list. */
export type RemarkInput = {
  userid: string
  externalUserid: string
  remark?: string
  description?: string
  company?: string
  mobiles?: string[]
}

export type CorpTag = { id: string; name: string; order: number; createdAt: Date | null; deleted: boolean }
export type CorpTagGroup = CorpTag & { tags: CorpTag[] }

export type AddCorpTagsInput = {
  group: { id: string } | { name: string; order?: number }
  tags: { name: string; order?: number }[]
}

export type MarkTagInput = { userid: string; externalUserid: string; add?: string[]; remove?: string[] }

export type Attachment =
  | { kind: 'image'; mediaId: string }
  | { kind: 'image'; picUrl: string }
  | { kind: 'link'; title: string; url: string; picUrl?: string; desc?: string }
  | { kind: 'miniprogram'; title: string; picMediaId: string; appid: string; page: string }
  | { kind: 'video'; mediaId: string }
  | { kind: 'file'; mediaId: string }

export type WelcomeInput = { welcomeCode: string; text?: string; attachments?: Attachment[] }

export type AppMessageBody =
  | { text: string }
  | { markdown: string }
  | { card: Card }
  | { textCard: { title: string; description: string; url: string; button?: string } }

/** 1–1000 userids. Text and markdown over 2048 bytes are cut at a character with an ellipsis, as WeCom would cut them. */
export type AppMessageInput = AppMessageBody & {
  toUsers: readonly string[]
  /** WeCom drops an identical message to the same people within this many seconds (up to 14,400). */
  duplicateCheckSeconds?: number
}

/** `invalidUsers` got nothing (not visible, gone or without licence). WeCom lower-cases them: compare without case. */
export type AppMessageSent = { msgid: string; invalidUsers: string[]; responseCode: string | null }

/** One response code updates once. */
export type UpdateCardInput = { userids: readonly string[]; responseCode: string } & (
  | { replaceName: string }
  | { card: Card }
)

/** Byte limits: markdown 4096, text 2048; an image up to 2 MB as PNG or JPEG bytes. */
export type RobotMessage =
  | { markdown: string }
  | { markdownV2: string }
  | { text: string; mentionUserids?: string[]; mentionMobiles?: string[] }
  | { image: Uint8Array }
  | { card: Card }

export type MediaInput = { type: 'image' | 'voice' | 'video' | 'file'; filename: string; bytes: Uint8Array }

/** Several ids give the sum over them: ask for one member at a time to get one member's figures. At most 30 days. */
export type BehaviorInput = ({ userids: readonly string[] } | { departments: readonly number[] }) & {
  from: Date
  to: Date
}

/** A figure that WeCom left out (nobody chatted) is null, never 0. */
export type BehaviorDay = {
  day: Date
  chats: number | null
  messages: number | null
  replyPercentage: number | null
  averageReplyMinutes: number | null
  negativeFeedback: number | null
  friendRequests: number | null
  newContacts: number | null
}

export type GroupMember = {
  id: string
  type: 'member' | 'external'
  joinedAt: Date | null
  joinScene: number | null
  invitedBy: string | null
  nickname: string | null
  name: string | null
  state: string | null
}

export type GroupChat = {
  chatId: string
  name: string | null
  owner: string
  createdAt: Date | null
  notice: string | null
  members: GroupMember[]
  admins: string[]
  memberVersion: string | null
}

export type GroupListInput = { owners?: readonly string[]; status?: 0 | 1 | 2 | 3; cursor?: string; limit?: number }
export type GroupPage = { rows: { chatId: string; status: number }[]; nextCursor: string | null }

/** A member of the company, or somebody else who opened the page. */
export type OauthUser =
  | { kind: 'member'; userid: string; userTicket: string | null }
  | { kind: 'outsider'; externalUserid: string | null; openid: string | null }

export type UserDetail = {
  userid: string
  gender: number | null
  avatar: string | null
  mobile: string | null
  email: string | null
}
