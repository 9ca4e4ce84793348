import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenDb } from '../../src/db/open.ts'
import { CHINA_CALENDAR } from '../../src/features/calendar/holidays-data.ts'
import { recordOrder } from '../../src/features/orders/record-order.ts'
import { listTargets, loadPace, targetFor } from '../../src/features/targets/queries.ts'
import { targetRoutes } from '../../src/features/targets/routes.ts'
import { setTarget } from '../../src/features/targets/set-target.ts'
import type { Target } from '../../src/features/targets/shapes.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'
import { at, coreAt, seedCustomer, seedTeam } from './sales-world.ts'

const company: Target = { month: '2026-11', scope: 'company', scopeId: '', amount: 1_000_000, currency: 'CNY' }

describe.each(ENGINES)('targets on %s', (engine) => {
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

  const core = () => coreAt(store.db, '2026-11-23T10:00:00')
  const set = (changes: Partial<Target>) => setTarget(core(), { ...company, ...changes, setBy: 'boss' })
  const sell = (orderNo: string, paidAt: string, { amount = 10_000, to = 'wm-zhang', currency = 'CNY' } = {}) =>
    recordOrder(core(), {
      orderNo,
      externalUserid: to,
      amount,
      currency,
      paidAt: at(paidAt),
      source: 'open',
      actor: { kind: 'system', id: 'shop' },
    })

  it('keeps the last word about a target and refuses one for nobody', async () => {
    await set({})
    await set({ amount: 2_000_000 })
    expect(await targetFor(store.db, company)).toEqual({ amount: 2_000_000, currency: 'CNY' })
    expect(await set({ scope: 'member', scopeId: 'nobody' })).toEqual({ ok: false, why: 'no-such-scope' })
    expect(await set({ scope: 'department', scopeId: '99' })).toEqual({ ok: false, why: 'no-such-scope' })
    expect(await set({ scope: 'member', scopeId: 'wangmin' })).toMatchObject({ target: { scopeId: 'WangMin' } })
  })

  it('measures company, department and member by their own sales', async () => {
    await set({})
    await set({ scope: 'department', scopeId: '2' })
    await set({ scope: 'department', scopeId: '1', currency: 'USD' })
    await set({ scope: 'member', scopeId: 'ChenChen' })
    await sell('1', '2026-11-02T10:00:00', { amount: 30_000 })
    await sell('2', '2026-11-02T10:00:00', { amount: 500, to: 'wm-liu' })
    await sell('3', '2026-11-02T10:00:00', { amount: 7, currency: 'USD' })
    await sell('4', '2026-10-31T23:59:59')
    const views = await listTargets(store.db, { month: '2026-11', zone: 'Asia/Shanghai', companyName: '全公司' })
    expect(views.map((one) => [one.name, one.actual])).toEqual([
      ['全公司', 30_500],
      ['总部', 7],
      ['一组', 30_000],
      ['陈晨', 500],
    ])
  })

  it('calculates the pace of a month as one would by hand', async () => {
    // Monday 23 November: 15 of 21 working days are over, 6 are left.
    const target = { amount: 2_100_000, currency: 'CNY' }
    await sell('old', '2026-11-02T10:00:00', { amount: 1_000_000 })
    await sell('mon', '2026-11-16T10:00:00', { amount: 50_000 })
    await sell('thu', '2026-11-19T10:00:00', { amount: 70_000 })
    await sell('fri', '2026-11-20T10:00:00', { amount: 60_000 })
    await sell('sat', '2026-11-21T10:00:00', { amount: 20_000 })
    await sell('today', '2026-11-23T09:00:00', { amount: 999_999 })
    const question = { month: '2026-11', today: '2026-11-23', target, userids: null }
    const pace = await loadPace(store.db, { ...question, calendar: CHINA_CALENDAR, zone: 'Asia/Shanghai' })
    expect(pace).toMatchObject({
      actual: 1_200_000,
      gap: 900_000,
      needPerDay: 150_000,
      time: { elapsed: 15, total: 21, left: 6 },
      // Monday to Friday, with Saturday's sale counted on Friday: 200,000 in five days.
      recentPerDay: 40_000,
      recentForecast: 1_440_000,
      colour: 'red',
    })
    expect(pace.attainment).toBeCloseTo(0.5714, 4)
    expect(pace.index).toBeCloseTo(0.8, 4)
  })

  it('shows a rep only the own target, and a lead those of a team that is all theirs', async () => {
    for (const [scope, scopeId] of [
      ['company', ''],
      ['department', '2'],
      ['department', '3'],
      ['member', 'WangMin'],
      ['member', 'ChenChen'],
    ] as const) {
      await set({ scope, scopeId })
    }
    const list = targetRoutes({ core: core() })['GET /api/targets']
    const seenBy = async (role: 'rep' | 'lead' | 'manager', userids: string[]) => {
      const caller = {
        userid: 'WangMin',
        name: '王敏',
        role,
        scope: { all: false as const, userids },
        departments: [],
        leads: [],
      }
      const query = { month: '2026-11' }
      const reply = await list.handle({ params: undefined, query, body: undefined, caller, lang: 'zh-CN' })
      return 'items' in reply ? reply.items.map((one) => one.name) : []
    }
    expect(await seenBy('rep', ['WangMin'])).toEqual(['王敏'])
    expect(await seenBy('lead', ['WangMin', 'LiQiang'])).toEqual(['一组', '王敏'])
    expect(await seenBy('manager', ['WangMin'])).toHaveLength(5)
  })
})
