import { sql } from 'drizzle-orm'
import type { Db } from '../../src/db/db.ts'
import { makeMonths } from '../../src/spine/months.ts'

/** Reps in a team, and in an area: an area is what a manager has. */
const TEAM = 10
export const AREA = 500

export type Seed = { customers: number; reps: number; day: string }

export const repId = (n: number): string => `rep${String(n).padStart(5, '0')}`
export const managerId = (area: number): string => `mgr${area}`
export const areaDepartment = (area: number): number => 100 + area
export const customerId = (n: number): string => `wmSeed${String(n).padStart(10, '0')}`
/** The nth rep of customer `c`, counted from 0; every customer has two or three. */
export const repOf = (c: number, nth: number, reps: number): string =>
  repId(1 + ((c + nth * (Math.floor(reps / 3) + 1)) % reps))

const rep = sql`'rep' || lpad(r::text, 5, '0')`
const customer = sql`'wmSeed' || lpad(c::text, 10, '0')`

const seedOrg = async (db: Db, { reps, day }: Seed): Promise<void> => {
  const areas = Math.ceil(reps / AREA)
  const seen = sql`${day}::timestamptz`
  await db.execute(sql`insert into departments (id, name, parent_id)
    select 1, '公司', 0
    union all select 100 + a, '大区' || a, 1 from generate_series(1, ${areas}::int) a
    union all select 10000 + t, '小组' || t, 101 + (t - 1) / ${AREA / TEAM}::int
      from generate_series(1, ${Math.ceil(reps / TEAM)}::int) t`)
  await db.execute(sql`insert into members (userid, userid_lower, name, department_ids, leads, has_customer_contact, seen_at)
    select ${rep}, ${rep}, '员工' || r, array[10001 + (r - 1) / ${TEAM}::int],
      case when r % ${TEAM}::int = 1 then array[10001 + (r - 1) / ${TEAM}::int] else '{}'::int[] end, true, ${seen}
    from generate_series(1, ${reps}::int) r
    union all select 'mgr' || a, 'mgr' || a, '经理' || a, array[100 + a], array[100 + a], false, ${seen}
    from generate_series(1, ${areas}::int) a
    union all select 'linyu', 'linyu', '林宇', array[1], '{}'::int[], false, ${seen}`)
}

/** Ages and stages as a company has them, many asleep; one in eight is silent for so long that the night moves him. */
const seedCustomers = (db: Db, { customers, day }: Seed) =>
  db.execute(sql`insert into customers (external_userid, name, name_pinyin, type, stage, stage_since, first_added_at,
      observed_since, last_inbound_at, last_outbound_at)
    select ${customer}, '客户' || c, 'kehu' || c, 1,
      (array['lead', 'lead', 'intent', 'first', 'repeat', 'dormant', 'dormant', 'dormant', 'churned', 'lead'])[1 + c % 10],
      ${day}::timestamptz - make_interval(days => 1 + c % 60), ${day}::timestamptz - make_interval(days => 61 + c % 300),
      ${day}::timestamptz - make_interval(days => 200),
      case when c % 7 <> 0 then ${day}::timestamptz
        - make_interval(days => case when c % 10 between 5 and 7 then 70 + c % 100 else c % 20 end) end,
      ${day}::timestamptz - make_interval(days => c % 40, secs => c % 86400)
    from generate_series(1, ${customers}::int) c`)

const seedRelations = async (db: Db, { customers, reps, day }: Seed): Promise<void> => {
  const pairs = sql`(select c, 1 + (c + k * (${reps}::int / 3 + 1)) % ${reps}::int as r
    from generate_series(1, ${customers}::int) c, generate_series(0, 2) k where k < 2 + c % 2) p`
  await db.execute(sql`insert into relations (external_userid, userid, remark, add_way, added_at)
    select ${customer}, ${rep}, '老客户' || c, 1 + c % 4, ${day}::timestamptz - make_interval(days => 61 + c % 300)
    from ${pairs}`)
  await db.execute(sql`insert into relation_tags (external_userid, userid, tag_id)
    select ${customer}, ${rep}, 'etSeed' || (c % 20) from ${pairs}`)
}

const seedWork = async (db: Db, { customers, reps, day }: Seed): Promise<void> => {
  await db.execute(sql`insert into follow_ups (plan_key, external_userid, userid, cadence, reason_key, kind_of_task,
      due_on, due_at, created_at)
    select ${customer} || '/seed', ${customer}, ${rep}, 'intent', 'intent-d1', 'wechat', ${day}::date - 3 + c % 23,
      ${day}::timestamptz + make_interval(days => c % 23 - 3), ${day}::timestamptz - interval '20 days'
    from (select c, 1 + c % ${reps}::int as r from generate_series(1, ${customers}::int, 3) c) p`)
  await db.execute(sql`insert into orders (order_no, external_userid, userid, amount, currency, source, paid_at, created_at)
    select 'seed' || c, ${customer}, ${rep}, 9900 + c % 100000, 'CNY', 'open',
      ${day}::timestamptz - make_interval(days => c % 200), ${day}::timestamptz - make_interval(days => c % 200)
    from (select c, 1 + c % ${reps}::int as r from generate_series(3, ${customers}::int, 10) c) p`)
  const end = new Date(day)
  await makeMonths(db, new Date(end.getTime() - 361 * 86_400_000), end)
  await db.execute(sql`insert into facts (kind, at, external_userid, userid, actor_kind, actor_id, data)
    select 'relation-added', ${day}::timestamptz - make_interval(days => 61 + c % 300), ${customer}, ${rep}, 'system',
      'reading', '{"half": false, "state": null, "returned": false, "imported": true}'::jsonb
    from (select c, 1 + c % ${reps}::int as r from generate_series(1, ${customers}::int) c) p`)
}

const seedTags = async (db: Db): Promise<void> => {
  await db.execute(sql`insert into tag_groups (id, name) values ('etgStages', '客户阶段'), ('etgSeed', '偏好')`)
  await db.execute(sql`insert into tags (id, group_id, name) select 'etSeed' || t, 'etgSeed', '标签' || t
    from generate_series(0, 19) t`)
  await db.execute(sql`insert into tags (id, group_id, name)
    select 'etStage' || n, 'etgStages', name from unnest(array['新客', '潜客', '意向', '首购', '复购', '沉睡', '流失'])
      with ordinality as s(name, n)`)
}

/**
 * A company of any size straight into the tables, by the database's own hands: 2.5 friendships a customer, teams of ten
 * under areas of five hundred, open follow-ups for a third. Says nothing about how fast WeCom could be read.
 */
export const seedCompany = async (db: Db, seed: Seed): Promise<void> => {
  await seedOrg(db, seed)
  await seedTags(db)
  await seedCustomers(db, seed)
  await seedRelations(db, seed)
  await seedWork(db, seed)
  await db.execute(sql`analyze`)
}
