import type { Kernel } from '../kernel.ts'
import { type AccessToken, departmentsBelow, type Member, memberOf, type TokenKind } from '../state.ts'
import { type ApiContext, bodyIn, type Reply, refuse, textsIn } from './replies.ts'

/** Which token opens an API, by the beginning of its name; the app's own opens it while `permitted` says so. */
const RULES: readonly { api: RegExp; kinds: readonly TokenKind[]; permitted: (kernel: Kernel) => boolean }[] = [
  {
    api: /^externalcontact\/customer_acquisition/,
    kinds: ['app'],
    permitted: (kernel) => kernel.switches.get('customerContact'),
  },
  {
    api: /^externalcontact\//,
    kinds: ['app', 'customer-contact'],
    permitted: (kernel) => kernel.switches.get('customerContact'),
  },
  {
    api: /^kf\//,
    kinds: ['app', 'customer-service'],
    permitted: (kernel) => kernel.switches.get('customerService'),
  },
  { api: /^appchat\//, kinds: ['app'], permitted: (kernel) => seesEverybody(kernel) },
  { api: /^user\/list_id$/, kinds: ['contacts'], permitted: () => true },
  { api: /^(message|agent)\//, kinds: ['app'], permitted: () => true },
]

/** With a secret of its own the archive opens to that token alone; a corp without one never bought it. */
const archiveKinds = (kernel: Kernel): readonly TokenKind[] =>
  (kernel.options.secrets ?? []).some((one) => one.kind === 'archive') ? ['archive'] : ['app']

/** May this token call this API at all? 48002 when not. */
export const scopeRefusal = (context: ApiContext, token: AccessToken): Reply | null => {
  const { kernel, api } = context
  if (/^msgaudit\//.test(api)) {
    const fits = archiveKinds(kernel).includes(token.kind) && kernel.switches.get('chatArchive')
    return fits ? null : refuse(context, 48002)
  }
  const rule = RULES.find((one) => one.api.test(api))
  if (rule === undefined || (rule.kinds.includes(token.kind) && rule.permitted(kernel))) return null
  return refuse(context, 48002)
}

const seesEverybody = (kernel: Kernel): boolean => {
  const departments = kernel.switches.get('visibleDepartments')
  return departments === null ? kernel.switches.get('visibleMembers') === null : departments.includes(1)
}

/** The departments in range with everything below them; null when there is no border. */
export const visibleDepartments = (kernel: Kernel): Set<number> | null => {
  if (seesEverybody(kernel)) return null
  const roots = kernel.switches.get('visibleDepartments') ?? []
  return new Set(roots.flatMap((id) => [...departmentsBelow(kernel.state, id)]))
}

export const sees = (kernel: Kernel, member: Member): boolean => {
  const departments = visibleDepartments(kernel)
  if (departments === null) return true
  const named = (kernel.switches.get('visibleMembers') ?? []).map((userid) => userid.toLowerCase())
  return named.includes(member.userid.toLowerCase()) || member.departments.some((id) => departments.has(id))
}

export const seesUserid = (kernel: Kernel, userid: string): boolean => {
  const member = memberOf(kernel.state, userid)
  return member === null || sees(kernel, member)
}

export const mayHaveCustomers = (kernel: Kernel, userid: string): boolean =>
  !kernel.switches.get('membersWithoutCustomers').some((one) => one.toLowerCase() === userid.toLowerCase())

/** Wherever a call of customer contact names members, whichever API it is. Recipients of messages have rules of their own. */
const NAMED = [
  'userid',
  'userid_list',
  'handover_userid',
  'takeover_userid',
  'new_owner',
  'sender',
  'creator',
  'user',
] as const

const membersNamed = ({ kernel, query, body }: ApiContext): Member[] => {
  const named = [
    ...(query.userid === undefined ? [] : [query.userid]),
    ...NAMED.flatMap((name) => textsIn(body, name)),
    ...textsIn(bodyIn(body, 'owner_filter'), 'userid_list'),
  ]
  return named.flatMap((userid) => memberOf(kernel.state, userid) ?? [])
}

/** A member out of range is 60011; one in range who may have no customers is 84074. */
export const rangeRefusal = (context: ApiContext): Reply | null => {
  const { kernel, api } = context
  if (!/^(externalcontact|user|kf)\//.test(api)) return null
  const named = membersNamed(context)
  if (named.some((member) => !sees(kernel, member))) return refuse(context, 60011)
  if (!api.startsWith('externalcontact/')) return null
  return named.some((member) => !mayHaveCustomers(kernel, member.userid)) ? refuse(context, 84074) : null
}
