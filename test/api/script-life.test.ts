import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditEntries } from '../../src/features/audit/tables.ts'
import type { Card } from '../../src/features/customers/shapes.ts'
import type { Home } from '../../src/features/home/shapes.ts'
import type { ScriptVersions, ScriptView } from '../../src/features/scripts/shapes.ts'
import { scriptUses } from '../../src/features/scripts/tables.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

type List = { items: ScriptView[]; nextCursor: string | null }
type Refused = { code: string; message: string }

describe.each(ENGINES)('the life of a script, on %s', (engine) => {
  let world: World
  let rep: Client
  let colleague: Client
  let admin: Client

  const textPart = (text: string) => [{ type: 'text', text }]
  const make = async (who: Client, title: string, body: Record<string, unknown> = {}): Promise<ScriptView> => {
    const made = await who.post<ScriptView>('/api/scripts', {
      ...{ title, category: 'offer', parts: textPart('{客户称呼}，周末到店有小样。') },
      ...body,
    })
    expect(made.status).toBe(201)
    return made.body
  }
  const listed = async (who: Client, query: string): Promise<string[]> =>
    (await who.get<List>(`/api/scripts?limit=100&${query}`)).body.items.map((one) => one.title)
  const find = async (who: Client, title: string): Promise<ScriptView | undefined> =>
    (await who.get<List>(`/api/scripts?limit=100&q=${encodeURIComponent(title)}`)).body.items.find(
      (one) => one.title === title,
    )
  const offer = (who: Client, id: string, on = true) => who.put<Refused>(`/api/scripts/${id}/review`, { on })
  const decide = (who: Client, id: string, body: Record<string, unknown>) =>
    who.post<Refused>(`/api/scripts/${id}/decision`, { version: 1, ...body })
  const versions = async (who: Client, id: string) =>
    (await who.get<ScriptVersions>(`/api/scripts/${id}/versions`)).body.items

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    rep = await world.as('wangmin')
    colleague = await world.as('heping')
    admin = await world.as('linyu')
  })
  afterAll(() => world.close())

  test('what a rep offers stays hers until somebody who looks after the library takes it over for everybody', async () => {
    const { id } = await make(rep, '周末小样话')
    expect((await offer(rep, id)).status).toBe(200)
    expect((await find(rep, '周末小样话'))?.state).toBe('review')
    expect(await listed(rep, 'list=review')).toEqual(['周末小样话'])
    expect(await find(colleague, '周末小样话')).toBeUndefined()
    expect(await listed(colleague, 'list=review')).toEqual([])
    expect((await decide(colleague, id, { decision: 'publish' })).status).toBe(403)
    expect((await admin.get<Home>('/api/home')).body.offers).toBe(1)
    expect((await rep.get<Home>('/api/home')).body.offers).toBeNull()
    const [seen] = (await admin.get<List>('/api/scripts?list=review')).body.items
    expect(seen).toMatchObject({ id, author: '王敏', mine: false, version: 1 })
    expect((await decide(admin, id, { decision: 'publish' })).status).toBe(200)
    expect(await find(colleague, '周末小样话')).toMatchObject({ scope: 'company', state: 'live', mine: false })
    expect((await admin.get<Home>('/api/home')).body.offers).toBe(0)
    expect((await decide(admin, id, { decision: 'publish' })).body.code).toBe('not-in-review')
    // It is the company's now: who wrote it changes it no more than anybody else.
    expect((await rep.patch<Refused>(`/api/scripts/${id}`, { title: '还是我的' })).body.code).toBe('company-only')
    expect((await offer(rep, id)).body.code).toBe('not-yours')
  })

  test('one that is sent back says why, and is offered anew after a change', async () => {
    const { id } = await make(rep, '满减话')
    await offer(rep, id)
    expect((await decide(admin, id, { decision: 'return', note: '' })).status).toBe(400)
    expect((await decide(admin, id, { decision: 'return', note: '写清活动日期' })).status).toBe(200)
    expect(await find(rep, '满减话')).toMatchObject({ state: 'live', mine: true, reviewNote: '写清活动日期' })
    expect(await listed(rep, 'list=review')).toEqual(['满减话'])
    await rep.patch(`/api/scripts/${id}`, { parts: textPart('11 月 30 日前满 300 减 30。') })
    await offer(rep, id)
    expect((await find(rep, '满减话'))?.reviewNote).toBeUndefined()
    // The text a manager has read is the one that is published.
    expect((await decide(admin, id, { decision: 'publish' })).body.code).toBe('changed-meanwhile')
    expect((await decide(admin, id, { decision: 'publish', version: 2 })).status).toBe(200)
  })

  test('an offer is taken back, and then nothing waits', async () => {
    const { id } = await make(rep, '收回的话')
    await offer(rep, id)
    await offer(rep, id, false)
    expect(await listed(admin, 'list=review')).toEqual([])
    expect((await decide(admin, id, { decision: 'publish' })).body.code).toBe('not-in-review')
    expect((await offer(colleague, id)).status).toBe(404)
  })

  test('a draft of the company is seen by those who look after the library alone, until it is published', async () => {
    const { id } = await make(admin, '双十二预热', { scope: 'company', state: 'draft' })
    expect(await find(rep, '双十二预热')).toBeUndefined()
    expect(await listed(admin, 'list=draft')).toEqual(['双十二预热'])
    expect(await listed(rep, 'list=draft')).toEqual([])
    expect(
      (await rep.post(`/api/scripts/${id}/sent`, { externalUserid: 'wm-nobody', part: 0 })).status,
    ).toBeGreaterThanOrEqual(403)
    expect((await rep.get(`/api/scripts/${id}/versions`)).status).toBe(404)
    await admin.patch(`/api/scripts/${id}`, { title: '双十二预热一' })
    expect(await listed(admin, 'list=draft')).toEqual(['双十二预热一'])
    await admin.patch(`/api/scripts/${id}`, { state: 'live' })
    expect((await find(rep, '双十二预热一'))?.state).toBe('live')
    expect(await listed(admin, 'list=draft')).toEqual([])
  })

  test('forbidden words go into a company script only with a reason, which lies with its version and in the audit log', async () => {
    const body = { scope: 'company', parts: textPart('检测排名第一的面霜') }
    const refused = await admin.post<Refused>('/api/scripts', { title: '检测话', category: 'value', ...body })
    expect([refused.status, refused.body.code]).toEqual([422, 'forbidden-word'])
    const made = await make(admin, '检测话', { ...body, allowWhy: '检测报告 2026-118' })
    expect(made.warnings).toBeUndefined()
    expect((await versions(admin, made.id))[0]?.allowed).toEqual({
      words: ['第一'],
      by: '林语',
      why: '检测报告 2026-118',
    })
    const entries = await world.deps.core.db
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.action, 'forbidden-words-allowed'))
    expect(entries.map((one) => [one.actor, one.object, one.data])).toEqual([
      ['linyu', made.id, { version: 1, words: '第一' }],
    ])
    // What was let stand stands: neither a later change of another word nor a rep about to send it is told again.
    expect((await admin.patch(`/api/scripts/${made.id}`, { tags: ['检测'] })).status).toBe(200)
    const check = (script?: string) =>
      rep.post<{ forbidden: string[] }>('/api/scripts/check', { texts: ['您好，检测排名第一的面霜'], script })
    expect((await check(made.id)).body.forbidden).toEqual([])
    expect((await check()).body.forbidden).toEqual(['第一'])
    const worse = await admin.patch<Refused>(`/api/scripts/${made.id}`, { parts: textPart('全国最佳，检测排名第一') })
    expect(worse.body.code).toBe('forbidden-word')
    expect(worse.body.message).not.toContain('第一')
  })

  test('an offered script with a forbidden word is published only with a reason', async () => {
    const { id } = await make(rep, '老客都说', { parts: textPart('老客都说是最佳选择') })
    await offer(rep, id)
    expect((await decide(admin, id, { decision: 'publish' })).body.code).toBe('forbidden-word')
    expect((await decide(admin, id, { decision: 'publish', allowWhy: '客户原话，有截图' })).status).toBe(200)
    expect((await find(colleague, '老客都说'))?.warnings).toBeUndefined()
    expect((await versions(rep, id))[0]).toMatchObject({ by: '王敏', allowed: { words: ['最佳'], by: '林语' } })
  })

  test('everything a script ever said can be read again, the library’s first words too', async () => {
    const starter = await find(admin, '价格异议')
    const id = starter?.id ?? ''
    expect(await versions(rep, id)).toMatchObject([{ version: 1, title: '价格异议', by: null }])
    await admin.patch(`/api/scripts/${id}`, { tags: ['贵'] })
    await admin.patch(`/api/scripts/${id}`, { parts: textPart('先听您说完，再一起算一笔账。') })
    await admin.patch(`/api/scripts/${id}`, { title: '价格异议怎么接' })
    const told = await versions(rep, id)
    expect(told.map((one) => [one.version, one.title, one.by])).toEqual([
      [3, '价格异议怎么接', '林语'],
      [2, '价格异议', '林语'],
      [1, '价格异议', null],
    ])
    expect(told[2]?.parts[0]?.text).toBe(starter?.parts[0]?.text)
    expect((await find(rep, '价格异议怎么接'))?.version).toBe(3)
  })

  test('after its last day nobody finds it in a chat any more, and it waits on the shelf of what ends', async () => {
    const past = await admin.post<Refused>('/api/scripts', {
      ...{
        title: '昨天的活动',
        category: 'offer',
        parts: textPart('您好'),
        scope: 'company',
        validUntil: '2026-11-23',
      },
    })
    expect([past.status, past.body.code]).toEqual([422, 'over-already'])
    await make(admin, '周三活动', { scope: 'company', validUntil: '2026-11-25' })
    await make(rep, '我的周三活动', { validUntil: '2026-11-25' })
    await make(admin, '年底活动', { scope: 'company', validUntil: '2026-12-31' })
    expect(await find(colleague, '周三活动')).toMatchObject({ validUntil: '2026-11-25', over: false })
    expect((await listed(admin, 'list=expiring')).sort()).toEqual(['周三活动'])
    await world.to('2026-11-25T23:50:00+08:00')
    expect(await find(colleague, '周三活动')).toBeDefined()
    await world.to('2026-11-26T00:10:00+08:00')
    expect(await find(colleague, '周三活动')).toBeUndefined()
    expect(await find(rep, '我的周三活动')).toBeUndefined()
    expect(await find(colleague, '年底活动')).toBeDefined()
    expect((await admin.get<List>('/api/scripts?list=expiring')).body.items).toMatchObject([
      { title: '周三活动', over: true },
    ])
    expect(await listed(rep, 'list=expiring')).toEqual(['我的周三活动'])
  })

  test('what is out of use can be found and used again', async () => {
    const { id } = await make(rep, '停用的话')
    await rep.delete(`/api/scripts/${id}`)
    expect(await listed(rep, 'list=retired')).toEqual(['停用的话'])
    expect(await listed(colleague, 'list=retired')).toEqual([])
    await rep.post(`/api/scripts/${id}/restore`, {})
    expect((await find(rep, '停用的话'))?.state).toBe('live')
  })

  test('a step’s script that is over is not put on the card', async () => {
    const customer = await world.people.addCustomer({ name: '孙悦', userid: 'wangmin', addWay: 1 })
    await world.settle()
    const scriptOf = async () =>
      (await rep.get<Card>(`/api/customers/${customer}`)).body.nextStep?.script ?? { id: '', title: '' }
    const first = await scriptOf()
    expect(first.id).not.toBe('')
    await admin.patch(`/api/scripts/${first.id}`, { validUntil: '2026-11-26' })
    expect((await scriptOf()).id).toBe(first.id)
    await world.to('2026-11-27T10:00:00+08:00')
    expect((await scriptOf()).id).not.toBe(first.id)
  })

  test('an order within thirty days counts for the last script before it, with its sum, once', async () => {
    const script = await make(rep, '月末复购话', { parts: [...textPart('先问近况'), ...textPart('再说新品')] })
    const other = await make(rep, '更早的话')
    const people: string[] = []
    for (let at = 0; at < 20; at += 1)
      people.push(await world.people.addCustomer({ name: `月末客${at}`, userid: 'wangmin', addWay: 1 }))
    await world.settle()
    const use = (id: string, at: string, part = 0) =>
      people.map((externalUserid) => ({
        scriptId: Number(id),
        part,
        userid: 'wangmin',
        externalUserid,
        at: new Date(at),
      }))
    await world.deps.core.db
      .insert(scriptUses)
      .values([
        ...use(other.id, '2026-10-11T10:00:00+08:00'),
        ...use(script.id, '2026-10-12T10:00:00+08:00'),
        ...use(script.id, '2026-10-12T10:01:00+08:00', 1),
      ])
    const pay = (at: number, paidAt: string, amount: number) =>
      rep.post(`/api/customers/${people[at]}/orders`, {
        ...{ orderNo: `D-${at}-${paidAt.slice(0, 10)}`, amount, currency: 'CNY', paidAt },
      })
    for (const at of [0, 1, 2, 3]) expect((await pay(at, '2026-10-20T10:00:00+08:00', 10_000)).status).toBe(201)
    await pay(0, '2026-10-25T10:00:00+08:00', 50_000)
    await pay(5, '2026-11-20T10:00:00+08:00', 70_000)
    expect((await find(rep, '月末复购话'))?.orders).toEqual({
      ...{ customers: 20, share: 0.2 },
      sums: [{ amount: 40_000, currency: 'CNY' }],
    })
    expect((await find(rep, '更早的话'))?.orders).toEqual({ customers: 20, share: 0, sums: [] })
    expect(await find(rep, '月末复购话')).toMatchObject({ uses30d: 0, customers30d: 0 })
  })
})
