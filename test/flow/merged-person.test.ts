import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Card } from '../../src/features/customers/shapes.ts'
import { customers } from '../../src/features/customers/tables.ts'
import { movedCustomers, stageCounts } from '../../src/features/digests/figures.ts'
import { loadFunnel, repurchaseShare, salesFromNew } from '../../src/features/digests/figures-cohorts.ts'
import { followUps } from '../../src/features/follow-ups/tables.ts'
import type { EraseReply, PersonExport } from '../../src/features/privacy/shapes.ts'
import { outboxMessages } from '../../src/spine/tables.ts'
import { LAST_ENGINE } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

/** Days pass with all their jobs. */
const SLOW = 120_000

describe.each(LAST_ENGINE)('the life of a person with two accounts on %s', (engine) => {
  let world: World
  let rep: Client
  let admin: Client
  let main = ''
  let side = ''

  const db = () => world.deps.core.db
  const path = (id: string, rest = '') => `/api/customers/${id}${rest}`
  const cardOf = async (id: string, by = rep) => (await by.get<Card>(path(id))).body
  const stageOf = async (id: string) => {
    const [row] = await db().select().from(customers).where(eq(customers.externalUserid, id))
    return row?.stage ?? null
  }
  const planned = async (id: string) =>
    (
      await db()
        .select()
        .from(followUps)
        .where(and(eq(followUps.externalUserid, id), eq(followUps.status, 'open')))
    ).filter((row) => row.cadence !== null)
  const order = async (id: string, orderNo: string) => {
    const paidAt = world.deps.core.now().toISOString()
    await rep.post(path(id, '/orders'), { orderNo, amount: 10_000, currency: 'CNY', paidAt })
    await world.settle()
  }
  const add = async (name: string, userid = 'wangmin') => {
    const id = await world.people.addCustomer({ name, userid, addWay: 1 })
    await world.settle()
    return id
  }
  const tagsIn = (id: string, userid = 'wangmin') => {
    const { state } = world.sandbox
    const pair = [...state.relations.values()].find((row) => row.externalUserid === id && row.userid === userid)
    const names = new Map(state.tagGroups.flatMap((group) => group.tags.map((tag) => [tag.id, tag.name])))
    return [...(pair?.tags ?? [])].map((tag) => names.get(tag))
  }

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    rep = await world.as('wangmin')
    admin = await world.as('linyu')
    main = await add('沈清')
    side = await add('沈清的工作号')
    await rep.post(path(main, '/merge'), { other: side })
    await world.settle()
  })
  afterAll(() => world?.close())

  test('one rhythm of follow-ups, not two', async () => {
    expect((await planned(main)).length).toBeGreaterThan(0)
    expect(await planned(side)).toEqual([])
  })

  test('an order by the second account moves the person, both tags in WeCom say so, and one plan follows', async () => {
    await order(side, 'LF-1')
    expect([await stageOf(main), await stageOf(side)]).toEqual(['first', 'first'])
    expect([tagsIn(main), tagsIn(side)]).toEqual([['首购'], ['首购']])
    expect((await planned(main)).map((row) => row.cadence)).toContain('first')
    expect(await planned(side)).toEqual([])
  })

  test('each tag went out under its own friendship: nothing is ever written to the other chat', async () => {
    const rows = await db().select().from(outboxMessages).where(eq(outboxMessages.kind, 'stage-tag'))
    const pairs = new Set(rows.map((row) => JSON.stringify(row.payload)))
    expect([...pairs].sort()).toEqual(
      [main, side].map((externalUserid) => JSON.stringify({ userid: 'wangmin', externalUserid })).sort(),
    )
    expect(rows.every((row) => row.status === 'done')).toBe(true)
  })

  test('an answer in either chat settles what is due for the person', { timeout: SLOW }, async () => {
    const day = (await planned(main)).map((row) => row.dueOn).sort()[0] ?? ''
    await world.to(`${day}T10:00:00+08:00`)
    const due = (await planned(main)).filter((row) => row.dueOn <= day)
    expect(due.length).toBeGreaterThan(0)
    await rep.post(path(side, '/log'), { outcome: 'happy', text: '' })
    const left = await planned(main)
    expect(left.filter((row) => due.some((one) => one.id === row.id))).toEqual([])
  })

  test('a second order, by the other account, makes the person a repeat buyer', async () => {
    await order(main, 'LF-2')
    expect([await stageOf(main), await stageOf(side)]).toEqual(['repeat', 'repeat'])
    expect((await cardOf(side)).stage.key).toBe('repeat')
  })

  test('a mark set on either card holds for the person', async () => {
    const flags = async () => [(await cardOf(main)).flags, (await cardOf(side)).flags]
    await rep.post(path(side, '/flags'), { flag: 'dnd', on: true })
    expect((await cardOf(side)).flags).toContain('dnd')
    await world.settle()
    expect(await flags()).toEqual([['dnd'], ['dnd']])
    expect(await planned(main)).toEqual([])
    await rep.post(path(main, '/flags'), { flag: 'dnd', on: false })
    await world.settle()
    expect(await flags()).toEqual([[], []])
  })

  test('figures about people count the person once', async () => {
    const moments = { from: new Date('2026-11-23T16:00:00Z'), to: new Date('2026-12-31T16:00:00Z') }
    expect((await stageCounts(db(), null)).get('repeat')).toBe(1)
    expect(await repurchaseShare(db(), moments, null)).toEqual({ done: 1, of: 1 })
    expect(await salesFromNew(db(), moments, { userids: null, currency: 'CNY' })).toBe(10_000)
    expect(await movedCustomers(db(), moments, null, { from: 'first', to: ['repeat'] })).toBe(1)
    expect(await loadFunnel(db(), moments, null)).toMatchObject({ added: 1, first: 1 })
  })

  test('whoever is a friend by one account is not lost by the other, and the plan moves to the chat that is left', {
    timeout: SLOW,
  }, async () => {
    const [one, two] = [await add('两号客户'), await add('两号客户的新号')]
    await rep.post(path(one, '/merge'), { other: two })
    await world.people.customerDeletesRep(one, 'wangmin')
    await world.settle()
    expect(await stageOf(one)).not.toBe('churned')
    expect(await planned(one)).toEqual([])
    const moved = await planned(two)
    expect(moved.length).toBeGreaterThan(0)
    // The night after the next one looks at who has no friend left.
    await world.to('2026-11-28T10:00:00+08:00')
    expect(await stageOf(one)).not.toBe('churned')
    await world.people.customerDeletesRep(two, 'wangmin')
    await world.settle()
    expect([await stageOf(one), await stageOf(two)]).toEqual(['churned', 'churned'])
  })

  test('taken back long after, each account keeps what its own orders hold', async () => {
    const undone = await rep.post(path(main, '/separate'), { other: side })
    expect(undone.status).toBe(200)
    await world.settle()
    expect([await stageOf(main), await stageOf(side)]).toEqual(['first', 'first'])
    expect([tagsIn(main), tagsIn(side)]).toEqual([['首购'], ['首购']])
    expect(await cardOf(main)).toMatchObject({ merged: null, facts: { orderCount: 1 } })
    expect(await cardOf(side)).toMatchObject({ merged: null, facts: { orderCount: 1 } })
    expect((await planned(main)).length).toBeGreaterThan(0)
  })

  test('who asks for it gets and loses everything, by whichever account', async () => {
    await rep.post(path(main, '/merge'), { other: side })
    await rep.post(path(side, '/notes'), { text: '工作号上的一句备注' })
    await world.settle()
    const { body: given } = await admin.post<PersonExport>(path(main, '/export'))
    expect(given.accounts.sort()).toEqual([main, side].sort())
    expect(given.tables.customers).toHaveLength(2)
    expect(JSON.stringify(given.tables.notes)).toContain('工作号上的一句备注')
    const { body: erased } = await admin.post<EraseReply>(path(side, '/erase'), { reason: 'requested' })
    expect(erased.accounts).toHaveLength(2)
    for (const id of [main, side]) expect((await admin.get(path(id))).status).toBe(404)
    const left = await db().select().from(followUps)
    expect(JSON.stringify(left)).not.toContain(main)
    expect(JSON.stringify(left)).not.toContain(side)
    const told = await rep.get<{ items: { externalUserid: string }[] }>('/api/customers')
    expect(told.body.items.map((one) => one.externalUserid)).not.toContain(main)
  })
})
