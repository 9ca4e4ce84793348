import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Card } from '../../src/features/customers/shapes.ts'
import { ENGINES } from '../support/store.ts'
import { startWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('a new customer on %s', (engine) => {
  let world: World
  let wangfang = ''
  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    wangfang = await world.people.addCustomer({ name: '王芳', userid: 'wangmin', addWay: 1, state: '门店静安' })
    await world.settle()
  })
  afterAll(() => world.close())

  test('has a card with name, stage 新客, source and a next step as soon as WeCom has told us', async () => {
    const rep = await world.as('wangmin')
    const { status, body } = await rep.get<Card>(`/api/customers/${wangfang}`)
    expect(status).toBe(200)
    expect(body.name).toBe('王芳')
    expect(body.stage).toMatchObject({ key: 'new', label: '新客' })
    expect(body.facts.source).toContain('门店静安')
    expect(body.nextStep?.kind).toBe('new')
    expect(body.nextStep?.script?.parts.flatMap((part) => part.missing)).toEqual([])
  })

  test('was greeted with the welcome code, once', () => {
    expect(world.people.calls('externalcontact/send_welcome_msg').filter((call) => call.errcode === 0)).toHaveLength(1)
  })

  test('carries exactly the tag 新客 of the group 客户阶段 in WeCom', () => {
    const tags = world.people.relation(wangfang, 'wangmin')?.tags.filter((tag) => tag.group === '客户阶段')
    expect(tags?.map((tag) => tag.name)).toEqual(['新客'])
  })

  test('has four follow-ups planned: today, tomorrow, day three and day seven', async () => {
    const rep = await world.as('wangmin')
    const { body } = await rep.get<{ items: { externalUserid: string; dueAt: string }[] }>('/api/follow-ups?limit=100')
    const mine = body.items.filter((item) => item.externalUserid === wangfang)
    expect(mine.map((item) => item.dueAt.slice(0, 10))).toEqual([
      '2026-11-24',
      '2026-11-25',
      '2026-11-27',
      '2026-12-01',
    ])
  })

  test('is on the rep’s morning message of the next day, sent once, with a link that opens the sidebar on her', async () => {
    await world.to('2026-11-25T08:51:00+08:00')
    const messages = world.people.messagesTo('wangmin')
    expect(messages).toHaveLength(1)
    expect(messages[0]?.text).toContain('王芳')
    expect(messages[0]?.text).toContain(`/sidebar/customers/${wangfang}`)
  })

  test('moved by hand in WeCom by editing the tag, she is 意向 here too', async () => {
    const groups = await world.deps.wecom.corpTags()
    const intent = groups.find((group) => group.name === '客户阶段')?.tags.find((tag) => tag.name === '意向')
    await world.people.setTags(wangfang, 'wangmin', [intent?.id ?? ''])
    await world.settle()
    const rep = await world.as('wangmin')
    const { body } = await rep.get<Card>(`/api/customers/${wangfang}`)
    expect(body.stage).toMatchObject({ key: 'intent', manual: true })
    const tags = world.people.relation(wangfang, 'wangmin')?.tags.filter((tag) => tag.group === '客户阶段')
    expect(tags?.map((tag) => tag.name)).toEqual(['意向'])
  })

  test('who buys becomes 首购 at once, and her old plan gives way to the care after a purchase', async () => {
    const rep = await world.as('wangmin')
    const order = { orderNo: 'A-1', amount: 56900, currency: 'CNY', paidAt: '2026-11-25T08:52:00+08:00' }
    const path = `/api/customers/${wangfang}/orders`
    await world.to('2026-11-25T08:53:00+08:00')
    expect((await rep.post(path, order)).status).toBe(201)
    expect((await rep.post(path, order)).status).toBe(200)
    const { body } = await rep.get<Card>(`/api/customers/${wangfang}`)
    expect(body.stage.key).toBe('first')
    expect(body.facts).toMatchObject({ orderCount: 1, orderTotals: [{ amount: 56900, currency: 'CNY' }] })
    const open = await rep.get<{ items: { externalUserid: string; kind: string }[] }>('/api/follow-ups?limit=100')
    expect(new Set(open.body.items.filter((one) => one.externalUserid === wangfang).map((one) => one.kind))).toEqual(
      new Set(['first']),
    )
  })

  test('who deletes her only rep is 流失 and nobody is asked to write to her any more', async () => {
    await world.people.customerDeletesRep(wangfang, 'wangmin')
    await world.settle()
    const admin = await world.as('linyu')
    const { body } = await admin.get<Card>(`/api/customers/${wangfang}`)
    expect(body.stage.key).toBe('churned')
    expect(body.nextStep).toBeNull()
    expect(body.reachable).toBe(false)
  })
})
