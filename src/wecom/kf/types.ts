/** One customer-service account × one customer. */
export type KfPair = { openKfid: string; externalUserid: string }

/** 0 new, 1 with the assistant, 2 queued, 3 with a member, 4 ended or not started. */
export type KfState = 0 | 1 | 2 | 3 | 4

export type KfAccount = { openKfid: string; name: string; avatar: string | null; managed: boolean | null }

/** A member or a whole department that serves; `stopped` is null for a department. */
export type KfServicer = { userid: string; stopped: boolean | null; stopType: number | null } | { departmentId: number }

/** `errcode` 0 where it worked: one call may work for some and fail for others. */
export type KfServicerResult = { userid: string | null; departmentId: number | null; errcode: number; errmsg: string }
export type KfServicerInput = { openKfid: string; userids?: readonly string[]; departmentIds?: readonly number[] }

export type KfCustomer = {
  externalUserid: string
  nickname: string | null
  avatar: string | null
  gender: number | null
  unionid: string | null
  /** From which door they came in; null unless asked for and known. */
  enteredBy: { scene: string | null; sceneParam: string | null } | null
}

export type KfMenuItem =
  | { kind: 'click'; id: string; content: string }
  | { kind: 'view'; url: string; content: string }
  | { kind: 'miniprogram'; appid: string; page: string; content: string }
  | { kind: 'text'; content: string }

export type KfMenu = { head?: string; items: readonly KfMenuItem[]; tail?: string }

/** What can be sent. An event reply takes `text` and `menu` only. */
export type KfOutgoing =
  | { kind: 'text'; content: string }
  | { kind: 'image' | 'voice' | 'video' | 'file'; mediaId: string }
  | { kind: 'link'; title: string; desc?: string; url: string; thumbMediaId: string }
  | { kind: 'miniprogram'; appid: string; title: string; thumbMediaId: string; page: string }
  | { kind: 'menu'; menu: KfMenu }
  | { kind: 'location'; name?: string; address?: string; latitude: number; longitude: number }
  | { kind: 'business-card'; userid: string }
  | { kind: 'acquisition-link'; url: string }

export type KfEventOutgoing = Extract<KfOutgoing, { kind: 'text' | 'menu' }>

/** `msgid`: up to 32 of [0-9a-zA-Z_-], unique per account; the same one again is refused, so it makes a retry safe. */
export type KfSendInput = KfPair & { message: KfOutgoing; msgid?: string }
/** `code` is the welcome code (20 s), the queue or pick-up code (48 h) or the ending code (20 s). Works once. */
export type KfSendOnEventInput = { code: string; message: KfEventOutgoing; msgid?: string }

export type KfContent =
  | { kind: 'text'; content: string; menuId: string | null }
  | { kind: 'image' | 'voice' | 'video' | 'file'; mediaId: string }
  | { kind: 'location'; latitude: number | null; longitude: number | null; name: string | null; address: string | null }
  | { kind: 'link'; title: string | null; desc: string | null; url: string | null; picUrl: string | null }
  | { kind: 'business-card'; userid: string }
  | { kind: 'miniprogram'; title: string | null; appid: string | null; page: string | null }
  | { kind: 'channels'; subType: number | null; nickname: string | null; title: string | null }
  | { kind: 'shop-product'; productId: string | null; title: string | null; priceFen: number | null }
  | { kind: 'shop-order'; orderId: string | null; products: string | null; price: string | null; state: string | null }
  | { kind: 'merged'; title: string | null; items: KfMergedItem[] }
  /** A type we have no words for; `body` is what stood under its name. */
  | { kind: 'other'; msgtype: string; body: Record<string, unknown> }

/** `content` is JSON text as WeCom sent it: it nests further messages of any type. */
export type KfMergedItem = { at: Date | null; msgtype: string; sender: string | null; content: string }

export type KfMessage = KfPair & {
  type: 'message'
  msgid: string
  at: Date
  from: 'customer' | 'servicer' | 'system' | 'unknown'
  servicerUserid: string | null
  content: KfContent
}

