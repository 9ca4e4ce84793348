import { sql } from 'drizzle-orm'
import { bigint, bigserial, date, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { json, moment, queueColumns } from '../db/columns.ts'

/** The inbox row behind a row. No foreign key: what followed from an event outlives the event. */
const causeColumn = () => bigint('cause', { mode: 'number' })

/**
 * The journal: ids, numbers and codes only, so that erasing a person rewrites no history. Partitioned by the month of
 * `at` (`spine/months.ts`), which is why it belongs to the key.
 */
export const facts = pgTable(
  'facts',
  {
    id: bigserial('id', { mode: 'number' }),
    kind: text('kind').notNull(),
    at: moment('at').notNull(),
    externalUserid: text('external_userid'),
    userid: text('userid'),
    actorKind: text('actor_kind').$type<'member' | 'customer' | 'rule' | 'system'>().notNull(),
    actorId: text('actor_id').notNull(),
    rule: text('rule'),
    cause: causeColumn(),
    data: json<Record<string, unknown>>('data').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.id, t.at] }),
    index('facts_customer').on(t.externalUserid, t.id),
    index('facts_kind_at').on(t.kind, t.at),
    index('facts_member').on(t.userid, t.kind, t.at),
    index('facts_cause').on(t.cause, t.id).where(sql`cause is not null`),
  ],
)

/** What WeCom told us. `key` is the SHA-256 of the decrypted text and outlives the body. */
export const inboxEvents = pgTable(
  'inbox_events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    key: text('key').notNull().unique(),
    event: text('event').notNull(),
    body: text('body').notNull(),
    ...queueColumns(),
  },
  (t) => [
    index('inbox_ready').on(t.lane, t.id).where(sql`status = 'waiting'`),
    index('inbox_order').on(t.orderKey, t.id).where(sql`status = 'waiting'`),
    index('inbox_ended_badly').on(t.id).where(sql`status in ('refused', 'unknown', 'dead')`),
  ],
)

/** What is to leave. `occurrenceKey` says "this very message", so a repeated decision sends nothing twice. */
export const outboxMessages = pgTable(
  'outbox_messages',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    kind: text('kind').notNull(),
    occurrenceKey: text('occurrence_key').notNull().unique(),
    payload: json<Record<string, unknown>>('payload').notNull(),
    reply: json<Record<string, unknown>>('reply'),
    /** When a try began whose outcome nobody knows yet; stays where it was never learned. */
    sentAt: moment('sent_at'),
    cause: causeColumn(),
    ...queueColumns(),
  },
  (t) => [
    index('outbox_ready').on(t.lane, t.id).where(sql`status = 'waiting'`),
    index('outbox_order').on(t.orderKey, t.id).where(sql`status = 'waiting'`),
    index('outbox_cause').on(t.cause, t.id).where(sql`cause is not null`),
    index('outbox_ended_badly').on(t.id).where(sql`status in ('refused', 'unknown', 'dead')`),
  ],
)

export const jobs = pgTable(
  'jobs',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    kind: text('kind').notNull(),
    dedupeKey: text('dedupe_key').notNull().unique(),
    payload: json<Record<string, unknown>>('payload').notNull(),
    cause: causeColumn(),
    ...queueColumns(),
  },
  (t) => [
    index('jobs_ready').on(t.lane, t.id).where(sql`status = 'waiting'`),
    index('jobs_order').on(t.orderKey, t.id).where(sql`status = 'waiting'`),
    index('jobs_cause').on(t.cause, t.id).where(sql`cause is not null`),
    index('jobs_ended_badly').on(t.id).where(sql`status in ('refused', 'unknown', 'dead')`),
  ],
)

/** One run of a timed job. The unique pair is what makes replicas, restarts and clock jumps fire it once. */
export const occurrences = pgTable(
  'occurrences',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    job: text('job').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    status: text('status').$type<'planned' | 'done' | 'failed' | 'skipped'>().notNull().default('planned'),
    by: text('by').notNull(),
    detail: json<Record<string, unknown>>('detail'),
    plannedAt: moment('planned_at').notNull(),
    endedAt: moment('ended_at'),
  },
  (t) => [uniqueIndex('occurrences_once').on(t.job, t.day)],
)

/** Up to when a job's occurrences were looked at; a first start writes "now" and so sends nothing for the past. */
export const jobCursors = pgTable('job_cursors', {
  job: text('job').primaryKey(),
  plannedUntil: moment('planned_until').notNull(),
})

export const tokens = pgTable('tokens', {
  name: text('name').primaryKey(),
  token: text('token').notNull(),
  generation: integer('generation').notNull(),
  expiresAt: moment('expires_at').notNull(),
  refreshingUntil: moment('refreshing_until'),
})

export const limiterWindows = pgTable('limiter_windows', {
  key: text('key').primaryKey(),
  windowStart: moment('window_start').notNull(),
  /** In the step of `windowStart`, and in the steps before it, newest first. */
  taken: integer('taken').notNull(),
  earlier: integer('earlier').array().notNull().default([]),
  blockedUntil: moment('blocked_until'),
  /** What WeCom turned out to allow, where that is less than it publishes. */
  learned: integer('learned'),
  learnedAt: moment('learned_at'),
})

/** Counters that must survive a restart, e.g. unknown callbacks by name. */
export const counters = pgTable('counters', {
  name: text('name').primaryKey(),
  value: bigint('value', { mode: 'number' }).notNull(),
})
