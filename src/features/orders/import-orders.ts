import { eq } from 'drizzle-orm'
import type { Actor, Together } from '../../spine/core.ts'
import { customers } from '../customers/tables.ts'
import type { OrdersFact } from './facts.ts'
import {
  countValid,
  creditedTo,
  type OrderRow,
  type OrdersCore,
  paidFact,
  type RecordOrder,
  recordOrder,
  rowOf,
} from './record-order.ts'
import { isInFuture } from './rules.ts'
import { orders } from './tables.ts'

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

export type ImportCore = OrdersCore & Together<OrdersFact>

/**
 * One transaction for a customer's plain new orders, whose consequences are drawn once, from the newest; one each for
 * what is a repeat, a refund or a mistake: a bad row in the middle must not take 499 good ones with it.
 */
export const importOrders = async (
  core: ImportCore,
  { list, actor }: { list: readonly ImportedOrder[]; actor: Actor },
): Promise<ImportOutcome[]> => {
  const inputs = list.map((one): RecordOrder => ({ ...one, source: 'open', actor }))
  const created = new Set<RecordOrder>()
  for (const group of plainByCustomer(core, inputs)) {
    for (const one of await createTogether(core, group, actor)) created.add(one)
  }
  const results: ImportOutcome[] = []
  for (const input of inputs) {
    const { orderNo } = input
    if (created.has(input)) {
      results.push({ orderNo, outcome: 'created' })
      continue
    }
    const result = await recordOrder(core, input)
    results.push(result.ok ? { orderNo, outcome: result.outcome } : { orderNo, outcome: 'rejected', why: result.why })
  }
  return results
}

const plainByCustomer = (core: ImportCore, inputs: readonly RecordOrder[]): RecordOrder[][] => {
  const groups = new Map<string, RecordOrder[]>()
  const seen = new Set<string>()
  for (const input of inputs) {
    const plain = (input.refundedAmount ?? 0) === 0 && !isInFuture(input.paidAt, core.now())
    if (!plain || seen.has(input.orderNo)) continue
    seen.add(input.orderNo)
    groups.set(input.externalUserid, [...(groups.get(input.externalUserid) ?? []), input])
  }
  return [...groups.values()]
}

/** Those that were new. The rest is left to be judged one by one. */
const createTogether = (core: ImportCore, group: RecordOrder[], actor: Actor): Promise<RecordOrder[]> =>
  core.db.transaction(async (tx) => {
    const externalUserid = group[0]?.externalUserid ?? ''
    const [customer] = await tx
      .select({ id: customers.externalUserid })
      .from(customers)
      .where(eq(customers.externalUserid, externalUserid))
      .for('update')
    if (customer === undefined) return []
    const owners = new Map<string | undefined, Awaited<ReturnType<typeof creditedTo>>>()
    for (const input of group) if (!owners.has(input.userid)) owners.set(input.userid, await creditedTo(tx, input))
    const rows = group.flatMap((input) => {
      const owner = owners.get(input.userid)
      return owner?.ok === true ? [rowOf(core, input, owner.userid)] : []
    })
    if (rows.length === 0) return []
    const before = await countValid(tx, externalUserid)
    const made: OrderRow[] = await tx.insert(orders).values(rows).onConflictDoNothing().returning()
    const valid = made.filter((row) => row.amount > 0).sort((a, b) => a.paidAt.getTime() - b.paidAt.getTime())
    const now = core.now()
    await core.recordMany(
      tx,
      valid.map((row, place) => paidFact(row, { now, actor, count: before + place + 1 })),
    )
    const numbers = new Set(made.map((row) => row.orderNo))
    return group.filter((input) => numbers.has(input.orderNo))
  })
