import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Card, LogReply, TimelineEntry } from '../../src/features/customers/shapes.ts'
import type { FeedbackList } from '../../src/features/feedback/shapes.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { countQueries } from '../support/count-queries.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('the card on %s', (engine) => {
  let world: World
  let rep: Client
  let customer = ''

  const path = () => `/api/customers/${customer}`
  const card = async (by: Client = rep) => (await by.get<Card>(path())).body

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    rep = await world.as('wangmin')
    customer = await world.people.addCustomer({ name: '数问题', userid: 'wangmin', addWay: 1 })
    await world.settle()
    await rep.post(`${path()}/orders`, {
      orderNo: 'SQ-1',
      amount: 12_800,
      currency: 'CNY',
      paidAt: '2026-11-20T10:00:00+08:00',
    })
  })
  afterAll(() => world.close())

  test('asks the database at most sixteen questions: who asks, whose customers he may see, what is recommended and the first scripts included', async () => {
    await card()
    const asked = await countQueries(world.deps.opened, () => rep.get(path()))
    expect(asked.length).toBeGreaterThan(3)
    expect(asked.length, asked.join('\n')).toBeLessThanOrEqual(16)
    const parts = (await card()).nextStep?.script?.parts ?? []
    expect(parts.length).toBeGreaterThan(0)
    // Filled in: an address politely taken for a name that is none, and no brace left.
    expect(parts[0]?.text).toMatch(/^您好/)
    expect(parts.map((part) => part.text).join('\n')).not.toMatch(/[{}]/)
  })

  test('stays within the rooms’ borders: a colleague gets nothing, and learns nothing by asking', async () => {
    const colleague = await world.as('heping')
    const [foreign, unknown] = [await colleague.get(path()), await colleague.get('/api/customers/wmNobody')]
    expect([foreign.status, unknown.status]).toEqual([404, 404])
    expect(foreign.body).toEqual(unknown.body)
    const admin = await world.as('linyu')
    expect((await card(admin)).externalUserid).toBe(customer)
  })

  test('names everybody who is a friend, with the day each of them was last in touch, and nobody who no longer is', async () => {
    const shared = await world.people.addCustomer({ name: '三位同事的客户', userid: 'wangmin', addWay: 1 })
    for (const userid of ['chenxi', 'zhouyan'])
      await world.people.addCustomer({ name: '三位同事的客户', userid, addWay: 1, externalUserid: shared })
    await world.settle()
    const chenxi = await world.as('chenxi')
    expect((await chenxi.post(`/api/customers/${shared}/log`, { outcome: 'replied' })).status).toBe(201)
    const followers = async (by: Client) => {
      const { body } = await by.get<Card>(`/api/customers/${shared}`)
      return Object.fromEntries(body.followers.map((one) => [one.name, one.lastContactAt?.slice(0, 10) ?? null]))
    }
    const two = { 王敏: null, 陈曦: '2026-11-24' }
    expect(await followers(rep)).toEqual({ ...two, 周妍: null })
    expect(await followers(chenxi)).toEqual({ ...two, 周妍: null })
    await world.people.repDeletesCustomer(shared, 'zhouyan')
    await world.settle()
    expect(await followers(rep)).toEqual(two)
  })

  test('says how the friendship began in the language of the page', async () => {
    const source = async (lang: string) => {
      const reply = await fetch(`${world.url}${path()}`, { headers: { cookie: rep.cookie, 'x-lang': lang } })
      return ((await reply.json()) as Card).facts.source
    }
    expect([await source('zh-CN'), await source('en')]).toEqual(['扫描二维码', 'Scanned a QR code'])
  })

  test('says how often she was contacted, and that the next message is one too many', async () => {
    const budget = async () => (await card()).budget
    expect(await budget()).toEqual({
      today: { used: 0, allowed: 1 },
      week: { used: 0, allowed: 3 },
      over: false,
    })
    const log = async () => (await rep.post<LogReply>(`${path()}/log`, { outcome: 'replied' })).body.undo
    const undo = await log()
    // The same talk goes on: nothing warns while it does.
    expect(await budget()).toMatchObject({ today: { used: 1 }, week: { used: 1 }, over: false })
    await world.to('2026-11-24T11:00:00+08:00')
    expect(await budget()).toMatchObject({ today: { used: 1, allowed: 1 }, over: true })
    await world.to('2026-11-25T10:00:00+08:00')
    expect(await budget()).toMatchObject({ today: { used: 0 }, week: { used: 1 }, over: false })
    expect(undo).toMatch(/^\d+$/)
  })

  test('a contact that was taken back counts for nothing', async () => {
    const before = (await card()).budget
    const { body } = await rep.post<LogReply>(`${path()}/log`, { outcome: 'no-reply' })
    expect((await card()).budget.today.used).toBe(1)
    await rep.post(`${path()}/log/${body.undo}/undo`)
    expect((await card()).budget).toEqual(before)
  })

  test('the reason for a reminder is its rule in words, and the lead hears who wants fewer of them', async () => {
    const step = (await card()).nextStep
    expect(step?.rule).toMatchObject({ id: `F-${step?.kind}-${step?.step?.toLowerCase()}` })
    expect(step?.rule?.text).toMatch(/^规则「.+」：.+提醒。.+自动结束。$/)
    const say = (reason: string) => rep.post('/api/rule-feedback', { followUpId: step?.id, reason })
    expect((await say('too-often')).status).toBe(201)
    expect((await say('wrong-time')).status).toBe(201)
    const { body } = await (await world.as('linyu')).get<FeedbackList>('/api/rule-feedback')
    expect(body.items).toMatchObject([
      { rule: step?.rule?.id, count: 1, people: 1, reasons: [{ reason: 'wrong-time', label: '时间不合适', count: 1 }] },
    ])
    expect((await rep.get('/api/rule-feedback')).status).toBe(403)
    const stranger = await world.as('heping')
    const foreign = await stranger.post('/api/rule-feedback', { followUpId: step?.id, reason: 'no-use' })
    expect(foreign.status).toBe(404)
  })

  test('a reminder taken up again withdraws the complaint about it', async () => {
    const told = async () =>
      (await (await world.as('zhaolei')).get<FeedbackList>('/api/rule-feedback')).body.items.length
    const id = (await card()).nextStep?.id
    expect(await told()).toBe(1)
    await rep.post(`/api/follow-ups/${id}/dismiss`, { reason: '太频繁' })
    await rep.post(`/api/follow-ups/${id}/reopen`)
    expect((await card()).nextStep?.id).toBe(id)
    expect(await told()).toBe(0)
  })

  test('a colleague’s step is there to be read and never offered as one’s own', async () => {
    const shared = await world.people.addCustomer({ name: '两人跟进', userid: 'wangmin', addWay: 1 })
    await world.people.addCustomer({ name: '两人跟进', userid: 'chenxi', addWay: 1, externalUserid: shared })
    await world.settle()
    const mine = async () => (await rep.get<Card>(`/api/customers/${shared}`)).body
    const first = await mine()
    expect(first.nextStep?.userid).toBe('wangmin')
    expect(first.colleagueStep).toMatchObject({ userid: 'chenxi', name: '陈曦', text: first.nextStep?.reason })
    for (let left = 0; left < 6; left += 1) {
      const step = (await mine()).nextStep
      if (step !== null) await rep.post(`/api/follow-ups/${step.id}/dismiss`, { reason: '已经聊过了' })
    }
    const last = await mine()
    expect(last.nextStep?.userid ?? 'wangmin').toBe('wangmin')
    expect(last.colleagueStep?.name).toBe('陈曦')
    const boss = (await (await world.as('linyu')).get<Card>(`/api/customers/${shared}`)).body
    expect(boss.nextStep?.userid).toBe('chenxi')
    expect(boss.colleagueStep?.userid).toBe('chenxi')
    const theirs = (await (await world.as('chenxi')).get<Card>(`/api/customers/${shared}`)).body.nextStep
    expect(theirs?.userid).toBe('chenxi')
  })

  test('what a rep planned himself has no rule to complain about', async () => {
    const other = await world.people.addCustomer({ name: '自己定的', userid: 'wangmin', addWay: 1 })
    await world.settle()
    const { body } = await rep.post<LogReply>(`/api/customers/${other}/log`, {
      promise: { on: '2026-11-25', at: '18:00' },
      text: '回电',
    })
    expect(body.card.nextStep).toMatchObject({ promised: true, rule: null })
    const said = await rep.post<{ code: string }>('/api/rule-feedback', {
      followUpId: body.card.nextStep?.id,
      reason: 'no-use',
    })
    expect([said.status, said.body.code]).toEqual([409, 'no-rule'])
  })

  describe('phone numbers', () => {
    const reveal = (by: Client) => by.post<{ mobiles: string[]; code?: string }>(`${path()}/mobiles/reveal`)

    beforeAll(async () => {
      await world.deps.core.db
        .update(relations)
        .set({ mobiles: ['13812345678'] })
        .where(eq(relations.externalUserid, customer))
    })

    test('are masked until somebody asks, and the timeline tells who did', async () => {
      expect((await card()).facts.mobiles).toEqual(['138****5678'])
      expect((await reveal(rep)).body).toEqual({ mobiles: ['13812345678'] })
      const { items } = (await rep.get<{ items: TimelineEntry[] }>(`${path()}/timeline`)).body
      const said = items.find((one) => one.kind === 'mobiles-revealed')
      expect(said).toMatchObject({ text: '查看了完整手机号', actor: { kind: 'member' } })
      expect(said?.actor.name).not.toBe('')
      expect((await reveal(await world.as('heping'))).status).toBe(404)
    })

    test('are shown thirty times an hour to one person, also when asked for all at once', async () => {
      const lead = await world.as('linyu')
      const answers = await Promise.all(Array.from({ length: 34 }, () => reveal(lead)))
      const shown = answers.filter((one) => one.status === 200)
      expect(shown).toHaveLength(30)
      expect(answers.find((one) => one.status === 429)?.body.code).toBe('too-many-reveals')
      expect((await reveal(rep)).status).toBe(200)
    })
  })
})
