import { and, eq, like } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { IMPORTS_PER_DAY } from '../../src/features/follow-ups/rules-imports.ts'
import { followUps } from '../../src/features/follow-ups/tables.ts'
import type { SyncView } from '../../src/features/relations/shapes.ts'
import { syncCustomers } from '../../src/features/relations/sync-customers.ts'
import { pairKey } from '../../src/sandbox/state.ts'
import { outboxMessages } from '../../src/spine/tables.ts'
import { WecomRefused } from '../../src/wecom/errors.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

let world: World
let admin: Client
beforeAll(async () => {
  world = await startWorld({ at: '2026-11-24T10:00:00+08:00' })
  admin = await world.as('linyu')
  // One rep with more old customers than anybody can look after in a week.
  for (let place = 0; place < 230; place += 1) {
    const externalUserid = `wmOldCustomerOfWangmin${String(place).padStart(10, '0')}`
    world.sandbox.state.customers.set(externalUserid, {
      externalUserid,
      name: `老客${place}`,
      gender: 0,
      type: 1,
      corpName: null,
    })
    world.sandbox.state.relations.set(pairKey('wangmin', externalUserid), {
      externalUserid,
      userid: 'wangmin',
      alive: true,
      half: false,
      remark: '',
      description: '',
      remarkCompany: '',
      remarkMobiles: [],
      createdAt: Math.floor(Date.parse('2026-06-01T10:00:00+08:00') / 1000),
      tags: [],
      state: null,
      addWay: 1,
      operUserid: 'wangmin',
      spoke: false,
    })
  }
})
afterAll(() => world.close())

const look = async (): Promise<SyncView> => (await admin.get<SyncView>('/api/sync')).body

test('before anybody asked for it the sync stands idle, and there is nothing to pause or to go on with', async () => {
  expect(await look()).toMatchObject({ state: 'idle', done: 0, total: null, startedAt: null, lastError: null })
  expect((await admin.post('/api/sync/pause')).status).toBe(409)
  expect((await admin.post('/api/sync/resume')).status).toBe(409)
})

test('only an admin sees or moves the sync', async () => {
  const rep = await world.as('wangmin')
  expect((await rep.get('/api/sync')).status).toBe(403)
  expect((await rep.post('/api/sync/pause')).status).toBe(403)
  expect((await rep.get('/api/reconcile')).status).toBe(403)
})

test('a WeCom that lets the app nowhere near its customers stops the sync and says why', async () => {
  world.sandbox.faults.set({ api: 'externalcontact/list', kind: 'errcode', errcode: 48002 })
  await admin.post('/api/jobs/sync/run')
  await world.settle()
  const state = await look()
  expect(state.state).toBe('failed')
  expect(state.lastError?.errcode).toBe(48002)
  expect(state.lastError?.explanation).toMatch(/[\u4e00-\u9fff]/)
  world.sandbox.faults.clear()
})

test('asked again after that, it reads everybody it can and names whom it could not, and why', async () => {
  world.sandbox.faults.set({ api: 'externalcontact/list', kind: 'errcode', errcode: 84074, times: 1 })
  expect((await admin.post('/api/sync/resume')).status).toBe(200)
  await world.settle()
  const state = await look()
  expect(state).toMatchObject({ state: 'done', lastError: null, estimatedEndAt: null })
  expect(state.skipped).toEqual([
    { reason: 'no-permission', errcode: 84074, explanation: expect.any(String), count: 1, example: expect.any(String) },
  ])
  world.sandbox.faults.clear()
  await admin.post('/api/jobs/sync/run')
  await world.settle()
  const again = await look()
  const alive = [...world.sandbox.state.relations.values()].filter((one) => one.alive).length
  expect(again).toMatchObject({ state: 'done', done: alive, total: alive, skipped: [] })
})

