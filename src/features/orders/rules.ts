export type OrderContent = { externalUserid: string; amount: number; currency: string; refundedAmount: number }

export type OrderRefusal =
  | 'no-such-customer'
  | 'no-such-member'
  | 'order-conflict'
  | 'paid-in-future'
  | 'refund-too-big'

export type OrderDecision =
  | { ok: true; outcome: 'created' | 'unchanged' }
  | { ok: true; outcome: 'updated'; refundedAmount: number }
  | { ok: false; why: OrderRefusal }

/** Shop systems and we never agree on the second. */
const CLOCK_SLACK_MS = 5 * 60_000

/** A gift of nothing and an order paid back whole are no purchase. */
export const isValidOrder = (order: { amount: number; refundedAmount: number }): boolean =>
  order.refundedAmount < order.amount

export const isInFuture = (paidAt: Date, now: Date): boolean => paidAt.getTime() > now.getTime() + CLOCK_SLACK_MS

/** What a report of an order means beside what is saved. Reports come late and twice: a refund only ever grows. */
export const judgeOrder = (saved: OrderContent | null, given: OrderContent): OrderDecision => {
  if (given.refundedAmount > given.amount) return { ok: false, why: 'refund-too-big' }
  if (saved === null) return { ok: true, outcome: 'created' }
  const same =
    saved.externalUserid === given.externalUserid && saved.amount === given.amount && saved.currency === given.currency
  if (!same) return { ok: false, why: 'order-conflict' }
  if (given.refundedAmount <= saved.refundedAmount) return { ok: true, outcome: 'unchanged' }
  return { ok: true, outcome: 'updated', refundedAmount: given.refundedAmount }
}
