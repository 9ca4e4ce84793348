import { type ApiContext, type Body, type Reply, refuse, textIn } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'

export const KF_ANSWER_SECONDS = 48 * 3600
export const KF_HISTORY_SECONDS = 3 * 86_400
export const KF_TOKEN_SECONDS = 600

export type KfAccount = {
  openKfid: string
  name: string
  avatar: string
  /** Whether this account was handed to the API in the console; without it 48007. */
  managed: boolean
  deleted: boolean
  servicers: Map<string, { serving: boolean; stopType: number }>
  departments: Set<number>
}

export type KfSession = {
  openKfid: string
  externalUserid: string
  state: 0 | 1 | 2 | 3 | 4
  servicerUserid: string | null
  lastCustomerAt: number | null
  /** Messages by API since the customer's last one. */
  answered: number
  lastWelcomeAt: number | null
  scene: string
  sceneParam: string
  /** Sent messages are accepted and then reported as failed with this number. */
  failType: number | null
}

/** `listed` is false for what the API itself sent: sync_msg passes over it, so a page may come out empty. */
export type KfRow = { seq: number; at: number; openKfid: string; externalUserid: string; listed: boolean; body: Body }
export type KfCodeKind = 'welcome' | 'queue' | 'picked' | 'ended'
export type KfCode = { kind: KfCodeKind; openKfid: string; externalUserid: string; at: number; used: boolean }

export type KfBook = {
  accounts: Map<string, KfAccount>
  sessions: Map<string, KfSession>
  rows: KfRow[]
  codes: Map<string, KfCode>
  tokens: Map<string, { openKfid: string; at: number }>
  msgids: Set<string>
  customers: Map<string, { nickname: string; gender: 0 | 1 | 2 }>
  /** Calls of sync_msg without a token, by minute and account. */
  tokenless: Map<string, { minute: number; count: number }>
}

export const emptyKfBook = (): KfBook => ({
  accounts: new Map(),
  sessions: new Map(),
  rows: [],
  codes: new Map(),
  tokens: new Map(),
  msgids: new Set(),
  customers: new Map(),
  tokenless: new Map(),
})

export const sessionKey = (openKfid: string, externalUserid: string): string => `${openKfid}\n${externalUserid}`

/** An account the API may use, or the refusal WeCom would give: 95000, 95004 or 48007. */
export const usableAccount = (context: ApiContext, id = textIn(context.body, 'open_kfid')): KfAccount | Reply => {
  const account = context.kernel.kf.accounts.get(id)
  if (account === undefined) return refuse(context, 95000)
  if (account.deleted) return refuse(context, 95004)
  return account.managed ? account : refuse(context, 48007)
}

export const isAccount = (found: KfAccount | Reply): found is KfAccount => 'servicers' in found

/** A conversation that nobody continued for 48 hours is over by itself. */
export const sessionOf = (kernel: Kernel, openKfid: string, externalUserid: string): KfSession | null => {
  const session = kernel.kf.sessions.get(sessionKey(openKfid, externalUserid))
  if (session === undefined) return null
  const silent = session.lastCustomerAt === null ? 0 : kernel.seconds() - session.lastCustomerAt
  if (silent > KF_ANSWER_SECONDS && session.state !== 4) {
    session.state = 4
    session.servicerUserid = null
  }
  return session
}

export const addRow = (kernel: Kernel, row: Omit<KfRow, 'seq' | 'at'>): KfRow => {
  const made: KfRow = { seq: kernel.nextNumber(), at: kernel.seconds(), ...row }
  kernel.kf.rows.push(made)
  kernel.version += 1
  return made
}

export const newCode = (kernel: Kernel, kind: KfCodeKind, session: KfSession): string => {
  const code = kernel.id('', 43)
  const { openKfid, externalUserid } = session
  kernel.kf.codes.set(code, { kind, openKfid, externalUserid, at: kernel.seconds(), used: false })
  return code
}

/** The callback is a signal without content, and has no FromUserName. */
export const notifyKf = (kernel: Kernel, openKfid: string): Promise<void> => {
  const token = kernel.id('ENC', 64)
  kernel.kf.tokens.set(token, { openKfid, at: kernel.seconds() })
  const { corpId } = kernel.options
  const head = { ToUserName: corpId, CreateTime: kernel.seconds(), MsgType: 'event', Event: 'kf_msg_or_event' }
  return kernel.sender?.emit('kf_msg_or_event', { ...head, Token: token, OpenKfId: openKfid }) ?? Promise.resolve()
}

/** An event lists its ids inside `event`, beside its type. One about a servicer names no customer. */
export const addEvent = (
  kernel: Kernel,
  about: { openKfid: string; externalUserid?: string },
  eventType: string,
  fields: Body,
): void => {
  const { openKfid, externalUserid = '' } = about
  const ids = { open_kfid: openKfid, ...(externalUserid === '' ? {} : { external_userid: externalUserid }) }
  const event = { event_type: eventType, ...ids, ...fields }
  const body = { msgid: kernel.id('', 40), send_time: kernel.seconds(), origin: 4, msgtype: 'event', event }
  addRow(kernel, { openKfid, externalUserid, listed: true, body })
}