export type KfSendFailure =
  | 'unknown'
  | 'account-deleted'
  | 'app-closed'
  | 'session-expired'
  | 'session-closed'
  | 'over-five-messages'
  | 'not-verified'
  | 'refused-by-customer'
  | 'no-member-online'
  | 'type-forbidden'

type EventHead = {
  type: 'event'
  msgid: string | null
  at: Date | null
  openKfid: string | null
  externalUserid: string | null
}

export type KfEvent = EventHead &
  (
    | { event: 'entered'; scene: string | null; sceneParam: string | null; welcomeCode: string | null }
    | { event: 'send-failed'; failedMsgid: string; failure: KfSendFailure }
    | { event: 'servicer-status'; servicerUserid: string; serving: boolean; stopType: number | null }
    | {
        event: 'session-changed'
        change: 'picked' | 'transferred' | 'ended' | 'rejoined' | 'unknown'
        fromUserid: string | null
        toUserid: string | null
        /** For `sendOnEvent`; only where something may still be said. */
        code: string | null
      }
    | { event: 'recalled'; by: 'customer' | 'servicer'; recalledMsgid: string; servicerUserid: string | null }
    | { event: 'reject-switch'; rejecting: boolean }
    | { event: 'other'; eventType: string; body: Record<string, unknown> }
  )

/** Store `nextCursor` per account after the page is worked through, never before. */
export type KfPage = { rows: (KfMessage | KfEvent)[]; nextCursor: string | null; hasMore: boolean }
export type KfSyncInput = {
  openKfid: string
  cursor?: string | null
  /** From the callback, valid ten minutes. Without it WeCom limits the calls strictly. */
  token?: string | null
  limit?: number
  voiceFormat?: 'amr' | 'silk'
}

/** Day figures under WeCom's own names (`session_cnt`, `customer_cnt` …); what was not counted is null, never 0. */
export type KfDay = { day: Date; figures: Record<string, number | null> }
/** At most 31 days, at most 180 days back; yesterday is ready after 06:00 in China. */
export type KfStatisticInput = { openKfid: string; from: Date; to: Date; servicerUserid?: string }

export type KfApi = {
  /** All accounts the app may see. */
  accounts(): Promise<KfAccount[]>
  addAccount(input: { name: string; mediaId: string }): Promise<{ openKfid: string }>
  updateAccount(input: { openKfid: string; name?: string; mediaId?: string }): Promise<void>
  deleteAccount(openKfid: string): Promise<void>
  /** `scene` up to 32 of [0-9a-zA-Z_-]; `sceneParam` up to 128 bytes and only together with a scene. */
  contactWay(input: { openKfid: string; scene?: string; sceneParam?: string }): Promise<{ url: string }>
  servicers(openKfid: string): Promise<KfServicer[]>
  addServicers(input: KfServicerInput): Promise<KfServicerResult[]>
  removeServicers(input: KfServicerInput): Promise<KfServicerResult[]>
  state(pair: KfPair): Promise<{ state: KfState | null; servicerUserid: string | null }>
  /** Refused (95016) where WeCom's chart has no such arrow. `code` is for `sendOnEvent`. */
  move(
    input: (KfPair & { to: 1 | 2 | 4 }) | (KfPair & { to: 3; servicerUserid: string }),
  ): Promise<{ code: string | null }>
  /** Customers who wrote within 48 hours; the others come back in `invalid`. Any number of ids. */
  customers(ids: readonly string[], withEntrance?: boolean): Promise<{ customers: KfCustomer[]; invalid: string[] }>
  sync(input: KfSyncInput): Promise<KfPage>
  /** Page after page until WeCom says there is no more; an empty page is not the end. */
  pages(input: KfSyncInput): AsyncGenerator<KfPage, void, void>
  /** Accepted is not delivered: a `send-failed` event may follow. */
  send(input: KfSendInput): Promise<{ msgid: string }>
  sendOnEvent(input: KfSendOnEventInput): Promise<{ msgid: string }>
  accountStatistics(input: KfStatisticInput): Promise<KfDay[]>
  servicerStatistics(input: KfStatisticInput): Promise<KfDay[]>
}
