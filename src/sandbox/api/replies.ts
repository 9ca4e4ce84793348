import type { Kernel } from '../kernel.ts'
import type { AccessToken } from '../state.ts'

export type Body = Record<string, unknown>
/** Under this key an answer is the file itself, not JSON. */
export const FILE: unique symbol = Symbol('file')
export type SentFile = { bytes: Buffer; contentType: string; name: string }
export type Reply = Body & { errcode?: number; errmsg?: string; [FILE]?: SentFile }

export type ApiContext = {
  kernel: Kernel
  api: string
  method: string
  query: Record<string, string>
  body: Body
  raw: Buffer
  contentType: string
  ip: string
  /** The address the caller used, with its port. */
  host: string
  /** Whose call it is; absent where no token is needed. */
  token?: AccessToken
}

/** `empty` are the result fields that stay, empty, beside an error. `open` needs no access token. */
export type Api = {
  method: 'GET' | 'POST'
  open?: boolean
  empty?: Body
  run: (context: ApiContext) => Reply | Promise<Reply>
}
export type Apis = Record<string, Api>

/** For the host's own rate limiter: the sandbox counts by WeCom's rules, and its page polls every second. */
export const UNLIMITED: object = { rateLimit: false }

/** WeCom's own words for the codes the sandbox knows; seen in public logs and in its documentation. */
const WORDS: Record<number, string> = {
  [-1]: 'system busy',
  40001: 'invalid credential',
  40003: 'invalid userid',
  40004: 'invalid media type',
  40005: 'invalid type',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40009: 'invalid image size',
  40013: 'invalid corpid',
  40014: 'invalid access_token',
  40029: 'invalid code',
  40033: 'invalid request character',
  40035: 'invalid parameter',
  40050: 'chatid not exist',
  40056: 'invalid agentid',
  40058: 'invalid Request Parameter',
  40063: 'some parameters are empty',
  40068: 'invalid tagid',
  40071: 'invalid tag name',
  40072: 'tag name too long',
  40096: 'invalid external userid',
  40126: 'corp tag count over limit',
  41001: 'access_token missing',
  41004: 'corpsecret missing',
  41050: 'invalid welcome code',
  41051: 'externaluser has started chatting',
  41053: 'customer has not agreed to chat archiving',
  41064: 'too many attachments',
  41065: 'invalid attachment type',
  41072: 'media_id is not an attachment',
  41096: 'welcome message is being sent',
  42001: 'access_token expired',
  42003: 'oauth code expired',
  42014: 'invalid task_id',
  42015: 'agentid not match',
  42016: 'response_code invalid',
  42017: 'response_code used or expired',
  42031: 'invalid card_type',
  42039: 'invalid button key',
  42045: 'invalid card_action',
  42052: 'msgid expired',
  44001: 'empty media data',
  44004: 'content is empty',
  45001: 'media size out of limit',
  45008: 'article count out of limit',
  45009: 'api freq out of limit',
  45033: 'concurrency limit',
  45035: 'concurrent write conflict',
  48002: 'api forbidden',
  50001: 'redirect_url not in trusted domain',
  60011: 'no privilege to access/modify contact/party/agent',
  60020: 'not allow to access from your ip',
  60111: 'userid not found',
  60123: 'invalid party id',
  701008: 'no valid license',
  81011: 'no privilege to access/modify tag',
  81013: 'user & party & tag all invalid',
  81017: 'request count out of limit',
  84014: 'user ticket expired',
  84061: 'not external contact',
  84074: 'no permission of external contact',
  84083: 'no customer contact privilege',
  93000: 'invalid webhook url',
  93004: 'robot is disabled',
  93008: 'not in group',
}

const hintOf = (kernel: Kernel): string => {
  let digits = `${kernel.seconds()}`
  while (digits.length < 25) digits += Math.floor(kernel.random() * 10)
  return digits
}

/** The text of an error as WeCom writes it: words, hint, caller, and where to read more. */
export const refuse = (context: ApiContext, errcode: number, words?: string): Reply => ({
  errcode,
  errmsg: `${words ?? WORDS[errcode] ?? 'request refused'}, hint: [${hintOf(context.kernel)}], from ip: ${context.ip}, more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`,
})

export const fine = (fields: Body = {}): Reply => ({ errcode: 0, errmsg: 'ok', ...fields })

export const textIn = (body: Body, name: string): string => {
  const value = body[name]
  return typeof value === 'string' ? value : ''
}
export const numberIn = (body: Body, name: string): number | null => {
  const value = body[name]
  if (typeof value !== 'number' && typeof value !== 'string') return null
  const number = Number(value)
  return value !== '' && Number.isFinite(number) ? number : null
}
export const textsIn = (body: Body, name: string): string[] => {
  const value = body[name]
  if (typeof value === 'string' && value !== '') return [value]
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
export const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const bodyIn = (body: Body, name: string): Body => {
  const value = body[name]
  return isBody(value) ? value : {}
}
export const bodiesIn = (body: Body, name: string): Body[] => {
  const value = body[name]
  return Array.isArray(value) ? value.filter(isBody) : []
}

/** An opaque cursor is the offset in base64; nonsense starts from the beginning, as WeCom does. */
export const pageOf = <Item>(items: readonly Item[], cursor: string, limit: number) => {
  const decoded = Number(Buffer.from(cursor, 'base64url').toString('utf8').replace(/^at:/, ''))
  const from = cursor !== '' && Number.isInteger(decoded) && decoded > 0 ? decoded : 0
  const page = items.slice(from, from + limit)
  const end = from + page.length
  return { page, nextCursor: end < items.length ? Buffer.from(`at:${end}`).toString('base64url') : '' }
}
