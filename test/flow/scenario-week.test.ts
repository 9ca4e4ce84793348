import { isNotNull } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { businessDay } from '../../src/features/calendar/zone.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { builtIn } from '../../src/sandbox/scenario/built-in-data.ts'
import { resized } from '../../src/sandbox/scenario/scale.ts'
import { LAST_ENGINE } from '../support/store.ts'
import {
  byNumber,
  friendships,
  goneOf,
  type LivedWorld,
  liveInWorld,
  orderedIn,
  ordersOf,
  wrongTags,
} from './scenario-world.ts'

const WORKING_DAYS = ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27']
const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)

describe.each(LAST_ENGINE)('after a busy week of a small team on %s', (engine) => {
  let lived: LivedWorld
  beforeAll(async () => {
    const busy = builtIn('busy-week')
    if (busy === null) throw new Error('there is no busy week')
    const small = resized(busy, { reps: 3, customers: 8, perDay: 4 })
    lived = await liveInWorld(small, { start: '2026-11-23T08:00:00+08:00', seed: 31, engine })
  }, 300_000)
  afterAll(() => lived?.world.close())

  test('every friendship WeCom knows is known here, and no other', async () => {
    const { wecom, product } = await friendships(lived)
    expect(wecom.length).toBeGreaterThan(20)
    expect(product).toEqual(wecom)
  })

  test('every friend carries exactly one stage tag, the one of her stage here', async () => {
    expect(await wrongTags(lived)).toEqual([])
  })

  test('nobody who came was left without a welcome, and nobody got two', () => {
    const codes = [...lived.world.sandbox.state.welcomeCodes.values()]
    expect(codes.length).toBeGreaterThan(20)
    expect(codes.filter((one) => !one.used)).toEqual([])
    const sent = lived.world.people.calls('externalcontact/send_welcome_msg').filter((call) => call.errcode === 0)
    expect(sent).toHaveLength(codes.length)
  })

  test('every purchase is counted once, with its amount and its rep', async () => {
    const bought = orderedIn(lived)
    expect(bought.length).toBeGreaterThan(2)
    expect((await ordersOf(lived)).sort(byNumber)).toEqual(bought.sort(byNumber))
    expect(lived.ledger.orders).toMatchObject({ made: bought.length, taken: bought.length, waiting: 0 })
  })

  test('whoever deleted her rep has left here too, and whoever has no rep any more is gone', async () => {
    const left = [...lived.world.sandbox.state.relations.values()].filter((one) => !one.alive)
    expect(left.length).toBeGreaterThan(0)
    const ended = await lived.world.deps.core.db.select().from(relations).where(isNotNull(relations.endedAt))
    const names = (list: { userid: string; externalUserid: string }[]) =>
      list.map((one) => `${one.userid}/${one.externalUserid}`).sort()
    expect(names(ended)).toEqual(names(left))
    const still = new Set((await friendships(lived)).wecom.map((one) => one.split('/')[1]))
    expect(await goneOf(lived)).toEqual(
      [...new Set(left.map((one) => one.externalUserid))].filter((id) => !still.has(id)).sort(),
    )
  })

  test('a rep with a newcomer of the day before who has not written yet was reminded next working morning, once a day and never at weekends', () => {
    const { world, happenings } = lived
    const sent = world.people
      .calls('message/send')
      .filter((call) => call.errcode === 0)
      .map((call) => `${businessDay(call.at, 'Asia/Shanghai')} ${call.body.touser}`)
    expect(new Set(sent).size).toBe(sent.length)
    expect(sent.filter((one) => /^2026-11-2[89]/.test(one))).toEqual([])
    const due = WORKING_DAYS.flatMap((day) => {
      const added = happenings.filter((one) => one.kind === 'added' && one.at.startsWith(dayBefore(day)))
      const kept = added.flatMap((one) => (one.kind === 'added' && stays(one, day) ? [`${day} ${one.userid}`] : []))
      return [...new Set(kept)]
    })
    expect(due.length).toBeGreaterThan(2)
    expect(due.filter((one) => !sent.includes(one))).toEqual([])
  })

  /** Nothing that ends the plan of a newcomer happened before the morning. */
  const stays = (pair: { externalUserid: string; userid: string }, day: string): boolean =>
    !lived.happenings.some(
      (one) =>
        'externalUserid' in one &&
        one.externalUserid === pair.externalUserid &&
        ['customer-said', 'customer-deleted', 'rep-deleted', 'ordered', 'intent-tagged'].includes(one.kind) &&
        one.at < `${day}T08:50`,
    )

  test('every callback was acknowledged, and the bad minutes of WeCom were met and survived', () => {
    const { callbacks, calls, unseen } = lived.ledger
    expect(unseen).toBe(0)
    expect(callbacks).toMatchObject({ givenUp: 0, lost: 0 })
    expect(callbacks.acknowledged).toBe(callbacks.sent)
    expect(calls['externalcontact/mark_tag']?.['-1']).toBe(3)
  })
})
