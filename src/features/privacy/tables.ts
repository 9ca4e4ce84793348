import { pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from '../../db/columns.ts'

/** The keys with which something here may still be sealed. Nothing of a key can be told from its check. */
export const dataKeys = pgTable('data_keys', {
  id: text('id').primaryKey(),
  check: text('check').notNull(),
  firstUsedAt: moment('first_used_at').notNull().defaultNow(),
})

/** Who was erased: a keyed hash of the id and nothing else, so that no reading of WeCom brings the person back. */
export const erasedPeople = pgTable('erased_people', {
  pseudonym: text('pseudonym').primaryKey(),
  reason: text('reason').$type<'requested' | 'consent-withdrawn' | 'no-longer-needed' | 'other'>().notNull(),
  erasedBy: text('erased_by').notNull(),
  erasedAt: moment('erased_at').notNull(),
})
