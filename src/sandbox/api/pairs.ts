import type { Kernel } from '../kernel.ts'
import { emitEvent } from '../people/facts.ts'
import { aliveRelation, memberOf, type Relation } from '../state.ts'
import { type ApiContext, type Reply, refuse, textIn } from './replies.ts'

export const EXTERNAL_ID = /^w[mo][A-Za-z0-9_-]{10,62}$/

export type FoundPair = { ok: true; relation: Relation } | { ok: false; reply: Reply }

/** The checks that remark and tag calls share, in WeCom's order: member, customer, friendship. */
export const pairIn = (context: ApiContext): FoundPair => {
  const { state } = context.kernel
  const member = memberOf(state, context.body.userid)
  if (member === null) return { ok: false, reply: refuse(context, 60111) }
  const externalUserid = textIn(context.body, 'external_userid')
  if (!EXTERNAL_ID.test(externalUserid) || !state.customers.has(externalUserid))
    return { ok: false, reply: refuse(context, 40096) }
  const relation = aliveRelation(state, member.userid, externalUserid)
  return relation === null ? { ok: false, reply: refuse(context, 84061) } : { ok: true, relation }
}

/** Documented not to happen, reported to happen: only where the switch `apiWritesCallBack` is on. */
export const announceEdit = (kernel: Kernel, { userid, externalUserid }: Relation): void => {
  if (!kernel.switches.get('apiWritesCallBack')) return
  const fields = { ChangeType: 'edit_external_contact', UserID: userid, ExternalUserID: externalUserid }
  void emitEvent(kernel, 'change_external_contact', fields)
}

/** A friendship so young that a reading which lags behind does not know it yet. */
export const isStale = (kernel: Kernel, since: number): boolean =>
  kernel.seconds() - since < kernel.switches.get('staleSeconds')
