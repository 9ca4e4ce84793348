import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Card, TimelineEntry } from '../../src/features/customers/shapes.ts'
import type { FieldList } from '../../src/features/fields/shapes.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

type Refused = { code: string; message: string }

describe.each(ENGINES)('the company’s own fields on %s', (engine) => {
  let world: World
  let admin: Client
  let rep: Client
  let path = ''

  const patch = async (id: string, body: unknown) => {
    const response = await fetch(`${world.url}/api/fields/${id}`, {
      method: 'PATCH',
      headers: { cookie: admin.cookie, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as FieldList & Refused }
  }
  const idOf = async (name: string) =>
    (await admin.get<FieldList>('/api/fields')).body.items.find((one) => one.name === name)?.id ?? ''
  const answer = async (name: string, value: unknown) =>
    rep.put<Card & Refused>(`${path}/fields/${await idOf(name)}`, { value })
  const onCard = async (name: string) => (await rep.get<Card>(path)).body.fields.find((one) => one.name === name)?.value

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    admin = await world.as('linyu')
    rep = await world.as('wangmin')
    const id = await world.people.addCustomer({ name: '有档案的', userid: 'wangmin', addWay: 1 })
    await world.settle()
    path = `/api/customers/${id}`
    for (const field of [
      { name: '肤质备注', kind: 'text' },
      { name: '预算', kind: 'number' },
      { name: '生日', kind: 'date' },
      { name: '肤质', kind: 'single', options: ['干性', '油性', '敏感'] },
      { name: '爱用品类', kind: 'multi', options: ['面霜', '精华', '防晒'] },
      { name: '有孩子', kind: 'yesno' },
    ])
      expect((await admin.post('/api/fields', field)).status).toBe(201)
  })
  afterAll(() => world.close())

  test('all six kinds start as gaps on the card', async () => {
    const { fields } = (await rep.get<Card>(path)).body
    expect(fields.map((one) => [one.kind, one.value])).toEqual([
      ['text', null],
      ['number', null],
      ['date', null],
      ['single', null],
      ['multi', null],
      ['yesno', null],
    ])
  })

  test.each<[string, unknown, unknown]>([
    ['肤质备注', '  换季会泛红  ', '换季会泛红'],
    ['预算', 800.5, 800.5],
    ['生日', '1990-02-28', '1990-02-28'],
    ['肤质', '敏感', '敏感'],
    ['爱用品类', ['防晒', '面霜'], ['面霜', '防晒']],
    ['有孩子', false, false],
  ])('an answer to %s is kept, and can become a gap again', async (name, given, kept) => {
    expect((await answer(name, given)).status).toBe(200)
    expect(await onCard(name)).toEqual(kept)
    expect((await answer(name, null)).status).toBe(200)
    expect(await onCard(name)).toBeNull()
    await answer(name, given)
  })

  test.each<[string, unknown, string]>([
    ['肤质备注', '长'.repeat(201), 'value-text'],
    ['预算', '八百', 'value-number'],
    ['生日', '1990-02-30', 'value-date'],
    ['肤质', '中性', 'value-choice'],
    ['爱用品类', ['面霜', '口红'], 'value-choice'],
    ['有孩子', 'yes', 'value-yesno'],
  ])('an answer to %s that does not fit is refused and loses nothing', async (name, given, code) => {
    const before = await onCard(name)
    const refused = await answer(name, given)
    expect([refused.status, refused.body.code]).toEqual([422, code])
    expect(refused.body.message).not.toBe('')
    expect(await onCard(name)).toEqual(before)
  })

  test('the same answer twice is one entry on the timeline', async () => {
    const count = async () =>
      (await rep.get<{ items: TimelineEntry[] }>(`${path}/timeline?limit=100`)).body.items.filter(
        (one) => one.kind === 'field-answered',
      ).length
    await answer('预算', 900)
    const before = await count()
    await answer('预算', 900)
    expect(await count()).toBe(before)
  })

  test('a rep defines no fields, and a colleague answers none', async () => {
    expect((await rep.post('/api/fields', { name: '星座', kind: 'text' })).status).toBe(403)
    const colleague = await world.as('heping')
    expect((await colleague.put(`${path}/fields/${await idOf('预算')}`, { value: 1 })).status).toBe(404)
  })

  test.each<[string, unknown, string]>([
    ['without a name', { name: ' ', kind: 'text' }, 'field-name'],
    ['of a name there is already', { name: '预算', kind: 'text' }, 'same-field'],
    ['with one choice alone', { name: '来意', kind: 'single', options: ['咨询'] }, 'field-options'],
    ['with the same choice twice', { name: '来意', kind: 'multi', options: ['咨询', '咨询'] }, 'field-options'],
    ['with choices that is no choice', { name: '来意', kind: 'date', options: ['一', '二'] }, 'field-options'],
    ['with a choice without a name', { name: '来意', kind: 'single', options: ['咨询', ' '] }, 'field-option-name'],
  ])('a field %s is refused', async (_name, body, code) => {
    expect((await admin.post<Refused>('/api/fields', body)).body.code).toBe(code)
  })

  test('a retired field leaves the cards and keeps its answers', async () => {
    await answer('预算', 700)
    const id = await idOf('预算')
    expect((await patch(id, { retired: true })).body.items.at(-1)).toMatchObject({
      name: '预算',
      retired: true,
      answers: 1,
    })
    expect(await onCard('预算')).toBeUndefined()
    expect((await answer('预算', 1)).status).toBe(404)
    expect((await patch(id, { retired: false, name: '月预算' })).status).toBe(200)
    expect(await onCard('月预算')).toBe(700)
    expect((await patch('999999', { name: '无' })).status).toBe(404)
  })

  test('an admin chooses the six facts of the card; a retired field gives its place up', async () => {
    const birthday = `field:${await idOf('生日')}`
    const choose = (keys: string[]) => admin.put<Refused>('/api/settings/cardFacts', { value: { keys } })
    expect((await choose(['order', birthday, 'cycle'])).status).toBe(200)
    expect((await rep.get<Card>(path)).body.shown).toEqual(['order', birthday, 'cycle'])
    await patch(await idOf('生日'), { retired: true })
    expect((await rep.get<Card>(path)).body.shown).toEqual(['order', 'cycle'])
    for (const keys of [
      [],
      ['order', 'order'],
      ['contact', 'order', 'total', 'source', 'added', 'silent', 'cycle'],
      ['salary'],
    ]) {
      const refused = await choose(keys)
      expect([refused.status, refused.body.message]).toEqual([422, '卡片显示 1–6 项资料，不能重复'])
    }
  })
})
