import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import { ENGINES } from '../support/store.ts'
import { startWorld, type World } from '../support/world.ts'
import { amountOf, deliver, eventText, inGroups, keysOf, sealFor } from './sealed.ts'

/** SECURITY_EVENTS=100000 is the long form. */
const SIZES = ENGINES.map((engine) => ({
  engine,
  EVENTS: amountOf('SECURITY_EVENTS', engine === 'embedded' ? 600 : 500),
}))
const PER_SECOND = 100
const FIRST_SECOND = 1_795_485_600
const LONG = 120_000 + amountOf('SECURITY_EVENTS', 600) * 20

describe.each(SIZES)('$EVENTS events, a hundred in every second of WeCom’s clock, on $engine', ({ engine, EVENTS }) => {
  let world: World
  let events: string[]
  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    // Every failed hand-over leaves exactly one line in the journal: what is lost or done twice shows in the count.
    events = Array.from({ length: EVENTS }, (_, index) =>
      eventText(world, FIRST_SECOND + Math.floor(index / PER_SECOND), {
        Event: 'change_external_contact',
        ChangeType: 'transfer_fail',
        FailReason: 'customer_refused',
        UserID: 'wangmin',
        ExternalUserID: `wmDedupe${index}`,
      }),
    )
  })
  afterAll(() => world.close())

  const tellAll = () =>
    inGroups(events, 64, async (plaintext) => {
      expect(await deliver(world.app, sealFor(keysOf(world), plaintext))).toEqual({ status: 200, body: '' })
    })
  const counted = async () => {
    const [row] = await rowsOf<Record<'stored' | 'worked' | 'customers', number>>(
      world.deps.core.db,
      sql`select (select count(*)::int from inbox_events where body like '%wmDedupe%') as stored,
        (select count(*)::int from facts where kind = 'transfer-failed') as worked,
        (select count(distinct external_userid)::int from facts where kind = 'transfer-failed') as customers`,
    )
    return row
  }

  test(
    'are all kept although nobody but their text tells them apart',
    async () => {
      await tellAll()
      expect(await counted()).toEqual({ stored: EVENTS, worked: 0, customers: 0 })
    },
    LONG,
  )

  test(
    'are stored once when WeCom repeats them under fresh nonces before they are worked',
    async () => {
      await tellAll()
      expect(await counted()).toEqual({ stored: EVENTS, worked: 0, customers: 0 })
    },
    LONG,
  )

  test(
    'are each worked exactly once',
    async () => {
      // A slow machine does not come to rest within one settling; the test's own time is what counts.
      for (let worked = 0; worked < EVENTS; worked = (await counted())?.worked ?? 0)
        await world.settle().catch(() => undefined)
      await world.settle()
      expect(await counted()).toEqual({ stored: EVENTS, worked: EVENTS, customers: EVENTS })
    },
    LONG,
  )

  test(
    'are not worked again when WeCom repeats them all afterwards',
    async () => {
      await tellAll()
      await world.settle()
      expect(await counted()).toEqual({ stored: EVENTS, worked: EVENTS, customers: EVENTS })
    },
    LONG,
  )

  test('arrive twice at the same moment and are still one', async () => {
    const plaintext = events[0]?.replace('wmDedupe0', 'wmDedupeTwin') ?? ''
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => deliver(world.app, sealFor(keysOf(world), plaintext))),
    )
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    await world.settle()
    expect(await counted()).toEqual({ stored: EVENTS + 1, worked: EVENTS + 1, customers: EVENTS + 1 })
  })
})
