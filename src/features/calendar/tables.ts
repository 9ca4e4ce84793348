import { date, pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from '../../db/columns.ts'

/** What an admin changed; everything else comes from the holidays we ship. */
export const calendarDays = pgTable('calendar_days', {
  day: date('day', { mode: 'string' }).primaryKey(),
  /** `plain` takes a shipped holiday or make-up day back. */
  kind: text('kind').$type<'off' | 'work' | 'plain'>().notNull(),
  label: text('label').notNull().default(''),
  setBy: text('set_by').notNull(),
  setAt: moment('set_at').notNull(),
})
