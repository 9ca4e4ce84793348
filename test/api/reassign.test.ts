import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TimelineEntry } from '../../src/features/customers/shapes.ts'
import type { FollowUpView, Heir, Today } from '../../src/features/follow-ups/shapes.ts'
import type { Home } from '../../src/features/home/shapes.ts'
import { outboxMessages } from '../../src/spine/tables.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

type Refused = { code: string; message: string }

describe.each(ENGINES)('a lead and a rep’s list on %s', (engine) => {
  let world: World
  let rep: Client
  let colleague: Client
  let lead: Client
  let stranger: Client
  let admin: Client
  let customer = ''
  let id = ''
  let number = 0

  const listOf = async (who: string, by = lead) => (await by.get<Today>(`/api/today?userid=${who}`)).body
  const give = (userid: string, by = lead, back = false) =>
    by.post<FollowUpView & Refused>(`/api/follow-ups/${id}/reassign`, { userid, back })
  const told = async () =>
    (await world.deps.core.db.select().from(outboxMessages).where(eq(outboxMessages.kind, 'app-message'))).filter(
      (one) => one.occurrenceKey.startsWith('reassigned:'),
    )

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    ;[rep, colleague, lead, stranger, admin] = (await Promise.all(
      ['wangmin', 'chenxi', 'zhaolei', 'suntao', 'linyu'].map((one) => world.as(one)),
    )) as [Client, Client, Client, Client, Client]
  })
  beforeEach(async () => {
    number += 1
    customer = await world.people.addCustomer({ name: `榆${number}`, userid: 'wangmin', addWay: 1 })
    await world.settle()
    id = (await listOf('wangmin')).open.find((one) => one.externalUserid === customer)?.id ?? ''
    expect(id).not.toBe('')
  })
  afterAll(() => world.close())

  test('the lead reads the rep’s own list; outside the team there is no such colleague', async () => {
    const own = (await rep.get<Today>('/api/today')).body
    const seen = await listOf('wangmin')
    expect(seen.owner).toEqual({ userid: 'wangmin', name: '王敏' })
    expect(seen.open.map((one) => one.id)).toEqual(own.open.map((one) => one.id))
    for (const [by, who] of [
      [stranger, 'wangmin'],
      [rep, 'chenxi'],
      [lead, 'nobody-of-this-name'],
    ] as const) {
      const answer = await by.get<Refused>(`/api/today?userid=${who}`)
      expect([answer.status, answer.body.code]).toEqual([404, 'no-such-member'])
    }
  })

  test('only the rep herself ends or puts off what is hers; the lead gives it to somebody else instead', async () => {
    for (const by of [lead, admin, stranger, colleague]) {
      for (const [act, body] of [
        ['complete', {}],
        ['snooze', { until: '2026-11-26', reason: '忙' }],
        ['dismiss', { reason: '不用' }],
      ] as const) {
        const answer = await by.post<Refused>(`/api/follow-ups/${id}/${act}`, body)
        expect([answer.status, answer.body.code]).toEqual([404, 'no-such-follow-up'])
      }
    }
    expect((await rep.post(`/api/follow-ups/${id}/complete`)).status).toBe(200)
  })

  test('a page that was asked for before a colleague finished something leaves nobody out', async () => {
    type Page = { items: FollowUpView[]; nextCursor: string | null }
    const open = (query: string) => rep.get<Page>(`/api/follow-ups?status=open&${query}`)
    const all = (await open('limit=100')).body.items.map((one) => one.id)
    const first = (await open('limit=2')).body
    for (const one of first.items) expect((await rep.post(`/api/follow-ups/${one.id}/complete`)).status).toBe(200)
    const rest = (await open(`limit=100&cursor=${first.nextCursor}`)).body
    expect(all.slice(2).every((one) => rest.items.some((row) => row.id === one))).toBe(true)
    const later = rest.items.find((one) => one.dueAt > '2026-11-25')
    expect((await rep.post(`/api/follow-ups/${later?.id}/complete`)).status).toBe(200)
    const done = async (due: string) =>
      (await rep.get<Page>(`/api/follow-ups?status=done&due=${due}&limit=100`)).body.items.map((one) => one.id)
    expect(await done('all')).toContain(later?.id)
    expect(await done('today')).not.toContain(later?.id)
    expect(await done('today')).toContain(first.items[0]?.id)
  })

  test('who is not the customer’s friend cannot take over, and the lead is told why', async () => {
    const heirs = (await lead.get<{ items: Heir[] }>(`/api/follow-ups/${id}/heirs`)).body.items
    expect(heirs.find((one) => one.userid === 'chenxi')).toMatchObject({ name: '陈曦', follows: false })
    expect(heirs.some((one) => one.userid === 'wangmin')).toBe(false)
    const answer = await give('chenxi')
    expect([answer.status, answer.body.code]).toEqual([409, 'not-following'])
    expect(answer.body.message).toContain('在职继承')
    expect((await listOf('wangmin')).open.map((one) => one.id)).toContain(id)
  })

  test('a friend of the customer takes over, is told once, and the history says who gave it', async () => {
    await world.people.addCustomer({ name: `榆${number}`, userid: 'chenxi', addWay: 1, externalUserid: customer })
    await world.settle()
    const before = (await told()).length
    const answer = await give('chenxi')
    expect([answer.status, answer.body.userid]).toEqual([200, 'chenxi'])
    expect((await rep.get<Today>('/api/today')).body.open.map((one) => one.id)).not.toContain(id)
    expect((await listOf('chenxi', colleague)).open.map((one) => one.externalUserid)).toContain(customer)
    const messages = await told()
    expect(messages).toHaveLength(before + 1)
    expect(JSON.stringify(messages.at(-1)?.payload)).toContain('赵磊')
    const history = await lead.get<{ items: TimelineEntry[] }>(`/api/customers/${customer}/timeline?filter=contacts`)
    expect(history.body.items[0]).toMatchObject({ kind: 'follow-up-reassigned', actor: { name: '赵磊' } })
    // Taken back: the rep has it again and nobody is told a second time.
    expect((await give('wangmin', lead, true)).status).toBe(200)
    expect((await rep.get<Today>('/api/today')).body.open.map((one) => one.id)).toContain(id)
    expect(await told()).toHaveLength(before + 1)
    expect((await give('wangmin')).body.code).toBe('same-owner')
  })

  test('only a lead of both may, and only what is open can be given', async () => {
    expect((await give('wangmin', rep)).status).toBe(403)
    expect((await give('wangmin', stranger)).body.code).toBe('no-such-follow-up')
    expect((await give('suntao')).body.code).toBe('no-such-member')
    await rep.post(`/api/follow-ups/${id}/complete`, { evidence: 'call-logged' })
    expect((await give('chenxi')).body.code).toBe('already-ended')
  })

  test('the workbench offers each role what it may do, and counts as the lists do', async () => {
    const home = async (by: Client) => (await by.get<Home>('/api/home')).body
    const own = await home(rep)
    expect(own).toMatchObject({ role: 'rep', doors: ['today', 'customers', 'scripts'], team: null, system: null })
    expect(own.today.open).toBe((await rep.get<Today>('/api/today')).body.open.length)
    const leads = await home(lead)
    expect(leads.doors).toContain('team')
    expect(leads.system).toBeNull()
    expect(leads.team?.find((one) => one.userid === 'wangmin')?.open).toBe(own.today.open)
    expect(leads.team?.some((one) => one.userid === 'zhouyan')).toBe(false)
    const all = await home(admin)
    expect(all.doors).toContain('doctor')
    expect(all.system).toMatchObject({ stuck: 0, trouble: 0, sync: { state: 'idle' } })
    await expect.poll(async () => (await home(admin)).system?.doctor?.state ?? null).not.toBeNull()
  })

  test('the history is read by kind, twenty at a time, and says which rule decided', async () => {
    const path = `/api/customers/${customer}/timeline`
    for (let times = 0; times < 25; times += 1)
      await rep.post(`/api/customers/${customer}/notes`, { text: `第${times}次` })
    type Page = { items: TimelineEntry[]; nextCursor: string | null }
    const first = (await rep.get<Page>(`${path}?filter=notes`)).body
    expect([first.items.length, first.items[0]?.detail]).toEqual([20, '第24次'])
    const rest = (await rep.get<Page>(`${path}?filter=notes&cursor=${first.nextCursor}`)).body
    expect([rest.items.length, rest.nextCursor]).toEqual([5, null])
    const stage = (await rep.get<Page>(`${path}?filter=stage`)).body.items
    expect(stage.every((one) => one.kind.startsWith('stage') || one.kind === 'flag-changed')).toBe(true)
    expect(stage.at(-1)).toMatchObject({ kind: 'stage-moved', why: '刚加好友，从新客开始' })
    expect((await rep.get<Page>(`${path}?filter=orders`)).body.items).toEqual([])
    expect((await rep.get(`${path}?filter=gossip`)).status).toBe(400)
  })
})
