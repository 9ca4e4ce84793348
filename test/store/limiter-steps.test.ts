import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import type { OpenDb } from '../../src/db/open.ts'
import { createLimiter, type LimiterTime } from '../../src/spine/limiter.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'
import { watchedDb } from '../support/watched-db.ts'

const START = Date.parse('2026-11-24T10:00:00+08:00')
const HOUR = 3_600
/** An hour is counted in 96 steps. */
const STEP_MS = (HOUR * 1000) / 96

describe.each(ENGINES)('how often the budget is asked for, and how long somebody waits for it, on %s', (engine) => {
  let opened: OpenDb
  beforeAll(async () => {
    opened = await openTestDb(engine)
  }, 60_000)
  beforeEach(() => emptyDb(opened))
  afterAll(() => opened?.close())

  /** Counts the statements; time stands still unless it is moved, and waiting is told or moves it. */
  const house = (waiting: 'forever' | 'passes' = 'forever') => {
    const seen = { now: START, statements: 0, failing: false, waits: [] as number[] }
    const time: LimiterTime = {
      at: () => sql`to_timestamp(${seen.now / 1000}::float8)`,
      elapsedMs: () => seen.now,
      wait: (ms) => {
        seen.waits.push(ms)
        if (waiting === 'forever') return new Promise(() => {})
        seen.now += ms
        return Promise.resolve()
      },
    }
    return { seen, limiter: createLimiter(watchedDb(opened.db, seen), time) }
  }
  type House = ReturnType<typeof house>
  type Limit = { key: string; max: number; perSeconds: number }

  /** The calls, counted from one, for which the database was asked. */
  const askedAt = async ({ seen, limiter }: House, limit: Limit, calls: number): Promise<number[]> => {
    const at: number[] = []
    for (let call = 1; call <= calls; call += 1) {
      const before = seen.statements
      await limiter.take([limit], { lane: 'normal' })
      if (seen.statements > before) at.push(call)
    }
    return at
  }
  const takenOf = async (key: string): Promise<number> => {
    const [row] = await rowsOf<{ taken: number }>(opened.db, sql`select taken from limiter_windows where key = ${key}`)
    return Number(row?.taken ?? 0)
  }
  const until = (isSo: () => boolean) => expect.poll(isSo).toBe(true)

  test('calls of a wide limit are fetched in blocks that double while they run out, fifty at most', async () => {
    const limit = { key: 'wide', max: 5_000, perSeconds: HOUR }
    expect(await askedAt(house(), limit, 170)).toEqual([1, 2, 4, 8, 16, 32, 64, 114, 164])
    expect(await takenOf('wide')).toBe(63 + 3 * 50)
  })

  test('of a block that outlived its step the next one is as large as what was used of it', async () => {
    const limit = { key: 'wide', max: 5_000, perSeconds: HOUR }
    const home = house()
    await askedAt(home, limit, 63 + 10)
    home.seen.now += STEP_MS
    const before = await takenOf('wide')
    expect([before, await askedAt(home, limit, 11)]).toEqual([113, [1, 11]])
    // Ten, and twice ten: both steps count for themselves.
    expect(await takenOf('wide')).toBe(30)
  })

  test('one that was used up just before its step ended is asked for again as it was', async () => {
    const limit = { key: 'wide', max: 5_000, perSeconds: HOUR }
    const home = house()
    await askedAt(home, limit, 7)
    home.seen.now += STEP_MS
    expect(await askedAt(home, limit, 5)).toEqual([1, 5])
  })

  test('calls of a narrow limit are counted one by one', async () => {
    expect(await askedAt(house(), { key: 'narrow', max: 999, perSeconds: HOUR }, 4)).toEqual([1, 2, 3, 4])
    expect(await askedAt(house(), { key: 'just wide', max: 1_000, perSeconds: HOUR }, 4)).toEqual([1, 2, 4])
  })

  test('nobody waits less than 20 milliseconds, nor more than five seconds before asking again', async () => {
    const long = house('passes')
    const minutes = { key: 'minutes', max: 1, perSeconds: 600 }
    await long.limiter.take([minutes], { lane: 'normal' })
    await long.limiter.take([minutes], { lane: 'normal' })
    expect(Math.max(...long.seen.waits)).toBe(5_000)
    const short = house('passes')
    // Three milliseconds before the end of a step.
    short.seen.now = START + Math.floor(1000 / 24) - 2
    const second = { key: 'second', max: 1, perSeconds: 1 }
    await short.limiter.take([second], { lane: 'normal' })
    await short.limiter.take([second], { lane: 'normal' })
    expect(short.seen.waits[0]).toBe(20)
    expect(short.seen.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(1_000)
  })

  test('a crowd in front of a full limit costs one question a step', async () => {
    const { seen, limiter } = house()
    const limit = { key: 'full', max: 1, perSeconds: HOUR }
    await limiter.take([limit], { lane: 'normal' })
    void limiter.take([limit], { lane: 'normal' })
    await until(() => seen.waits.length === 1)
    const asked = seen.statements
    for (let caller = 0; caller < 20; caller += 1) void limiter.take([limit], { lane: 'normal' })
    await until(() => seen.waits.length === 21)
    expect(seen.statements).toBe(asked)
    seen.now += 5_000
    void limiter.take([limit], { lane: 'normal' })
    await until(() => seen.waits.length === 22)
    expect(seen.statements).toBe(asked + 1)
  })

  test('callers of one moment share a block instead of fetching one each', async () => {
    const { seen, limiter } = house()
    const limit = { key: 'wide', max: 5_000, perSeconds: HOUR }
    await askedAt({ seen, limiter }, limit, 31)
    const asked = seen.statements
    await Promise.all(Array.from({ length: 32 }, () => limiter.take([limit], { lane: 'normal' })))
    expect(seen.statements).toBe(asked + 1)
  })

  test('what a sync has fetched a person may use, and never the other way round', async () => {
    const { seen, limiter } = house()
    const limit = { key: 'wide', max: 5_000, perSeconds: HOUR }
    for (let call = 0; call < 5; call += 1) await limiter.take([limit], { lane: 'bulk' })
    const asked = seen.statements
    await limiter.take([limit], { lane: 'normal' })
    await limiter.take([limit], { lane: 'urgent' })
    expect(seen.statements).toBe(asked)
    // Blocks of one, two and four, of which three are left.
    for (let call = 0; call < 4; call += 1) await limiter.take([limit], { lane: 'normal' })
    expect(seen.statements).toBe(asked + 3)
    await limiter.take([limit], { lane: 'bulk' })
    expect(seen.statements).toBe(asked + 4)
  })

  test('a sync does not even ask while a person stands at the same limit, and asks when the person is through', async () => {
    const { seen, limiter } = house()
    const limit = { key: 'full', max: 1, perSeconds: HOUR }
    await limiter.take([limit], { lane: 'normal' })
    void limiter.take([limit], { lane: 'urgent' })
    await until(() => seen.waits.length === 1)
    const asked = seen.statements
    void limiter.take([limit], { lane: 'bulk' })
    await until(() => seen.waits.length === 2)
    expect([seen.statements, seen.waits[1]]).toEqual([asked, 20])
    await limiter.take([{ key: 'another', max: 10, perSeconds: HOUR }], { lane: 'bulk' })
    expect(seen.statements).toBeGreaterThan(asked)
  })

  test('the longest window is asked first: what is counted in a short one must not wait for it', async () => {
    const { seen, limiter } = house()
    const [minute, hour] = [
      { key: 'minute', max: 10, perSeconds: 60 },
      { key: 'hour', max: 1, perSeconds: HOUR },
    ]
    await limiter.take([minute, hour], { lane: 'normal' })
    void limiter.take([minute, hour], { lane: 'normal' })
    await until(() => seen.waits.length === 1)
    expect([await takenOf('minute'), await takenOf('hour')]).toEqual([1, 1])
  })

  test('a question that fails is its caller’s trouble alone', async () => {
    const { seen, limiter } = house()
    const limit = { key: 'wide', max: 5_000, perSeconds: HOUR }
    await limiter.take([limit], { lane: 'normal' })
    seen.failing = true
    const first = limiter.take([limit], { lane: 'normal' })
    const second = limiter.take([limit], { lane: 'normal' })
    seen.failing = false
    await expect(first).rejects.toThrow('away')
    await second
    await limiter.take([limit], { lane: 'bulk' })
  })

  test('after WeCom said "too often" nothing in hand is used, and a tenth less than was counted is the limit', async () => {
    const home = house('passes')
    const { seen, limiter } = home
    const limit = { key: 'hidden', max: 5_000, perSeconds: 600 }
    await askedAt(home, limit, 100)
    const counted = await takenOf('hidden')
    await limiter.block('hidden', 2_000, { learn: true })
    seen.waits.length = 0
    await limiter.take([limit], { lane: 'normal' })
    // Full already with what was counted: it waits until the first of them is ten minutes old.
    expect(seen.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(600_000)
    const asked: number[] = []
    for (let call = 0; call < 3; call += 1) {
      const before = seen.statements
      await limiter.take([limit], { lane: 'normal' })
      asked.push(seen.statements - before)
    }
    // What is left of it is narrow, and narrow limits are counted one by one.
    expect([counted, asked]).toEqual([113, [1, 1, 1]])
  })

  test('a short "too often" that teaches nothing is over when it is over', async () => {
    const home = house('passes')
    const limit = { key: 'short', max: 5_000, perSeconds: HOUR }
    await askedAt(home, limit, 4)
    await home.limiter.block('short', 1_500)
    await home.limiter.take([limit], { lane: 'normal' })
    expect(home.seen.waits).toEqual([1_500])
    expect(await askedAt(home, limit, 3)).toHaveLength(2)
  })
})
