import { usableMedia } from '../api/media.ts'
import { type ApiContext, type Apis, type Body, fine, numberIn, type Reply, refuse, textIn } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import { memberOf } from '../state.ts'
import { addEvent, isAccount, type KfAccount, newCode, sessionOf, usableAccount } from './state.ts'

const MAX_ACCOUNTS = 5000
const NAME_CHARACTERS = 16
const AVATAR = 'https://wwcdn.weixin.qq.com/node/wework/images/kf_head_image_url_2.png'

const nameFits = (name: string): boolean => name !== '' && [...name].length <= NAME_CHARACTERS

const add = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const name = textIn(body, 'name')
  if (!nameFits(name)) return refuse(context, 95006)
  if (usableMedia(kernel, textIn(body, 'media_id')) === null) return refuse(context, 40007)
  if ([...kernel.kf.accounts.values()].filter((one) => !one.deleted).length >= MAX_ACCOUNTS)
    return refuse(context, 95005)
  const openKfid = kernel.id('wk', 32)
  const fresh = { servicers: new Map(), departments: new Set<number>(), managed: true, deleted: false }
  kernel.kf.accounts.set(openKfid, { openKfid, name, avatar: AVATAR, ...fresh })
  return fine({ open_kfid: openKfid })
}

const update = (context: ApiContext): Reply => {
  const account = usableAccount(context)
  if (!isAccount(account)) return account
  const name = textIn(context.body, 'name')
  if (context.body.name !== undefined && !nameFits(name)) return refuse(context, 95006)
  const media = textIn(context.body, 'media_id')
  if (media !== '' && usableMedia(context.kernel, media) === null) return refuse(context, 40007)
  if (name !== '') account.name = name
  return fine()
}

const remove = (context: ApiContext): Reply => {
  const account = usableAccount(context)
  if (!isAccount(account)) return account
  account.deleted = true
  return fine()
}

const list = (context: ApiContext): Reply => {
  const offset = numberIn(context.body, 'offset') ?? 0
  const limit = numberIn(context.body, 'limit') ?? 100
  if (limit < 1 || limit > 100) return refuse(context, 40058)
  const accounts = [...context.kernel.kf.accounts.values()].filter((one) => !one.deleted)
  const rows = accounts.slice(offset, offset + limit).map(({ openKfid, name, avatar, managed }) => ({
    open_kfid: openKfid,
    name,
    avatar,
    manage_privilege: managed,
  }))
  return fine({ account_list: rows })
}

const contactWay = (context: ApiContext): Reply => {
  const account = usableAccount(context)
  if (!isAccount(account)) return account
  const scene = textIn(context.body, 'scene')
  if (!/^[0-9a-zA-Z_-]{0,32}$/.test(scene)) return refuse(context, 40058)
  const enc = scene === '' ? '' : `?enc_scene=ENC${Buffer.from(scene).toString('base64url')}`
  return fine({ url: `https://work.weixin.qq.com/kfid/kfc${account.openKfid.slice(2)}${enc}` })
}

const changeServicers = (context: ApiContext, change: 'add' | 'del'): Reply => {
  const account = usableAccount(context)
  if (!isAccount(account)) return account
  const { userid_list: userids = [], department_id_list: departments = [] } = context.body
  if (!Array.isArray(userids) || !Array.isArray(departments)) return refuse(context, 40058)
  if (userids.length + departments.length === 0) return refuse(context, 40063)
  if (userids.length > 100 || departments.length > 100) return refuse(context, 40058)
  const byUser = userids.map((userid) => changeMember(context, account, change, userid))
  const byDepartment = departments.map((id) => {
    const known = context.kernel.state.departments.has(Number(id))
    if (known && change === 'add') account.departments.add(Number(id))
    else account.departments.delete(Number(id))
    return { department_id: id, ...verdict(known ? 0 : 60123) }
  })
  return fine({ result_list: [...byUser, ...byDepartment] })
}

const verdict = (errcode: number): Body => ({ errcode, errmsg: errcode === 0 ? 'ok' : 'invalid' })

