import { byteLength } from '../../wecom/bytes.ts'
import { type Checked, expanded, letters, qrOf, rangeIn } from '../growth/common.ts'
import type { Way } from '../growth/state.ts'
import type { Kernel } from '../kernel.ts'
import { aliveRelation, memberOf } from '../state.ts'
import {
  type ApiContext,
  type Apis,
  type Body,
  bodyIn,
  fine,
  isBody,
  numberIn,
  pageOf,
  type Reply,
  refuse,
  textIn,
} from './replies.ts'

const MEMBERS = 100
const TEMP_PER_DAY = 100_000
const LONGEST = 1_209_600
const DAY = 86_400
/** Older ones were never listed. */
const LISTED_SINCE = Date.parse('2021-07-10T00:00:00+08:00') / 1000

const flag = (body: Body, name: string, otherwise: boolean): boolean => {
  const value = body[name]
  return typeof value === 'boolean' ? value : otherwise
}

/** Contact ways and join ways share one total. */
export const waysLeft = (kernel: Kernel): boolean => {
  const { ways, joinWays } = kernel.state.growth
  return ways.size + joinWays.size < kernel.switches.get('waysPerCorp')
}

const conclusionsProblem = (conclusions: Body): boolean =>
  byteLength(textIn(bodyIn(conclusions, 'text'), 'content')) > 4000 ||
  byteLength(textIn(bodyIn(conclusions, 'link'), 'title')) > 128 ||
  byteLength(textIn(bodyIn(conclusions, 'link'), 'desc')) > 512 ||
  byteLength(textIn(bodyIn(conclusions, 'miniprogram'), 'title')) > 64

/** Given fields overwrite, lists whole; the rest stays. */
const withFields = (context: ApiContext, way: Way): Checked<Way> => {
  const { kernel, body } = context
  const no = (errcode: number): Checked<Way> => ({ ok: false, reply: refuse(context, errcode) })
  const range = rangeIn(context, body, { users: 'user', parties: 'party' })
  if (!range.ok) return range
  const users = body.user === undefined ? way.users : range.value.users
  const parties = body.party === undefined || way.type === 1 ? way.parties : range.value.parties
  if (way.type === 1 && users.length !== 1) return no(40058)
  if (users.length + parties.length === 0) return no(40063)
  if (expanded(kernel, users, parties).length > MEMBERS) return no(41041)
  const style = numberIn(body, 'style') ?? way.style
  if (!Number.isInteger(style) || style < 0 || style > 3) return no(41042)
  const text = (name: 'remark' | 'state' | 'unionid'): string =>
    typeof body[name] === 'string' ? body[name] : way[name]
  if (letters(text('remark')) > 30 || letters(text('state')) > 30) return no(40058)
  const expiresIn = numberIn(body, 'expires_in') ?? way.expiresIn
  const chatExpiresIn = numberIn(body, 'chat_expires_in') ?? way.chatExpiresIn
  if ([expiresIn, chatExpiresIn].some((seconds) => seconds < 1 || seconds > LONGEST)) return no(40058)
  if (conclusionsProblem(bodyIn(body, 'conclusions'))) return no(40058)
  const value: Way = {
    ...way,
    users,
    parties,
    style,
    remark: text('remark'),
    state: text('state'),
    unionid: text('unionid'),
    skipVerify: flag(body, 'skip_verify', way.skipVerify),
    isExclusive: flag(body, 'is_exclusive', way.isExclusive),
    markSource: flag(body, 'mark_source', way.markSource),
    expiresIn,
    chatExpiresIn,
    conclusions: way.isTemp && isBody(body.conclusions) ? body.conclusions : way.conclusions,
  }
  return { ok: true, value }
}

const add = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const { growth } = kernel.state
  const [type, scene] = [numberIn(body, 'type'), numberIn(body, 'scene')]
  if (type === null) return refuse(context, 41037)
  if (scene === null) return refuse(context, 41038)
  if (type !== 1 && type !== 2) return refuse(context, 41039)
  if (scene !== 1 && scene !== 2) return refuse(context, 41040)
  if (!waysLeft(kernel)) return refuse(context, 41045)
  const isTemp = body.is_temp === true
  if (isTemp && !kernel.counters.take([{ key: 'temporary-ways', max: TEMP_PER_DAY, per: 'day' }]))
    return refuse(context, 45009)
  const configId = kernel.id('', 32).toLowerCase()
  const checked = withFields(context, {
    ...{ configId, type, scene, style: 0, remark: '', skipVerify: true, state: '', users: [], parties: [] },
    ...{ isTemp, expiresIn: 604_800, chatExpiresIn: DAY, unionid: '', isExclusive: false, markSource: true },
    ...{
      conclusions: null,
      createdAt: kernel.seconds(),
      qrCode: scene === 2 ? qrOf(context, configId) : '',
      used: false,
    },
  })
  if (!checked.ok) return checked.reply
  growth.ways.set(configId, checked.value)
  return fine({ config_id: configId, ...(scene === 2 ? { qr_code: checked.value.qrCode } : {}) })
}

