import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Card } from '../../src/features/customers/shapes.ts'
import type { FollowUpView } from '../../src/features/follow-ups/shapes.ts'
import { LAST_ENGINE } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

const WEEK_MS = 7 * 86_400_000

describe.each(LAST_ENGINE)('the story of one customer over fourteen months on %s', (engine) => {
  let world: World
  let rep: Client
  let zhouyu = ''
  beforeAll(async () => {
    world = await startWorld({ at: '2025-03-03T10:00:00+08:00', engine, sandbox: { seed: 'empty' } })
    await world.people.memberJoins({ userid: 'wangmin', name: '王敏' })
    await world.settle()
    rep = await world.as('wangmin')
    zhouyu = await world.people.addCustomer({ name: '周雨', userid: 'wangmin' })
    await world.settle()
  })
  afterAll(() => world.close())

  const card = async (): Promise<Card> => (await rep.get<Card>(`/api/customers/${zhouyu}`)).body
  const followUps = async (status: string): Promise<FollowUpView[]> => {
    const { body } = await rep.get<{ items: FollowUpView[] }>(`/api/follow-ups?status=${status}&limit=100`)
    return body.items.filter((one) => one.externalUserid === zhouyu)
  }
  /** The stage on the card and the only stage tag in WeCom say the same. */
  const isNow = async (key: string, label: string): Promise<void> => {
    expect((await card()).stage).toMatchObject({ key, label })
    const tags = world.people.relation(zhouyu, 'wangmin')?.tags.filter((tag) => tag.group === '客户阶段')
    expect(tags?.map((tag) => tag.name)).toEqual([label])
  }
  const buys = async (orderNo: string, paidAt: string): Promise<void> => {
    await leapTo(paidAt)
    const order = { orderNo, amount: 56_900, currency: 'CNY', paidAt }
    expect((await rep.post(`/api/customers/${zhouyu}/orders`, order)).status).toBe(201)
    await world.settle()
  }
  /** Week by week, then the last days with everything in them. */
  const leapTo = async (moment: string): Promise<void> => {
    const to = new Date(moment).getTime()
    while (to - world.deps.core.now().getTime() > WEEK_MS + 86_400_000) {
      world.deps.clock.moveTo(new Date(world.deps.core.now().getTime() + WEEK_MS))
      await world.settle()
    }
    await world.to(moment)
  }

  test('begins as 新客', () => isNow('new', '新客'))

  test('is 潜客 after a quiet first week', async () => {
    await world.to('2025-03-10T02:20:00+08:00')
    await isNow('new', '新客')
    await world.to('2025-03-11T02:20:00+08:00')
    await isNow('lead', '潜客')
  })

  test('is 意向 when her rep says so', async () => {
    await world.to('2025-03-12T10:00:00+08:00')
    const path = `/api/customers/${zhouyu}/stage`
    expect((await rep.post(path, { stage: 'intent', reason: '问了套装价格' })).status).toBe(200)
    await world.settle()
    await isNow('intent', '意向')
  })

  test('a note with a next date becomes a follow-up of that day and stands in that morning’s message', async () => {
    const note = { text: '周五再聊修护套装', nextStepOn: '2025-03-14' }
    expect((await rep.post(`/api/customers/${zhouyu}/notes`, note)).status).toBe(201)
    const planned = (await followUps('open')).filter((one) => one.kind === 'manual')
    expect(planned.map((one) => one.dueAt.slice(0, 10))).toEqual(['2025-03-14'])
    await world.to('2025-03-14T08:51:00+08:00')
    expect(world.people.messagesTo('wangmin').at(-1)?.text).toContain('周雨')
  })

  test('a script sent closes what was due by itself, as proven', async () => {
    type Scripts = { items: { id: string; parts: { missing: string[] }[] }[] }
    const { body } = await rep.get<Scripts>(`/api/scripts?customer=${zhouyu}`)
    const script = body.items.find((one) => one.parts.every((part) => part.missing.length === 0))
    const sent = await rep.post(`/api/scripts/${script?.id}/sent`, { externalUserid: zhouyu, part: 0 })
    expect(sent.status).toBeLessThan(300)
    await world.settle()
    expect((await followUps('open')).filter((one) => one.dueAt.slice(0, 10) <= '2025-03-14')).toEqual([])
    const done = (await followUps('done')).filter((one) => one.kind === 'manual')
    expect(done.map((one) => one.proven)).toEqual([true])
  })

  test('is 首购 with her first order', async () => {
    await buys('M-1', '2025-03-20T12:00:00+08:00')
    await isNow('first', '首购')
    expect(new Set((await followUps('open')).map((one) => one.kind))).toEqual(new Set(['first']))
  })

  test('is 复购 with her second', async () => {
    await buys('M-2', '2025-04-20T12:00:00+08:00')
    await isNow('repeat', '复购')
    expect((await card()).facts.orderCount).toBe(2)
  })

  test('is 沉睡 once ninety days have passed without an order, with a warning before', async () => {
    await leapTo('2025-07-20T02:20:00+08:00')
    await isNow('repeat', '复购')
    expect((await card()).flags).toContain('silence-risk')
    await world.to('2025-07-21T02:20:00+08:00')
    await isNow('dormant', '沉睡')
    expect((await card()).flags).not.toContain('silence-risk')
    expect(new Set((await followUps('open')).map((one) => one.kind))).toEqual(new Set(['dormant']))
  }, 120_000)

  test('is 流失 after a year of silence, and nobody is asked to write to her', async () => {
    await leapTo('2026-04-20T02:20:00+08:00')
    await isNow('dormant', '沉睡')
    await world.to('2026-04-21T02:20:00+08:00')
    await isNow('churned', '流失')
    expect(await followUps('open')).toEqual([])
  }, 120_000)

  test('who leaves and adds her rep again is 新客 once more, marked as 回流, with a new plan', async () => {
    await world.people.customerDeletesRep(zhouyu, 'wangmin')
    await world.to('2026-05-06T10:00:00+08:00')
    expect((await card()).reachable).not.toBe(true)
    await world.people.addCustomer({ name: '周雨', userid: 'wangmin', externalUserid: zhouyu })
    await world.settle()
    await isNow('new', '新客')
    const back = await card()
    expect(back.flags).toContain('returned')
    expect(back.reachable).toBe(true)
    expect(back.facts.orderCount).toBe(2)
    expect((await followUps('open')).map((one) => one.kind)).toContain('new')
  }, 120_000)

  test('who has come back is not counted as silent for the months away', async () => {
    world.deps.clock.moveTo(new Date('2026-05-14T01:00:00+08:00'))
    await world.to('2026-05-14T02:20:00+08:00')
    await isNow('lead', '潜客')
    for (const day of [15, 16, 17]) {
      world.deps.clock.moveTo(new Date(`2026-05-${day}T02:00:00+08:00`))
      await world.to(`2026-05-${day}T02:20:00+08:00`)
    }
    await isNow('lead', '潜客')
    expect((await card()).facts.silentDays).toBe(10)
  }, 120_000)
})
