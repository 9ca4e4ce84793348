import { and, eq, gte, inArray, isNotNull, lt, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { customers } from '../customers/tables.ts'
import { stageMoves } from '../lifecycle/tables.ts'
import { personOf } from '../merges/queries.ts'
import { creditedTo, type Moments, paidBetween, validOrder } from '../orders/queries.ts'
import { orders } from '../orders/tables.ts'
import { relations } from '../relations/tables.ts'
import { numberOf, type Userids } from './figures.ts'
import type { Share } from './rules-data.ts'

const WEEK = sql`interval '7 days'`

export type Funnel = { added: number; spoke: number | null; intent: number; first: number }

/** Of those added in the time, how many went on within seven days. */
export const loadFunnel = async (db: Db, { from, to }: Moments, userids: Userids): Promise<Funnel> => {
  const entered = db.$with('entered').as(
    db
      .select({
        // A person who comes by a second account is one who came: what follows is told of the account that stands for them.
        id: sql<string>`coalesce(${customers.personId}, ${relations.externalUserid})`.as('entered_id'),
        at: sql<Date>`min(${relations.addedAt})`.as('entered_at'),
        heardAt: sql<Date | null>`max(${customers.lastInboundAt})`.as('heard_at'),
      })
      .from(relations)
      .leftJoin(customers, eq(customers.externalUserid, relations.externalUserid))
      .where(
        and(
          gte(relations.addedAt, from),
          lt(relations.addedAt, to),
          userids === null ? undefined : inArray(relations.userid, [...userids]),
        ),
      )
      .groupBy(sql`1`),
  )
  const reached = async (stages: ('intent' | 'first' | 'repeat')[]): Promise<number> =>
    numberOf(
      await db
        .with(entered)
        .select({ n: sql<string>`count(distinct ${entered.id})` })
        .from(entered)
        .innerJoin(stageMoves, eq(stageMoves.externalUserid, entered.id))
        .where(
          and(
            inArray(stageMoves.to, stages),
            sql`${stageMoves.at} >= ${entered.at} and ${stageMoves.at} < ${entered.at} + ${WEEK}`,
          ),
        ),
    )
  const [row] = await db
    .with(entered)
    .select({
      added: sql<string>`count(*)`,
      spoke: sql<string>`count(*) filter (where ${entered.heardAt} >= ${entered.at})`,
    })
    .from(entered)
  return {
    added: Number(row?.added ?? 0),
    spoke: (await hearsCustomers(db)) ? Number(row?.spoke ?? 0) : null,
    // Whoever bought at once went through intent without a stop there.
    intent: await reached(['intent', 'first', 'repeat']),
    first: await reached(['first', 'repeat']),
  }
}

/** Where nobody ever noted that a customer wrote, "nobody wrote" would be a lie. */
const hearsCustomers = async (db: Db): Promise<boolean> => {
  const rows = await db
    .select({ id: customers.externalUserid })
    .from(customers)
    .where(isNotNull(customers.lastInboundAt))
    .limit(1)
  return rows.length > 0
}

/** Customers with two valid orders in the time, of those with one. */
export const repurchaseShare = async (db: Db, moments: Moments, userids: Userids): Promise<Share> => {
  const buyers = db.$with('buyers').as(
    db
      .select({ id: personOf(orders.externalUserid).as('buyer'), times: sql<number>`count(*)`.as('times') })
      .from(orders)
      .where(and(paidBetween(moments), validOrder, creditedTo(userids)))
      .groupBy(sql`1`),
  )
  const [row] = await db
    .with(buyers)
    .select({ of: sql<string>`count(*)`, done: sql<string>`count(*) filter (where ${buyers.times} >= 2)` })
    .from(buyers)
  return { done: Number(row?.done ?? 0), of: Number(row?.of ?? 0) }
}

/** Sales that were a customer's very first valid order, in one currency; the rest is repeat business. */
export const salesFromNew = async (
  db: Db,
  moments: Moments,
  { userids, currency }: { userids: Userids; currency: string },
): Promise<number> => {
  const [row] = await db
    .select({ sum: sql<string>`coalesce(sum(${orders.amount} - ${orders.refundedAmount}), 0)` })
    .from(orders)
    .where(
      and(
        paidBetween(moments),
        validOrder,
        creditedTo(userids),
        eq(orders.currency, currency),
        sql`not exists (select 1 from orders as earlier
              where earlier.external_userid = ${orders.externalUserid}
                and earlier.refunded_amount < earlier.amount
                and (earlier.paid_at, earlier.order_no) < (${orders.paidAt}, ${orders.orderNo}))`,
        // Nor by another account of the same person.
        sql`not exists (select 1 from customers own
              join customers other on other.person_id = own.person_id and other.external_userid <> own.external_userid
              join orders as earlier on earlier.external_userid = other.external_userid
              where own.external_userid = ${orders.externalUserid}
                and earlier.refunded_amount < earlier.amount
                and (earlier.paid_at, earlier.order_no) < (${orders.paidAt}, ${orders.orderNo}))`,
      ),
    )
  return Number(row?.sum ?? 0)
}
