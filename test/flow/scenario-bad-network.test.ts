import { isNotNull } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { relations } from '../../src/features/relations/tables.ts'
import { builtIn } from '../../src/sandbox/scenario/built-in-data.ts'
import type { Happening } from '../../src/sandbox/scenario/deeds.ts'
import { resized } from '../../src/sandbox/scenario/scale.ts'
import { pairKey } from '../../src/sandbox/state.ts'
import { LAST_ENGINE } from '../support/store.ts'
import {
  byNumber,
  friendships,
  type LivedWorld,
  liveInWorld,
  orderedIn,
  ordersOf,
  wrongTags,
} from './scenario-world.ts'

/** When callbacks were told at once and WeCom's API answered. */
const GOOD: readonly [string, string][] = [
  ['2026-11-23T08:00', '2026-11-23T11:00'],
  ['2026-11-23T17:00', '2026-11-23T19:00'],
  ['2026-11-24T08:00', '2026-11-24T10:00'],
  ['2026-11-24T20:00', '2026-11-25T08:00'],
]
const inGoodTime = ({ at }: Happening): boolean => GOOD.some(([from, to]) => at >= from && at < to)

// On one engine, the server's where there is one: the week plays on both, and here the network is what matters.
describe.each(LAST_ENGINE)('after two days of a bad network and one reconcile on %s', (engine) => {
  let lived: LivedWorld
  beforeAll(async () => {
    const bad = builtIn('bad-network')
    if (bad === null) throw new Error('there is no bad network')
    const small = resized(bad, { reps: 3, customers: 8, perDay: 18 })
    lived = await liveInWorld(small, { start: '2026-11-23T08:00:00+08:00', seed: 177, engine })
    await lived.world.deps.desk.run('reconcile', null, 'linyu')
    await lived.world.settle()
  }, 300_000)
  afterAll(() => lived?.world.close())

  test('callbacks were doubled, held back and lost, and calls failed: the scenario really was bad', () => {
    const { callbacks, calls } = lived.ledger
    expect(callbacks.lost).toBeGreaterThan(5)
    expect(callbacks.sent).toBeGreaterThan(40)
    expect(calls['externalcontact/get']).toMatchObject({ none: expect.any(Number) })
    expect(Object.values(calls).some((codes) => (codes['-1'] ?? 0) > 0)).toBe(true)
    expect(Object.values(calls).some((codes) => (codes['40014'] ?? 0) > 0)).toBe(true)
  })

  test('every friendship WeCom knows is known here, and no other', async () => {
    const { wecom, product } = await friendships(lived)
    expect(wecom.length).toBeGreaterThan(30)
    expect(product).toEqual(wecom)
  })

  test('a deletion nobody told of is known all the same', async () => {
    const left = [...lived.world.sandbox.state.relations.values()].filter((one) => !one.alive)
    expect(left.length).toBeGreaterThan(2)
    const ended = await lived.world.deps.core.db.select().from(relations).where(isNotNull(relations.endedAt))
    const known = new Set(ended.map((one) => pairKey(one.userid, one.externalUserid)))
    // Whoever came and went while nothing was told was never here.
    const silent = lived.happenings.filter((one) => one.kind === 'customer-deleted' && !inGoodTime(one)).length
    expect(left.filter((one) => !known.has(pairKey(one.userid, one.externalUserid))).length).toBeLessThanOrEqual(silent)
  })

  test('every friend carries exactly one stage tag, the one of her stage here', async () => {
    expect(await wrongTags(lived)).toEqual([])
  })

  test('whoever came while callbacks arrived in time has her welcome, and nobody got two', () => {
    const { state, people } = lived.world.sandbox
    const came = lived.happenings.flatMap((one) =>
      (one.kind === 'added' && !one.accepted) || one.kind === 'half-added' ? [one] : [],
    )
    const codes = [...state.welcomeCodes.values()]
    const used = new Set(codes.filter((one) => one.used).map((one) => pairKey(one.userid, one.externalUserid)))
    const inTime = came.filter(inGoodTime)
    expect(inTime.length).toBeGreaterThan(8)
    expect(inTime.filter((one) => !used.has(pairKey(one.userid, one.externalUserid)))).toEqual([])
    const greeted = people.calls('externalcontact/send_welcome_msg').filter((call) => call.errcode === 0)
    expect(greeted).toHaveLength(codes.filter((one) => one.used).length)
  })

  test('every purchase is counted once, also of customers who became known late', async () => {
    const bought = orderedIn(lived)
    expect(bought.length).toBeGreaterThan(2)
    expect((await ordersOf(lived)).sort(byNumber)).toEqual(bought.sort(byNumber))
  })
})
