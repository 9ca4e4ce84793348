import { desc, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { members } from '../members/tables.ts'
import type { OpportunityView } from './shapes.ts'
import { opportunities } from './tables.ts'

export type OpportunityRow = typeof opportunities.$inferSelect

export const findOpportunity = async (db: Db, id: number): Promise<OpportunityRow | null> => {
  const [row] = await db.select().from(opportunities).where(eq(opportunities.id, id))
  return row ?? null
}

export const lockOpportunity = async (tx: Db, id: number): Promise<OpportunityRow | null> => {
  const [row] = await tx.select().from(opportunities).where(eq(opportunities.id, id)).for('update')
  return row ?? null
}

const MOST = 100

/** Open ones first, the one that should close soonest on top; then the closed, newest first. */
export const listOpportunities = async (db: Db, accounts: readonly string[]): Promise<{ items: OpportunityView[] }> => {
  const isClosed = sql`${opportunities.closedAt} is not null`
  const rows = await db
    .select({ row: opportunities, name: members.name })
    .from(opportunities)
    .leftJoin(members, eq(members.userid, opportunities.userid))
    .where(inArray(opportunities.externalUserid, [...accounts]))
    .orderBy(
      isClosed,
      sql`case when ${isClosed} then null else ${opportunities.expectedOn} end`,
      desc(opportunities.closedAt),
      desc(opportunities.id),
    )
    .limit(MOST)
  return {
    items: rows.map(({ row, name }) => ({
      id: String(row.id),
      externalUserid: row.externalUserid,
      userid: row.userid,
      ownerName: name ?? row.userid,
      title: row.title,
      amount: row.amount,
      currency: row.currency,
      expectedOn: row.expectedOn,
      nextStep: row.nextStep,
      stage: row.stage,
      lostReason: row.lostReason,
      quotedAt: row.quotedAt?.toISOString() ?? null,
      createdAt: row.createdAt.toISOString(),
    })),
  }
}
