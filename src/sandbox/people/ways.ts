import { expanded } from '../growth/common.ts'
import { linkEvent, memberOfLink, useQuota } from '../growth/links.ts'
import type { JoinWay, Link, Way } from '../growth/state.ts'
import { activityOf, chinaDay, type Kernel } from '../kernel.ts'
import type { CustomerGroup } from '../state.ts'
import { customerPeople } from './customers.ts'
import { theRelation } from './facts.ts'
import { groupPeople, makeGroup } from './groups.ts'
import type { Found, GrowthPeople, Visitor } from './growth-types.ts'

const SCANNED = 1
const SEARCHED = 2
const BY_LINK = 16
const ROOM = 500

export const found = <Value>(value: Value | undefined | null, what: string): Value => {
  if (value === undefined || value === null) throw new Error(`no ${what} in the sandbox`)
  return value
}

const nameOf = (kernel: Kernel, visitor: Visitor): string =>
  visitor.name ?? kernel.state.customers.get(visitor.externalUserid ?? '')?.name ?? '新客户'

type Adding = { userid: string; addWay: number; state: string; skipVerify: boolean }

const befriend = async (kernel: Kernel, visitor: Visitor, adding: Adding): Promise<Found> => {
  const { userid, addWay, state, skipVerify } = adding
  const wanted = { ...visitor, name: nameOf(kernel, visitor), userid, addWay, state: state === '' ? undefined : state }
  const people = customerPeople(kernel)
  const externalUserid = await (skipVerify ? people.addCustomer(wanted) : people.halfAdd(wanted))
  return { externalUserid, userid }
}

const memberOfWay = (kernel: Kernel, way: Way, visitor: Visitor): string => {
  const members = expanded(kernel, way.users, way.parties).filter((userid) => kernel.state.members.has(userid))
  const known = [...kernel.state.relations.values()].find(
    (one) => one.alive && one.externalUserid === visitor.externalUserid && members.includes(one.userid),
  )
  if (way.isExclusive && known !== undefined) return known.userid
  return found(members[Math.floor(kernel.random() * members.length)], `member of contact way ${way.configId}`)
}

/** The chat of a temporary way: no friendship comes of it, and the way is used up. */
const openTempChat = (kernel: Kernel, way: Way, visitor: Visitor): Found => {
  const at = kernel.seconds()
  if (way.used || at > way.createdAt + way.expiresIn) throw new Error(`contact way ${way.configId} is used or expired`)
  const userid = memberOfWay(kernel, way, visitor)
  const externalUserid = visitor.externalUserid ?? kernel.id('wm', 32)
  const { customers, growth } = kernel.state
  if (!customers.has(externalUserid))
    customers.set(externalUserid, {
      ...{ externalUserid, name: nameOf(kernel, visitor), gender: visitor.gender ?? 0 },
      ...{ type: 1 as const, corpName: null },
    })
  way.used = true
  growth.tempChats.push({ userid, externalUserid, configId: way.configId, at, open: true })
  return { externalUserid, userid }
}

const scanContactWay = async (kernel: Kernel, configId: string, visitor: Visitor): Promise<Found> => {
  const way = found(kernel.state.growth.ways.get(configId), `contact way ${configId}`)
  if (way.isTemp) return openTempChat(kernel, way, visitor)
  const userid = memberOfWay(kernel, way, visitor)
  return befriend(kernel, visitor, { userid, addWay: SCANNED, state: way.state, skipVerify: way.skipVerify })
}

/** The first group with room; a new one like it when all are full and the way may open some. */
const roomOf = (kernel: Kernel, way: JoinWay): CustomerGroup => {
  const groups = way.chatIds.flatMap((id) => kernel.state.groups.get(id) ?? [])
  const roomy = groups.find((group) => group.members.length < ROOM)
  if (roomy !== undefined) return roomy
  const last = found(groups.at(-1), `group of join way ${way.configId}`)
  if (!way.autoCreate) throw new Error(`the groups of join way ${way.configId} are full`)
  const name = `${way.baseName === '' ? last.name : way.baseName}${way.baseId}`
  way.baseId += 1
  const made = makeGroup(kernel, { name, owner: last.owner, externalUserids: [] })
  way.chatIds = [...way.chatIds, made.chatId].slice(-5)
  return made
}

