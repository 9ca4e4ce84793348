import { usableMedia } from '../api/media.ts'
import {
  type ApiContext,
  type Apis,
  type Body,
  bodiesIn,
  bodyIn,
  fine,
  numberIn,
  type Reply,
  refuse,
  textIn,
  textsIn,
} from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import {
  addEvent,
  addRow,
  isAccount,
  KF_ANSWER_SECONDS,
  KF_HISTORY_SECONDS,
  KF_TOKEN_SECONDS,
  type KfCode,
  type KfRow,
  type KfSession,
  notifyKf,
  sessionOf,
  usableAccount,
} from './state.ts'

const ANSWERS = 5
const MENU_ITEMS = 10
const MENU_KINDS = ['click', 'view', 'miniprogram', 'text']
const TYPES = ['text', 'image', 'voice', 'video', 'file', 'link', 'miniprogram', 'msgmenu', 'location']
const MORE_TYPES = ['business_card', 'ca_link']
/** WeCom says "strictly limited" and no number; this one is ours. */
const TOKENLESS_PER_MINUTE = 10
/** Seconds a code lives, and what may be said with it. */
const CODES: Readonly<Record<KfCode['kind'], { seconds: number; types: readonly string[] }>> = {
  welcome: { seconds: 20, types: ['text', 'msgmenu'] },
  queue: { seconds: KF_ANSWER_SECONDS, types: ['text'] },
  picked: { seconds: KF_ANSWER_SECONDS, types: ['text'] },
  ended: { seconds: 20, types: ['text', 'msgmenu'] },
}

const contentProblem = (kernel: Kernel, body: Body): number | null => {
  const msgtype = textIn(body, 'msgtype')
  const part = bodyIn(body, msgtype)
  if (![...TYPES, ...MORE_TYPES].includes(msgtype)) return 40008
  if (msgtype === 'text' && textIn(part, 'content') === '') return 44004
  const mediaId = textIn(part, 'media_id') || textIn(part, 'thumb_media_id')
  const needsMedia = ['image', 'voice', 'video', 'file', 'link', 'miniprogram'].includes(msgtype)
  if (needsMedia && usableMedia(kernel, mediaId) === null) return 40007
  if (msgtype !== 'msgmenu') return null
  const items = bodiesIn(part, 'list')
  if (items.length > MENU_ITEMS) return 95008
  return items.some((item) => !MENU_KINDS.includes(textIn(item, 'type'))) ? 95009 : null
}

/** The msgid to use, or null where the given one is malformed or was used on this account before. */
const takeMsgid = (kernel: Kernel, body: Body, openKfid: string): string | null => {
  const given = textIn(body, 'msgid')
  if (body.msgid !== undefined && !/^[0-9a-zA-Z_-]{1,32}$/.test(given)) return null
  const msgid = given === '' ? kernel.id('', 32) : given
  const key = `${openKfid}\n${msgid}`
  if (kernel.kf.msgids.has(key)) return null
  kernel.kf.msgids.add(key)
  return msgid
}

const deliver = async (kernel: Kernel, session: KfSession, sent: { msgid: string; body: Body }): Promise<void> => {
  const { openKfid, externalUserid } = session
  addRow(kernel, { openKfid, externalUserid, listed: false, body: { ...sent.body, msgid: sent.msgid } })
  if (session.failType === null) return
  addEvent(kernel, session, 'msg_send_fail', { fail_msgid: sent.msgid, fail_type: session.failType })
  await notifyKf(kernel, openKfid)
}

const send = async (context: ApiContext): Promise<Reply> => {
  const { kernel, body } = context
  const account = usableAccount(context)
  if (!isAccount(account)) return account
  const session = sessionOf(kernel, account.openKfid, textIn(body, 'touser'))
  if (session === null) return refuse(context, 40096)
  const problem = contentProblem(kernel, body)
  if (problem !== null) return refuse(context, problem)
  if (session.lastCustomerAt === null || kernel.seconds() - session.lastCustomerAt > KF_ANSWER_SECONDS) {
    return refuse(context, 95002)
  }
  if (session.state !== 0 && session.state !== 1) return refuse(context, 95018)
  if (session.answered >= ANSWERS) return refuse(context, 95001)
  const msgid = takeMsgid(kernel, body, account.openKfid)
  if (msgid === null) return refuse(context, 40058, 'invalid msgid')
  session.answered += 1
  await deliver(kernel, session, { msgid, body })
  return fine({ msgid })
}

