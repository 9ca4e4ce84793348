import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Card } from '../../src/features/customers/shapes.ts'
import type { FieldList } from '../../src/features/fields/shapes.ts'
import type { FollowUpView, Today } from '../../src/features/follow-ups/shapes.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('days that come at any stage, on %s', (engine) => {
  let world: World
  let rep: Client
  let admin: Client
  let field = ''
  let path = ''
  let customer = ''
  let number = 0

  const born = (value: string | null) => rep.put(`${path}/fields/${field}`, { value })
  const flag = (on: boolean) => rep.post(`${path}/flags`, { flag: 'complaint', on })
  const card = async () => (await rep.get<Card>(path)).body
  const patch = (at: string, body: unknown) =>
    fetch(new URL(at, world.url), {
      method: 'PATCH',
      headers: { cookie: rep.cookie, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const open = async (kind: string) =>
    (await rep.get<{ items: FollowUpView[] }>('/api/follow-ups?status=open&limit=100')).body.items
      .filter((one) => one.externalUserid === customer && one.kind === kind)
      .map((one) => `${one.dueAt.slice(0, 10)} ${one.reason}`)
      .sort()

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    rep = await world.as('wangmin')
    admin = await world.as('linyu')
    await admin.post('/api/fields', { name: '生日', kind: 'date' })
    const { items } = (await admin.get<FieldList>('/api/fields')).body
    field = items.find((one) => one.name === '生日')?.id ?? ''
  })
  beforeEach(async () => {
    number += 1
    customer = await world.people.addCustomer({ name: `顾客${number}`, userid: 'wangmin', addWay: 1 })
    await world.settle()
    path = `/api/customers/${customer}`
  })
  afterAll(() => world.close())

  test('a birthday that is near is planned as soon as it is written down, and once', async () => {
    expect((await born('1990-11-26')).status).toBe(200)
    expect(await open('birthday')).toEqual(['2026-11-26 今天生日'])
    await born('1991-11-26')
    expect(await open('birthday')).toEqual(['2026-11-26 今天生日'])
  })

  test('one that was corrected counts from the new day; one that was taken away is wished to nobody', async () => {
    await born('1990-11-26')
    await born('1990-11-27')
    expect(await open('birthday')).toEqual(['2026-11-24 过几天生日', '2026-11-27 今天生日'])
    await born(null)
    expect(await open('birthday')).toEqual([])
  })

  test('an order and a new stage leave a birthday alone; an order still finds its own rhythm', async () => {
    await born('1990-11-26')
    await rep.post(`${path}/log`, { outcome: 'asks-price', stage: 'intent' })
    const order = { orderNo: `B${engine}${number}`, amount: 9900, currency: 'CNY', paidAt: '2026-11-24T10:00:00+08:00' }
    await rep.post(`${path}/orders`, order)
    await world.settle()
    expect(await open('birthday')).toEqual(['2026-11-26 今天生日'])
    expect((await open('first')).length).toBeGreaterThan(0)
  })

  test('a quote is asked about on the second working day, and no more once it was answered', async () => {
    const deal = { title: '年度采购', amount: 100_000, currency: 'CNY', expectedOn: '2026-12-20', nextStep: '发报价' }
    const made = await rep.post<{ items: { id: string }[] }>(`${path}/opportunities`, { ...deal, stage: 'quoted' })
    expect(made.status).toBe(201)
    expect(await open('quote')).toEqual(['2026-11-26 报价后第2个工作日'])
    const ended = { stage: 'lost', lostReason: '预算没了' }
    expect((await patch(`/api/opportunities/${made.body.items[0]?.id}`, ended)).status).toBe(200)
    expect(await open('quote')).toEqual([])
  })

  test('while a complaint is open the script at hand answers it, and none that sells stands first', async () => {
    const before = (await card()).nextStep?.script?.title
    await flag(true)
    expect((await card()).nextStep?.script?.title).toBe('投诉先道歉再承诺时间')
    const shelf = (await rep.get<{ items: { category: string }[] }>(`/api/scripts?customer=${customer}&limit=3`)).body
    expect(shelf.items[0]?.category).toBe('complaint')
    await flag(false)
    expect((await card()).nextStep?.script?.title).toBe(before)
  })

  test('a complaint that was settled is asked about the next day and a week later; a new one comes first', async () => {
    await flag(true)
    expect(await open('complaint-closed')).toEqual([])
    await flag(false)
    expect(await open('complaint-closed')).toEqual(['2026-11-25 投诉处理后第1天', '2026-12-01 投诉处理后一周'])
    await flag(true)
    expect(await open('complaint-closed')).toEqual([])
  })

  test('who asked for quiet is wished nothing', async () => {
    await rep.post(`${path}/flags`, { flag: 'dnd', on: true })
    await born('1990-11-26')
    expect(await open('birthday')).toEqual([])
  })

  test('the night plans the birthdays that have come near, and the card has a wish at hand', async () => {
    await born('1990-11-30')
    expect(await open('birthday')).toEqual([])
    await world.to('2026-11-28T10:00:00+08:00')
    expect(await open('birthday')).toEqual(['2026-11-27 过几天生日', '2026-11-30 今天生日'])
    await world.to('2026-11-30T10:00:00+08:00')
    expect(await open('birthday')).toEqual(['2026-11-27 今天生日', '2026-11-30 今天生日'])
    const due = (await rep.get<Today>('/api/today')).body.open.find((one) => one.externalUserid === customer)
    expect(due).toMatchObject({ reason: '今天生日', nextStep: '送一句祝福，不推销' })
    expect((await card()).nextStep?.script?.title).toContain('生日')
  })
})
