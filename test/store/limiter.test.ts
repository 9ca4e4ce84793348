import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OpenDb } from '../../src/db/open.ts'
import { createLimiter, limiterTime } from '../../src/spine/limiter.ts'
import { ENGINES, openTestDb } from '../support/store.ts'

const DAY_MS = 86_400_000

describe.each(ENGINES)('one budget for everybody (%s)', (engine) => {
  let opened: OpenDb
  beforeAll(async () => {
    opened = await openTestDb(engine)
  })
  afterAll(() => opened.close())

  /** Whoever still waits when the test is over finds the database closed. */
  const atTheEnd = (): void => {}
  const soon = (work: Promise<void>, ms = 400): Promise<boolean> =>
    Promise.race([work.then(() => true), new Promise<boolean>((resolve) => setTimeout(() => resolve(false), ms))])

  test('a sync may use 98 of a hundred calls of a wide limit and never one more than it', async () => {
    const limit = { key: `wide-${engine}`, max: 2_000, perSeconds: 3_600 }
    const limiter = createLimiter(opened.db)
    let taken = 0
    const take = async (): Promise<void> => {
      for (;;) {
        await limiter.take([limit], { lane: 'bulk' })
        taken += 1
      }
    }
    for (let worker = 0; worker < 5; worker += 1) take().catch(atTheEnd)
    await expect.poll(() => taken).toBe(2_000 * 0.98)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(taken).toBe(2_000 * 0.98)
  })

  test('when a sync has used up its share, a welcome and a card still pass at once', async () => {
    const limit = { key: `wide-${engine}`, max: 2_000, perSeconds: 3_600 }
    const limiter = createLimiter(opened.db)
    expect(await soon(limiter.take([limit], { lane: 'bulk' }))).toBe(false)
    expect(await soon(limiter.take([limit], { lane: 'urgent' }), 5_000)).toBe(true)
    const another = createLimiter(opened.db)
    expect(await soon(another.take([limit], { lane: 'normal' }), 5_000)).toBe(true)
    expect(await soon(another.take([limit], { lane: 'bulk' }))).toBe(false)
  })

  test('two replicas together never pass a limit', async () => {
    const limit = { key: `both-${engine}`, max: 20, perSeconds: 3_600 }
    const replicas = [createLimiter(opened.db), createLimiter(opened.db)]
    let taken = 0
    for (const replica of replicas)
      for (let caller = 0; caller < 15; caller += 1)
        replica.take([limit], { lane: 'normal' }).then(() => {
          taken += 1
        }, atTheEnd)
    await expect.poll(() => taken).toBe(20)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(taken).toBe(20)
  })

  test('while somebody urgent waits at a full limit, the next free call is theirs and not the sync’s', async () => {
    const limit = { key: `turn-${engine}`, max: 1, perSeconds: 1 }
    const limiter = createLimiter(opened.db)
    await limiter.take([limit], { lane: 'urgent' })
    const order: string[] = []
    const bulk = limiter.take([{ ...limit, max: 2 }], { lane: 'bulk' }).then(() => order.push('sync'))
    const urgent = limiter.take([limit], { lane: 'urgent' }).then(() => order.push('welcome'))
    await urgent
    expect(order).toEqual(['welcome'])
    await bulk
    expect(order).toEqual(['welcome', 'sync'])
  })

  test('after a press of 明天 a full minute is over for WeCom too', async () => {
    const limit = { key: `moved-${engine}`, max: 1, perSeconds: 60 }
    let leadMs = 0
    const limiter = createLimiter(
      opened.db,
      limiterTime(() => leadMs),
    )
    await limiter.take([limit], { lane: 'normal' })
    leadMs = DAY_MS
    expect(await soon(limiter.take([limit], { lane: 'normal' }), 5_000)).toBe(true)
  })

  test('a trial whose clock was a week ahead is not blocked for a week when it starts again in the present', async () => {
    const limit = { key: `back-${engine}`, max: 10, perSeconds: 60 }
    const ahead = createLimiter(
      opened.db,
      limiterTime(() => 7 * DAY_MS),
    )
    await ahead.take([limit], { lane: 'normal' })
    await ahead.block(limit.key, 60_000)
    const again = createLimiter(opened.db)
    for (const _ of [1, 2]) expect(await soon(again.take([limit], { lane: 'normal' }), 5_000)).toBe(true)
    await again.block(limit.key, 60_000)
    expect(await soon(again.take([limit], { lane: 'normal' }))).toBe(false)
  })
})
