import type { Kernel } from '../kernel.ts'
import { type Member, memberOf } from '../state.ts'
import { type Body, textIn } from './replies.ts'
import { sees, visibleDepartments } from './scopes.ts'

const MAX_USERS = 1000
const MAX_PARTIES = 100

export type Recipients = {
  members: Member[]
  /** Named as WeCom names them: joined by `|`, userids in lower case, absent when empty. */
  bad: { invaliduser?: string; invalidparty?: string; invalidtag?: string; unlicenseduser?: string }
}

const split = (text: string): string[] => text.split('|').filter((one) => one !== '')
const joined = <Name extends keyof Recipients['bad']>(name: Name, list: readonly string[]): Recipients['bad'] =>
  list.length === 0 ? {} : { [name]: list.join('|') }

export const tooManyRecipients = (body: Body): boolean =>
  split(textIn(body, 'touser')).length > MAX_USERS ||
  split(textIn(body, 'toparty')).length > MAX_PARTIES ||
  split(textIn(body, 'totag')).length > MAX_PARTIES

/** A member out of the app's range is as invalid as one who does not exist. */
export const recipientsOf = (kernel: Kernel, body: Body): Recipients => {
  const { state, switches } = kernel
  const everybody = [...state.members.values()].filter((member) => sees(kernel, member))
  const unlicensed = new Set(switches.get('unlicensedMembers').map((one) => one.toLowerCase()))
  const licensed = (member: Member): boolean => !unlicensed.has(member.userid.toLowerCase())
  const found = new Map<string, Member>()
  const invalid: string[] = []
  const all = textIn(body, 'touser') === '@all'
  for (const userid of all ? [] : split(textIn(body, 'touser'))) {
    const member = memberOf(state, userid)
    if (member === null || !sees(kernel, member)) invalid.push(userid.toLowerCase())
    else found.set(member.userid, member)
  }
  const visible = visibleDepartments(kernel)
  const parties = all ? [] : split(textIn(body, 'toparty'))
  const good = parties.filter(
    (id) => state.departments.has(Number(id)) && (visible === null || visible.has(Number(id))),
  )
  const tagIds = all ? [] : split(textIn(body, 'totag'))
  const tags = tagIds.flatMap((id) => state.memberTags.get(Number(id)) ?? [])
  const tagged = (member: Member): boolean =>
    tags.some((tag) => tag.users.includes(member.userid) || member.departments.some((id) => tag.parties.includes(id)))
  for (const member of everybody)
    if (all || tagged(member) || member.departments.some((id) => good.includes(`${id}`)))
      found.set(member.userid, member)
  const members = [...found.values()]
  return {
    members: members.filter(licensed),
    bad: {
      ...joined('invaliduser', invalid),
      ...joined(
        'invalidparty',
        parties.filter((id) => !good.includes(id)),
      ),
      ...joined(
        'invalidtag',
        tagIds.filter((id) => !state.memberTags.has(Number(id))),
      ),
      ...joined(
        'unlicenseduser',
        members.filter((member) => !licensed(member)).map((member) => member.userid.toLowerCase()),
      ),
    },
  }
}
