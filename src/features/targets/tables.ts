import { bigint, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { moment } from '../../db/columns.ts'

export const targets = pgTable(
  'targets',
  {
    month: text('month').notNull(),
    scope: text('scope').$type<'company' | 'department' | 'member'>().notNull(),
    scopeId: text('scope_id').notNull(),
    amount: bigint('amount', { mode: 'number' }).notNull(),
    currency: text('currency').notNull(),
    setBy: text('set_by').notNull(),
    setAt: moment('set_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.month, t.scope, t.scopeId] })],
)
