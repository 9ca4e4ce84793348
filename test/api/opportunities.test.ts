import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Card, TimelineEntry } from '../../src/features/customers/shapes.ts'
import type { Today } from '../../src/features/follow-ups/shapes.ts'
import type { OpportunityView } from '../../src/features/opportunities/shapes.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

type Answer = { items: OpportunityView[]; code?: string; message?: string }

const DEAL = { title: '护肤套装', amount: 129_900, expectedOn: '2026-12-05', nextStep: '发报价单' }

describe.each(ENGINES)('opportunities on %s', (engine) => {
  let world: World
  let rep: Client
  let customer = ''
  let number = 0

  const path = () => `/api/customers/${customer}`
  const add = (body: unknown) => rep.post<Answer>(`${path()}/opportunities`, body)
  const stage = async () => (await rep.get<Card>(path())).body.stage.key
  const change = async (id: string | undefined, body: unknown, by: Client = rep) => {
    const response = await fetch(`${world.url}/api/opportunities/${id}`, {
      method: 'PATCH',
      headers: { cookie: by.cookie, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as Answer }
  }

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    rep = await world.as('wangmin')
  })
  beforeEach(async () => {
    number += 1
    customer = await world.people.addCustomer({ name: `商机${number}`, userid: 'wangmin', addWay: 1 })
    await world.settle()
  })
  afterAll(() => world.close())

  test('an opportunity moves the customer to intent, and the card says when it should close', async () => {
    expect(await stage()).toBe('new')
    const { status, body } = await add(DEAL)
    expect(status).toBe(201)
    expect(body.items).toMatchObject([
      { ...DEAL, currency: 'CNY', stage: 'talking', quotedAt: null, userid: 'wangmin' },
    ])
    expect(await stage()).toBe('intent')
    expect((await rep.get<Card>(path())).body.deals).toEqual({ open: 1, nextOn: '2026-12-05' })
    const { items } = (await rep.get<{ items: TimelineEntry[] }>(`${path()}/timeline`)).body
    expect(items.find((one) => one.kind === 'opportunity-opened')?.text).toBe('新商机 ¥1,299.00')
    expect(items.find((one) => one.kind === 'stage-moved')?.rule).toBe('L-new-intent')
  })

  test('a quote that waits for its answer says so on the day’s list', { timeout: 90_000 }, async () => {
    const { body } = await add({ ...DEAL, stage: 'quoted' })
    expect(body.items[0]?.quotedAt).not.toBeNull()
    await world.to('2026-11-25T10:00:00+08:00')
    const today = (await rep.get<Today>('/api/today')).body.open
    expect(today.find((one) => one.externalUserid === customer)?.reason).toBe('报价后第1天')
    await change(body.items[0]?.id, { stage: 'lost', lostReason: '预算不够' })
    const after = (await rep.get<Today>('/api/today')).body.open
    expect(after.find((one) => one.externalUserid === customer)?.reason).not.toContain('报价')
  })

  test('a lost one says why, a closed one is opened again before it changes', async () => {
    const [deal] = (await add({ ...DEAL, expectedOn: '2026-12-20' })).body.items
    expect((await change(deal?.id, { stage: 'lost' })).body.code).toBe('lost-reason-missing')
    expect((await change(deal?.id, { stage: 'won' })).body.items[0]).toMatchObject({ stage: 'won' })
    expect((await change(deal?.id, { amount: 1 })).body.code).toBe('opportunity-closed')
    expect((await rep.get<Card>(path())).body.deals).toEqual({ open: 0, nextOn: null })
    expect((await change(deal?.id, { stage: 'talking' })).body.items[0]).toMatchObject({ stage: 'talking' })
  })

  test.each<[string, unknown, number]>([
    ['without a next step', { ...DEAL, nextStep: ' ' }, 400],
    ['that should have closed already', { ...DEAL, expectedOn: '2026-11-01' }, 422],
    ['of less than nothing', { ...DEAL, amount: -1 }, 400],
    ['won before it began', { ...DEAL, stage: 'won' }, 400],
  ])('one %s is refused', async (_name, body, status) => {
    expect((await add(body)).status).toBe(status)
    expect(await stage()).toBe('new')
  })

  test('a colleague neither sees nor changes what is not hers', async () => {
    const [deal] = (await add({ ...DEAL, expectedOn: '2026-12-31' })).body.items
    const colleague = await world.as('heping')
    expect((await colleague.get(`${path()}/opportunities`)).status).toBe(404)
    expect((await change(deal?.id, { amount: 1 }, colleague)).status).toBe(404)
    expect((await change('999999', { amount: 1 })).status).toBe(404)
  })
})
