import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GroupView } from '../../src/features/groups/shapes.ts'
import { facts } from '../../src/spine/tables.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

type Refused = { code: string; message: string }

describe.each(ENGINES)('what a team writes about a group on %s', (engine) => {
  let world: World
  let rep: Client
  let lead: Client
  let outsider: Client
  let path = ''
  let chatId = ''

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    ;[rep, lead, outsider] = (await Promise.all(['wangmin', 'zhaolei', 'zhouyan'].map((one) => world.as(one)))) as [
      Client,
      Client,
      Client,
    ]
    const friend = await world.people.addCustomer({ name: '桑一', userid: 'wangmin', addWay: 1 })
    chatId = await world.people.createGroup({ name: '桑树群', owner: 'wangmin', externalUserids: [friend] })
    await world.settle()
    path = `/api/groups/${chatId}`
  })
  afterAll(() => world.close())

  test('who is not in the group, nor leads somebody who is, learns nothing of it', async () => {
    for (const [method, at, body] of [
      ['get', path, undefined],
      ['post', `${path}/notes`, { text: '看看' }],
      ['post', `${path}/tags`, { add: ['老客'] }],
      ['post', `${path}/sent`, { scriptId: '1', part: 0, key: 'key-of-a-page' }],
    ] as const) {
      const answer = method === 'get' ? await outsider.get<Refused>(at) : await outsider.post<Refused>(at, body)
      expect([answer.status, answer.body.code]).toEqual([404, 'no-such-group'])
    }
    expect((await lead.get<GroupView>(path)).body.name).toBe('桑树群')
  })

  test('two colleagues who write at once lose nothing', async () => {
    const [one, two] = await Promise.all([
      rep.post<GroupView>(`${path}/notes`, { text: '周五发福利' }),
      lead.post<GroupView>(`${path}/notes`, { text: '群里有同行' }),
    ])
    expect([one.status, two.status]).toEqual([201, 201])
    const { notes } = (await rep.get<GroupView>(path)).body
    expect(notes.map((note) => [note.text, note.by, note.mine]).sort()).toEqual(
      [
        ['周五发福利', '王敏', true],
        ['群里有同行', '赵磊', false],
      ].sort(),
    )
  })

  test('a rep takes away only what she wrote herself, a lead anything', async () => {
    const { notes } = (await rep.get<GroupView>(path)).body
    const [hers, his] = ['王敏', '赵磊'].map((by) => notes.find((note) => note.by === by)?.id ?? '')
    expect((await rep.delete<Refused>(`${path}/notes/${his}`)).body.code).toBe('no-such-row')
    expect((await lead.delete<GroupView>(`${path}/notes/${hers}`)).body.notes.map((note) => note.id)).toEqual([his])
  })

  test('tags of both colleagues stand side by side, and ten are enough', async () => {
    await rep.post(`${path}/tags`, { add: ['老客群'] })
    const both = await lead.post<GroupView>(`${path}/tags`, { add: ['福利群', '老客群'] })
    expect(both.body.tags).toEqual(['老客群', '福利群'])
    const many = await rep.post<Refused>(`${path}/tags`, { add: [...'一二三四五六七八九'] })
    expect([many.status, many.body.code]).toEqual([409, 'too-many-group-tags'])
    expect(many.body.message).toContain('10')
    expect((await rep.post<GroupView>(`${path}/tags`, { remove: ['老客群'] })).body.tags).toEqual(['福利群'])
  })

  test('a script handed over to the group is counted once, however often the page says so', async () => {
    const scripts = await rep.get<{ items: { id: string; category: string }[] }>('/api/scripts?category=group&limit=20')
    expect(scripts.body.items.length).toBeGreaterThanOrEqual(6)
    const body = { scriptId: scripts.body.items[0]?.id, part: 0, key: 'one-hand-over' }
    for (let times = 0; times < 3; times += 1) expect((await rep.post(`${path}/sent`, body)).status).toBe(200)
    const sent = await world.deps.core.db.select().from(facts).where(eq(facts.kind, 'group-script-sent'))
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ userid: 'wangmin', externalUserid: null, data: { chatId, part: 0 } })
    type Counted = { items: { id: string; uses30d: number }[] }
    const after = await rep.get<Counted>('/api/scripts?category=group&limit=20')
    expect(after.body.items.find((one) => one.id === body.scriptId)?.uses30d).toBe(1)
    const recent = await rep.get<Counted>('/api/scripts?list=recent&limit=20')
    expect(recent.body.items.map((one) => one.id)).toContain(body.scriptId)
    const wrong = await rep.post<Refused>(`${path}/sent`, { ...body, scriptId: '999999', key: 'another-one' })
    expect([wrong.status, wrong.body.code]).toEqual([404, 'no-such-row'])
  })

  test('scripts for groups speak to everybody, are free of gaps, and never mix with those for one customer', async () => {
    type Listed = { items: { category: string; parts: { text: string; missing: string[] }[] }[] }
    const group = await rep.get<Listed>('/api/scripts?category=group&audience=group&limit=50')
    expect(group.body.items.flatMap((one) => one.parts.flatMap((part) => part.missing))).toEqual([])
    expect(JSON.stringify(group.body)).not.toMatch(/\{[^{}"]+\|/)
    const [member] = (await rep.get<GroupView>(path)).body.members
    const single = await rep.get<Listed>(`/api/scripts?customer=${member?.externalUserid}&limit=100`)
    expect(single.body.items.filter((one) => one.category === 'group')).toEqual([])
  })
})
