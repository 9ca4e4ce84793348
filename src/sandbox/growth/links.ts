import type { Kernel } from '../kernel.ts'
import { emitEvent } from '../people/facts.ts'
import { expanded } from './common.ts'
import type { Link } from './state.ts'

const EVENT = 'customer_acquisition'
const LOW = 20
const KEPT_KEYS = 2000
/** What the events name where no link brought the customer. */
const NO_LINK = 'cawcdeSandboxLink001'

const pick = <Item>(kernel: Kernel, items: readonly Item[]): Item | null =>
  items[Math.floor(kernel.random() * items.length)] ?? null

/** Somebody of the range; where a priority is set, one of those it names. */
export const memberOfLink = (kernel: Kernel, link: Link): string => {
  const range = expanded(kernel, link.users, link.parties).filter((userid) => kernel.state.members.has(userid))
  const first = range.filter((userid) => link.priority?.type === 2 && link.priority.users.includes(userid))
  const chosen = pick(kernel, first.length > 0 ? first : range)
  if (chosen === null) throw new Error(`no member is left in the range of link ${link.linkId}`)
  return chosen
}

export const linkEvent = (kernel: Kernel, change: string, fields: Record<string, string> = {}): Promise<void> =>
  emitEvent(kernel, EVENT, { ChangeType: change, ...fields })

/** One customer less; the two warnings come once each on the way down. */
export const useQuota = async (kernel: Kernel): Promise<void> => {
  const { quota } = kernel.state.growth
  quota.balance -= 1
  if (quota.balance === LOW - 1) await linkEvent(kernel, 'balance_low')
  if (quota.balance === 0) await linkEvent(kernel, 'balance_exhausted')
}

const keepKey = (kernel: Kernel, of: { linkId: string; userid: string; externalUserid: string }): string => {
  const { chatKeys } = kernel.state.growth
  const key = kernel.id('', 40)
  chatKeys.set(key, { ...of, at: kernel.seconds() })
  const [oldest] = chatKeys.keys()
  if (chatKeys.size > KEPT_KEYS && oldest !== undefined) chatKeys.delete(oldest)
  return key
}

/** The link behind a friendship and the key of what was just said; the first words of its customer are an event too. */
export const linkSpoke = async (
  kernel: Kernel,
  pair: { userid: string; externalUserid: string },
): Promise<{ linkId: string; chatKey: string }> => {
  const { userid, externalUserid } = pair
  const row = kernel.state.growth.linkCustomers.findLast(
    (one) => one.userid === userid && one.externalUserid === externalUserid,
  )
  const linkId = row?.linkId ?? NO_LINK
  const chatKey = keepKey(kernel, { linkId, userid, externalUserid })
  if (row !== undefined) {
    row.received += 1
    if (row.received === 1)
      await linkEvent(kernel, 'customer_start_chat', { UserID: userid, ExternalUserID: externalUserid })
  }
  return { linkId, chatKey }
}
