import {
  type ApiContext,
  type Apis,
  type Body,
  bodyIn,
  fine,
  numberIn,
  pageOf,
  type Reply,
  refuse,
  textIn,
  textsIn,
} from './replies.ts'
import { aliveRelation, type Customer, memberOf, type Relation, relationsOf, tagOf } from './state.ts'

const ID = /^w[mo][A-Za-z0-9_-]{10,62}$/

const wireContact = (customer: Customer): Body => ({
  external_userid: customer.externalUserid,
  name: customer.name,
  type: customer.type,
  // No picture: an invented address would send every trial to somebody else's server.
  avatar: '',
  gender: customer.gender,
  ...(customer.type === 2 ? { corp_name: customer.corpName ?? '', corp_full_name: customer.corpName ?? '' } : {}),
})

const wireRelation = (relation: Relation): Body => ({
  userid: relation.userid,
  remark: relation.remark,
  description: relation.description,
  createtime: relation.createdAt,
  ...(relation.remarkCompany === '' ? {} : { remark_corp_name: relation.remarkCompany }),
  remark_mobiles: relation.remarkMobiles,
  oper_userid: relation.operUserid,
  add_way: relation.addWay,
  ...(relation.state === null ? {} : { state: relation.state }),
})

const list = (context: ApiContext): Reply => {
  const member = memberOf(context.kernel.state, context.query.userid)
  if (member === null) return refuse(context, 60111)
  const relations = relationsOf(context.kernel.state, member.userid)
  if (relations.length === 0) return refuse(context, 84061)
  return fine({ external_userid: relations.map((relation) => relation.externalUserid) })
}

const get = (context: ApiContext): Reply => {
  const { state } = context.kernel
  const id = context.query.external_userid ?? ''
  const customer = state.customers.get(id)
  if (!ID.test(id) || customer === undefined) return refuse(context, 40096)
  const relations = [...state.relations.values()].filter((one) => one.alive && one.externalUserid === id)
  if (relations.length === 0) return refuse(context, 84061)
  const { page, nextCursor } = pageOf(relations, context.query.cursor ?? '', 500)
  const followers = page.map((relation) => ({
    ...wireRelation(relation),
    tags: relation.tags.flatMap((tagId) => {
      const found = tagOf(state, tagId)
      return found === null ? [] : [{ group_name: found.group.name, tag_name: found.tag.name, tag_id: tagId, type: 1 }]
    }),
  }))
  return fine({
    external_contact: wireContact(customer),
    follow_user: followers,
    ...(nextCursor === '' ? {} : { next_cursor: nextCursor }),
  })
}

/** Here tags come as ids in `follow_info.tag_id`, and a limit over 100 is quietly taken as 100. */
const batch = (context: ApiContext): Reply => {
  const { state } = context.kernel
  const asked = textsIn(context.body, 'userid_list')
  if (asked.length === 0 || asked.length > 100) return refuse(context, 40058)
  const members = asked.map((userid) => memberOf(state, userid))
  if (members.includes(null)) return refuse(context, 60111)
  const relations = members.flatMap((member) => (member === null ? [] : relationsOf(state, member.userid)))
  if (relations.length === 0) return refuse(context, 84061)
  const limit = Math.min(Math.max(numberIn(context.body, 'limit') ?? 50, 1), 100)
  const { page, nextCursor } = pageOf(relations, textIn(context.body, 'cursor'), limit)
  const rows = page.flatMap((relation) => {
    const customer = state.customers.get(relation.externalUserid)
    const tagIds = relation.tags.filter((id) => tagOf(state, id) !== null)
    return customer === undefined
      ? []
      : [{ external_contact: wireContact(customer), follow_info: { ...wireRelation(relation), tag_id: tagIds } }]
  })
  return fine({ external_contact_list: rows, next_cursor: nextCursor })
}

export type FoundPair = { ok: true; relation: Relation } | { ok: false; reply: Reply }

