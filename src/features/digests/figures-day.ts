import { and, gte, inArray, lt, lte, ne, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { addDays, atTime, type BusinessDay } from '../calendar/zone.ts'
import { followUps } from '../follow-ups/tables.ts'

const COUNTED = ['open', 'done', 'dismissed'] as const

/** Who had something due in these days and nothing late: neither done after its day nor still open behind it. */
export const withoutLate = async (
  db: Db,
  { from, to }: { from: BusinessDay; to: BusinessDay },
  zone: string,
): Promise<Set<string>> => {
  const late = sql`case when ${followUps.endedAt} is null then ${followUps.dueOn} < ${to}
    else (${followUps.endedAt} at time zone ${zone})::date > ${followUps.dueOn} end`
  const rows = await db
    .select({ userid: followUps.userid })
    .from(followUps)
    .where(and(inArray(followUps.status, [...COUNTED]), gte(followUps.dueOn, from), lte(followUps.dueOn, to)))
    .groupBy(followUps.userid)
    .having(sql`count(*) filter (where ${late}) = 0`)
  return new Set(rows.map((row) => row.userid))
}

/** Customers each rep did something about on that day. */
export const doneByMember = async (db: Db, day: BusinessDay, zone: string): Promise<Map<string, Set<string>>> => {
  const rows = await db
    .selectDistinct({ userid: followUps.userid, externalUserid: followUps.externalUserid })
    .from(followUps)
    .where(
      and(
        inArray(followUps.status, ['done', 'dismissed']),
        ne(followUps.userid, ''),
        gte(followUps.endedAt, atTime(day, '00:00', zone)),
        lt(followUps.endedAt, atTime(addDays(day, 1), '00:00', zone)),
      ),
    )
  const done = new Map<string, Set<string>>()
  for (const { userid, externalUserid } of rows)
    done.set(userid, (done.get(userid) ?? new Set<string>()).add(externalUserid))
  return done
}
