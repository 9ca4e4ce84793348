import type { Kernel } from '../kernel.ts'
import { type Customer, type Member, memberOf, type Relation, relationsOf, tagOf } from '../state.ts'
import { announceEdit, EXTERNAL_ID, isStale, pairIn } from './pairs.ts'
import {
  type ApiContext,
  type Apis,
  type Body,
  fine,
  numberIn,
  pageOf,
  type Reply,
  refuse,
  textIn,
  textsIn,
} from './replies.ts'
import { mayHaveCustomers, sees, seesUserid } from './scopes.ts'
import { unionIdsOf } from './union-ids.ts'
import { welcomeApis } from './welcome.ts'

export { type FoundPair, pairIn } from './pairs.ts'

const wireContact = (kernel: Kernel, customer: Customer): Body => ({
  external_userid: customer.externalUserid,
  name: customer.name,
  type: customer.type,
  // No picture: an invented address would send every trial to somebody else's server.
  avatar: '',
  gender: customer.gender,
  ...(customer.type === 1 && kernel.switches.get('unionids')
    ? { unionid: unionIdsOf(customer.externalUserid).unionid }
    : {}),
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

/** Members in range who may have customers. */
const followers = (kernel: Kernel): Member[] =>
  [...kernel.state.members.values()].filter((member) => sees(kernel, member) && mayHaveCustomers(kernel, member.userid))

/** The customers of a member as far as readings know them by now. */
const friendsOf = (kernel: Kernel, userid: string): Relation[] =>
  relationsOf(kernel.state, userid).filter((one) => !isStale(kernel, one.createdAt))

const list = (context: ApiContext): Reply => {
  const member = memberOf(context.kernel.state, context.query.userid)
  if (member === null) return refuse(context, 60111)
  const relations = friendsOf(context.kernel, member.userid)
  if (relations.length === 0) return refuse(context, 84061)
  return fine({ external_userid: relations.map((relation) => relation.externalUserid) })
}

const get = (context: ApiContext): Reply => {
  const { state } = context.kernel
  const id = context.query.external_userid ?? ''
  const customer = state.customers.get(id)
  if (!EXTERNAL_ID.test(id) || customer === undefined) return refuse(context, 40096)
  const known = [...state.relations.values()].filter(
    (one) => one.alive && one.externalUserid === id && !isStale(context.kernel, one.createdAt),
  )
  if (known.length === 0) return refuse(context, 84061)
  const relations = known.filter((one) => seesUserid(context.kernel, one.userid))
  if (relations.length === 0) return refuse(context, 60011)
  const { page, nextCursor } = pageOf(relations, context.query.cursor ?? '', 500)
  const followUsers = page.map((relation) => ({
    ...wireRelation(relation),
    tags: relation.tags.flatMap((tagId) => {
      const found = tagOf(state, tagId)
      return found === null ? [] : [{ group_name: found.group.name, tag_name: found.tag.name, tag_id: tagId, type: 1 }]
    }),
  }))
  return fine({
    external_contact: wireContact(context.kernel, customer),
    follow_user: followUsers,
    ...(nextCursor === '' ? {} : { next_cursor: nextCursor }),
  })
}

const unlicensedOf = (kernel: Kernel, members: readonly (Member | null)[]): string[] => {
  const without = kernel.switches.get('unlicensedMembers').map((one) => one.toLowerCase())
  return members.flatMap((one) => (one !== null && without.includes(one.userid.toLowerCase()) ? [one.userid] : []))
}

/** Here tags come as ids in `follow_info.tag_id`, and a limit over 100 is quietly taken as 100. */
const batch = (context: ApiContext): Reply => {
  const { state } = context.kernel
  const asked = textsIn(context.body, 'userid_list')
  if (asked.length === 0 || asked.length > 100) return refuse(context, 40058)
  const members = asked.map((userid) => memberOf(state, userid))
  if (members.includes(null)) return refuse(context, 60111)
  const without = unlicensedOf(context.kernel, members)
  if (without.length === members.length) return refuse(context, 701008)
  const relations = members.flatMap((member) =>
    member === null || without.includes(member.userid) ? [] : friendsOf(context.kernel, member.userid),
  )
  if (relations.length === 0) return refuse(context, 84061)
  const limit = Math.min(Math.max(numberIn(context.body, 'limit') ?? 50, 1), 100)
  const { page, nextCursor } = pageOf(relations, textIn(context.body, 'cursor'), limit)
  const rows = page.flatMap((relation) => {
    const customer = state.customers.get(relation.externalUserid)
    const tagIds = relation.tags.filter((id) => tagOf(state, id) !== null)
    return customer === undefined
      ? []
      : [
          {
            external_contact: wireContact(context.kernel, customer),
            follow_info: { ...wireRelation(relation), tag_id: tagIds },
          },
        ]
  })
  return fine({
    external_contact_list: rows,
    next_cursor: nextCursor,
    ...(without.length === 0 ? {} : { fail_info: { unlicensed_userid_list: without } }),
  })
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
  announceEdit(context.kernel, pair.relation)
  return fine()
}

export const customerApis: Apis = {
  'externalcontact/get_follow_user_list': {
    method: 'GET',
    empty: { follow_user: [] },
    run: ({ kernel }) => fine({ follow_user: followers(kernel).map((member) => member.userid) }),
  },
  'externalcontact/list': { method: 'GET', empty: { external_userid: [] }, run: list },
  'externalcontact/get': { method: 'GET', empty: { follow_user: [] }, run: get },
  'externalcontact/batch/get_by_user': { method: 'POST', empty: { external_contact_list: [] }, run: batch },
  'externalcontact/remark': { method: 'POST', run: remark },
  ...welcomeApis,
}
