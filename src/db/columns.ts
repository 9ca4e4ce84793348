import { bigint, integer, jsonb, smallint, text, timestamp } from 'drizzle-orm/pg-core'

/** Every moment in the database carries its zone. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
export const serial = () => bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity()

export const QUEUE_STATUSES = ['waiting', 'done', 'refused', 'unknown', 'dead'] as const
export type QueueStatus = (typeof QUEUE_STATUSES)[number]

/**
 * What inbox, outbox and jobs share. A row belongs to whoever moved `lease_until` into the future; the pair
 * (`leased_by`, `fence`) stops a woken-up process from finishing what was taken over, so `fence` only ever grows.
 */
export const queueColumns = () => ({
  lane: smallint('lane').notNull().default(1),
  orderKey: text('order_key'),
  status: text('status').$type<QueueStatus>().notNull().default('waiting'),
  attempts: integer('attempts').notNull().default(0),
  /** How often it was taken. */
  fence: integer('fence').notNull().default(0),
  /** How many workers in a row did not live to end it. */
  deaths: integer('deaths').notNull().default(0),
  runAt: moment('run_at').notNull().defaultNow(),
  leasedBy: text('leased_by'),
  leaseUntil: moment('lease_until'),
  errcode: integer('errcode'),
  lastError: text('last_error'),
  createdAt: moment('created_at').notNull().defaultNow(),
  endedAt: moment('ended_at'),
})

export const json = <T>(name: string) => jsonb(name).$type<T>()
