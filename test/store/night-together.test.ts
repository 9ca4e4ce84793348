import { asc, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import type { OpenDb } from '../../src/db/open.ts'
import { customers } from '../../src/features/customers/tables.ts'
import { followUps } from '../../src/features/follow-ups/tables.ts'
import type { ManyCore } from '../../src/features/lifecycle/apply-together.ts'
import { runNight } from '../../src/features/lifecycle/run-night.ts'
import { stageMoves } from '../../src/features/lifecycle/tables.ts'
import { orders } from '../../src/features/orders/tables.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { outboxMessages } from '../../src/spine/tables.ts'
import { openHouse } from '../bench/house.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'
import { at, seedTeam } from './sales-world.ts'

const NIGHT = '2026-11-24T02:10:00'
const PEOPLE = 240
const STAGES = ['new', 'lead', 'intent', 'first', 'repeat', 'dormant'] as const
const CADENCES = ['lead', 'intent', 'dormant', 'refund-revisit', null] as const
const FLAGS = [[], ['dnd'], ['complaint', 'vip'], ['waking', 'silence-risk'], ['cooling'], ['intent-overstay']]
const REPS = ['WangMin', 'LiQiang', 'ChenChen']
const DAY_MS = 86_400_000

const pick = <T>(list: readonly T[], n: number): T => {
  const one = list[n % list.length]
  if (one === undefined) throw new Error('an empty list')
  return one
}
const daysAgo = (days: number) => new Date(at(NIGHT).getTime() - days * DAY_MS)

/** Customers of every stage, age, flag, with and without friends, orders and open tasks; some of them one person. */
const seedPeople = async ({ db }: OpenDb): Promise<void> => {
  await seedTeam(db)
  const all = Array.from({ length: PEOPLE }, (_, n) => ({ n, id: `wm-${String(n).padStart(4, '0')}` }))
  await db.insert(customers).values(
    all.map(({ n, id }) => ({
      externalUserid: id,
      name: `客户${n}`,
      stage: pick(STAGES, n),
      stageRule: 'L-manual',
      stageManual: n % 7 === 0 ? 'WangMin' : null,
      stageSince: daysAgo(1 + ((n * 5) % 40)),
      firstAddedAt: daysAgo(400),
      observedSince: daysAgo(30 + ((n * 37) % 400)),
      lastInboundAt: n % 3 === 0 ? daysAgo((n * 11) % 250) : null,
      protectedUntil: n % 11 === 0 ? daysAgo(n % 2 === 0 ? 3 : -3) : null,
      goneAt: n % 13 === 0 ? daysAgo(n % 5) : null,
      flags: pick(FLAGS, Math.floor(n / 6)),
      personId: n % 40 < 2 ? `wm-${String(n - (n % 40)).padStart(4, '0')}` : null,
    })),
  )
  await db.insert(relations).values(
    all.flatMap(({ n, id }) =>
      REPS.slice(0, n % 4).map((userid, place) => ({
        ...{ externalUserid: id, userid, addedAt: daysAgo(300 - ((n * 7 + place * 50) % 100)) },
        endedAt: (n + place) % 9 === 0 ? daysAgo(2) : null,
      })),
    ),
  )
  await db.insert(orders).values(
    all.flatMap(({ n, id }) =>
      Array.from({ length: Math.max(0, (n % 6) - 2) }, (_, place) => ({
        ...{ orderNo: `${id}-${place}`, externalUserid: id, amount: 100, currency: 'CNY', source: 'open' as const },
        ...{ refundedAmount: (n + place) % 5 === 0 ? 100 : 0, createdAt: daysAgo(1) },
        paidAt: daysAgo(20 + place * 45 + ((n * 13) % 300)),
      })),
    ),
  )
  await db.insert(followUps).values(
    all
      .filter(({ n }) => n % 2 === 0)
      .map(({ n, id }) => ({
        ...{ planKey: `${id}/seed`, externalUserid: id, userid: pick(REPS, n), cadence: pick(CADENCES, n / 2) },
        ...{
          reasonKey: 'intent-d1' as const,
          kindOfTask: 'wechat' as const,
          marketing: n % 3 === 0,
          createdAt: daysAgo(9),
        },
        ...{ dueOn: '2026-11-25', dueAt: daysAgo(-1) },
      })),
  )
}

/** By the minute: the clock goes on while the night runs. */
const minutes = <T>(value: T): unknown => {
  if (value instanceof Date) return value.toISOString().slice(0, 16)
  if (Array.isArray(value)) return value.map(minutes)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, minutes(one)]))
}

