import { bigint, date, index, pgTable, text } from 'drizzle-orm/pg-core'
import { moment, serial } from '../../db/columns.ts'
import type { OpportunityStage } from './rules.ts'

/** A deal that may come: how much, by when, and what is done next for it. */
export const opportunities = pgTable(
  'opportunities',
  {
    id: serial(),
    externalUserid: text('external_userid').notNull(),
    userid: text('userid').notNull(),
    title: text('title').notNull().default(''),
    /** Minor units. */
    amount: bigint('amount', { mode: 'number' }).notNull(),
    currency: text('currency').notNull(),
    expectedOn: date('expected_on', { mode: 'string' }).notNull(),
    nextStep: text('next_step').notNull(),
    stage: text('stage').$type<OpportunityStage>().notNull(),
    lostReason: text('lost_reason'),
    /** Since when a quote is out; null without one. */
    quotedAt: moment('quoted_at'),
    createdAt: moment('created_at').notNull(),
    changedAt: moment('changed_at').notNull(),
    closedAt: moment('closed_at'),
  },
  (t) => [index('opportunities_customer').on(t.externalUserid, t.id)],
)
