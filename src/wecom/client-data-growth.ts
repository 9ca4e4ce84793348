export type * from './client-data-sends.ts'
export type * from './client-data-ways.ts'

/** One page of a list. It is over when `nextCursor` is null, not when a page is short or empty. */
export type Page<Row> = { rows: Row[]; nextCursor: string | null }
/** Without a limit the largest that WeCom allows. */
export type PageInput = { cursor?: string | null; limit?: number }

/** `on-job`: the old rep is still here. `resigned`: they have left and no message goes to the customer. */
export type TransferKind = 'on-job' | 'resigned'

/** 1–100 customers. `message` (on-job only, up to 200 characters) replaces WeCom's own words to the customer. */
export type TransferInput = {
  kind: TransferKind
  from: string
  to: string
  externalUserids: readonly string[]
  message?: string
}
/** `errcode` 0: it has begun and ends within 24 hours. Any other code: this customer stays. */
export type TransferStarted = { externalUserid: string; errcode: number }

export type TransferOutcome = 'done' | 'waiting' | 'refused' | 'taker-full' | 'no-record'
export type TransferResult = { externalUserid: string; outcome: TransferOutcome; takenOverAt: Date | null }
export type TransferResultInput = { kind: TransferKind; from: string; to: string; cursor?: string | null }
export type UnassignedCustomer = { from: string; externalUserid: string; leftAt: Date | null }

/** 1–100 groups. */
export type GroupTransferInput = { kind: TransferKind; chatIds: readonly string[]; to: string }
export type GroupTransferFailure = { chatId: string; errcode: number }

/** A rule group: who may do what with which customers. `privileges` keeps WeCom's names. */
export type Strategy = {
  id: number
  parentId: number | null
  name: string
  createdAt: Date | null
  admins: string[]
  privileges: Record<string, boolean>
}
export type StrategyRange = { userid: string } | { department: number }

/** Own id: 1–32 letters and digits. 2–2,000 members, the owner among them; without an owner WeCom picks one. */
export type AppchatInput = { name?: string; owner?: string; userids: readonly string[]; chatid?: string }
export type AppchatChange = {
  chatid: string
  name?: string
  owner?: string
  /** Up to 500 each. */
  add?: readonly string[]
  remove?: readonly string[]
}
export type Appchat = { chatid: string; name: string | null; owner: string | null; userids: string[] }
/** Text and markdown up to 2,048 bytes, cut as app messages are. */
export type AppchatMessage =
  | { text: string; mention?: readonly string[] }
  | { markdown: string }
  | { textCard: { title: string; description: string; url: string; button?: string } }
  | { media: 'image' | 'voice' | 'file'; mediaId: string }

/** Whole days of China, at most 30, at most 180 back; WeCom has yesterday's from the next morning on. */
export type GroupStatisticInput = { owners: readonly string[]; from: Date; until: Date }
export type GroupStatisticRowsInput = GroupStatisticInput & {
  orderBy?: 'new-groups' | 'groups' | 'new-members' | 'members'
  ascending?: boolean
  offset?: number
  limit?: number
}

/** Only `new…` belong to the period; everything else is the state at the end of the day, activity included. */
export type GroupFigures = {
  newGroups: number | null
  groups: number | null
  groupsWithMessages: number | null
  newMembers: number | null
  members: number | null
  membersWhoSpoke: number | null
  messages: number | null
}
export type GroupStatisticPage = { rows: { owner: string; figures: GroupFigures }[]; nextOffset: number | null }
export type GroupStatisticDay = { day: Date; figures: GroupFigures }

/** The masked name is all there is of somebody who is not a customer. `temporaryId` lives four hours. */
export type ServedContact = {
  isCustomer: boolean
  externalUserid: string | null
  temporaryId: string | null
  maskedName: string | null
  userid: string | null
  chatId: string | null
  chatName: string | null
  addedAt: Date | null
}

export type MediaFile = { bytes: Buffer; contentType: string; filename: string | null }
/** For moments or for product albums; the ids fit nowhere else. */
export type AttachmentMediaInput = {
  purpose: 'moment' | 'album'
  type: 'image' | 'video' | 'file'
  filename: string
  bytes: Uint8Array
}

export type MemberPlace = { userid: string; departmentId: number }
export type MemberTag = { id: number; name: string }
export type TaggedMembers = { name: string; userids: string[]; departmentIds: number[] }

export type StrategyTagsInput = { strategyId?: number; tagIds?: readonly string[]; groupIds?: readonly string[] }

export type MessageCount = { agentId: string; app: string; count: number }
/** `md5` of the file's bytes, in hex: WeCom refuses a file that does not have it. */
export type FileByUrl = { type: 'video' | 'file'; filename: string; url: string; md5: string }
export type UploadState =
  | { state: 'running' }
  | { state: 'done'; mediaId: string; createdAt: Date | null }
  | { state: 'failed'; errcode: number }
