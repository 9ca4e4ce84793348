import { and, eq, gte, lte } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { BusinessDay } from '../calendar/zone.ts'
import { type Reach, statsSubject, statsUserids } from './reach.ts'
import { behaviorDays } from './tables.ts'

export type ServiceFigures = { firstReplyMinutes: number | null; replyRatio: number | null; ready: boolean }

/** WeCom's own figures for the channel's people as a whole: they cannot be put together from those of single reps. */
export const loadService = async (
  db: Db,
  reach: Pick<Reach, 'userids'>,
  { from, to }: { from: BusinessDay; to: BusinessDay },
): Promise<ServiceFigures> => {
  const subject = statsSubject(await statsUserids(db, reach))
  if (subject === null) return { firstReplyMinutes: null, replyRatio: null, ready: false }
  const rows = await db
    .select()
    .from(behaviorDays)
    .where(and(eq(behaviorDays.subject, subject), gte(behaviorDays.day, from), lte(behaviorDays.day, to)))
  // A span without its last day would be told as if it were whole.
  if (!rows.some((row) => row.day === to)) return { firstReplyMinutes: null, replyRatio: null, ready: false }
  const percent = weighted(rows.map((row) => ({ value: row.replyPercentage, weight: row.chatCount })))
  return {
    firstReplyMinutes: weighted(rows.map((row) => ({ value: row.avgReplyMinutes, weight: row.chatCount }))),
    replyRatio: percent === null ? null : percent / 100,
    ready: true,
  }
}

// WeCom keeps the number of chats that customers opened to itself; the number of chats is the nearest weight, so that
// a quiet Sunday does not count like a Friday. One day alone comes out as WeCom says it.
const weighted = (days: readonly { value: number | null; weight: number | null }[]): number | null => {
  let sum = 0
  let weights = 0
  for (const { value, weight } of days) {
    if (value === null) continue
    const share = Math.max(1, weight ?? 1)
    sum += value * share
    weights += share
  }
  return weights === 0 ? null : sum / weights
}