const scanJoinWay = async (kernel: Kernel, configId: string, externalUserid: string): Promise<string> => {
  const way = found(kernel.state.growth.joinWays.get(configId), `join way ${configId}`)
  const group = roomOf(kernel, way)
  await groupPeople(kernel).customerJoinsGroup(group.chatId, externalUserid)
  const member = group.members.findLast((one) => one.id === externalUserid)
  if (member !== undefined && way.state !== '') member.state = way.state
  return group.chatId
}

const theLink = (kernel: Kernel, linkId: string): Link =>
  found(kernel.state.growth.links.get(linkId), `acquisition link ${linkId}`)

const openLink = async (kernel: Kernel, linkId: string, channel = ''): Promise<Link> => {
  const link = theLink(kernel, linkId)
  link.clicks.push(kernel.seconds())
  await linkEvent(kernel, 'open_profile', { LinkId: linkId, State: channel })
  return link
}

const addByLink: (kernel: Kernel) => GrowthPeople['addByLink'] = (kernel) => async (linkId, visitor) => {
  const { growth } = kernel.state
  if (growth.quota.balance <= 0) throw new Error('the acquisition quota of the sandbox is used up')
  const { channel = '', ...who } = visitor
  const link = await openLink(kernel, linkId, channel)
  const userid = memberOfLink(kernel, link)
  await linkEvent(kernel, 'friend_request', { LinkId: linkId, State: channel })
  const adding = { userid, addWay: BY_LINK, state: channel, skipVerify: link.skipVerify }
  const pair = await befriend(kernel, who, adding)
  growth.linkCustomers.push({ linkId, ...pair, state: channel, at: kernel.seconds(), received: 0 })
  await useQuota(kernel)
  return pair
}

type Ways = Pick<
  GrowthPeople,
  | 'repAdds'
  | 'scanContactWay'
  | 'scanJoinWay'
  | 'openLink'
  | 'addByLink'
  | 'buyAcquisitionQuota'
  | 'acquisitionQuotaExpires'
  | 'linkBecomesUnavailable'
  | 'deleteLink'
>

export const wayPeople = (kernel: Kernel): Ways => ({
  repAdds: async (userid, visitor) => {
    activityOf(kernel, userid, chinaDay(kernel.seconds())).applied += 1
    const pair = await befriend(kernel, visitor, { userid, addWay: SEARCHED, state: '', skipVerify: true })
    theRelation(kernel, userid, pair.externalUserid).operUserid = userid
    return pair
  },
  scanContactWay: (configId, visitor) => scanContactWay(kernel, configId, visitor),
  scanJoinWay: (configId, externalUserid) => scanJoinWay(kernel, configId, externalUserid),
  openLink: async (linkId, channel) => {
    await openLink(kernel, linkId, channel)
  },
  addByLink: addByLink(kernel),
  buyAcquisitionQuota: async (count) => {
    const { quota } = kernel.state.growth
    quota.total += count
    quota.balance += count
    await linkEvent(kernel, 'balance_increased')
  },
  acquisitionQuotaExpires: async (count, inDays) => {
    const at = kernel.seconds() + inDays * 86_400
    kernel.state.growth.quota.expiresAt = at
    await linkEvent(kernel, 'quota_expire_soon', { ExpireTime: `${at}`, ExpireQuotaNum: `${count}` })
  },
  linkBecomesUnavailable: (linkId) => linkEvent(kernel, 'link_unavailable', { LinkId: theLink(kernel, linkId).linkId }),
  deleteLink: async (linkId) => {
    kernel.state.growth.links.delete(theLink(kernel, linkId).linkId)
    await linkEvent(kernel, 'delete_link', { LinkId: linkId })
  },
})
