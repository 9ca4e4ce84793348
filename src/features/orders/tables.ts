import { bigint, index, pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from '../../db/columns.ts'

export const orders = pgTable(
  'orders',
  {
    orderNo: text('order_no').primaryKey(),
    externalUserid: text('external_userid').notNull(),
    /** The rep the sale is credited to. */
    userid: text('userid'),
    amount: bigint('amount', { mode: 'number' }).notNull(),
    currency: text('currency').notNull(),
    refundedAmount: bigint('refunded_amount', { mode: 'number' }).notNull().default(0),
    source: text('source').$type<'sidebar' | 'open'>().notNull(),
    paidAt: moment('paid_at').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [index('orders_customer').on(t.externalUserid, t.paidAt), index('orders_paid').on(t.paidAt)],
)
