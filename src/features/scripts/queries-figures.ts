import { and, desc, gte, inArray, isNotNull, lte, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { handOvers } from './queries-uses.ts'
import type { Sample } from './rules-effect.ts'
import { scriptUses } from './tables.ts'

/** In the currency's smallest unit. */
export type Money = { amount: number; currency: string }
export type ScriptFigures = {
  uses: number
  /** With words changed before they went out. */
  edited: number
  /** Of all that is looked at. */
  lastAt: Date | null
  /** Different ones it was handed over to. */
  customers: number
  replies: Sample
  advances: Sample
  /** With the sums of what they ordered, the largest first. */
  orders: Sample & { sums: Money[] }
}
/** Customers count for an effect once they had until then to show it: one written to an hour ago has not kept silent. */
export type FigureSpan = { since: Date; repliesBy: Date; advancesBy: Date; ordersSince: Date; ordersBy: Date }

/** What became of scripts since a moment. Of several parts sent to one customer the customer counts once. */
export const figuresSince = async (
  db: Db,
  ids: readonly number[],
  { since, repliesBy, advancesBy, ordersSince, ordersBy }: FigureSpan,
): Promise<Map<number, ScriptFigures>> => {
  if (ids.length === 0) return new Map()
  const given = handOvers(db)
  const lately = gte(given.at, since)
  const [canReply, canAdvance] = [and(lately, lte(given.at, repliesBy)), and(lately, lte(given.at, advancesBy))]
  const canOrder = lte(given.at, ordersBy)
  const customersWhere = (condition: SQL | undefined) =>
    sql<number>`count(distinct ${given.externalUserid}) filter (where ${condition})::int`
  const rows = await db
    .select({
      id: given.scriptId,
      uses: sql<number>`count(*) filter (where ${lately})::int`,
      edited: sql<number>`count(*) filter (where ${and(lately, given.edited)})::int`,
      lastAt: sql<Date | string | null>`max(${given.at})`,
      customers: customersWhere(lately),
      asked: customersWhere(canReply),
      replied: customersWhere(and(canReply, isNotNull(given.repliedAt))),
      watched: customersWhere(canAdvance),
      advanced: customersWhere(and(canAdvance, isNotNull(given.advancedAt))),
      waited: customersWhere(canOrder),
      ordered: customersWhere(and(canOrder, isNotNull(given.orderedAt))),
    })
    .from(given)
    .where(and(inArray(given.scriptId, [...ids]), gte(given.at, ordersSince)))
    .groupBy(given.scriptId)
  const bought = rows.filter((row) => row.ordered > 0).map((row) => row.id)
  const sums = await sumsOf(db, bought, { since: ordersSince, by: ordersBy })
  return new Map(
    rows.map((row) => [
      row.id,
      {
        uses: row.uses,
        edited: row.edited,
        lastAt: row.lastAt === null ? null : new Date(row.lastAt),
        customers: row.customers,
        replies: { customers: row.asked, did: row.replied },
        advances: { customers: row.watched, did: row.advanced },
        orders: { customers: row.waited, did: row.ordered, sums: sums.get(row.id) ?? [] },
      },
    ]),
  )
}

const sumsOf = async (
  db: Db,
  ids: readonly number[],
  { since, by }: { since: Date; by: Date },
): Promise<Map<number, Money[]>> => {
  if (ids.length === 0) return new Map()
  const amount = sql<string>`sum(${scriptUses.orderedAmount})`
  const rows = await db
    .select({ id: scriptUses.scriptId, currency: scriptUses.orderedCurrency, amount })
    .from(scriptUses)
    .where(and(inArray(scriptUses.scriptId, [...ids]), gte(scriptUses.at, since), lte(scriptUses.at, by)))
    .groupBy(scriptUses.scriptId, scriptUses.orderedCurrency)
    .orderBy(desc(amount))
  const sums = new Map<number, Money[]>()
  for (const { id, currency, amount } of rows) {
    if (currency !== null) sums.set(id, [...(sums.get(id) ?? []), { amount: Number(amount), currency }])
  }
  return sums
}

/** Whether anybody's answer was seen since a moment: without the contact archive some companies see none, ever. */
export const seesReplies = async (db: Db, since: Date): Promise<boolean> => {
  const [row] = await db
    .select({ id: scriptUses.id })
    .from(scriptUses)
    .where(and(isNotNull(scriptUses.repliedAt), gte(scriptUses.at, since)))
    .limit(1)
  return row !== undefined
}
