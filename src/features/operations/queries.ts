import { and, asc, desc, eq, ilike, inArray, isNotNull, isNull, like, lt, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { facts, inboxEvents, jobs, outboxMessages } from '../../spine/tables.ts'
import { customers } from '../customers/tables.ts'
import { relations } from '../relations/tables.ts'
import type { EventQuery } from './shapes.ts'

export type InboxRow = typeof inboxEvents.$inferSelect

/** More than any real event brings about; keeps one that went wild readable. */
const MOST_FOLLOWED = 200

const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, (one) => `\\${one}`)}%`

/** Named customers are found through the key their events are ordered by, which is their id. */
const mentions = (db: Db, q: string) => {
  const named = db
    .select({ id: customers.externalUserid })
    .from(customers)
    .where(ilike(customers.name, containing(q)))
  const remarked = db
    .select({ id: relations.externalUserid })
    .from(relations)
    .where(and(ilike(relations.remark, containing(q)), isNull(relations.endedAt)))
  return or(
    /^\d{1,15}$/.test(q) ? eq(inboxEvents.id, Number(q)) : undefined,
    inArray(inboxEvents.orderKey, named),
    inArray(inboxEvents.orderKey, remarked),
    ilike(inboxEvents.body, containing(q)),
  )
}

const BADLY = ['refused', 'unknown', 'dead'] as const
const inStatus = (db: Db, status: NonNullable<EventQuery['status']>) => {
  if (status !== 'trouble') return eq(inboxEvents.status, status)
  const itself = db
    .select({ id: inboxEvents.id })
    .from(inboxEvents)
    .where(inArray(inboxEvents.status, [...BADLY]))
  const itsJob = db
    .select({ id: sql<number>`${jobs.cause}` })
    .from(jobs)
    .where(and(isNotNull(jobs.cause), inArray(jobs.status, [...BADLY])))
  // Two short lists joined, not one condition with "or": that one would walk through every event there ever was.
  return inArray(inboxEvents.id, itself.union(itsJob))
}

const ofType = (type: string) =>
  or(eq(inboxEvents.event, type), like(inboxEvents.event, `${type.replaceAll('_', '\\_')}/%`))

/** Newest first. */
export const listEvents = async (
  db: Db,
  query: EventQuery,
): Promise<{ rows: InboxRow[]; nextCursor: string | null }> => {
  const found = await db
    .select()
    .from(inboxEvents)
    .where(
      and(
        query.status === undefined ? undefined : inStatus(db, query.status),
        query.type === undefined ? undefined : ofType(query.type),
        query.q === undefined || query.q === '' ? undefined : mentions(db, query.q),
        query.cursor === undefined ? undefined : lt(inboxEvents.id, Number(query.cursor)),
      ),
    )
    .orderBy(desc(inboxEvents.id))
    .limit(query.limit + 1)
  const rows = found.slice(0, query.limit)
  return { rows, nextCursor: found.length > rows.length ? String(rows.at(-1)?.id) : null }
}

export const findEvent = async (db: Db, id: number): Promise<InboxRow | null> => {
  const [row] = await db.select().from(inboxEvents).where(eq(inboxEvents.id, id))
  return row ?? null
}

/** What an event brought about, directly or through its jobs, oldest first. */
export const followedFrom = async (db: Db, id: number) => ({
  facts: await db.select().from(facts).where(eq(facts.cause, id)).orderBy(asc(facts.id)).limit(MOST_FOLLOWED),
  jobs: await db.select().from(jobs).where(eq(jobs.cause, id)).orderBy(asc(jobs.id)).limit(MOST_FOLLOWED),
  outbox: await db
    .select()
    .from(outboxMessages)
    .where(eq(outboxMessages.cause, id))
    .orderBy(asc(outboxMessages.id))
    .limit(MOST_FOLLOWED),
})

export const customerNames = async (db: Db, ids: readonly string[]): Promise<Map<string, string | null>> => {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: customers.externalUserid, name: customers.name })
    .from(customers)
    .where(inArray(customers.externalUserid, [...new Set(ids)]))
  return new Map(rows.map((row) => [row.id, row.name]))
}

type Statuses = readonly (typeof outboxMessages.$inferSelect)['status'][]
type RowQuery = { statuses: Statuses; cursor?: string; limit: number }

const pageOf = <T extends { id: number }>(found: T[], limit: number) => {
  const rows = found.slice(0, limit)
  return { rows, nextCursor: found.length > rows.length ? String(rows.at(-1)?.id) : null }
}

export const listMessages = async (db: Db, { statuses, cursor, limit }: RowQuery) => {
  const before = cursor === undefined ? undefined : lt(outboxMessages.id, Number(cursor))
  const wanted = and(inArray(outboxMessages.status, [...statuses]), before)
  const found = db.select().from(outboxMessages).where(wanted).orderBy(desc(outboxMessages.id))
  return pageOf(await found.limit(limit + 1), limit)
}

export const listJobs = async (db: Db, { statuses, cursor, limit }: RowQuery) => {
  const before = cursor === undefined ? undefined : lt(jobs.id, Number(cursor))
  const wanted = and(inArray(jobs.status, [...statuses]), before)
  const found = db.select().from(jobs).where(wanted).orderBy(desc(jobs.id))
  return pageOf(await found.limit(limit + 1), limit)
}
