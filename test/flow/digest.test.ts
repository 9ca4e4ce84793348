import { and, eq, like } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { businessDay } from '../../src/features/calendar/zone.ts'
import type { Channel } from '../../src/features/digests/shapes.ts'
import { outboxMessages } from '../../src/spine/tables.ts'
import { byteLength } from '../../src/wecom/bytes.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

type OutboxView = { kind: string; status: string; attempts: number; errcode: number | null; explanation: string | null }

describe('the daily digest in the group chat', () => {
  let world: World
  let admin: Client
  const keys: string[] = []
  beforeAll(async () => {
    world = await startWorld({ at: '2026-10-13T08:00:00+08:00' })
    admin = await world.as('linyu')
    await world.people.memberJoins({ userid: 'duan', name: '<@all>', departments: [3] })
    await world.settle()
    const customer = await world.people.addCustomer({ name: '<@all>[点我](https://x.example)', userid: 'duan' })
    await world.settle()
    const rep = await world.as('duan')
    const order = { orderNo: 'D-1', amount: 1_000_000, currency: 'CNY', paidAt: '2026-10-13T07:59:00+08:00' }
    expect((await rep.post(`/api/customers/${customer}/orders`, order)).status).toBe(201)
    await world.people.addCustomer({ name: '<@all>', userid: 'duan' })
    const target = { month: '2026-10', scope: 'company', amount: 5_000_000, currency: 'CNY' }
    expect((await admin.put('/api/targets', target)).status).toBe(200)
    keys.push(await addChannel('管理群', { company: true }), await addChannel('<@all> 组', { userids: ['duan'] }))
  })
  afterAll(() => world.close())

  const addChannel = async (name: string, scope: object, path = world.people.addRobot(name)): Promise<string> => {
    const url = `${world.deps.config.wecomApiUrl}${path}`
    const { status } = await admin.post('/api/digest-channels', { name, url, scope, kinds: ['daily'] })
    expect(status).toBe(201)
    return new URL(url).searchParams.get('key') ?? ''
  }
  const got = (key: string, day: string): string[] =>
    world.people
      .robotMessages(key)
      .filter((message) => businessDay(message.at, 'Asia/Shanghai') === day)
      .map((message) => (message.body.markdown as { content: string }).content)
  const rowsOf = (day: string) =>
    world.deps.core.db
      .select()
      .from(outboxMessages)
      .where(and(eq(outboxMessages.kind, 'robot-message'), like(outboxMessages.occurrenceKey, `digest:daily:${day}:%`)))

  test('comes at 09:10, once to each chat, and fits into one message', async () => {
    await world.to('2026-10-13T09:09:00+08:00')
    for (const key of keys) expect(got(key, '2026-10-13')).toEqual([])
    await world.to('2026-10-13T09:11:00+08:00')
    await admin.post('/api/jobs/daily-digest/run', {})
    await world.to('2026-10-13T12:00:00+08:00')
    for (const key of keys) {
      const messages = got(key, '2026-10-13')
      expect(messages).toHaveLength(1)
      expect(byteLength(messages[0] ?? '')).toBeLessThanOrEqual(3_800)
    }
  })

  test('shows — where WeCom’s statistics are not there yet', () => {
    expect(got(keys[0] ?? '', '2026-10-13')[0]).toContain('首次回复均 —分钟｜已回复占比 —')
  })

  test('says how far the target is against how far the month is', async () => {
    await world.to('2026-10-14T09:11:00+08:00')
    const [text] = got(keys[0] ?? '', '2026-10-14')
    expect(text).toContain('本月销售 1万 / 5万 = 20.0%')
    expect(text).toContain('时间进度')
    expect(text).toMatch(/节奏 .*\d\.\d\d/)
  })

  test('pings nobody although a member, a customer and a group are called <@all>', async () => {
    await world.to('2026-10-15T09:11:00+08:00')
    for (const key of keys) {
      const [text] = got(key, '2026-10-15')
      expect(text).toContain('＜@all＞')
      expect(text).not.toContain('<@all>')
    }
    const texts = world.people.messagesTo('duan').map((message) => message.text)
    expect(texts.length).toBeGreaterThan(0)
    for (const text of texts) expect(text).not.toMatch(/<@all>|\]\(https:\/\/x\.example/)
  })

  test('a robot that was removed from its chat is kept as refused with the reason, the others get theirs', async () => {
    const gone = '/cgi-bin/webhook/send?key=00000000-0000-0000-0000-000000000000'
    await addChannel('解散的群', { company: true }, gone)
    await world.to('2026-10-16T09:11:00+08:00')
    await world.to('2026-10-16T12:00:00+08:00')
    for (const key of keys) expect(got(key, '2026-10-16')).toHaveLength(1)
    const { body } = await admin.get<{ items: OutboxView[] }>('/api/outbox?status=refused')
    const mine = body.items.filter((row) => row.kind === 'robot-message')
    expect(mine).toMatchObject([{ status: 'refused', attempts: 1, errcode: 93000 }])
    expect(mine[0]?.explanation).toMatch(/\p{Script=Han}/u)
    const channels = await admin.get<{ items: Channel[] }>('/api/digest-channels')
    const channel = channels.body.items.find((one) => one.name === '解散的群')
    expect(channel?.lastProblem).toContain('93000')
    expect((await admin.delete(`/api/digest-channels/${channel?.id}`)).status).toBe(204)
  })

  const oneIsUnknown = async (day: string): Promise<void> => {
    const rows = await rowsOf(day)
    expect(rows.map((row) => [row.status, row.attempts]).sort()).toEqual([
      ['done', 1],
      ['unknown', 1],
    ])
    expect(keys.map((key) => got(key, day).length).sort()).toEqual([0, 1])
  }

  test('a robot that does not answer in time is marked unknown and not asked again, the other chat gets its own', async () => {
    world.sandbox.faults.set({ api: 'webhook/send', kind: 'timeout', times: 1 })
    await world.to('2026-10-19T09:11:00+08:00')
    await world.to('2026-10-19T14:00:00+08:00')
    await oneIsUnknown('2026-10-19')
  }, 90_000)

  test('a robot that takes the message and hangs up is marked unknown and not asked again', async () => {
    await world.to('2026-10-20T09:09:00+08:00')
    world.sandbox.faults.set({ api: 'webhook/send', kind: 'timeout', times: 1 })
    const moving = world.to('2026-10-20T09:11:00+08:00')
    await expect.poll(() => world.sandbox.faults.list().length, { interval: 10 }).toBe(0)
    // Cuts the lines that are still waiting for an answer.
    await world.sandbox.close()
    await moving
    await world.to('2026-10-20T14:00:00+08:00')
    await oneIsUnknown('2026-10-20')
  }, 90_000)
})
