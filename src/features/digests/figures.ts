import { and, eq, gte, inArray, isNull, lt, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { facts } from '../../spine/tables.ts'
import type { BusinessDay } from '../calendar/zone.ts'
import { customers } from '../customers/tables.ts'
import { followUps } from '../follow-ups/tables.ts'
import type { StageKey } from '../lifecycle/rules-model.ts'
import { stageMoves } from '../lifecycle/tables.ts'
import { personOf } from '../merges/queries.ts'
import { creditedTo, type Moments, paidBetween, validOrder } from '../orders/queries.ts'
import { orders } from '../orders/tables.ts'
import { relations } from '../relations/tables.ts'
import { customerOf } from './reach.ts'
import type { NamedCount, Share } from './rules-data.ts'

export type Userids = readonly string[] | null
type DaySpan = { from: BusinessDay; to: BusinessDay }

export const count = sql<number | string>`count(*)`
export const numberOf = (rows: readonly { n: number | string }[]): number => Number(rows[0]?.n ?? 0)
/** Of rows of `customers`: a person with several accounts once. */
const people = sql<string>`count(distinct coalesce(${customers.personId}, ${customers.externalUserid}))`
const inList = (column: typeof relations.userid | typeof followUps.userid, userids: Userids): SQL | undefined =>
  userids === null ? undefined : inArray(column, [...userids])

/** Customers somebody became friends with; read from the relations, because an import is no addition of that day. */
export const addedCustomers = async (db: Db, { from, to }: Moments, userids: Userids): Promise<number> =>
  numberOf(
    await db
      .select({ n: sql<string>`count(distinct ${relations.externalUserid})` })
      .from(relations)
      .where(and(gte(relations.addedAt, from), lt(relations.addedAt, to), inList(relations.userid, userids))),
  )

const endings = (moments: Moments, userids: Userids, by: SQL | undefined): SQL | undefined =>
  and(
    eq(facts.kind, 'relation-ended'),
    gte(facts.at, moments.from),
    lt(facts.at, moments.to),
    by,
    userids === null ? undefined : inArray(facts.userid, [...userids]),
  )
const byCustomer = sql`${facts.data} ->> 'by' = 'customer'`

/** Customers who deleted one of us; a person counts once even if two reps were deleted. */
export const lostCustomers = async (db: Db, moments: Moments, userids: Userids): Promise<number> =>
  numberOf(
    await db
      .select({ n: sql<string>`count(distinct ${facts.externalUserid})` })
      .from(facts)
      .where(endings(moments, userids, byCustomer)),
  )

/** Where those who deleted us had come from, the most frequent one; null where no source is known. */
export const lossSource = async (db: Db, moments: Moments, userids: Userids): Promise<NamedCount | null> => {
  const [row] = await db
    .select({ name: relations.state, n: sql<string>`count(distinct ${facts.externalUserid})` })
    .from(facts)
    .innerJoin(relations, and(eq(relations.externalUserid, facts.externalUserid), eq(relations.userid, facts.userid)))
    .where(and(endings(moments, userids, byCustomer), sql`coalesce(${relations.state}, '') <> ''`))
    .groupBy(relations.state)
    .orderBy(sql`2 desc`, relations.state)
    .limit(1)
  return row === undefined || row.name === null ? null : { name: row.name, count: Number(row.n) }
}

/** Since when the journal runs; what lies before is not zero but unknown. */
export const journalSince = async (db: Db): Promise<Date | null> => {
  const [row] = await db.select({ at: facts.at }).from(facts).orderBy(facts.id).limit(1)
  return row?.at ?? null
}

type Step = { from: StageKey; to: readonly StageKey[] }

/** Customers who made a step on the path. */
export const movedCustomers = async (db: Db, moments: Moments, userids: Userids, step: Step): Promise<number> =>
  numberOf(
    await db
      .select({ n: sql<string>`count(distinct ${personOf(stageMoves.externalUserid)})` })
      .from(stageMoves)
      .where(
        and(
          gte(stageMoves.at, moments.from),
          lt(stageMoves.at, moments.to),
          eq(stageMoves.from, step.from),
          inArray(stageMoves.to, [...step.to]),
          customerOf(db, stageMoves.externalUserid, userids),
        ),
      ),
  )

export const AWAKE: readonly StageKey[] = ['new', 'lead', 'intent', 'first', 'repeat']

const dueBetween = ({ from, to }: DaySpan, userids: Userids): SQL | undefined =>
  and(
    gte(followUps.dueOn, from),
    lte(followUps.dueOn, to),
    ne(followUps.status, 'cancelled'),
    inList(followUps.userid, userids),
  )

/** Done with evidence by the end of the due day, of all that fell due; what a rule took back does not count. */
export const onTimeShare = async (db: Db, span: DaySpan, userids: Userids): Promise<Share> => {
  const [row] = await db
    .select({ of: count, done: sql<string>`count(*) filter (where ${followUps.onTime})` })
    .from(followUps)
    .where(dueBetween(span, userids))
  return { done: Number(row?.done ?? 0), of: Number(row?.of ?? 0) }
}

export const onTimeByMember = async (db: Db, span: DaySpan, userids: Userids): Promise<Map<string, Share>> => {
  const rows = await db
    .select({ userid: followUps.userid, of: count, done: sql<string>`count(*) filter (where ${followUps.onTime})` })
    .from(followUps)
    .where(dueBetween(span, userids))
    .groupBy(followUps.userid)
  return new Map(rows.map((row) => [row.userid, { done: Number(row.done), of: Number(row.of) }]))
}

/** Open follow-ups due on `until` or before, by rep, the most first. */
export const overdueByMember = async (db: Db, until: BusinessDay, userids: Userids): Promise<NamedCount[]> => {
  const rows = await db
    .select({ name: followUps.userid, n: count })
    .from(followUps)
    .where(and(eq(followUps.status, 'open'), lte(followUps.dueOn, until), inList(followUps.userid, userids)))
    .groupBy(followUps.userid)
  return sorted(rows)
}

/** Still open, of all that fell due in the span. */
export const undoneShare = async (db: Db, span: DaySpan, userids: Userids): Promise<Share> => {
  const [row] = await db
    .select({ of: count, done: sql<string>`count(*) filter (where ${followUps.status} = 'open')` })
    .from(followUps)
    .where(dueBetween(span, userids))
  return { done: Number(row?.done ?? 0), of: Number(row?.of ?? 0) }
}

/** Customers who have bought nothing yet and wait for a follow-up that was due on `until` or before. */
export const waitingBuyers = async (db: Db, until: BusinessDay, userids: Userids): Promise<number> => {
  const pair = and(eq(relations.externalUserid, followUps.externalUserid), eq(relations.userid, followUps.userid))
  return numberOf(
    await db
      .select({ n: sql<string>`count(distinct ${followUps.externalUserid})` })
      .from(followUps)
      .innerJoin(customers, eq(customers.externalUserid, followUps.externalUserid))
      .innerJoin(relations, and(pair, isNull(relations.endedAt)))
      .where(
        and(
          eq(followUps.status, 'open'),
          lte(followUps.dueOn, until),
          inArray(customers.stage, ['new', 'lead', 'intent']),
          inList(followUps.userid, userids),
        ),
      ),
  )
}

/** Valid orders by rep, the most first. */
export const ordersByMember = async (db: Db, moments: Moments, userids: Userids): Promise<NamedCount[]> => {
  const rows = await db
    .select({ name: sql<string>`coalesce(${orders.userid}, '')`, n: count })
    .from(orders)
    .where(and(paidBetween(moments), validOrder, creditedTo(userids)))
    .groupBy(orders.userid)
  return sorted(rows.filter((row) => row.name !== ''))
}

const sorted = (rows: readonly { name: string; n: number | string }[]): NamedCount[] =>
  rows
    .map((row) => ({ name: row.name, count: Number(row.n) }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))

/** Customers with all of these flags whom somebody of ours still follows. */
export const flaggedCustomers = async (db: Db, flags: readonly string[], userids: Userids): Promise<number> =>
  numberOf(
    await db
      .select({ n: people })
      .from(customers)
      .where(flagged(db, flags, userids)),
  )

const flagged = (db: Db, flags: readonly string[], userids: Userids): SQL | undefined =>
  and(
    ...flags.map((flag) => sql`${flag} = any(${customers.flags})`),
    customerOf(db, customers.externalUserid, userids, true),
  )

/** The same by the rep who follows them. */
export const flaggedByMember = async (db: Db, flag: string, userids: Userids): Promise<NamedCount[]> => {
  const rows = await db
    .select({ name: relations.userid, n: people })
    .from(customers)
    .innerJoin(relations, eq(relations.externalUserid, customers.externalUserid))
    .where(and(flagged(db, [flag], userids), isNull(relations.endedAt), inList(relations.userid, userids)))
    .groupBy(relations.userid)
  return sorted(rows)
}

/** Customers somebody of ours was friends with at that moment. */
export const poolAt = async (db: Db, at: Date, userids: Userids): Promise<number> =>
  numberOf(
    await db
      .select({ n: sql<string>`count(distinct ${relations.externalUserid})` })
      .from(relations)
      .where(
        and(
          lt(relations.addedAt, at),
          or(isNull(relations.endedAt), gte(relations.endedAt, at)),
          inList(relations.userid, userids),
        ),
      ),
  )

/** How many customers are in each stage now: people, for all accounts of one show the same stage. */
export const stageCounts = async (db: Db, userids: Userids): Promise<Map<string, number>> => {
  const rows = await db
    .select({ stage: customers.stage, n: people })
    .from(customers)
    .where(customerOf(db, customers.externalUserid, userids))
    .groupBy(customers.stage)
  return new Map(rows.map((row) => [row.stage ?? '', Number(row.n)]))
}
