import { and, asc, desc, eq, gte, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { plusDays, repurchaseCycle } from '../lifecycle/rules-clocks.ts'
import type { OrderFacts } from '../lifecycle/rules-model.ts'
import { accountsOf } from '../merges/queries.ts'
import { fromCursor, toCursor } from './cursor.ts'
import { isValidOrder } from './rules.ts'
import type { OrderView } from './shapes.ts'
import { orders } from './tables.ts'

/** Paid and not paid back whole; the same words as `isValidOrder`. */
export const validOrder: SQL = sql`${orders.refundedAmount} < ${orders.amount}`

/** null: everybody's, also sales credited to nobody. */
export const creditedTo = (userids: readonly string[] | null): SQL | undefined =>
  userids === null ? undefined : inArray(orders.userid, [...userids])

export type Moments = { from: Date; to: Date }

/** From `from` up to, not including, `to`. */
export const paidBetween = ({ from, to }: Moments): SQL | undefined =>
  and(gte(orders.paidAt, from), lt(orders.paidAt, to))

/** What the lifecycle rules know about a person's orders, by whichever account they came. */
export const orderFactsOf = async (db: Db, externalUserid: string, now: Date): Promise<OrderFacts> => {
  const rows = await db
    .select({ paidAt: orders.paidAt })
    .from(orders)
    .where(and(sql`${orders.externalUserid} = ${accountsOf(externalUserid)}`, validOrder))
    .orderBy(asc(orders.paidAt))
  return factsOfPayments(
    rows.map((row) => row.paidAt),
    now,
  )
}

/** Of the valid orders' moments of payment, oldest first. */
export const factsOfPayments = (paidAt: readonly Date[], now: Date): OrderFacts => {
  const yearAgo = plusDays(now, -365)
  // The fallback must not be taken for a measured cycle; two orders of one day measure nothing either.
  const cycle = repurchaseCycle(paidAt, 0)
  return {
    count: paidAt.length,
    countIn365d: paidAt.filter((date) => date >= yearAgo).length,
    firstPaidAt: paidAt[0] ?? null,
    lastPaidAt: paidAt.at(-1) ?? null,
    cycleDays: cycle > 0 ? cycle : null,
  }
}

/**
 * Everything the card says about orders, from one reading: rule facts and sums of all these accounts, and the last
 * order of the first one, for that is the chat a script goes to.
 */
export const readOrders = async (db: Db, accounts: readonly [string, ...string[]], now: Date) => {
  const rows = await db
    .select({
      account: orders.externalUserid,
      orderNo: orders.orderNo,
      paidAt: orders.paidAt,
      amount: orders.amount,
      refunded: orders.refundedAmount,
      currency: orders.currency,
    })
    .from(orders)
    .where(inArray(orders.externalUserid, [...accounts]))
    .orderBy(asc(orders.paidAt), asc(orders.orderNo))
  const totals = new Map<string, number>()
  for (const { currency, amount, refunded } of rows)
    totals.set(currency, (totals.get(currency) ?? 0) + amount - refunded)
  const paid = rows.filter((row) => isValidOrder({ amount: row.amount, refundedAmount: row.refunded }))
  return {
    facts: factsOfPayments(
      paid.map((row) => row.paidAt),
      now,
    ),
    totals: [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, amount]) => ({ currency, amount })),
    last: rows.findLast((row) => row.account === accounts[0]) ?? null,
  }
}

export type OrderSum = { currency: string; amount: number; refunded: number; count: number }

const sumsWhere = async (db: Db, condition: SQL | undefined): Promise<OrderSum[]> => {
  const rows = await db
    .select({
      currency: orders.currency,
      amount: sql<string>`sum(${orders.amount} - ${orders.refundedAmount})`,
      refunded: sql<string>`sum(${orders.refundedAmount})`,
      count: sql<string>`count(*) filter (where ${validOrder})`,
    })
    .from(orders)
    .where(condition)
    .groupBy(orders.currency)
    .orderBy(asc(orders.currency))
  return rows.map((row) => ({
    currency: row.currency,
    amount: Number(row.amount),
    refunded: Number(row.refunded),
    count: Number(row.count),
  }))
}

/** One line per currency; sums over currencies without a dated rate would be wrong. */
export const totalsByCurrency = (db: Db, externalUserid: string): Promise<OrderSum[]> =>
  sumsWhere(db, eq(orders.externalUserid, externalUserid))

/** Sales of a group of members by the time of payment, refunds taken off. */
export const salesBetween = (db: Db, moments: Moments, userids: readonly string[] | null): Promise<OrderSum[]> =>
  sumsWhere(db, and(paidBetween(moments), creditedTo(userids)))

export const salesIn = (currency: string, sums: readonly OrderSum[]): OrderSum =>
  sums.find((sum) => sum.currency === currency) ?? { currency, amount: 0, refunded: 0, count: 0 }

/** When the first order was paid that these members are credited with; null before there is one. */
export const firstSaleAt = async (db: Db, userids: readonly string[] | null): Promise<Date | null> => {
  const [row] = await db
    .select({ paidAt: orders.paidAt })
    .from(orders)
    .where(creditedTo(userids))
    .orderBy(asc(orders.paidAt))
    .limit(1)
  return row?.paidAt ?? null
}

export const toOrderView = (row: typeof orders.$inferSelect): OrderView => ({
  orderNo: row.orderNo,
  externalUserid: row.externalUserid,
  userid: row.userid,
  amount: row.amount,
  currency: row.currency,
  refundedAmount: row.refundedAmount,
  paidAt: row.paidAt.toISOString(),
})

/** Newest first. The caller has checked that these accounts may be seen. */
export const listOrders = async (
  db: Db,
  accounts: readonly string[],
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: OrderView[]; nextCursor: string | null }> => {
  const place = fromCursor(cursor)
  const paidAt = place === null ? null : new Date(place.at)
  const after =
    place === null || paidAt === null
      ? undefined
      : or(lt(orders.paidAt, paidAt), and(eq(orders.paidAt, paidAt), lt(orders.orderNo, place.id)))
  const rows = await db
    .select()
    .from(orders)
    .where(and(inArray(orders.externalUserid, [...accounts]), after))
    .orderBy(desc(orders.paidAt), desc(orders.orderNo))
    .limit(limit + 1)
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return {
    items: items.map(toOrderView),
    nextCursor: last === undefined ? null : toCursor({ at: last.paidAt.getTime(), id: last.orderNo }),
  }
}