/** Everything the night leaves, without the numbers the database gives out. */
const leftBy = async ({ db }: OpenDb) => {
  const facts = await rowsOf<Record<string, unknown>>(
    db,
    sql`select kind, external_userid, userid, actor_kind, actor_id, rule, data::text as data from facts
        order by external_userid, kind, data::text, userid`,
  )
  const byFact = new Map(
    (await rowsOf<{ id: number; who: string }>(db, sql`select id, external_userid as who from facts`)).map((one) => [
      String(one.id),
      one.who,
    ]),
  )
  const unnumbered = (key: string) => key.replace(/:(\d+)(?=:|$)/, (_, id) => `:fact-of-${byFact.get(id) ?? id}`)
  return {
    facts,
    customers: (await db.select().from(customers).orderBy(asc(customers.externalUserid))).map((row) => ({
      ...row,
      flags: [...row.flags].sort(),
    })),
    moves: (await db.select().from(stageMoves).orderBy(asc(stageMoves.externalUserid))).map(
      ({ id: _, factId, ...row }) => ({ ...row, told: byFact.get(String(factId)) }),
    ),
    followUps: (await db.select().from(followUps))
      .map(({ id: _, planKey, ...row }) => ({ ...row, planKey: unnumbered(planKey) }))
      .sort((a, b) => (a.planKey < b.planKey ? -1 : 1)),
    messages: (await db.select().from(outboxMessages))
      .map(({ kind, payload, occurrenceKey, orderKey }) => ({
        ...{ kind, orderKey, pair: { ...payload, bulk: true } },
        key: occurrenceKey.replace(/\d+$/, (id) => `fact-of-${byFact.get(id)}`),
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
  }
}

describe.each(ENGINES)('many stages moved in one night on %s', (engine) => {
  let store: OpenDb
  beforeAll(async () => {
    store = await openTestDb(engine)
  }, 60_000)
  afterAll(() => store?.close())
  beforeEach(() => emptyDb(store))

  const nightOf = async (change: (core: ManyCore) => ManyCore) => {
    await emptyDb(store)
    await seedPeople(store)
    const house = await openHouse(store, { at: `${NIGHT}+08:00`, wecomUrl: 'http://127.0.0.1:9' })
    try {
      return { night: await runNight(change(house.deps.core)), left: await leftBy(store) }
    } finally {
      await house.close()
    }
  }

  it('leaves exactly what moving them one by one leaves: stages, flags, journal, tasks and tags', async () => {
    const together = await nightOf((core) => core)
    const alone = await nightOf((core) => ({
      ...core,
      recordMany: () => Promise.reject(new Error('one by one, please')),
    }))
    expect(together.night).toMatchObject({ apart: 0, failed: [] })
    expect(alone.night).toMatchObject({ apart: 1, apartBecause: 'one by one, please', failed: [] })
    expect(together.night.changed).toBeGreaterThan(PEOPLE / 3)
    expect(together.night.changed).toBe(alone.night.changed)
    for (const kind of ['stage-moved', 'flag-changed', 'follow-ups-cancelled', 'follow-ups-planned'])
      expect(together.left.facts.filter((one) => one.kind === kind).length, kind).toBeGreaterThan(5)
    expect(minutes(together.left)).toEqual(minutes(alone.left))
  })
})
