import type { Attachment } from './client-data.ts'
import type { PageInput } from './client-data-growth.ts'

/** Text up to 4,000 bytes and up to 9 attachments; not both empty. */
export type SendContent = { text?: string; attachments?: readonly Attachment[] }

/** Tags of one inner list are joined by "or", the lists by "and". */
export type TagFilter = readonly (readonly string[])[]

/**
 * To customers: up to 10,000 named ones, or all (or the tagged ones) of `sender`, or the tagged ones of everybody. To
 * groups: those of `sender`, all or up to 2,000 named ones.
 */
export type GroupSendInput = SendContent &
  (
    | {
        to: 'customers'
        externalUserids?: readonly string[]
        sender?: string
        tags?: TagFilter
        /** The rep may leave somebody out before confirming. */
        allowSelect?: boolean
      }
    | { to: 'groups'; sender: string; chatIds?: readonly string[] }
  )

/** Nothing is sent until the reps confirm. `failed` are ids that will never get it. */
export type GroupSendCreated = { msgid: string; failed: string[] }

/** At most one month. `by` is who made it: the company (an app or an admin), the rep alone, or both. */
export type GroupSendListInput = PageInput & {
  to: 'customers' | 'groups'
  from: Date
  until: Date
  creator?: string
  by?: 'company' | 'rep' | 'both'
}

export type GroupSend = {
  msgid: string
  /** Null for one made by an app. */
  creator: string | null
  createdAt: Date | null
  by: 'company' | 'rep'
  text: string | null
  attachments: Attachment[]
}

export type GroupSendTask = { userid: string; sent: boolean; sentAt: Date | null }

/** `not-friends`: deleted meanwhile. `quota`: the customer had their messages of this month. */
export type GroupSendOutcome = 'waiting' | 'sent' | 'not-friends' | 'quota' | 'unknown'
export type GroupSendResult = {
  userid: string | null
  externalUserid: string | null
  chatId: string | null
  outcome: GroupSendOutcome
  sentAt: Date | null
}

/** What a newcomer to a group reads. Text up to 3,000 bytes with `%NICKNAME%`, one attachment at most. */
export type GroupWelcomeInput = {
  text?: string
  attachment?: Attachment
  /** Tell group owners about a new template; default yes. Only when it is made. */
  notify?: boolean
}
export type GroupWelcome = { text: string | null; attachment: Attachment | null }

export type MomentAttachment =
  | { kind: 'image'; mediaId: string }
  | { kind: 'video'; mediaId: string }
  | { kind: 'link'; title: string; url: string; mediaId: string }

/** Up to 2,000 characters; 9 images, or 1 video, or 1 link, with media from `uploadAttachment`. */
export type MomentInput = {
  text?: string
  attachments?: readonly MomentAttachment[]
  /** Who is asked to publish; everybody in the app's range when absent. */
  senders?: { userids?: readonly string[]; departments?: readonly number[] }
  /** Only customers with one of these tags see it. */
  tags?: readonly string[]
}

export type MomentJob =
  | { state: 'running' }
  | {
      state: 'done'
      momentId: string
      invalidUserids: string[]
      invalidDepartments: number[]
      invalidTags: string[]
    }
  | { state: 'failed'; errcode: number }

/** At most 30 days. */
export type MomentListInput = PageInput & { from: Date; until: Date; creator?: string; by?: 'company' | 'rep' | 'both' }
export type Moment = {
  momentId: string
  creator: string | null
  createdAt: Date | null
  by: 'company' | 'rep'
  text: string | null
  images: number
  video: boolean
  link: { title: string | null; url: string | null } | null
}
export type MomentTask = { userid: string; published: boolean }
export type MomentCustomer = { userid: string; externalUserid: string }
/** Who and when; WeCom does not give the words. */
export type MomentSign = { by: 'rep' | 'customer'; id: string; at: Date | null }
export type MomentReactions = { comments: MomentSign[]; likes: MomentSign[] }