const wayIn = (context: ApiContext): Checked<Way> => {
  const configId = textIn(context.body, 'config_id')
  if (configId === '') return { ok: false, reply: refuse(context, 41043) }
  const way = context.kernel.state.growth.ways.get(configId)
  return way === undefined ? { ok: false, reply: refuse(context, 41044) } : { ok: true, value: way }
}

/** A picture is written as a media id and read back as an address. */
const wireConclusions = (context: ApiContext, conclusions: Body): Body => {
  const mediaId = textIn(bodyIn(conclusions, 'image'), 'media_id')
  return mediaId === '' ? conclusions : { ...conclusions, image: { pic_url: qrOf(context, mediaId) } }
}

const get = (context: ApiContext): Reply => {
  const found = wayIn(context)
  if (!found.ok) return found.reply
  const way = found.value
  const temporary = {
    expires_in: way.expiresIn,
    chat_expires_in: way.chatExpiresIn,
    ...(way.unionid === '' ? {} : { unionid: way.unionid }),
    ...(way.conclusions === null ? {} : { conclusions: wireConclusions(context, way.conclusions) }),
  }
  return fine({
    contact_way: {
      config_id: way.configId,
      type: way.type,
      scene: way.scene,
      ...(way.scene === 1 ? { style: way.style } : { qr_code: way.qrCode }),
      remark: way.remark,
      skip_verify: way.skipVerify,
      state: way.state,
      user: way.users,
      party: way.parties,
      is_temp: way.isTemp,
      is_exclusive: way.isExclusive,
      mark_source: way.markSource,
      ...(way.isTemp ? temporary : {}),
    },
  })
}

const list = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const end = numberIn(body, 'end_time') ?? kernel.seconds()
  const start = numberIn(body, 'start_time') ?? end - 90 * DAY
  const limit = numberIn(body, 'limit') ?? 100
  if (start > end || limit < 1 || limit > 1000) return refuse(context, 40058)
  const ways = [...kernel.state.growth.ways.values()].filter(
    (way) => !way.isTemp && way.createdAt >= Math.max(start, LISTED_SINCE) && way.createdAt <= end,
  )
  const { page, nextCursor } = pageOf(ways, textIn(body, 'cursor'), limit)
  return fine({ contact_way: page.map((way) => ({ config_id: way.configId })), next_cursor: nextCursor })
}

const update = (context: ApiContext): Reply => {
  const found = wayIn(context)
  if (!found.ok) return found.reply
  const checked = withFields(context, found.value)
  if (!checked.ok) return checked.reply
  context.kernel.state.growth.ways.set(found.value.configId, checked.value)
  return fine()
}

const remove = (context: ApiContext): Reply => {
  const found = wayIn(context)
  if (!found.ok) return found.reply
  context.kernel.state.growth.ways.delete(found.value.configId)
  return fine()
}

/** Ends what a temporary way began; a friendship is no temporary chat. */
const closeTempChat = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const member = memberOf(kernel.state, body.userid)
  if (member === null) return refuse(context, 60111)
  const externalUserid = textIn(body, 'external_userid')
  if (!kernel.state.customers.has(externalUserid)) return refuse(context, 40096)
  const chat = kernel.state.growth.tempChats.find(
    (one) => one.open && one.userid === member.userid && one.externalUserid === externalUserid,
  )
  if (chat === undefined)
    return refuse(context, aliveRelation(kernel.state, member.userid, externalUserid) === null ? 84061 : 40058)
  chat.open = false
  return fine()
}

export const contactWayApis: Apis = {
  'externalcontact/add_contact_way': { method: 'POST', run: add },
  'externalcontact/get_contact_way': { method: 'POST', run: get },
  'externalcontact/list_contact_way': { method: 'POST', empty: { contact_way: [] }, run: list },
  'externalcontact/update_contact_way': { method: 'POST', run: update },
  'externalcontact/del_contact_way': { method: 'POST', run: remove },
  'externalcontact/close_temp_chat': { method: 'POST', run: closeTempChat },
}
