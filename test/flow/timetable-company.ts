import { sql } from 'drizzle-orm'
import type { Db } from '../../src/db/db.ts'

/** `members` reps (`rep0001` …) with `each` customers due for a follow-up on `day`, straight into the tables. */
export const seedDueCompany = async (
  db: Db,
  { members, each, day }: { members: number; each: number; day: string },
): Promise<void> => {
  const rep = sql`'rep' || lpad(r::text, 5, '0')`
  const customer = sql`'wm' || lpad(r::text, 5, '0') || '-' || c`
  const pairs = sql`generate_series(1, ${members}::int) r, generate_series(1, ${each}::int) c`
  const before = sql`${day}::timestamptz - interval '20 days'`
  await db.execute(sql`insert into members (userid, userid_lower, name, department_ids, has_customer_contact, seen_at)
    select ${rep}, ${rep}, '员工' || r, '{1}', true, ${before} from generate_series(1, ${members}::int) r`)
  await db.execute(sql`insert into customers (external_userid, name, stage, stage_since, first_added_at, observed_since)
    select ${customer}, '客户' || r || c, 'lead', ${before}, ${before}, ${before} from ${pairs}`)
  await db.execute(sql`insert into relations (external_userid, userid, added_at)
    select ${customer}, ${rep}, ${before} from ${pairs}`)
  await db.execute(sql`insert into follow_ups
      (plan_key, external_userid, userid, cadence, reason_key, kind_of_task, due_on, due_at, created_at)
    select ${customer} || '/due', ${customer}, ${rep}, 'intent', 'intent-d1', 'wechat', ${day}::date,
      ${day}::timestamptz, ${before} from ${pairs}`)
}