const changeMember = (context: ApiContext, account: KfAccount, change: 'add' | 'del', given: unknown): Body => {
  const member = memberOf(context.kernel.state, given)
  if (member === null) return { userid: given, ...verdict(60111) }
  if (change === 'del') {
    return { userid: member.userid, ...verdict(account.servicers.delete(member.userid) ? 0 : 95014) }
  }
  if (!account.servicers.has(member.userid)) account.servicers.set(member.userid, { serving: true, stopType: 0 })
  return { userid: member.userid, ...verdict(0) }
}

const servicers = (context: ApiContext): Reply => {
  const account = usableAccount(context, context.query.open_kfid ?? '')
  if (!isAccount(account)) return account
  const members = [...account.servicers].map(([userid, { serving, stopType }]) =>
    serving ? { userid, status: 0 } : { userid, status: 1, stop_type: stopType },
  )
  const departments = [...account.departments].map((id) => ({ department_id: id }))
  return fine({ servicer_list: [...members, ...departments] })
}

/** WeCom's chart. 4 ends it: only the customer's next message starts again, at 0. */
const MOVES: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 3], 1: [2, 3], 2: [3], 3: [3, 4], 4: [] }

const getState = (context: ApiContext): Reply => {
  const account = usableAccount(context)
  if (!isAccount(account)) return account
  const session = sessionOf(context.kernel, account.openKfid, textIn(context.body, 'external_userid'))
  if (session === null) return refuse(context, 40096)
  const who = session.servicerUserid === null ? {} : { servicer_userid: session.servicerUserid }
  return fine({ service_state: session.state, ...who })
}

/** The member a session goes to, or what is wrong with that wish. */
const wantedServicer = (context: ApiContext, account: KfAccount): string | Reply => {
  const userid = memberOf(context.kernel.state, context.body.servicer_userid)?.userid
  if (userid === undefined) return refuse(context, textIn(context.body, 'servicer_userid') === '' ? 40063 : 60111)
  const servicer = account.servicers.get(userid)
  if (servicer === undefined) return refuse(context, 95014)
  return servicer.serving ? userid : refuse(context, 95019)
}

const transfer = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const account = usableAccount(context)
  if (!isAccount(account)) return account
  const session = sessionOf(kernel, account.openKfid, textIn(body, 'external_userid'))
  if (session === null) return refuse(context, 40096)
  const to = numberIn(body, 'service_state')
  if (to !== 1 && to !== 2 && to !== 3 && to !== 4) return refuse(context, 40058)
  if (session.state === 4) return refuse(context, 95013)
  if (!MOVES[session.state]?.includes(to)) return refuse(context, 95016)
  const before = { state: session.state, servicer: session.servicerUserid }
  const servicer = to === 3 ? wantedServicer(context, account) : null
  if (servicer !== null && typeof servicer !== 'string') return servicer
  session.state = to
  session.servicerUserid = servicer
  // A move by API makes no event; only the code comes back, where something may still be said.
  if (to === 2) return fine({ msg_code: newCode(kernel, 'queue', session) })
  if (to === 4) return fine({ msg_code: newCode(kernel, 'ended', session) })
  return fine(before.state === 2 ? { msg_code: newCode(kernel, 'picked', session) } : {})
}

/** A servicer goes to lunch or comes back: everybody who syncs this account hears of it. */
export const setServing = (kernel: Kernel, account: KfAccount, userid: string, on: boolean): void => {
  account.servicers.set(userid, { serving: on, stopType: on ? 0 : 1 })
  const change = { servicer_userid: userid, status: on ? 1 : 2, ...(on ? {} : { stop_type: 1 }) }
  addEvent(kernel, { openKfid: account.openKfid }, 'servicer_status_change', change)
}

export const kfAccountApis: Apis = {
  'kf/account/add': { method: 'POST', run: add },
  'kf/account/update': { method: 'POST', run: update },
  'kf/account/del': { method: 'POST', run: remove },
  'kf/account/list': { method: 'GET', empty: { account_list: [] }, run: list },
  'kf/add_contact_way': { method: 'POST', run: contactWay },
  'kf/servicer/add': { method: 'POST', empty: { result_list: [] }, run: (context) => changeServicers(context, 'add') },
  'kf/servicer/del': { method: 'POST', empty: { result_list: [] }, run: (context) => changeServicers(context, 'del') },
  'kf/servicer/list': { method: 'GET', empty: { servicer_list: [] }, run: servicers },
  'kf/service_state/get': { method: 'POST', run: getState },
  'kf/service_state/trans': { method: 'POST', run: transfer },
}
