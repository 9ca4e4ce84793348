import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenDb } from '../../src/db/open.ts'
import { customers } from '../../src/features/customers/tables.ts'
import { planWhereNone } from '../../src/features/follow-ups/plan-cadence.ts'
import { followUps } from '../../src/features/follow-ups/tables.ts'
import { importOrders } from '../../src/features/orders/import-orders.ts'
import { listEvents, listOpenCustomers } from '../../src/features/orders/open-queries.ts'
import { listOrders, orderFactsOf, salesBetween, totalsByCurrency } from '../../src/features/orders/queries.ts'
import { type RecordOrder, recordOrder } from '../../src/features/orders/record-order.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { writeSetting } from '../../src/features/settings/queries.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'
import { at, coreAt, factsOf, seedCustomer, seedTeam } from './sales-world.ts'

const NOW = '2026-11-23T10:00:00'

const order = (changes: Partial<RecordOrder> = {}): RecordOrder => ({
  orderNo: 'A-1',
  externalUserid: 'wm-zhang',
  amount: 56_900,
  currency: 'CNY',
  paidAt: at('2026-11-20T12:00:00'),
  source: 'sidebar',
  actor: { kind: 'member', id: 'WangMin' },
  ...changes,
})

describe.each(ENGINES)('orders on %s', (engine) => {
  let store: OpenDb
  beforeAll(async () => {
    store = await openTestDb(engine)
  }, 60_000)
  afterAll(() => store?.close())
  beforeEach(async () => {
    await emptyDb(store)
    await seedTeam(store.db)
    await seedCustomer(store.db, 'wm-zhang', { userid: 'WangMin', name: '张女士' })
    await seedCustomer(store.db, 'wm-liu', { userid: 'ChenChen', name: '刘先生' })
  })

  it('counts an order once however often the shop reports it', async () => {
    const core = coreAt(store.db, NOW)
    const outcomes = [await recordOrder(core, order()), await recordOrder(core, order())]
    expect(outcomes.map((one) => one.ok && one.outcome)).toEqual(['created', 'unchanged'])
    const paid = await factsOf(store.db, 'order-paid')
    expect(paid).toHaveLength(1)
    expect(paid[0]).toMatchObject({ userid: 'WangMin', at: at('2026-11-20T12:00:00'), data: { countValid: 1 } })
  })

  it('keeps one order when two reports arrive at the same moment', async () => {
    const core = coreAt(store.db, NOW)
    const results = await Promise.all([recordOrder(core, order()), recordOrder(core, order())])
    expect(results.map((one) => one.ok && one.outcome).sort()).toEqual(['created', 'unchanged'])
    expect(await factsOf(store.db, 'order-paid')).toHaveLength(1)
  })

  it('refuses an order number that belongs to another customer, amount or currency', async () => {
    const core = coreAt(store.db, NOW)
    await recordOrder(core, order())
    for (const change of [{ externalUserid: 'wm-liu' }, { amount: 1 }, { currency: 'USD' }]) {
      expect(await recordOrder(core, order(change))).toEqual({ ok: false, why: 'order-conflict' })
    }
    expect((await listOrders(store.db, ['wm-zhang'], { limit: 20 })).items).toHaveLength(1)
  })

  it('refuses unknown customers, unknown reps and payments from the future', async () => {
    const core = coreAt(store.db, NOW)
    expect(await recordOrder(core, order({ externalUserid: 'wm-nobody' }))).toMatchObject({ why: 'no-such-customer' })
    expect(await recordOrder(core, order({ userid: 'Nobody', source: 'open' }))).toMatchObject({
      why: 'no-such-member',
    })
    expect(await recordOrder(core, order({ paidAt: at('2026-11-23T10:05:01') }))).toMatchObject({
      why: 'paid-in-future',
    })
    expect(await recordOrder(core, order({ paidAt: at('2026-11-23T10:04:59') }))).toMatchObject({ ok: true })
  })

  it('credits the named rep in our own spelling, else the one who knows the customer longest', async () => {
    const core = coreAt(store.db, NOW)
    await store.db
      .insert(relations)
      .values({ externalUserid: 'wm-zhang', userid: 'LiQiang', addedAt: at('2026-09-01T10:00:00') })
    await recordOrder(core, order())
    await recordOrder(core, order({ orderNo: 'A-2', userid: 'wangmin' }))
    const { items } = await listOrders(store.db, ['wm-zhang'], { limit: 20 })
    expect(items.map((one) => [one.orderNo, one.userid])).toEqual([
      ['A-2', 'WangMin'],
      ['A-1', 'LiQiang'],
    ])
  })

  it('takes a growing refund off the sales and never a shrinking one', async () => {
    const core = coreAt(store.db, NOW)
    const refunded = (refundedAmount: number) => recordOrder(core, order({ refundedAmount }))
    await recordOrder(core, order())
    expect(await refunded(20_000)).toMatchObject({ outcome: 'updated' })
    expect(await refunded(10_000)).toMatchObject({ outcome: 'unchanged', order: { refundedAmount: 20_000 } })
    expect(await totalsByCurrency(store.db, 'wm-zhang')).toEqual([
      { currency: 'CNY', amount: 36_900, refunded: 20_000, count: 1 },
    ])
    expect(await refunded(56_900)).toMatchObject({ outcome: 'updated' })
    expect(await refunded(60_000)).toEqual({ ok: false, why: 'refund-too-big' })
    const refunds = (await factsOf(store.db, 'order-refunded')).map((fact) => fact.data)
    expect(refunds).toMatchObject([
      { refunded: 20_000, fully: false, countValid: 1 },
      { refunded: 56_900, fully: true, countValid: 0 },
    ])
    expect(await orderFactsOf(store.db, 'wm-zhang', at(NOW))).toMatchObject({ count: 0, lastPaidAt: null })
  })

  it('does not take an order that arrives paid back whole for a purchase', async () => {
    await recordOrder(coreAt(store.db, NOW), order({ refundedAmount: 56_900 }))
    expect(await factsOf(store.db, 'order-paid')).toHaveLength(0)
    expect(await factsOf(store.db, 'order-refunded')).toHaveLength(1)
  })

  it('knows the repurchase cycle only from two purchases on', async () => {
    const core = coreAt(store.db, NOW)
    await recordOrder(core, order({ orderNo: 'old', paidAt: at('2025-09-01T12:00:00') }))
    expect(await orderFactsOf(store.db, 'wm-zhang', at(NOW))).toMatchObject({
      count: 1,
      countIn365d: 0,
      cycleDays: null,
    })
    await recordOrder(core, order({ orderNo: 'B', paidAt: at('2026-09-21T12:00:00') }))
    await recordOrder(core, order({ orderNo: 'C', paidAt: at('2026-10-21T12:00:00') }))
    await recordOrder(core, order({ orderNo: 'D', paidAt: at('2026-11-20T12:00:00') }))
    expect(await orderFactsOf(store.db, 'wm-zhang', at(NOW))).toMatchObject({
      count: 4,
      countIn365d: 3,
      cycleDays: 30,
      firstPaidAt: at('2025-09-01T12:00:00'),
      lastPaidAt: at('2026-11-20T12:00:00'),
    })
  })

  it('imports row by row, so that a bad one takes no good one with it', async () => {
    const core = coreAt(store.db, NOW)
    const row = (orderNo: string, externalUserid: string, refundedAmount = 0) => ({
      orderNo,
      externalUserid,
      amount: 100,
      currency: 'CNY',
      refundedAmount,
      paidAt: at('2026-11-20T12:00:00'),
    })
    const actor = { kind: 'system' as const, id: 'shop' }
    const list = [row('1', 'wm-zhang'), row('2', 'wm-nobody'), row('3', 'wm-liu'), row('1', 'wm-zhang', 40)]
    expect(await importOrders(core, { list, actor })).toEqual([
      { orderNo: '1', outcome: 'created' },
      { orderNo: '2', outcome: 'rejected', why: 'no-such-customer' },
      { orderNo: '3', outcome: 'created' },
      { orderNo: '1', outcome: 'updated' },
    ])
  })

  it('shows each team its own sales and keeps currencies apart', async () => {
    const core = coreAt(store.db, NOW)
    await recordOrder(core, order())
    await recordOrder(core, order({ orderNo: 'A-2', currency: 'USD', amount: 900 }))
    await recordOrder(core, order({ orderNo: 'A-3', externalUserid: 'wm-liu', amount: 10_000 }))
    const november = { from: at('2026-11-01T00:00:00'), to: at('2026-12-01T00:00:00') }
    expect(
      (await salesBetween(store.db, november, ['WangMin', 'LiQiang'])).map((sum) => [sum.currency, sum.amount]),
    ).toEqual([
      ['CNY', 56_900],
      ['USD', 900],
    ])
    expect(await salesBetween(store.db, november, ['ChenChen'])).toMatchObject([{ amount: 10_000, count: 1 }])
    expect(await salesBetween(store.db, november, [])).toEqual([])
    expect(await salesBetween(store.db, november, null)).toMatchObject([{ amount: 66_900 }, { amount: 900 }])
  })

  it.each([
    ['keep', ['09-30', '10-02', '10-06', '10-14', '10-29']],
    ['next_workday', ['09-30', '10-08', '10-08', '10-14', '10-29']],
  ] as const)(
    'plans the care after a purchase across the October holiday as the company says: %s',
    async (policy, days) => {
      const core = coreAt(store.db, '2026-09-29T10:00:00')
      await writeSetting(store.db, 'postpone', { value: { policy }, by: 'boss', at: core.now() })
      await store.db.update(customers).set({ stage: 'first' })
      await recordOrder(core, order({ paidAt: core.now() }))
      const [paid] = await factsOf(store.db, 'order-paid')
      if (paid === undefined) throw new Error('no order was recorded')
      const actor = { kind: 'system', id: 'shop' } as const
      await planWhereNone(core, store.db, { ...paid, actor, data: paid.data })
      const planned = await store.db.select().from(followUps).orderBy(followUps.id)
      expect(planned.map((one) => one.dueOn.slice(5))).toEqual(days)
    },
  )

  it('pages through orders, customers and events without losing or repeating one', async () => {
    const core = coreAt(store.db, NOW)
    for (const orderNo of ['1', '2', '3', '4', '5']) await recordOrder(core, order({ orderNo }))
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listOrders(store.db, ['wm-zhang'], { limit: 2, cursor })
      seen.push(...page.items.map((one) => one.orderNo))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual(['5', '4', '3', '2', '1'])
    const first = await listOpenCustomers(store.db, { limit: 1 })
    expect(first.items).toMatchObject([{ externalUserid: 'wm-liu', owners: ['ChenChen'] }])
    const rest = await listOpenCustomers(store.db, { limit: 5, cursor: first.nextCursor ?? '' })
    expect(rest).toMatchObject({ items: [{ externalUserid: 'wm-zhang' }], nextCursor: null })
    // Nothing is handed out before older transactions end, those of other databases on the same server among them.
    await expect.poll(async () => (await listEvents(store.db, { limit: 5 })).items.length).toBe(5)
    const events = await listEvents(store.db, { limit: 3 })
    expect(events.items.map((one) => one.kind)).toEqual(['order-paid', 'order-paid', 'order-paid'])
    const later = await listEvents(store.db, { limit: 3, cursor: events.nextCursor ?? '' })
    expect([later.items.length, later.nextCursor]).toEqual([2, null])
    const end = { items: [], nextCursor: null, tail: later.tail }
    expect(await listEvents(store.db, { limit: 3, cursor: later.tail ?? '' })).toEqual(end)
    await recordOrder(core, order({ orderNo: '6' }))
    const newest = async () => (await listEvents(store.db, { limit: 3, cursor: later.tail ?? '' })).items
    await expect.poll(newest).toMatchObject([{ kind: 'order-paid', data: { orderNo: '6' } }])
  })
})
