import { pgTable, text } from 'drizzle-orm/pg-core'
import { json, moment } from '../../db/columns.ts'

export const settings = pgTable('settings', {
  key: text('key').primaryKey(),
  value: json<unknown>('value').notNull(),
  setBy: text('set_by').notNull(),
  setAt: moment('set_at').notNull().defaultNow(),
})
