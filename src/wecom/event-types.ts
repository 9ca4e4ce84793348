/** What every callback carries, whichever head (self-built app or service provider) it came with. */
export type EventHead = {
  /** WeCom's own spelling, e.g. `change_external_contact/add_external_contact`. */
  event: string
  /** `CreateTime` in whole seconds; when WeCom sent none or nonsense, when it was received (the epoch if nobody said). */
  at: Date
  corpId: string
  /** Callbacks of the corp itself (customers, directory) name no app. */
  agentId: string | null
  /** The member who acted; null where WeCom writes `sys` or nothing. */
  fromUserid: string | null
}

type Pair = { userid: string; externalUserid: string }

/** A rep and a customer became friends. `welcomeCode` lives 20 s and works once. */
export type ContactAdded = EventHead &
  Pair & { type: 'contact-added'; half: false; state: string | null; welcomeCode: string | null }

/** The customer added the rep; the rep has not confirmed. A `contact-added` may follow. */
export type ContactHalfAdded = EventHead &
  Pair & { type: 'contact-half-added'; half: true; state: string | null; welcomeCode: string | null }

/** Remark, phone or tags changed in WeCom. Says nothing about what: look again. */
export type ContactEdited = EventHead & Pair & { type: 'contact-edited' }

/** `byTransfer` is true only where WeCom says that a hand-over caused it. */
export type ContactRemoved = EventHead & Pair & { type: 'contact-removed'; by: 'rep' | 'customer'; byTransfer: boolean }

/** `userid` is the member who should have taken over. */
export type TransferFailed = EventHead & Pair & { type: 'transfer-failed'; reason: string | null }

export type ArchiveAgreed = EventHead & Pair & { type: 'archive-agreed'; welcomeCode: string | null }

/** `id` is a tag or a group id, empty when a shuffle names none; a shuffle carries no `tagType`. */
export type TagChanged = EventHead & {
  type: 'tag-changed'
  id: string
  tagType: 'tag' | 'group' | null
  change: 'created' | 'updated' | 'deleted' | 'shuffled'
  strategyId: string | null
}

export type GroupDetail = 'members-joined' | 'members-left' | 'owner' | 'name' | 'notice'

/** Scenes keep WeCom's numbers: join 0 invited, 3 scanned; quit 0 left, 1 removed. Null where not sent. */
export type GroupChanged = EventHead & {
  type: 'group-changed'
  chatId: string
  change: 'created' | 'updated' | 'dismissed'
  detail: GroupDetail | null
  joinScene: number | null
  quitScene: number | null
  memberCount: number | null
  /** Member userids and externalUserids of those who came or went. */
  members: string[]
  lastVersion: string | null
  currentVersion: string | null
}

/** `departments` is null where WeCom sent none, which is not the same as "in no department". */
export type MemberChanged = EventHead & {
  type: 'member-changed'
  change: 'created' | 'updated' | 'deleted'
  userid: string
  newUserid: string | null
  name: string | null
  departments: number[] | null
}

export type DepartmentChanged = EventHead & {
  type: 'department-changed'
  change: 'created' | 'updated' | 'deleted'
  departmentId: number
  name: string | null
  parentId: number | null
}

/** A customer of an acquisition link wrote to the rep. `chatKey` (30 min) opens the details. */
export type CustomerSpoke = EventHead & Pair & { type: 'customer-spoke'; linkId: string | null; chatKey: string | null }

export type AcquisitionChanged = EventHead & {
  type: 'acquisition-changed'
  change:
    | 'balance-low'
    | 'balance-exhausted'
    | 'balance-increased'
    | 'quota-expires-soon'
    | 'link-unavailable'
    | 'link-deleted'
    | 'profile-opened'
    | 'friend-requested'
  linkId: string | null
  state: string | null
}

export type AppEntered = EventHead & { type: 'app-entered'; userid: string }
export type AppSubscribed = EventHead & { type: 'app-subscribed'; userid: string; on: boolean }
export type AppMenuClicked = EventHead & { type: 'app-menu-clicked'; userid: string; key: string }

/** `responseCode` updates the card once, within 72 h; empty for the oldest card kind. */
export type CardClicked = EventHead & {
  type: 'card-clicked'
  userid: string
  taskId: string
  key: string
  responseCode: string
  cardType: string
  selected: { question: string; options: string[] }[]
}

/** A member wrote to the app. `msgId` is a 64-bit number and therefore a string. */
export type MemberMessage = EventHead & {
  type: 'member-message'
  userid: string
  msgType: string
  content: string | null
  msgId: string
  mediaId: string | null
}

export type ArchiveNotified = EventHead & { type: 'archive-notified' }
export type KfNotified = EventHead & { type: 'kf-notified'; openKfid: string; token: string }

/** Nothing here acts on it; or it lacks the ids that it needs. Kept and counted. */
export type UnknownEvent = EventHead & { type: 'unknown' }

export type CallbackEvent =
  | ContactAdded
  | ContactHalfAdded
  | ContactEdited
  | ContactRemoved
  | TransferFailed
  | ArchiveAgreed
  | TagChanged
  | GroupChanged
  | MemberChanged
  | DepartmentChanged
  | CustomerSpoke
  | AcquisitionChanged
  | AppEntered
  | AppSubscribed
  | AppMenuClicked
  | CardClicked
  | MemberMessage
  | ArchiveNotified
  | KfNotified
  | UnknownEvent
