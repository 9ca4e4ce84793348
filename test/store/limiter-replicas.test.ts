import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OpenDb } from '../../src/db/open.ts'
import { createLimiter } from '../../src/spine/limiter.ts'
import { apiLimits, messageLimits } from '../../src/wecom/limits-data.ts'
import { figure, sizeFrom } from '../support/figures.ts'
import { ENGINES, openTestDb } from '../support/store.ts'
import { createCounter, createSimulatedClock } from './limiter-clock.ts'

const MINUTE_MS = 60_000
const START = Date.parse('2026-09-28T08:50:00+08:00')
const LATENCY_MS = 100
const HIDDEN = 1_200
const LEARNING_MS = 30 * MINUTE_MS
/** `FIGURES=1 LIMIT_CALLS=1000000 npx vitest run test/store/limiter-replicas.test.ts` is the long form. */
const CALLS = sizeFrom('LIMIT_CALLS', 30_000)
const LONG_MS = 60_000 + CALLS * 3
/** How long so many calls take at least: 10,000 a minute, 150,000 an hour. */
const MINUTES = Math.floor(CALLS / 150_000) * 60 + Math.ceil((CALLS % 150_000) / 10_000)

describe.each(ENGINES)('three replicas that share one budget on %s', (engine) => {
  let opened: OpenDb
  beforeAll(async () => {
    opened = await openTestDb(engine)
  })
  afterAll(() => opened.close())

  const replicas = (clock: ReturnType<typeof createSimulatedClock>) =>
    [1, 2, 3].map(() => createLimiter(opened.db, clock.time))
  type Clock = ReturnType<typeof createSimulatedClock>
  /** Sixty callers who would each make ten calls a second. */
  const crowd = (clock: Clock, until: number, call: (limiter: ReturnType<typeof createLimiter>) => Promise<void>) =>
    clock.run(
      replicas(clock).flatMap((limiter) =>
        Array.from({ length: 20 }, () => async () => {
          while (clock.now() < until) {
            await call(limiter)
            await clock.time.wait(LATENCY_MS)
          }
        }),
      ),
    )

  test(
    'never pass what WeCom publishes for a minute, and use more than 92 of a hundred calls of it',
    async () => {
      const clock = createSimulatedClock(START)
      const [wecom, hour] = [createCounter(10_000, 60), createCounter(150_000, 3600)]
      const limits = apiLimits(`externalcontact/get-${engine}`)
      await crowd(clock, START + MINUTES * MINUTE_MS, async (limiter) => {
        await limiter.take(limits, { lane: 'bulk' })
        wecom.call(clock.now())
        hour.call(clock.now())
      })
      const over = wecom.refused() + hour.refused()
      const share = wecom.served() / CALLS
      figure(`R14 on ${engine}: ${over} calls over quota, ${(share * 100).toFixed(1)} % of ${CALLS} allowed calls used`)
      expect(over).toBe(0)
      expect(share).toBeGreaterThan(0.92)
    },
    LONG_MS,
  )

  test('never pass a short and a long limit of one API together', async () => {
    const clock = createSimulatedClock(START)
    const [short, long] = [createCounter(1_500, 20), createCounter(4_000, 120)]
    const limits = [
      { key: `short-${engine}`, max: 1_500, perSeconds: 20 },
      { key: `long-${engine}`, max: 4_000, perSeconds: 120 },
    ]
    await crowd(clock, START + 4 * MINUTE_MS, async (limiter) => {
      await limiter.take(limits, { lane: 'normal' })
      short.call(clock.now())
      long.call(clock.now())
    })
    expect([short.refused(), long.refused()]).toEqual([0, 0])
    expect(long.served()).toBeGreaterThan(2 * 4_000 * 0.92)
  }, 60_000)

  test('learn a limit that WeCom does not publish, and hardly meet it again', async () => {
    const clock = createSimulatedClock(START)
    const until = START + 5 * 60 * MINUTE_MS
    const hidden = createCounter(HIDDEN, 60)
    const limits = apiLimits(`externalcontact/list-${engine}`)
    const key = limits[0]?.key ?? ''
    let after = { calls: 0, refused: 0 }
    const caller = (limiter: ReturnType<typeof createLimiter>) => async () => {
      while (clock.now() < until) {
        // Busy for two minutes of every half hour.
        const minute = Math.floor((clock.now() - START) / MINUTE_MS) % 30
        if (minute > 1) await clock.time.wait((30 - minute) * MINUTE_MS)
        await limiter.take(limits, { lane: 'bulk' })
        const ok = hidden.call(clock.now())
        if (clock.now() > START + LEARNING_MS) {
          after = { calls: after.calls + 1, refused: after.refused + (ok ? 0 : 1) }
        }
        await clock.time.wait(LATENCY_MS)
        if (!ok) await limiter.block(key, MINUTE_MS, { learn: true })
      }
    }
    await clock.run(replicas(clock).flatMap((one) => Array.from({ length: 3 }, () => caller(one))))
    const share = (after.calls - after.refused) / (9 * 2 * HIDDEN)
    figure(
      `R14 hidden limit on ${engine}: ${(share * 100).toFixed(1)} % of it used after learning (goal 92 %), ${((after.refused / after.calls) * 100).toFixed(3)} % refused (goal 0.1 %)`,
    )
    expect(share).toBeGreaterThan(0.75)
    expect(after.refused / after.calls).toBeLessThan(0.001)
  }, 60_000)

  test('never send one rep so much that WeCom would drop it without a word', async () => {
    const clock = createSimulatedClock(START)
    const minute = createCounter(30, 60)
    let sent = 0
    const sender = (limiter: ReturnType<typeof createLimiter>, messages: number) => async () => {
      for (let message = 0; message < messages; message += 1) {
        await limiter.take(messageLimits('1000002', [`WangMin-${engine}`]), { lane: 'normal' })
        sent += 1
        minute.call(clock.now())
        await clock.time.wait(LATENCY_MS)
      }
    }
    await clock.run(replicas(clock).map((one) => sender(one, 40)))
    expect(sent).toBe(120)
    expect(minute.refused()).toBe(0)
  }, 60_000)

  test('let a welcome through without waiting although a first sync uses every permit it may', async () => {
    const clock = createSimulatedClock(START)
    const until = START + 1.5 * MINUTE_MS
    const limits = apiLimits(`externalcontact/send_welcome_msg-${engine}`)
    const waits: number[] = []
    const [first, second, third] = replicas(clock)
    if (first === undefined || second === undefined || third === undefined) throw new Error('no replicas')
    const sync = (limiter: typeof first) => async () => {
      while (clock.now() < until) {
        await limiter.take(limits, { lane: 'bulk' })
        await clock.time.wait(LATENCY_MS)
      }
    }
    const welcomes = async () => {
      while (clock.now() < until) {
        await clock.time.wait(1_000)
        const before = clock.now()
        await third.take(limits, { lane: 'urgent' })
        waits.push(clock.now() - before)
      }
    }
    await clock.run([
      ...Array.from({ length: 20 }, () => sync(first)),
      ...Array.from({ length: 20 }, () => sync(second)),
      welcomes,
    ])
    expect(waits.length).toBeGreaterThan(80)
    expect(waits.filter((ms) => ms > 0)).toEqual([])
  }, 60_000)
})
