import { makeTagGroup, makeTags } from '../api/tags.ts'
import { CHINA_OFFSET, chinaDay, type Kernel, type OrdinaryDay } from '../kernel.ts'
import { makeRobot } from '../people/company.ts'
import { makeGroup } from '../people/groups.ts'
import { pairKey } from '../state.ts'
import { DEPARTMENTS, MEMBERS, TAG_GROUPS, TALKERS, TALKS } from './demo-data.ts'
import { type DemoCustomer, demoCustomers } from './demo-history.ts'
import { seededRandom } from './seeded-random.ts'

const ADD_WAYS = [1, 1, 1, 3, 2, 16, 201, 4, 10]
const WEEKEND = [0, 6]
/** How many of the customers carry a tag of the first, second and third group. */
const TAGGED = [0.8, 0.5, 0.4]

const seedCompany = (kernel: Kernel): void => {
  const { state, options } = kernel
  for (const [order, department] of DEPARTMENTS.entries())
    state.departments.set(department.id, { ...department, order: 100 - order })
  for (const member of MEMBERS)
    state.members.set(member.userid, {
      userid: member.userid,
      name: member.name,
      departments: [...member.departments],
      leaderIn: [...member.leaderIn],
      directLeader: member.leader === null ? [] : [member.leader],
      position: member.position,
    })
  if (!state.members.has(options.adminUserid))
    state.members.set(options.adminUserid, {
      userid: options.adminUserid,
      name: '管理员',
      departments: [1],
      leaderIn: [],
      directLeader: [],
      position: '系统管理员',
    })
}

const seedTags = (kernel: Kernel): string[][] =>
  TAG_GROUPS.map(({ name, tags }, index) => {
    const group = makeTagGroup(kernel, name, 10 - index)
    return makeTags(
      kernel,
      group,
      tags.map((tag, order) => ({ name: tag, order: 100 - order })),
    ).map((tag) => tag.id)
  })

/** Friendships spread over 90 days; nobody was added later than yesterday evening. */
const seedRelation = (kernel: Kernel, customer: DemoCustomer, tagIds: string[][]): void => {
  const { externalUserid, userid, name, gender, remark, index } = customer
  const random = seededRandom(300 + index)
  const today = chinaDay(kernel.seconds())
  const day = today - 1 - Math.floor(index < 5 ? 60 + random() * 28 : random() * 88)
  const tags = tagIds.flatMap((ids, group) => {
    const chosen = ids[Math.floor(random() * ids.length)]
    return chosen !== undefined && random() < (TAGGED[group] ?? 0) ? [chosen] : []
  })
  kernel.state.customers.set(externalUserid, { externalUserid, name, gender, type: 1, corpName: null })
  kernel.state.relations.set(pairKey(userid, externalUserid), {
    externalUserid,
    userid,
    alive: true,
    half: false,
    remark,
    description: index % 4 === 0 ? '门店体验过，喜欢清爽一点的质地' : '',
    remarkCompany: '',
    remarkMobiles: [],
    createdAt: day * 86_400 - CHINA_OFFSET + Math.floor((9 + random() * 11) * 3600),
    tags,
    state: index % 7 === 0 ? 'jingan' : null,
    addWay: ADD_WAYS[index % ADD_WAYS.length] ?? 1,
    operUserid: index % 3 === 0 ? userid : externalUserid,
    spoke: TALKERS.some((place) => place === index),
  })
}

/** Lines of today that lie ahead of the clock move to yesterday: nobody has spoken in the future. */
const seedTalk = (kernel: Kernel, customer: DemoCustomer, talk: (typeof TALKS)[number]): void => {
  const now = kernel.seconds()
  const midnight = (chinaDay(now) - talk.days) * 86_400 - CHINA_OFFSET
  const late = talk.lines.some(([, minute]) => midnight + minute * 60 > now) ? 86_400 : 0
  const messages = talk.lines.map(([who, minute, text]) => ({
    id: kernel.nextNumber(),
    at: new Date((midnight - late + minute * 60) * 1000),
    from: who === 'c' ? customer.externalUserid : customer.userid,
    kind: 'text' as const,
    text,
  }))
  const relation = kernel.state.relations.get(pairKey(customer.userid, customer.externalUserid))
  if (relation !== undefined) {
    const first = Math.floor((messages[0]?.at.getTime() ?? 0) / 1000) - 3600
    relation.createdAt = Math.min(relation.createdAt, first)
  }
  kernel.state.chats.set(pairKey(customer.userid, customer.externalUserid), messages)
}

/** The same figures for the same rep and day however often they are asked for; weekends are quiet. */
export const ordinaryDay = (userid: string, day: number): OrdinaryDay | null => {
  const rank = MEMBERS.findIndex((member) => member.userid === userid)
  if (rank < 1) return null
  const random = seededRandom(day * 31 + rank * 7919)
  const quiet = WEEKEND.includes((day + 4) % 7)
  const chats = Math.round((quiet ? 3 : 14) * (0.6 + random() * 0.8) * (rank === 2 ? 1.3 : 1))
  const asked = Math.round(chats * (0.4 + random() * 0.3))
  const answered = Math.min(asked, Math.round(asked * (0.75 + random() * 0.25)))
  return {
    chats,
    messages: Math.round(chats * (2.5 + random() * 2)),
    asked,
    answered,
    replyMinutes: Math.round(4 + random() * 18),
    applied: Math.round(random() * (quiet ? 1 : 4)),
    negative: random() < 0.06 ? 1 : 0,
  }
}

/** The demo company is made with a dice of its own, so that ids stay the same whatever `random` the caller gives. */
export const seedDemo = (kernel: Kernel): void => {
  const dice = kernel.random
  kernel.random = seededRandom(424_242)
  seedCompany(kernel)
  const tagIds = seedTags(kernel)
  const customers = demoCustomers()
  for (const customer of customers) seedRelation(kernel, customer, tagIds)
  for (const [index, talk] of TALKS.entries()) {
    const customer = customers[TALKERS[index] ?? -1]
    if (customer !== undefined) seedTalk(kernel, customer, talk)
  }
  const east = ['wangmin', 'chenxi', 'zhaolei', 'linyu']
  makeRobot(kernel, '华东一组', east)
  makeRobot(kernel, '管理群', ['linyu', 'zhaolei', 'suntao'])
  const fans = customers
    .filter((customer) => customer.userid === 'wangmin')
    .slice(0, 9)
    .map((one) => one.externalUserid)
  const group = makeGroup(kernel, {
    name: '栖木会员福利群',
    owner: 'wangmin',
    userids: ['zhaolei'],
    externalUserids: fans,
  })
  group.createdAt -= 40 * 86_400
  for (const member of group.members) member.joinedAt = group.createdAt
  kernel.random = dice
}
