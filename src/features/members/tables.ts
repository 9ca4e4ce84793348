import { boolean, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from '../../db/columns.ts'

export const departments = pgTable('departments', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  parentId: integer('parent_id').notNull(),
  leaders: text('leaders').array().notNull().default([]),
})

export const members = pgTable('members', {
  userid: text('userid').primaryKey(),
  /** WeCom compares userids without regard to case; so do we, by this column. */
  useridLower: text('userid_lower').notNull().unique(),
  name: text('name').notNull(),
  departmentIds: integer('department_ids').array().notNull().default([]),
  leads: integer('leads').array().notNull().default([]),
  hasCustomerContact: boolean('has_customer_contact').notNull().default(false),
  leftAt: moment('left_at'),
  seenAt: moment('seen_at').notNull(),
})

/** The cookie holds the token, the table only its hash. */
export const sessions = pgTable(
  'sessions',
  {
    hash: text('hash').primaryKey(),
    userid: text('userid').notNull(),
    device: text('device').notNull().default('browser/other'),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [index('sessions_member').on(t.userid)],
)

/** Logins under way: one use each, bound to the browser that began. */
export const loginStates = pgTable('login_states', {
  hash: text('hash').primaryKey(),
  returnTo: text('return_to').notNull(),
  expiresAt: moment('expires_at').notNull(),
})

export const apiKeys = pgTable('api_keys', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  hash: text('hash').notNull().unique(),
  scopes: text('scopes').array().notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull(),
  revokedAt: moment('revoked_at'),
})