/** The checks that remark and tag calls share, in WeCom's order: member, customer, friendship. */
export const pairIn = (context: ApiContext): FoundPair => {
  const { state } = context.kernel
  const member = memberOf(state, context.body.userid)
  if (member === null) return { ok: false, reply: refuse(context, 60111) }
  const externalUserid = textIn(context.body, 'external_userid')
  if (!ID.test(externalUserid) || !state.customers.has(externalUserid))
    return { ok: false, reply: refuse(context, 40096) }
  const relation = aliveRelation(state, member.userid, externalUserid)
  return relation === null ? { ok: false, reply: refuse(context, 84061) } : { ok: true, relation }
}

const remark = (context: ApiContext): Reply => {
  const pair = pairIn(context)
  if (!pair.ok) return pair.reply
  const { body } = context
  const fields = ['remark', 'description', 'remark_company', 'remark_mobiles', 'remark_pic_mediaid']
  if (!fields.some((name) => body[name] !== undefined)) return refuse(context, 40058)
  const tooLong =
    [...textIn(body, 'remark')].length > 20 ||
    [...textIn(body, 'description')].length > 150 ||
    [...textIn(body, 'remark_company')].length > 20
  if (tooLong) return refuse(context, 40058)
  if (typeof body.remark === 'string') pair.relation.remark = body.remark
  if (typeof body.description === 'string') pair.relation.description = body.description
  if (typeof body.remark_company === 'string') pair.relation.remarkCompany = body.remark_company
  if (body.remark_mobiles !== undefined)
    pair.relation.remarkMobiles = textsIn(body, 'remark_mobiles').filter((one) => one !== '')
  return fine()
}

const WELCOME_SECONDS = 20

/** One friendship, one welcome: the first caller wins, whichever app it is. */
const welcome = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const code = kernel.state.welcomeCodes.get(textIn(body, 'welcome_code'))
  if (code === undefined || kernel.seconds() - code.at > WELCOME_SECONDS) return refuse(context, 41050)
  const content = textIn(bodyIn(body, 'text'), 'content')
  const attachments = Array.isArray(body.attachments) ? body.attachments : []
  if (content === '' && attachments.length === 0) return refuse(context, 40058)
  if (attachments.length > 9) return refuse(context, 41064)
  if (Buffer.byteLength(content) > 4000)
    return refuse(context, 40058, 'text.content exceed max length 4000. invalid Request Parameter')
  if (code.used) return refuse(context, 41051)
  code.used = true
  const key = `${code.userid}\n${code.externalUserid}`
  const chat = kernel.state.chats.get(key) ?? []
  kernel.state.chats.set(key, chat)
  const base = { at: kernel.now(), from: code.userid }
  if (content !== '') chat.push({ ...base, id: kernel.nextNumber(), kind: 'text', text: content })
  for (const attachment of attachments) {
    const kind = textIn(attachment, 'msgtype')
    const link = bodyIn(attachment, 'link')
    if (kind === 'link')
      chat.push({
        ...base,
        id: kernel.nextNumber(),
        kind: 'news',
        text: textIn(link, 'title'),
        link: { title: textIn(link, 'title'), desc: textIn(link, 'desc'), url: textIn(link, 'url') },
      })
    else chat.push({ ...base, id: kernel.nextNumber(), kind: 'image', text: `[${kind}]` })
  }
  return fine()
}

export const customerApis: Apis = {
  'externalcontact/get_follow_user_list': {
    method: 'GET',
    empty: { follow_user: [] },
    run: ({ kernel }) => fine({ follow_user: [...kernel.state.members.keys()] }),
  },
  'externalcontact/list': { method: 'GET', empty: { external_userid: [] }, run: list },
  'externalcontact/get': { method: 'GET', empty: { follow_user: [] }, run: get },
  'externalcontact/batch/get_by_user': { method: 'POST', empty: { external_contact_list: [] }, run: batch },
  'externalcontact/remark': { method: 'POST', run: remark },
  'externalcontact/send_welcome_msg': { method: 'POST', run: welcome },
}
