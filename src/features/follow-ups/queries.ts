import { and, asc, desc, eq, gte, inArray, lte, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { customers, notes } from '../customers/tables.ts'
import { birthdayOf } from '../fields/queries.ts'
import type { StageKey } from '../lifecycle/rules-model.ts'
import type { Scope } from '../members/rules.ts'
import { members } from '../members/tables.ts'
import { accountsOf } from '../merges/queries.ts'
import { opportunities } from '../opportunities/tables.ts'
import { orders } from '../orders/tables.ts'
import { relations } from '../relations/tables.ts'
import { followUps } from './tables.ts'

export type FollowUpRow = typeof followUps.$inferSelect
export type FollowUpWithCustomer = FollowUpRow & {
  customerName: string
  stage: StageKey | null
  flags: string[]
  relationEnded: boolean
  /** The note it was planned from. */
  note: { text: string; outcome: string | null } | null
  /** Since when a quote waits for an answer. */
  quotedAt: Date | null
  lastInboundAt: Date | null
  lastOutboundAt: Date | null
  /** What the customer has paid us, refunds taken off, in minor units. */
  paid: number
  /** 'YYYY-MM-DD'; null where it is not known. */
  bornOn: string | null
  ownerName: string
}

const ownedBy = (scope: Scope) => (scope.all ? undefined : inArray(followUps.userid, [...scope.userids, '']))

const withCustomer = (db: Db) =>
  db
    .select({
      followUp: followUps,
      name: customers.name,
      remark: relations.remark,
      stage: customers.stage,
      flags: customers.flags,
      endedAt: relations.endedAt,
      lastInboundAt: customers.lastInboundAt,
      lastOutboundAt: customers.lastOutboundAt,
      // One currency in nearly every company; it only decides who comes first.
      paid: sql<number | string>`coalesce((select sum(${orders.amount} - ${orders.refundedAmount}) from ${orders}
        where ${orders.externalUserid} = ${followUps.externalUserid}), 0)`,
      bornOn: birthdayOf(followUps.externalUserid),
      ownerName: members.name,
      noteText: notes.text,
      outcome: notes.outcome,
      quotedMs: sql<number | string | null>`(select floor(extract(epoch from min(${opportunities.quotedAt})) * 1000)
        from ${opportunities} where ${opportunities.externalUserid} = ${followUps.externalUserid}
        and ${opportunities.stage} = 'quoted')`,
    })
    .from(followUps)
    .innerJoin(customers, eq(customers.externalUserid, followUps.externalUserid))
    .leftJoin(
      relations,
      and(eq(relations.externalUserid, followUps.externalUserid), eq(relations.userid, followUps.userid)),
    )
    .leftJoin(notes, eq(notes.id, followUps.noteId))
    .leftJoin(members, eq(members.userid, followUps.userid))

type Joined = Awaited<ReturnType<typeof withCustomer>>[number]

const shape = (row: Joined): FollowUpWithCustomer => ({
  ...row.followUp,
  customerName: row.remark || row.name || '新客户',
  stage: row.stage,
  flags: row.flags,
  relationEnded: row.endedAt !== null,
  ownerName: row.ownerName ?? row.followUp.userid,
  note: row.noteText === null ? null : { text: row.noteText, outcome: row.outcome },
  quotedAt: row.quotedMs === null ? null : new Date(Number(row.quotedMs)),
  lastInboundAt: row.lastInboundAt,
  lastOutboundAt: row.lastOutboundAt,
  paid: Number(row.paid),
  bornOn: row.bornOn,
})

/** Open follow-ups due on or before a day (all open ones without it), the longest overdue first. */
export const listOpen = async (
  db: Db,
  by: { scope: Scope; dueBy?: string | null; externalUserid?: string },
): Promise<FollowUpWithCustomer[]> => {
  const rows = await withCustomer(db)
    .where(
      and(
        eq(followUps.status, 'open'),
        ownedBy(by.scope),
        by.dueBy == null ? undefined : lte(followUps.dueOn, by.dueBy),
        by.externalUserid === undefined ? undefined : eq(followUps.externalUserid, by.externalUserid),
      ),
    )
    .orderBy(asc(followUps.dueOn), asc(followUps.id))
  return rows.map(shape)
}

export const listEndedSince = async (db: Db, by: { scope: Scope; since: Date }): Promise<FollowUpWithCustomer[]> => {
  const rows = await withCustomer(db)
    .where(and(inArray(followUps.status, ['done', 'dismissed']), ownedBy(by.scope), gte(followUps.endedAt, by.since)))
    .orderBy(desc(followUps.endedAt))
    .limit(200)
  return rows.map(shape)
}

export const listByStatus = async (
  db: Db,
  by: { scope: Scope; status: FollowUpRow['status']; dueBy: string | null; limit: number; after: number | null },
): Promise<FollowUpWithCustomer[]> => {
  const rows = await withCustomer(db)
    .where(
      and(
        eq(followUps.status, by.status),
        ownedBy(by.scope),
        by.dueBy === null ? undefined : lte(followUps.dueOn, by.dueBy),
        by.after === null ? undefined : lte(followUps.id, by.after),
      ),
    )
    .orderBy(desc(followUps.id))
    .limit(by.limit)
  return rows.map(shape)
}

export const findFollowUp = async (db: Db, id: number): Promise<FollowUpWithCustomer | null> => {
  const [row] = await withCustomer(db).where(eq(followUps.id, id))
  return row === undefined ? null : shape(row)
}

/** Two taps on one follow-up take turns. */
export const lockFollowUp = async (tx: Db, id: number): Promise<FollowUpRow | null> => {
  const [row] = await tx.select().from(followUps).where(eq(followUps.id, id)).for('update')
  return row ?? null
}

/** Of the whole person: who was reached by one account needs no reminder by the other. */
export const lockOpenOf = (tx: Db, by: { externalUserid: string; userid?: string }): Promise<FollowUpRow[]> =>
  tx
    .select()
    .from(followUps)
    .where(
      and(
        eq(followUps.status, 'open'),
        sql`${followUps.externalUserid} = ${accountsOf(by.externalUserid)}`,
        by.userid === undefined ? undefined : eq(followUps.userid, by.userid),
      ),
    )
    .for('update')

/** Due and on-time counts of a month, for one rep: cancelled ones do not count. */
export const onTimeSince = async (db: Db, by: { userid: string; from: string; to: string }) => {
  const rows = await db
    .select({ status: followUps.status, onTime: followUps.onTime })
    .from(followUps)
    .where(
      and(
        eq(followUps.userid, by.userid),
        gte(followUps.dueOn, by.from),
        lte(followUps.dueOn, by.to),
        inArray(followUps.status, ['open', 'done', 'dismissed']),
      ),
    )
  return { due: rows.length, onTime: rows.filter((row) => row.status === 'done' && row.onTime).length }
}

/** Promises due in a span, kept or not; those of today are not over yet and belong to no count. */
export const promisesSince = async (db: Db, by: { userid: string; from: string; to: string }) => {
  const rows = await db
    .select({ status: followUps.status, onTime: followUps.onTime })
    .from(followUps)
    .where(
      and(
        eq(followUps.userid, by.userid),
        eq(followUps.promised, true),
        gte(followUps.dueOn, by.from),
        lte(followUps.dueOn, by.to),
        inArray(followUps.status, ['open', 'done', 'dismissed']),
      ),
    )
  return { due: rows.length, kept: rows.filter((row) => row.status === 'done' && row.onTime).length }
}
