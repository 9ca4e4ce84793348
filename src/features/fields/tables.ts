import { bigint, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { json, moment, serial } from '../../db/columns.ts'
import type { FieldKind, FieldValue } from './rules.ts'

/** What a company wants to know beyond what WeCom knows. A retired one keeps its values and can come back. */
export const customFields = pgTable('custom_fields', {
  id: serial(),
  name: text('name').notNull(),
  kind: text('kind').$type<FieldKind>().notNull(),
  /** Of a choice; empty for other kinds. */
  options: text('options').array().notNull().default([]),
  position: integer('position').notNull().default(0),
  createdAt: moment('created_at').notNull(),
  retiredAt: moment('retired_at'),
})

/** One answer. A gap has no row. */
export const fieldValues = pgTable(
  'field_values',
  {
    externalUserid: text('external_userid').notNull(),
    fieldId: bigint('field_id', { mode: 'number' }).notNull(),
    value: json<FieldValue>('value').notNull(),
    setBy: text('set_by').notNull(),
    setAt: moment('set_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.externalUserid, t.fieldId] }), index('field_values_field').on(t.fieldId)],
)