test('old customers are not greeted, and a rep gets ten of them a working day to look after, not all at once', async () => {
  expect(world.people.calls('externalcontact/send_welcome_msg')).toEqual([])
  const rows = await world.deps.core.db
    .select({ dueOn: followUps.dueOn, externalUserid: followUps.externalUserid })
    .from(followUps)
    .where(and(eq(followUps.userid, 'wangmin'), like(followUps.planKey, 'import:D14%')))
  expect(rows.length).toBeGreaterThan(200)
  const perDay = new Map<string, number>()
  for (const { dueOn } of rows) perDay.set(dueOn, (perDay.get(dueOn) ?? 0) + 1)
  // Two neighbouring working days may meet where one is put off, never more.
  expect(Math.max(...perDay.values())).toBeLessThanOrEqual(2 * IMPORTS_PER_DAY)
  expect(perDay.size).toBeGreaterThan(10)
})

test('their stage tags leave in the bulk lane, one message each', async () => {
  const tags = await world.deps.core.db.select().from(outboxMessages).where(eq(outboxMessages.kind, 'stage-tag'))
  // Whoever was added since yesterday is no old customer: his tag is a new friend's.
  const imported = tags.filter((one) => one.occurrenceKey.endsWith(':import'))
  expect(imported.length).toBeGreaterThan(230)
  expect(imported.every((one) => one.lane === 2)).toBe(true)
  const alive = [...world.sandbox.state.relations.values()].filter((one) => one.alive)
  expect(tags).toHaveLength(alive.length)
  const stageTags = (pair: { externalUserid: string; userid: string }) =>
    world.people.relation(pair.externalUserid, pair.userid)?.tags.filter((tag) => tag.group === '客户阶段')
  expect(alive.every((pair) => stageTags(pair)?.length === 1)).toBe(true)
})

test('a paused sync stops at once, stays paused, and goes on where it was when it is told to', async () => {
  const asked = () => world.people.calls('externalcontact/batch/get_by_user').length
  const before = asked()
  world.sandbox.faults.set({ api: 'batch/get_by_user', kind: 'errcode', errcode: -1, times: 3 })
  await admin.post('/api/jobs/sync/run')
  const working = world.settle()
  for (;;)
    if (asked() > before) break
    else await new Promise((resolve) => setTimeout(resolve, 5))
  expect((await admin.post<SyncView>('/api/sync/pause')).body.state).toBe('paused')
  await working
  const paused = await look()
  expect(paused.state).toBe('paused')
  await world.settle()
  expect((await look()).done).toBe(paused.done)
  expect((await admin.post<SyncView>('/api/sync/resume')).body.state).toBe('running')
  await world.settle()
  const end = await look()
  expect(end.state).toBe('done')
  expect(end.done).toBe(end.total)
})

test('a busy WeCom is waited for, not given up on', async () => {
  world.sandbox.faults.set({ api: 'batch/get_by_user', kind: 'errcode', errcode: -1, times: 2 })
  await admin.post('/api/jobs/sync/run')
  await world.settle()
  expect(await look()).toMatchObject({ state: 'done', lastError: null, skipped: [] })
})

test('a reading that WeCom refuses in the middle keeps the pages it has, asks for none of them twice and says why the rest is missing', async () => {
  const real = world.deps.wecom.inLane('bulk')
  const asked: (string | null)[] = []
  const wecom: Parameters<typeof syncCustomers>[1] = {
    followUserids: real.followUserids,
    customerIds: real.customerIds,
    customersByUsers: async (userids, cursor = null) => {
      expect(userids.length).toBeGreaterThan(1)
      asked.push(cursor)
      if (cursor === null) return real.customersByUsers(userids, cursor)
      throw new WecomRefused('externalcontact/batch/get_by_user', { errcode: 40058, errmsg: 'invalid cursor' })
    },
  }
  expect(await syncCustomers(world.deps.core, wecom, { day: '2026-12-01' })).toEqual({ read: 100, pages: 1 })
  expect(asked).toEqual([null, expect.any(String)])
  const { state, done, skipped } = await look()
  expect({ state, done }).toEqual({ state: 'done', done: 100 })
  expect(skipped).toMatchObject([{ reason: 'page-refused', errcode: 40058, count: 1 }])
})