const sendOnEvent = async (context: ApiContext): Promise<Reply> => {
  const { kernel, body } = context
  const code = kernel.kf.codes.get(textIn(body, 'code'))
  if (code === undefined) return refuse(context, 40058, 'invalid code')
  const { seconds, types } = CODES[code.kind]
  if (code.used || kernel.seconds() - code.at > seconds) return refuse(context, 95002)
  if (!types.includes(textIn(body, 'msgtype'))) return refuse(context, 40008)
  const problem = contentProblem(kernel, body)
  if (problem !== null) return refuse(context, problem)
  const session = sessionOf(kernel, code.openKfid, code.externalUserid)
  if (session === null) return refuse(context, 40096)
  // A customer who has begun to talk is answered in the ordinary way.
  if (code.kind === 'welcome' && session.state !== 4) return refuse(context, 95018)
  const msgid = takeMsgid(kernel, body, code.openKfid)
  if (msgid === null) return refuse(context, 40058, 'invalid msgid')
  code.used = true
  if (code.kind === 'welcome') session.lastWelcomeAt = kernel.seconds()
  await deliver(kernel, session, { msgid, body })
  return fine({ msgid })
}

const tooOftenWithoutToken = (kernel: Kernel, openKfid: string): boolean => {
  const minute = Math.floor(kernel.seconds() / 60)
  const seen = kernel.kf.tokenless.get(openKfid)
  const count = seen?.minute === minute ? seen.count + 1 : 1
  kernel.kf.tokenless.set(openKfid, { minute, count })
  return count > TOKENLESS_PER_MINUTE
}

const tokenProblem = (context: ApiContext, openKfid: string): number | null => {
  const { kernel } = context
  const given = textIn(context.body, 'token')
  if (given === '') return tooOftenWithoutToken(kernel, openKfid) ? 45009 : null
  const token = kernel.kf.tokens.get(given)
  const good = token?.openKfid === openKfid && kernel.seconds() - token.at <= KF_TOKEN_SECONDS
  return good ? null : 95007
}

const seqOf = (cursor: string): number => Number(Buffer.from(cursor, 'base64url').toString('utf8').replace(/^kf:/, ''))

const sync = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const account = usableAccount(context)
  if (!isAccount(account)) return account
  const limit = numberIn(body, 'limit') ?? 1000
  const cursor = textIn(body, 'cursor')
  if (limit < 1 || limit > 1000 || cursor.length > 64) return refuse(context, 40058)
  const problem = tokenProblem(context, account.openKfid)
  if (problem !== null) return refuse(context, problem)
  const from = cursor === '' ? 0 : seqOf(cursor)
  if (!Number.isInteger(from)) return refuse(context, 40058, 'invalid cursor')
  const oldest = kernel.seconds() - KF_HISTORY_SECONDS
  const fits = (row: KfRow) => row.openKfid === account.openKfid && row.seq > from && row.at >= oldest
  const rows = kernel.kf.rows.filter(fits)
  // What the API sent counts for the page and is left out of it: an empty page is not the end.
  const page = rows.slice(0, limit)
  const last = page.at(-1)?.seq ?? from
  return fine({
    next_cursor: Buffer.from(`kf:${last}`).toString('base64url'),
    has_more: rows.length > page.length ? 1 : 0,
    msg_list: page.filter((row) => row.listed).map((row) => row.body),
  })
}

const customers = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const ids = textsIn(body, 'external_userid_list')
  if (ids.length === 0 || ids.length > 100) return refuse(context, 40058)
  const now = kernel.seconds()
  const spoke = (id: string) =>
    [...kernel.kf.sessions.values()].find(
      (one) =>
        one.externalUserid === id && one.lastCustomerAt !== null && now - one.lastCustomerAt <= KF_ANSWER_SECONDS,
    )
  const withEntrance = numberIn(body, 'need_enter_session_context') === 1
  const rows = ids.flatMap((id) => {
    const session = spoke(id)
    const customer = kernel.kf.customers.get(id)
    if (session === undefined || customer === undefined) return []
    const entrance = { scene: session.scene, scene_param: session.sceneParam }
    return [
      {
        external_userid: id,
        nickname: customer.nickname,
        avatar: '',
        gender: customer.gender,
        ...(withEntrance ? { enter_session_context: entrance } : {}),
      },
    ]
  })
  if (rows.length === 0) return refuse(context, 95031)
  const invalid = ids.filter((id) => !rows.some((row) => row.external_userid === id))
  return fine({ customer_list: rows, invalid_external_userid: invalid })
}

export const kfMessageApis: Apis = {
  'kf/send_msg': { method: 'POST', run: send },
  'kf/send_msg_on_event': { method: 'POST', run: sendOnEvent },
  'kf/sync_msg': { method: 'POST', empty: { msg_list: [] }, run: sync },
  'kf/customer/batchget': {
    method: 'POST',
    empty: { customer_list: [], invalid_external_userid: [] },
    run: customers,
  },
}
