import type { Actor, Core } from '../../spine/core.ts'
import type { OrdersFact } from './facts.ts'
import { recordOrder } from './record-order.ts'

export type ImportedOrder = {
  orderNo: string
  externalUserid: string
  userid?: string | undefined
  amount: number
  currency: string
  refundedAmount: number
  paidAt: Date
}

export type ImportOutcome = {
  orderNo: string
  outcome: 'created' | 'unchanged' | 'updated' | 'rejected'
  why?: string
}

/** One transaction each: a bad row in the middle must not take 499 good ones with it. */
export const importOrders = async (
  core: Core<OrdersFact>,
  { list, actor }: { list: readonly ImportedOrder[]; actor: Actor },
): Promise<ImportOutcome[]> => {
  const results: ImportOutcome[] = []
  for (const one of list) {
    const result = await recordOrder(core, { ...one, source: 'open', actor })
    results.push(
      result.ok
        ? { orderNo: one.orderNo, outcome: result.outcome }
        : { orderNo: one.orderNo, outcome: 'rejected', why: result.why },
    )
  }
  return results
}
