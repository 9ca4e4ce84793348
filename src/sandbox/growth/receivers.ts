import { type ApiContext, bodiesIn, bodyIn, refuse, textsIn } from '../api/replies.ts'
import { seesUserid } from '../api/scopes.ts'
import type { Kernel } from '../kernel.ts'
import { aliveRelation, type Relation, relationsOf } from '../state.ts'
import type { Checked } from './common.ts'
import { enoughOf, fitsTags, senderFor } from './sends.ts'
import type { SendTask } from './state.ts'

const MOST_CUSTOMERS = 10_000
const MOST_GROUPS = 2_000
const MOST_TAGS = 100

export type Receivers = { tasks: SendTask[]; failed: string[] }

const tasksOf = (pairs: readonly { userid: string; id: string }[]): SendTask[] => {
  const byMember = new Map<string, SendTask>()
  for (const { userid, id } of pairs) {
    const task = byMember.get(userid) ?? { userid, sentAt: null, targets: [] }
    byMember.set(userid, task)
    task.targets.push({ id, status: 0, at: null })
  }
  return [...byMember.values()]
}

const alive = (kernel: Kernel): Relation[] =>
  [...kernel.state.relations.values()].filter(
    (relation) =>
      relation.alive &&
      !relation.half &&
      kernel.state.members.has(relation.userid) &&
      // A rep out of the app's range is asked for nothing.
      seesUserid(kernel, relation.userid),
  )

const byCustomer = (relations: readonly Relation[]): Map<string, Relation[]> => {
  const found = new Map<string, Relation[]>()
  for (const relation of relations) {
    const known = found.get(relation.externalUserid)
    if (known === undefined) found.set(relation.externalUserid, [relation])
    else known.push(relation)
  }
  return found
}

/** The customers somebody could send to, one relation each. */
const reachable = (kernel: Kernel, sender: string | null, tags: readonly string[][]): Relation[] => {
  const mine = (sender === null ? alive(kernel) : relationsOf(kernel.state, sender)).filter((relation) =>
    fitsTags(kernel, relation, tags),
  )
  return [...byCustomer(mine).values()].flatMap((relations) => senderFor(kernel, relations) ?? [])
}

const namedCustomers = (kernel: Kernel, named: readonly string[], sender: string | null): Receivers => {
  const failed: string[] = []
  const hadEnough = enoughOf(kernel)
  const friends = byCustomer(alive(kernel))
  const pairs = [...new Set(named)].flatMap((id) => {
    const relation =
      sender === null ? senderFor(kernel, friends.get(id) ?? []) : aliveRelation(kernel.state, sender, id)
    if (relation !== null && !hadEnough(id)) return [{ userid: relation.userid, id }]
    failed.push(id)
    return []
  })
  return { tasks: tasksOf(pairs), failed }
}

/** The filter counts only where nobody is named. */
export const customersIn = (context: ApiContext, sender: string | null): Checked<Receivers> => {
  const { kernel, body } = context
  const named = textsIn(body, 'external_userid')
  const groups = bodiesIn(bodyIn(body, 'tag_filter'), 'group_list').map((group) => textsIn(group, 'tag_list'))
  if (named.length > MOST_CUSTOMERS || groups.some((tags) => tags.length > MOST_TAGS))
    return { ok: false, reply: refuse(context, 40058) }
  if (named.length === 0 && sender === null && groups.length === 0) return { ok: false, reply: refuse(context, 40063) }
  if (named.length > 0) return { ok: true, value: namedCustomers(kernel, named, sender) }
  const hadEnough = enoughOf(kernel)
  const found = reachable(kernel, sender, groups).filter((relation) => !hadEnough(relation.externalUserid))
  const pairs = found.map(({ userid, externalUserid }) => ({ userid, id: externalUserid }))
  return { ok: true, value: { tasks: tasksOf(pairs), failed: [] } }
}

export const groupsIn = (context: ApiContext, sender: string | null): Checked<Receivers> => {
  const { kernel, body } = context
  if (sender === null) return { ok: false, reply: refuse(context, 40063) }
  const named = textsIn(body, 'chat_id_list')
  if (named.length > MOST_GROUPS) return { ok: false, reply: refuse(context, 40058) }
  const own = [...kernel.state.groups.values()].filter((group) => group.owner === sender)
  const hadEnough = enoughOf(kernel)
  const usable = own.filter((group) => !hadEnough(group.chatId)).map((group) => group.chatId)
  const wanted = named.length === 0 ? usable : usable.filter((id) => named.includes(id))
  return {
    ok: true,
    value: {
      tasks: tasksOf(wanted.map((id) => ({ userid: sender, id }))),
      failed: named.filter((id) => !usable.includes(id)),
    },
  }
}
