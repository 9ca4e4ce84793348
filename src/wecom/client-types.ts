import type { Breakers } from './breaker.ts'
import type {
  AddCorpTagsInput,
  AppMessageInput,
  AppMessageSent,
  BehaviorDay,
  BehaviorInput,
  CorpTagGroup,
  CustomerDetail,
  CustomerPage,
  Department,
  GroupChat,
  GroupListInput,
  GroupPage,
  MarkTagInput,
  MediaInput,
  Member,
  OauthUser,
  RemarkInput,
  RobotMessage,
  UpdateCardInput,
  UserDetail,
  WelcomeInput,
} from './client-data.ts'
import type { WecomGrowth } from './client-types-growth.ts'
import type { KfApi } from './kf/types.ts'
import type { Lane, Limiter } from './limiter.ts'
import type { TokenStore } from './token.ts'

export type * from './kf/types.ts'

/** One finished request, for a metric or a log line. Carries no ids and no secrets. */
export type CallReport = {
  api: string
  outcome: 'ok' | 'refused' | 'unreachable'
  errcode: number | null
  durationMs: number
}

/** A pino logger fits. */
export type WecomLog = {
  debug(facts: object, text: string): void
  warn(facts: object, text: string): void
}

export type WecomOptions = {
  corpId: string
  agentId: string
  secret: string
  /** Origin of the API, optionally with a path in front of `/cgi-bin`. */
  apiUrl: string
  tokens: TokenStore
  limiter: Limiter
  /** Without them every call is made, however long WeCom has been away. */
  breakers?: Breakers
  /** Default 10 s, for connecting and for waiting on an answer alike. */
  timeoutMs?: number
  /** Awaited right before the bytes of a call leave, however long it stood at limits; what it throws stops the call. */
  beforeSend?: () => Promise<void>
  log?: WecomLog
  metrics?: (report: CallReport) => void
}

export type CallInput = {
  /** POST when there is a body, GET otherwise. */
  method?: 'GET' | 'POST'
  query?: Readonly<Record<string, string | number>>
  body?: Readonly<Record<string, unknown>>
}

/**
 * Everything the product asks of WeCom. Every method throws WecomRefused or WecomUnreachable and nothing else from
 * outside. One stale-token refresh and repeat happens inside; every other repetition is the caller's business.
 */
export type Wecom = WecomGrowth & {
  /** Any API by its path after `/cgi-bin/`; the reply without errcode and errmsg. */
  call(api: string, input?: CallInput): Promise<Record<string, unknown>>
  /** The same client, whose calls wait in another lane. */
  inLane(lane: Lane): Wecom

  departments(): Promise<Department[]>
  /** Direct members. Falls back to ids and names, or to ids alone, where the app may not read the full list. */
  departmentMembers(departmentId: number): Promise<Member[]>
  member(userid: string): Promise<Member>

  /** Members who have the customer-contact feature and are visible to the app. */
  followUserids(): Promise<string[]>
  /** A member without customers gives an empty list, although WeCom answers 84061. */
  customerIds(userid: string): Promise<string[]>
  /** With every page of followers. */
  customer(externalUserid: string): Promise<CustomerDetail>
  /** One page; up to 100 userids, limit up to 100 (the default). */
  customersByUsers(userids: readonly string[], cursor?: string | null, limit?: number): Promise<CustomerPage>
  remark(input: RemarkInput): Promise<void>

  /** Without ids all groups; deleted ones appear only when asked for by id. */
  corpTags(ids?: { tagIds?: readonly string[]; groupIds?: readonly string[] }): Promise<CorpTagGroup[]>
  /** The group with the newly made tags only; tags that existed already are not in it. */
  addCorpTags(input: AddCorpTagsInput): Promise<CorpTagGroup>
  editCorpTag(input: { id: string; name?: string; order?: number }): Promise<void>
  deleteCorpTags(ids: { tagIds?: readonly string[]; groupIds?: readonly string[] }): Promise<void>
  /** WeCom says yes even to ids it does not know: read again to be sure. Serialised per pair in this process. */
  markTag(input: MarkTagInput): Promise<void>

  sendWelcome(input: WelcomeInput): Promise<void>
  sendAppMessage(input: AppMessageInput): Promise<AppMessageSent>
  updateTemplateCard(input: UpdateCardInput): Promise<{ invalidUsers: string[] }>
  /** To a group robot. A wrong address or too long a text is refused here, without a request. */
  sendRobot(url: string, message: RobotMessage): Promise<void>
  /** A media id for app messages and the sidebar, valid three days. */
  uploadMedia(input: MediaInput): Promise<{ mediaId: string; createdAt: Date | null }>

  behaviorData(input: BehaviorInput): Promise<BehaviorDay[]>
  groupChat(chatId: string): Promise<GroupChat>
  groupChats(input?: GroupListInput): Promise<GroupPage>

  /** WeChat customer service (微信客服). */
  kf: KfApi

  oauthUser(code: string): Promise<OauthUser>
  userDetail(userTicket: string): Promise<UserDetail>
  jsapiTicket(): Promise<string>
  agentTicket(): Promise<string>
  apiDomainIps(): Promise<string[]>

  /** Closes the connections; what is in flight has two seconds to end first. */
  close(): Promise<void>
}
