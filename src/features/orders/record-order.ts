import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Actor, Core } from '../../spine/core.ts'
import { customers } from '../customers/tables.ts'
import { members } from '../members/tables.ts'
import { accountsOf } from '../merges/queries.ts'
import { relations } from '../relations/tables.ts'
import type { OrdersFact } from './facts.ts'
import { validOrder } from './queries.ts'
import { isInFuture, isValidOrder, judgeOrder, type OrderRefusal } from './rules.ts'
import { orders } from './tables.ts'

export type OrderRow = typeof orders.$inferSelect

export type RecordOrder = {
  orderNo: string
  externalUserid: string
  amount: number
  currency: string
  paidAt: Date
  refundedAmount?: number | undefined
  /** Who gets the sale; the oldest colleague of the customer when absent. */
  userid?: string | undefined
  source: 'sidebar' | 'open'
  actor: Actor
}

export type RecordOrderResult =
  | { ok: true; outcome: 'created' | 'unchanged' | 'updated'; order: OrderRow }
  | { ok: false; why: OrderRefusal }

export type OrdersCore = Core<OrdersFact>

/** Idempotent by order number: a shop system may report the same order as often as it likes. */
export const recordOrder = async (core: OrdersCore, input: RecordOrder): Promise<RecordOrderResult> =>
  core.db.transaction(async (tx): Promise<RecordOrderResult> => {
    if (isInFuture(input.paidAt, core.now())) return { ok: false, why: 'paid-in-future' }
    // Two orders of one customer at once would both be counted as the first one without this lock.
    const [customer] = await tx
      .select({ externalUserid: customers.externalUserid })
      .from(customers)
      .where(eq(customers.externalUserid, input.externalUserid))
      .for('update')
    if (customer === undefined) return { ok: false, why: 'no-such-customer' }
    const credited = await creditedTo(tx, input)
    if (!credited.ok) return credited
    const given = { ...input, refundedAmount: input.refundedAmount ?? 0 }
    const fresh = judgeOrder(null, given)
    if (!fresh.ok) return fresh
    const [created] = await tx
      .insert(orders)
      .values(rowOf(core, input, credited.userid))
      .onConflictDoNothing()
      .returning()
    if (created !== undefined) return { ok: true, outcome: 'created', order: await settle(core, tx, created, input) }
    const [saved] = await tx.select().from(orders).where(eq(orders.orderNo, input.orderNo)).for('update')
    if (saved === undefined) throw new Error(`order ${input.orderNo} is neither new nor there`)
    const decision = judgeOrder(saved, given)
    if (!decision.ok) return decision
    if (decision.outcome !== 'updated') return { ok: true, outcome: 'unchanged', order: saved }
    return { ok: true, outcome: 'updated', order: await refund(core, tx, saved, { ...input, ...decision }) }
  })

export const rowOf = (core: OrdersCore, input: RecordOrder, userid: string | null) => ({
  orderNo: input.orderNo,
  externalUserid: input.externalUserid,
  userid,
  amount: input.amount,
  currency: input.currency,
  source: input.source,
  paidAt: input.paidAt,
  createdAt: core.now(),
})

export const paidFact = (order: OrderRow, { now, actor, count }: { now: Date; actor: Actor; count: number }) => ({
  kind: 'order-paid' as const,
  externalUserid: order.externalUserid,
  userid: order.userid,
  actor,
  at: order.paidAt < now ? order.paidAt : now,
  data: { orderNo: order.orderNo, amount: order.amount, currency: order.currency, countValid: count },
})

// An order that arrives paid back whole was never a purchase for us: it starts no cadence and moves no stage forward.
const settle = async (core: OrdersCore, tx: Db, order: OrderRow, input: RecordOrder): Promise<OrderRow> => {
  const refundedAmount = input.refundedAmount ?? 0
  if (isValidOrder({ amount: order.amount, refundedAmount })) {
    const now = core.now()
    await core.record(
      tx,
      paidFact(order, { now, actor: input.actor, count: await countValid(tx, order.externalUserid) }),
    )
  }
  return refundedAmount > 0 ? refund(core, tx, order, { actor: input.actor, refundedAmount }) : order
}

const refund = async (
  core: OrdersCore,
  tx: Db,
  order: OrderRow,
  { actor, refundedAmount }: { actor: Actor; refundedAmount: number },
): Promise<OrderRow> => {
  await tx.update(orders).set({ refundedAmount }).where(eq(orders.orderNo, order.orderNo))
  await core.record(tx, {
    kind: 'order-refunded',
    externalUserid: order.externalUserid,
    userid: order.userid,
    actor,
    data: {
      orderNo: order.orderNo,
      refunded: refundedAmount,
      currency: order.currency,
      fully: refundedAmount >= order.amount,
      countValid: await countValid(tx, order.externalUserid),
    },
  })
  return { ...order, refundedAmount }
}

export const countValid = async (tx: Db, externalUserid: string): Promise<number> => {
  const [row] = await tx
    .select({ count: sql<number | string>`count(*)` })
    .from(orders)
    .where(and(sql`${orders.externalUserid} = ${accountsOf(externalUserid)}`, validOrder))
  return Number(row?.count ?? 0)
}

type Credited = { ok: true; userid: string | null } | { ok: false; why: 'no-such-member' }

export const creditedTo = async (tx: Db, input: RecordOrder): Promise<Credited> => {
  if (input.userid !== undefined) {
    const [member] = await tx
      .select({ userid: members.userid })
      .from(members)
      .where(eq(members.useridLower, input.userid.toLowerCase()))
    if (member !== undefined) return { ok: true, userid: member.userid }
    // An admin may record an order before the member list was read; a name an integration made up is a mistake.
    if (input.source === 'open') return { ok: false, why: 'no-such-member' }
  }
  const [oldest] = await tx
    .select({ userid: relations.userid })
    .from(relations)
    .where(and(eq(relations.externalUserid, input.externalUserid), isNull(relations.endedAt)))
    .orderBy(asc(relations.addedAt), asc(relations.userid))
    .limit(1)
  return { ok: true, userid: oldest?.userid ?? null }
}
