import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { findRelation } from '../../src/features/relations/queries.ts'
import { refreshCustomer } from '../../src/features/relations/refresh-customer.ts'
import { replayEvent } from '../../src/spine/queue.ts'
import { facts, inboxEvents } from '../../src/spine/tables.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ at: '2026-11-24T10:00:00+08:00' })
})
beforeEach(() => world.sandbox.callbacks.mode('normal'))
afterAll(() => world.close())

/** Both things happen in one second of WeCom's clock, the only unit its events know. */
const inOneSecond = async (work: () => Promise<void>): Promise<void> => {
  const into = world.deps.core.now().getMilliseconds()
  await new Promise((resolve) => setTimeout(resolve, 1_010 - into))
  await work()
}
const endings = async (externalUserid: string): Promise<number> => {
  const { db } = world.deps.core
  const rows = await db.select().from(facts).where(eq(facts.externalUserid, externalUserid))
  return rows.filter((row) => row.kind === 'relation-ended').length
}
const relationOf = (externalUserid: string) => findRelation(world.deps.core.db, { externalUserid, userid: 'wangmin' })

test('a friendship that began and ended within one second is over, even when the end is told first', async () => {
  let id = ''
  await inOneSecond(async () => {
    world.sandbox.callbacks.mode('reordered')
    id = await world.people.addCustomer({ name: '一秒的缘分', userid: 'wangmin' })
    await world.people.customerDeletesRep(id, 'wangmin')
  })
  await world.settle()
  expect((await relationOf(id))?.endedAt).not.toBeNull()
})

test('a customer who left and came back within one second is a friend, even when the return is told first', async () => {
  const id = await world.people.addCustomer({ name: '马上回来', userid: 'wangmin' })
  await world.settle()
  await inOneSecond(async () => {
    world.sandbox.callbacks.mode('reordered')
    await world.people.customerDeletesRep(id, 'wangmin')
    await world.people.addCustomer({ name: '马上回来', userid: 'wangmin', externalUserid: id })
  })
  await world.settle()
  expect((await relationOf(id))?.endedAt).toBeNull()
})

test('a leaving and a return told in their order leave a friend too', async () => {
  const id = await world.people.addCustomer({ name: '又是我', userid: 'wangmin' })
  await world.settle()
  await inOneSecond(async () => {
    await world.people.customerDeletesRep(id, 'wangmin')
    await world.people.addCustomer({ name: '又是我', userid: 'wangmin', externalUserid: id })
  })
  await world.settle()
  expect((await relationOf(id))?.endedAt).toBeNull()
})

test('a leaving that is handled again after a crash, when a reading has found the customer back, is told once', async () => {
  const id = await world.people.addCustomer({ name: '回来了', userid: 'wangmin' })
  await world.settle()
  await inOneSecond(async () => {
    await world.people.customerDeletesRep(id, 'wangmin')
    await world.settle()
    world.sandbox.callbacks.mode('lost')
    await world.people.addCustomer({ name: '回来了', userid: 'wangmin', externalUserid: id })
  })
  const { db } = world.deps.core
  const [leaving] = await db.select().from(inboxEvents).orderBy(desc(inboxEvents.id)).limit(1)
  await refreshCustomer(world.deps.core, world.deps.wecom, id)
  expect((await relationOf(id))?.endedAt).toBeNull()
  expect(await replayEvent(db, leaving?.id ?? 0)).toBe(true)
  await world.settle()
  expect(await endings(id)).toBe(1)
  expect((await relationOf(id))?.endedAt).toBeNull()
})
