import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OpenDb } from '../../src/db/open.ts'
import { PAGE_ROWS, packBatches } from '../../src/features/relations/rules-sync.ts'
import { createLimiter } from '../../src/spine/limiter.ts'
import { ANY_API, apiLimits, CONCURRENCY } from '../../src/wecom/limits-data.ts'
import { ENGINES, openTestDb } from '../support/store.ts'
import { secondsAtLimit, strictestSeconds } from '../support/yardstick.ts'
import { createCounter, createSimulatedClock } from './limiter-clock.ts'

const MEMBERS = 100
const EACH = 1_000
const PAGES_API = 'externalcontact/batch/get_by_user'
/** How long WeCom takes to answer one page, and how long a page is being saved. */
const PAGE_MS = 20
const START = Date.parse('2026-11-24T10:00:00+08:00')

describe.each(ENGINES)('the first sync of 100,000 contacts on %s', (engine) => {
  let opened: OpenDb
  beforeAll(async () => {
    opened = await openTestDb(engine)
  })
  afterAll(() => opened.close())

  /** Every page of every batch as the product packs them, side by side as many as it keeps in flight. */
  const read = async () => {
    const clock = createSimulatedClock(START)
    const limiter = createLimiter(opened.db, clock.time)
    const counters = ANY_API.map(({ max, perSeconds }) => createCounter(max, perSeconds))
    const members = Array.from({ length: MEMBERS }, (_, at) => ({ userid: `rep${at}`, customers: EACH }))
    const left = packBatches(members).map((batch) => Math.ceil((batch.length * EACH) / PAGE_ROWS))
    let pages = 0
    const worker = async (): Promise<void> => {
      for (let batch = left.shift(); batch !== undefined; batch = left.shift()) {
        for (let page = 0; page < batch; page += 1) {
          await limiter.take(apiLimits(`${PAGES_API}-${engine}`), { lane: 'bulk' })
          for (const counter of counters) counter.call(clock.now())
          pages += 1
          await clock.time.wait(PAGE_MS)
        }
      }
    }
    await clock.run(Array.from({ length: CONCURRENCY[PAGES_API] ?? 1 }, () => worker))
    const refused = counters.reduce((sum, one) => sum + one.refused(), 0)
    return { pages, refused, seconds: (clock.now() - START) / 1000 }
  }

  test('takes no longer than the published limits alone would, by the minute and by the hour, and passes neither', async () => {
    const { pages, refused, seconds } = await read()
    expect(pages).toBe((MEMBERS * EACH) / PAGE_ROWS)
    expect(refused).toBe(0)
    for (const limit of ANY_API) expect(secondsAtLimit(pages, limit) / seconds).toBeGreaterThanOrEqual(0.95)
  }, 60_000)

  test('is measured by the stricter of the two limits: 10,000 a minute allow 1,000 pages in six seconds', () => {
    expect(ANY_API.map((limit) => secondsAtLimit(1_000, limit))).toEqual([6, 24])
    expect(strictestSeconds(1_000)).toBe(6)
  })
})
