import { type Checked, daysIn, expanded, letters, rangeIn } from '../growth/common.ts'
import type { Link } from '../growth/state.ts'
import { chinaDay } from '../kernel.ts'
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
  textsIn,
} from './replies.ts'

const MEMBERS = 500
const KEY_SECONDS = 30 * 60

const priorityIn = (body: Body): Link['priority'] => {
  const option = bodyIn(body, 'priority_option')
  const type = numberIn(option, 'priority_type')
  return type === null ? null : { type, users: textsIn(option, 'priority_userid_list') }
}

const withFields = (context: ApiContext, link: Link): Checked<Link> => {
  const { kernel, body } = context
  const no = (errcode: number): Checked<Link> => ({ ok: false, reply: refuse(context, errcode) })
  const name = typeof body.link_name === 'string' ? body.link_name : link.name
  if (name === '') return no(40063)
  if (letters(name) > 30) return no(40058)
  const range = rangeIn(context, bodyIn(body, 'range'), { users: 'user_list', parties: 'department_list' })
  if (!range.ok) return range
  const { users, parties } = isBody(body.range) ? range.value : link
  if (users.length + parties.length === 0) return no(40063)
  if (expanded(kernel, users, parties).length > MEMBERS) return no(40058)
  const priority = priorityIn(body) ?? link.priority
  if (priority !== null && priority.type !== 1 && priority.type !== 2) return no(40058)
  const value: Link = {
    ...link,
    name,
    users,
    parties,
    priority,
    skipVerify: typeof body.skip_verify === 'boolean' ? body.skip_verify : link.skipVerify,
    markSource: typeof body.mark_source === 'boolean' ? body.mark_source : link.markSource,
  }
  return { ok: true, value }
}

const create = (context: ApiContext): Reply => {
  const { kernel } = context
  const linkId = kernel.id('cawcde', 20)
  const checked = withFields(context, {
    ...{ linkId, name: '', url: `http://${context.host}/sandbox/code/${linkId}`, createdAt: kernel.seconds() },
    ...{ skipVerify: true, markSource: true, users: [], parties: [], priority: null, clicks: [] },
  })
  if (!checked.ok) return checked.reply
  const { name, url, createdAt } = checked.value
  kernel.state.growth.links.set(linkId, checked.value)
  return fine({ link: { link_id: linkId, link_name: name, url, create_time: createdAt } })
}

const linkIn = (context: ApiContext): Checked<Link> => {
  const linkId = textIn(context.body, 'link_id')
  if (linkId === '') return { ok: false, reply: refuse(context, 40063) }
  const link = context.kernel.state.growth.links.get(linkId)
  return link === undefined ? { ok: false, reply: refuse(context, 40058) } : { ok: true, value: link }
}

const list = (context: ApiContext): Reply => {
  const limit = Math.min(numberIn(context.body, 'limit') ?? 100, 100)
  const ids = [...context.kernel.state.growth.links.keys()]
  const { page, nextCursor } = pageOf(ids, textIn(context.body, 'cursor'), limit)
  return fine({ link_id_list: page, next_cursor: nextCursor })
}

const get = (context: ApiContext): Reply => {
  const found = linkIn(context)
  if (!found.ok) return found.reply
  const { name, url, createdAt, skipVerify, markSource, users, parties, priority } = found.value
  return fine({
    link: { link_name: name, url, create_time: createdAt, skip_verify: skipVerify, mark_source: markSource },
    range: { user_list: users, department_list: parties },
    ...(priority === null
      ? {}
      : { priority_option: { priority_type: priority.type, priority_userid_list: priority.users } }),
  })
}

const update = (context: ApiContext): Reply => {
  const found = linkIn(context)
  if (!found.ok) return found.reply
  const checked = withFields(context, found.value)
  if (!checked.ok) return checked.reply
  context.kernel.state.growth.links.set(found.value.linkId, checked.value)
  return fine()
}

const remove = (context: ApiContext): Reply => {
  const found = linkIn(context)
  if (!found.ok) return found.reply
  context.kernel.state.growth.links.delete(found.value.linkId)
  return fine()
}

const customers = (context: ApiContext): Reply => {
  const found = linkIn(context)
  if (!found.ok) return found.reply
  const limit = numberIn(context.body, 'limit') ?? 1000
  if (limit < 1 || limit > 1000) return refuse(context, 40058)
  const rows = context.kernel.state.growth.linkCustomers.filter((row) => row.linkId === found.value.linkId)
  const { page, nextCursor } = pageOf(rows, textIn(context.body, 'cursor'), limit)
  return fine({
    customer_list: page.map((row) => ({
      external_userid: row.externalUserid,
      userid: row.userid,
      chat_status: row.received > 0 ? 1 : 0,
      state: row.state,
    })),
    next_cursor: nextCursor,
  })
}

/** Sums of whole days; today counts as far as it has come. */
const statistic = (context: ApiContext): Reply => {
  const found = linkIn(context)
  if (!found.ok) return found.reply
  const days = daysIn(context, 'start_time', 'end_time', false)
  if (days === null) return refuse(context, 40058)
  const inside = (at: number): boolean => days.includes(chinaDay(at))
  const { linkCustomers } = context.kernel.state.growth
  return fine({
    click_link_customer_cnt: found.value.clicks.filter(inside).length,
    new_customer_cnt: linkCustomers.filter((row) => row.linkId === found.value.linkId && inside(row.at)).length,
  })
}

const quota = ({ kernel }: ApiContext): Reply => {
  const { total, balance, expiresAt } = kernel.state.growth.quota
  const expires = expiresAt === 0 ? kernel.seconds() + 365 * 86_400 : expiresAt
  return fine({ total, balance, quota_list: [{ expire_date: expires, balance }] })
}

const chatInfo = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const key = kernel.state.growth.chatKeys.get(textIn(body, 'chat_key'))
  if (key === undefined || kernel.seconds() - key.at > KEY_SECONDS) return refuse(context, 40058)
  const { userid, externalUserid, linkId } = key
  const row = kernel.state.growth.linkCustomers.find(
    (one) => one.linkId === linkId && one.userid === userid && one.externalUserid === externalUserid,
  )
  return fine({
    userid,
    external_userid: externalUserid,
    chat_info: { recv_msg_cnt: row?.received ?? 1, link_id: linkId, state: row?.state ?? '' },
  })
}

const PATH = 'externalcontact/customer_acquisition'

export const acquisitionApis: Apis = {
  [`${PATH}/list_link`]: { method: 'POST', empty: { link_id_list: [] }, run: list },
  [`${PATH}/get`]: { method: 'POST', run: get },
  [`${PATH}/create_link`]: { method: 'POST', run: create },
  [`${PATH}/update_link`]: { method: 'POST', run: update },
  [`${PATH}/delete_link`]: { method: 'POST', run: remove },
  [`${PATH}/customer`]: { method: 'POST', empty: { customer_list: [] }, run: customers },
  [`${PATH}/statistic`]: { method: 'POST', run: statistic },
  [`${PATH}/get_chat_info`]: { method: 'POST', run: chatInfo },
  'externalcontact/customer_acquisition_quota': { method: 'GET', empty: { quota_list: [] }, run: quota },
}
