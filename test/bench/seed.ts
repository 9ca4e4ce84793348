import { type SQL, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../src/db/db.ts'
import { makeMonths } from '../../src/spine/months.ts'

/** Reps in a team, and in an area: an area is what a manager has. */
const TEAM = 10
export const AREA = 500

export type Seed = { customers: number; reps: number; day: string }
/** Customers `from` to `to`, both counted: a company of millions is written in blocks. */
type Block = { from: number; to: number }

export const repId = (n: number): string => `rep${String(n).padStart(5, '0')}`
export const managerId = (area: number): string => `mgr${area}`
export const areaDepartment = (area: number): number => 100 + area
/** As long as WeCom's own ids: what an index weighs depends on it. */
export const customerId = (n: number): string => `wmSeed${String(n).padStart(26, '0')}`
/** The nth rep of customer `c`, counted from 0. */
export const repOf = (c: number, nth: number, reps: number): string =>
  repId(1 + ((c + nth * (Math.floor(reps / 3) + 1)) % reps))

const rep = sql`'rep' || lpad(r::text, 5, '0')`
const customer = sql`'wmSeed' || lpad(c::text, 26, '0')`
/** How many reps a customer has: two and a half, and in the largest class five thirds. */
const FRIENDS = { usual: sql`2 + c % 2`, largest: sql`1 + least(c % 3, 1)` }

const everyone = ({ from, to }: Block) => sql`generate_series(${from}::int, ${to}::int) c`
/** Each `nth` customer, beginning with the `first`, beside the rep who comes first. */
const withFirstRep = (block: Block, reps: number, { nth, first }: { nth: number; first: number }) =>
  sql`(select c, 1 + c % ${reps}::int as r from ${everyone(block)} where c % ${nth}::int = ${first % nth}::int) p`

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
const seedCustomers = (db: Db, { day }: Seed, block: Block) =>
  db.execute(sql`insert into customers (external_userid, name, name_pinyin, type, stage, stage_since, first_added_at,
      observed_since, last_inbound_at, last_outbound_at)
    select ${customer}, '客户' || c, 'kehu' || c, 1,
      (array['lead', 'lead', 'intent', 'first', 'repeat', 'dormant', 'dormant', 'dormant', 'churned', 'lead'])[1 + c % 10],
      ${day}::timestamptz - make_interval(days => 1 + c % 60), ${day}::timestamptz - make_interval(days => 61 + c % 300),
      ${day}::timestamptz - make_interval(days => 200),
      case when c % 7 <> 0 then ${day}::timestamptz
        - make_interval(days => case when c % 10 between 5 and 7 then 70 + c % 100 else c % 20 end) end,
      ${day}::timestamptz - make_interval(days => c % 40, secs => c % 86400)
    from ${everyone(block)}`)

const seedRelations = async (db: Db, { reps, day }: Seed, block: Block, friends: SQL): Promise<void> => {
  const pairs = sql`(select c, 1 + (c + k * (${reps}::int / 3 + 1)) % ${reps}::int as r
    from ${everyone(block)}, generate_series(0, 2) k where k < ${friends}) p`
  await db.execute(sql`insert into relations (external_userid, userid, remark, add_way, added_at)
    select ${customer}, ${rep}, '老客户' || c, 1 + c % 4, ${day}::timestamptz - make_interval(days => 61 + c % 300)
    from ${pairs}`)
  await db.execute(sql`insert into relation_tags (external_userid, userid, tag_id)
    select ${customer}, ${rep}, 'etSeed' || (c % 20) from ${pairs}`)
}

/** An open follow-up for a third. */
const seedFollowUps = (db: Db, { reps, day }: Seed, block: Block) =>
  db.execute(sql`insert into follow_ups (plan_key, external_userid, userid, cadence, reason_key, kind_of_task,
      due_on, due_at, created_at)
    select ${customer} || '/seed', ${customer}, ${rep}, 'intent', 'intent-d1', 'wechat', ${day}::date - 3 + c % 23,
      ${day}::timestamptz + make_interval(days => c % 23 - 3), ${day}::timestamptz - interval '20 days'
    from ${withFirstRep(block, reps, { nth: 3, first: 1 })}`)

/** An order for a tenth, and a line of the journal for every `nth`. */
const seedPast = async (db: Db, { reps, day }: Seed, block: Block, nth: number): Promise<void> => {
  await db.execute(sql`insert into orders (order_no, external_userid, userid, amount, currency, source, paid_at, created_at)
    select 'seed' || c, ${customer}, ${rep}, 9900 + c % 100000, 'CNY', 'open',
      ${day}::timestamptz - make_interval(days => c % 200), ${day}::timestamptz - make_interval(days => c % 200)
    from ${withFirstRep(block, reps, { nth: 10, first: 3 })}`)
  await db.execute(sql`insert into facts (kind, at, external_userid, userid, actor_kind, actor_id, data)
    select 'relation-added', ${day}::timestamptz - make_interval(days => 61 + c % 300), ${customer}, ${rep}, 'system',
      'reading', '{"half": false, "state": null, "returned": false, "imported": true}'::jsonb
    from ${withFirstRep(block, reps, { nth, first: 1 })}`)
}

const seedMonths = (db: Db, { day }: Seed): Promise<void> => {
  const end = new Date(day)
  return makeMonths(db, new Date(end.getTime() - 361 * 86_400_000), end)
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
  const all = { from: 1, to: seed.customers }
  await seedOrg(db, seed)
  await seedTags(db)
  await seedMonths(db, seed)
  await seedCustomers(db, seed, all)
  await seedRelations(db, seed, all, FRIENDS.usual)
  await seedFollowUps(db, seed, all)
  await seedPast(db, seed, all, 1)
  await db.execute(sql`analyze`)
}

const BLOCK = 500_000
/** Bulk loading on two cores: a third hand would only wait. */
const HANDS = 2
const LOADED = ['customers', 'relations', 'relation_tags', 'follow_ups', 'orders']

type Index = { name: string; made: string }

/** Whatever is no key: kept up row by row over millions, an index larger than the memory is read and written again and again. */
const dropIndexes = async (db: Db): Promise<string[]> => {
  const found = await rowsOf<Index>(
    db,
    sql`select c.relname as name, pg_get_indexdef(i.indexrelid) as made
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
      where t.relname in ${LOADED} and not i.indisunique`,
  )
  for (const { name } of found) await db.execute(sql`drop index ${sql.identifier(name)}`)
  return found.map(({ made }) => made)
}

const inTurn = async <T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> => {
  const left = [...items]
  const hand = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: HANDS }, hand))
}

/**
 * The largest class: five friendships on three customers, a journal line for one in ten (older months are swept away by
 * then). Loaded in blocks by two hands, and what is no key is indexed at the end.
 */
export const seedLargest = async (db: Db, seed: Seed, say: (line: string) => void): Promise<void> => {
  await seedOrg(db, seed)
  await seedTags(db)
  await seedMonths(db, seed)
  const indexes = await dropIndexes(db)
  const blocks = Array.from({ length: Math.ceil(seed.customers / BLOCK) }, (_, n) => ({
    from: n * BLOCK + 1,
    to: Math.min((n + 1) * BLOCK, seed.customers),
  }))
  await inTurn(blocks, async (block) => {
    await seedCustomers(db, seed, block)
    await seedRelations(db, seed, block, FRIENDS.largest)
    await seedFollowUps(db, seed, block)
    await seedPast(db, seed, block, 10)
    say(`${block.to.toLocaleString('en')} customers …`)
  })
  await inTurn(indexes, (made) => db.execute(sql.raw(made)))
  await db.execute(sql`analyze`)
}
