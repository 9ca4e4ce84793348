import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CardOpening } from '../../src/features/customers/shapes.ts'
import type { ScriptView } from '../../src/features/scripts/shapes.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

type List = { items: ScriptView[]; nextCursor: string | null }
type Refused = { code: string; message: string }
type Departments = { items: { id: number; name: string; leads: boolean }[] }

/** 王敏 works in 赵磊's team, 何平 in 孙涛's; 林语 leads both. */
describe.each(ENGINES)('scripts of a team, on %s', (engine) => {
  let world: World
  let rep: Client
  let lead: Client
  let elsewhere: Client
  let otherLead: Client
  let admin: Client
  let team = 0

  const body = (title: string, more: Record<string, unknown> = {}) => ({
    ...{ title, category: 'objection', parts: [{ type: 'text', text: '{客户称呼}，先听您说。' }], scope: 'company' },
    ...more,
  })
  const find = async (who: Client, title: string): Promise<ScriptView | undefined> =>
    (await who.get<List>(`/api/scripts?limit=100&q=${encodeURIComponent(title)}`)).body.items.find(
      (one) => one.title === title,
    )

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine, admins: ['admin'] })
    rep = await world.as('wangmin')
    lead = await world.as('zhaolei')
    elsewhere = await world.as('heping')
    otherLead = await world.as('suntao')
    admin = await world.as('linyu')
    const { items } = (await lead.get<Departments>('/api/departments')).body
    const led = items.filter((one) => one.leads)
    expect(led).toHaveLength(1)
    team = led[0]?.id ?? 0
  })
  afterAll(() => world.close())

  test('a lead writes for her team; it is read there and above, and nowhere else', async () => {
    const made = await lead.post<ScriptView>('/api/scripts', body('组里的开场', { departmentId: team }))
    expect(made.status).toBe(201)
    expect(made.body.team).toMatchObject({ id: team })
    expect(await find(rep, '组里的开场')).toMatchObject({ scope: 'company', team: { id: team } })
    expect(await find(elsewhere, '组里的开场')).toBeUndefined()
    expect(await find(otherLead, '组里的开场')).toBeUndefined()
    expect(await find(admin, '组里的开场')).toBeDefined()
    expect((await rep.get(`/api/scripts/${made.body.id}/versions`)).status).toBe(200)
    expect((await elsewhere.get(`/api/scripts/${made.body.id}/versions`)).status).toBe(404)
  })

  test('a lead writes neither for everybody nor for another team, and changes no other team’s', async () => {
    const tried = async (more: Record<string, unknown>) =>
      (await otherLead.post<Refused>('/api/scripts', body('越界', more))).body.code
    expect(await tried({})).toBe('company-only')
    expect(await tried({ departmentId: team })).toBe('company-only')
    const id = (await find(rep, '组里的开场'))?.id ?? ''
    expect((await otherLead.patch<Refused>(`/api/scripts/${id}`, { title: '改掉' })).body.code).toBe('company-only')
    expect((await otherLead.delete<Refused>(`/api/scripts/${id}`)).status).toBe(403)
    expect((await rep.patch<Refused>(`/api/scripts/${id}`, { title: '改掉' })).body.code).toBe('company-only')
    expect((await lead.patch<Refused>(`/api/scripts/${id}`, { departmentId: null })).body.code).toBe('company-only')
    expect((await admin.post<Refused>('/api/scripts', body('给谁', { departmentId: 999 }))).body.code).toBe(
      'no-department',
    )
  })

  test('a lead may not let a forbidden word stand; whoever looks after the library may', async () => {
    const banned = { departmentId: team, parts: [{ type: 'text', text: '全组第一的面霜' }], allowWhy: '有检测报告' }
    expect((await lead.post<Refused>('/api/scripts', body('检测', banned))).body.code).toBe('forbidden-word')
    expect((await admin.post('/api/scripts', body('检测', banned))).status).toBe(201)
  })

  test('a lead keeps drafts of her team, retires what it no longer says and finds it again', async () => {
    await lead.post('/api/scripts', body('组里的草稿', { departmentId: team, state: 'draft' }))
    const shelf = async (who: Client, list: string) =>
      (await who.get<List>(`/api/scripts?list=${list}&limit=100`)).body.items.map((one) => one.title)
    expect(await shelf(lead, 'draft')).toEqual(['组里的草稿'])
    expect([await shelf(rep, 'draft'), await shelf(otherLead, 'draft')]).toEqual([[], []])
    const id = (await find(lead, '组里的开场'))?.id ?? ''
    expect((await lead.delete(`/api/scripts/${id}`)).status).toBe(200)
    expect(await find(rep, '组里的开场')).toBeUndefined()
    expect(await shelf(lead, 'retired')).toEqual(['组里的开场'])
    expect(await shelf(otherLead, 'retired')).toEqual([])
    expect((await lead.post(`/api/scripts/${id}/restore`, {})).status).toBe(200)
    await admin.patch(`/api/scripts/${id}`, { departmentId: null })
    expect(await find(elsewhere, '组里的开场')).toMatchObject({ team: null })
  })

  test('what a customer is tagged with brings its scripts forward, on the card and in the list', async () => {
    await world.people.createTagGroup('顾虑', ['怕刺激'])
    const customer = await world.people.addCustomer({ name: '周晓', userid: 'wangmin', addWay: 1 })
    await world.settle()
    await admin.post('/api/scripts', body('敏感肌怎么说', { category: 'value', tags: ['怕刺激'], stages: ['new'] }))
    const recommended = async () =>
      (await rep.get<CardOpening>(`/api/customers/${customer}`)).body.scripts.map((one) => one.title)
    expect(await recommended()).not.toContain('敏感肌怎么说')
    const { groups } = (await rep.get<{ groups: { tags: { id: string; name: string }[] }[] }>('/api/tags')).body
    const tag = groups.flatMap((group) => group.tags).find((one) => one.name === '怕刺激')
    expect((await rep.post(`/api/customers/${customer}/tags`, { add: [tag?.id], remove: [] })).status).toBe(200)
    await world.settle()
    expect((await recommended())[0]).toBe('敏感肌怎么说')
    // A follow-up that waits for its own script still comes first in the list.
    const list = await rep.get<List>(`/api/scripts?customer=${customer}&limit=5`)
    expect(list.body.items.map((one) => one.title)).toContain('敏感肌怎么说')
  })

  test('who changes the words before sending says so without a tap, and when it was last said is seen', async () => {
    const customer = await world.people.addCustomer({ name: '周晚', userid: 'wangmin', addWay: 1 })
    await world.settle()
    const { id } = (await rep.post<ScriptView>('/api/scripts', body('我的说法', { scope: 'personal' }))).body
    expect(await find(rep, '我的说法')).toMatchObject({ edited30d: 0, lastUsedAt: null, customers30d: 0 })
    const sent = (key: string, edited: boolean) =>
      rep.post(`/api/scripts/${id}/sent`, { externalUserid: customer, part: 0, key, edited })
    await sent('hand-over-1', true)
    await sent('hand-over-1', true)
    await sent('hand-over-2', false)
    expect(await find(rep, '我的说法')).toMatchObject({ uses30d: 2, edited30d: 1, customers30d: 1 })
    expect((await find(rep, '我的说法'))?.lastUsedAt?.slice(0, 10)).toBe('2026-11-24')
  })
})
