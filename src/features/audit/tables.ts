import { bigint, index, pgTable, text } from 'drizzle-orm/pg-core'
import { json, moment } from '../../db/columns.ts'

/** Who did what that matters for security. Each row holds the hash of the one before; none is ever changed. */
export const auditEntries = pgTable(
  'audit_entries',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey(),
    at: moment('at').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    /** An id or a code; a customer stands here as a pseudonym, so that erasing one breaks no chain. */
    object: text('object'),
    data: json<Record<string, string | number | boolean>>('data').notNull(),
    prev: text('prev').notNull(),
    hash: text('hash').notNull(),
  },
  (t) => [index('audit_entries_action').on(t.action, t.seq), index('audit_entries_actor').on(t.actor, t.seq)],
)

/** Where the chain ends. Its signature needs a key that is not in the database: a cut-off tail does not go unseen. */
export const auditHeads = pgTable('audit_heads', {
  name: text('name').primaryKey(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
  hash: text('hash').notNull(),
  signature: text('signature'),
})
