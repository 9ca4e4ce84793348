import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import { inboxEvents } from '../../src/spine/tables.ts'
import { startWorld, type World } from '../support/world.ts'
import { deliver, keysOf, sealFor, type Wire } from './sealed.ts'

const START = Date.parse('2026-11-24T10:00:00+08:00')
const DAY = 24 * 3_600_000
const WATCHED = ['customers', 'relations', 'follow_ups', 'notes', 'stage_moves', 'facts', 'jobs', 'outbox_messages']

let world: World
let captured: Wire[] = []
beforeAll(async () => {
  world = await startWorld({ at: '2026-11-24T10:00:00+08:00' })
  const { people } = world
  const tick = () => world.deps.clock.moveTo(new Date(world.deps.core.now().getTime() + 5_000))
  const kept = await people.addCustomer({ name: '重放的客户', userid: 'wangmin', state: 'poster' })
  const gone = await people.addCustomer({ name: '走了的客户', userid: 'zhouyan' })
  await people.halfAdd({ name: '还没通过', userid: 'chenxi' })
  tick()
  await people.editRemark(kept, 'wangmin', '新备注')
  await people.customerSays(kept, 'wangmin', '在吗')
  await people.createTagGroup('来源', ['门店', '直播'])
  await people.memberMoves('heping', [3])
  tick()
  await people.customerDeletesRep(gone, 'zhouyan')
  await world.settle()
  const rows = await world.deps.core.db.select({ body: inboxEvents.body }).from(inboxEvents)
  captured = rows.map(({ body }) => sealFor(keysOf(world), body))
})
afterAll(() => world.close())

const state = async (): Promise<string[]> => {
  const found: string[] = []
  for (const table of WATCHED) {
    const name = sql.identifier(table)
    const [row] = await rowsOf<{ sum: string }>(
      world.deps.core.db,
      sql`select count(*) || ' ' || md5(coalesce(string_agg(${name}::text, '|' order by ${name}::text), '')) as sum from ${name}`,
    )
    found.push(`${table} ${row?.sum}`)
  }
  return [...found, `calls ${world.people.calls().filter((call) => call.errcode === 0).length}`]
}

test('the day that is captured holds every kind of event that changes something', async () => {
  expect(captured.length).toBeGreaterThanOrEqual(8)
  expect((await state()).join(' ')).not.toMatch(/facts 0 /)
})

test.each([
  ['at once', 0],
  ['an hour later', 3_600_000],
  ['five days later', 5 * DAY],
  ['sixty days later', 60 * DAY],
])('callbacks that somebody recorded and sends again %s change nothing and hear nothing', async (_name, after) => {
  world.deps.clock.moveTo(new Date(START + 60_000 + after))
  // Twice: what the passing of time itself brings comes to rest first.
  await world.settle()
  await world.settle()
  const before = await state()
  for (const wire of captured) expect(await deliver(world.app, wire)).toEqual({ status: 200, body: '' })
  await world.settle()
  expect(await state()).toEqual(before)
})
