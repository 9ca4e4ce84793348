import { setTimeout as pause } from 'node:timers/promises'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OpenDb } from '../../src/db/open.ts'
import { enqueueJob } from '../../src/spine/outbox.ts'
import { createPump } from '../../src/spine/pump.ts'
import { type Claimed, finish } from '../../src/spine/queue.ts'
import { jobs } from '../../src/spine/tables.ts'
import { countQueries } from '../support/count-queries.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'

type Row = { dedupe_key: string } & Claimed
/** A poller that would not look again by itself within the test. */
const NEVER_MS = 600_000

describe.each(ENGINES)('a worker of the queue on %s', (engine) => {
  let opened: OpenDb
  beforeAll(async () => {
    opened = await openTestDb(engine)
  }, 60_000)
  beforeEach(() => emptyDb(opened))
  afterAll(() => opened?.close())

  const add = (key: string, lane: 0 | 1 | 2 = 1, orderKey: string | null = null) =>
    enqueueJob(opened.db, { kind: 'refresh-tags', payload: { why: key }, dedupeKey: key, lane, orderKey })
  const statusOf = async (key: string) =>
    (await opened.db.select().from(jobs).where(eq(jobs.dedupeKey, key)))[0]?.status
  const until = (isSo: () => boolean | Promise<boolean>) => expect.poll(isSo).toBe(true)

  type Own = {
    concurrency?: number
    hands?: (full: number) => number
    maxLane?: number
    pollMs?: number
    handle?: (row: Row) => Promise<void>
  }
  const worker = (own: Own = {}) => {
    const seen: { handled: string[]; errors: unknown[]; atOnce: number; most: number } = {
      ...{ handled: [], errors: [], atOnce: 0, most: 0 },
    }
    const pump = createPump<Row>({
      ...{ db: opened.db, table: 'jobs', owner: 'worker', pollMs: own.pollMs ?? NEVER_MS },
      concurrency: own.concurrency ?? 4,
      ...(own.maxLane === undefined ? {} : { maxLane: own.maxLane }),
      ...(own.hands === undefined ? {} : { hands: own.hands }),
      onError: (error) => seen.errors.push(error),
      handle: async (row) => {
        seen.atOnce += 1
        seen.most = Math.max(seen.most, seen.atOnce)
        seen.handled.push(row.dedupe_key)
        try {
          await own.handle?.(row)
          await finish(opened.db, 'jobs', row, { status: 'done' })
        } finally {
          seen.atOnce -= 1
        }
      },
    })
    return { pump, seen }
  }

  test('takes what is due once, as many as it has hands, and says how many there were', async () => {
    for (const key of ['a', 'b', 'c']) await add(key)
    const { pump, seen } = worker({ concurrency: 2 })
    expect([await pump.runOnce(), await pump.runOnce(), await pump.runOnce()]).toEqual([2, 1, 0])
    expect(seen.handled).toEqual(['a', 'b', 'c'])
    expect(await statusOf('c')).toBe('done')
  })

  test('with hands for urgent work alone leaves the rest to others', async () => {
    await add('bulk', 2)
    await add('welcome', 0)
    const { pump, seen } = worker({ maxLane: 0 })
    expect([await pump.runOnce(), seen.handled]).toEqual([1, ['welcome']])
  })

  test('told that something was written looks at once, and after each row for the next', async () => {
    const { pump, seen } = worker({ concurrency: 1 })
    pump.start()
    await pause(50)
    for (const key of ['a', 'b', 'c']) await add(key)
    await pause(100)
    expect(seen.handled).toEqual([])
    pump.wake()
    await until(() => seen.handled.length === 3)
    await pump.stop()
    expect([seen.handled, seen.most]).toEqual([['a', 'b', 'c'], 1])
  })

  test('looks by itself from time to time, for what another process wrote', async () => {
    const { pump, seen } = worker({ pollMs: 30 })
    pump.start()
    await pause(50)
    await add('from elsewhere')
    await until(() => seen.handled.length === 1)
    await pump.stop()
  })

  test('that works on something slow gives its other hands to what comes after', async () => {
    let letGo = () => {}
    const slow = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const { pump, seen } = worker({
      concurrency: 2,
      handle: (row) => (row.dedupe_key === 'slow' ? slow : Promise.resolve()),
    })
    await add('slow')
    pump.start()
    await until(() => seen.handled.length === 1)
    for (const key of ['a', 'b', 'c']) await add(key)
    pump.wake()
    await until(() => seen.handled.length === 4)
    expect(await statusOf('slow')).toBe('waiting')
    letGo()
    await pump.stop()
    expect([await statusOf('slow'), seen.most]).toEqual(['done', 2])
  })

  test('that has to give way works with the hands it is left, and with all of them afterwards', async () => {
    let left = 1
    const { pump, seen } = worker({
      ...{ concurrency: 3, hands: (full) => Math.min(full, left) },
      handle: () => pause(150),
    })
    for (const key of ['a', 'b', 'c', 'd']) await add(key)
    pump.start()
    await until(() => seen.handled.length === 4)
    expect(seen.most).toBe(1)
    left = 99
    for (const key of ['e', 'f', 'g', 'h']) await add(key)
    pump.wake()
    await until(() => seen.handled.length === 8)
    await pump.stop()
    expect(seen.most).toBe(3)
  })

  test('looks once for what it takes, and not again after each row for what nobody wrote', async () => {
    const { pump, seen } = worker({ concurrency: 4 })
    for (const key of ['a', 'b', 'c']) await add(key)
    const asked = await countQueries(opened, async () => {
      pump.start()
      await until(() => seen.handled.length === 3 && seen.atOnce === 0)
      await pause(50)
    })
    await pump.stop()
    expect(asked.filter((text) => text.startsWith('with due'))).toHaveLength(1)
  })

  test('takes who stood behind a row as soon as that one has ended, without being told', async () => {
    const { pump, seen } = worker({ concurrency: 4 })
    for (const key of ['first', 'second', 'third']) await add(key, 1, 'one customer')
    pump.start()
    await until(() => seen.handled.length === 3)
    await pump.stop()
    expect([seen.handled, seen.most]).toEqual([['first', 'second', 'third'], 1])
  })

  test('loses nobody who comes behind a row in the very moment it ends', async () => {
    const { pump, seen } = worker({ concurrency: 4 })
    pump.start()
    for (let n = 0; n < 60; n += 1) {
      await add(`${n}`, 1, 'one customer')
      pump.wake()
      if (n % 3 === 0) await pause(n % 7)
    }
    await until(() => seen.handled.length === 60)
    await pump.stop()
    expect(seen.handled).toEqual(Array.from({ length: 60 }, (_, n) => `${n}`))
  })

  test('that takes long over an urgent row keeps it from others meanwhile, and lets go of it in the end', async () => {
    let letGo = () => {}
    const long = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const { pump, seen } = worker({ maxLane: 0, handle: () => long })
    expect([pump.table, pump.maxLane, worker().pump.maxLane]).toEqual(['jobs', 0, 2])
    await add('welcome', 0)
    const worked = pump.runOnce()
    await until(() => seen.handled.length === 1)
    // As if it had gone on for nearly all of its time.
    await opened.db.execute(sql`update jobs set lease_until = now() + interval '2500 ms'`)
    const left = sql<number>`extract(epoch from lease_until - clock_timestamp())::float8`
    await until(async () => ((await opened.db.select({ left }).from(jobs))[0]?.left ?? 0) > 3)
    letGo()
    await worked
    const asked = await countQueries(opened, () => pause(2_150))
    expect([asked, seen.errors, await statusOf('welcome')]).toEqual([[], [], 'done'])
  })

  test('that is stopped waits for what is in its hands and takes nothing new', async () => {
    const { pump, seen } = worker({ concurrency: 1, handle: () => pause(150) })
    await add('in hand')
    pump.start()
    await until(() => seen.handled.length === 1)
    await add('new')
    const stopped = pump.stop()
    pump.wake()
    await stopped
    expect([await statusOf('in hand'), await statusOf('new'), seen.handled]).toEqual(['done', 'waiting', ['in hand']])
  })

  test('whose work throws says so and goes on with the next', async () => {
    const { pump, seen } = worker({
      handle: (row) => (row.dedupe_key === 'bad' ? Promise.reject(new Error('a fault')) : Promise.resolve()),
    })
    await add('bad')
    await add('good')
    expect(await pump.runOnce()).toBe(2)
    expect(seen.errors).toMatchObject([{ message: 'a fault' }])
    expect([await statusOf('bad'), await statusOf('good')]).toEqual(['waiting', 'done'])
  })

  test('that cannot reach the table says so and tries again', async () => {
    const { pump, seen } = worker({ pollMs: 20 })
    await opened.db.execute(sql`alter table jobs rename to jobs_away`)
    pump.start()
    await until(() => seen.errors.length >= 2)
    await opened.db.execute(sql`alter table jobs_away rename to jobs`)
    await add('after')
    await until(() => seen.handled.length === 1)
    await pump.stop()
  })
})
