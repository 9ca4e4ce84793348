import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACCESS, type Access, type ApiScope } from '../../src/http/access.ts'
import { type Client, client, startWorld, type World } from '../support/world.ts'

/** 林语 manages, 赵磊 and 王敏 are of 华东一组, 孙涛 and 周妍 of 华南二组; 何平 is the admin here. */
const PEOPLE = { rep: 'zhouyan', lead: 'suntao', manager: 'linyu', admin: 'heping' } as const
type RoleName = keyof typeof PEOPLE
const RANK: Record<RoleName, number> = { rep: 0, lead: 1, manager: 2, admin: 3 }

const SCOPES: readonly ApiScope[] = ['orders:write', 'customers:read', 'events:read']
const all = Object.entries(ACCESS) as [string, Access][]
const forPeople = all.filter((row): row is [string, Exclude<Access, object>] => typeof row[1] === 'string')
const forKeys = all.filter((row): row is [string, { key: ApiScope }] => typeof row[1] === 'object')

const ORDER = { orderNo: 'ACC-1', amount: 56900, currency: 'CNY', paidAt: '2026-11-24T09:00:00+08:00' }
/** A body that would be accepted from the customer's own rep, so that nothing but the scope can refuse it. */
const BODIES: Record<string, unknown> = {
  'GET /api/customers/:externalUserid': undefined,
  'GET /api/customers/:externalUserid/timeline': undefined,
  'GET /api/customers/:externalUserid/orders': undefined,
  'POST /api/customers/:externalUserid/notes': { text: '只有自己人能写' },
  'POST /api/customers/:externalUserid/log': { outcome: 'later' },
  'POST /api/customers/:externalUserid/flags': { flag: 'vip', on: true },
  'POST /api/customers/:externalUserid/stage': { stage: 'intent' },
  'POST /api/customers/:externalUserid/orders': ORDER,
  'POST /api/customers/:externalUserid/tags': { add: ['of-the-world'], remove: [] },
}
const FOLLOW_UP_BODIES: Record<string, unknown> = {
  'POST /api/follow-ups/:id/snooze': { until: '2026-11-26', reason: '客户在开会' },
  'POST /api/follow-ups/:id/dismiss': { reason: '不用跟' },
  'POST /api/follow-ups/:id/complete': { evidence: 'call-logged' },
  'POST /api/follow-ups/:id/reopen': {},
}

describe('who may do what', () => {
  let world: World
  let wangfang = ''
  let followUp = ''
  let tagId = ''
  const people = {} as Record<RoleName, Client>
  let wangmin: Client
  const keys = new Map<ApiScope, string>()

  const call = async (who: Client, key: string, { id, body }: { id?: string; body?: unknown } = {}) => {
    const [method = '', template = ''] = key.split(' ')
    const path = template
      .replace(':externalUserid', id ?? wangfang)
      .replace(':id', id ?? '1')
      .replace(':name', 'sync')
      .replace(':day', '2026-11-25')
      .replace(':key', 'brand')
    const response = await fetch(`${world.url}${path}`, {
      method,
      headers: { cookie: who.cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, text: await response.text() }
  }
  const bodyOf = (key: string): unknown => (key.endsWith('/tags') ? { add: [tagId], remove: [] } : BODIES[key])

  const open = (key: string, authorization: string | null, cookie?: string) => {
    const [method = '', path = ''] = key.split(' ')
    const headers = {
      ...(authorization === null ? {} : { authorization }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
    }
    return fetch(`${world.url}${path}`, { method, headers, ...(method === 'POST' ? { body: '{}' } : {}) })
  }

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', admins: [PEOPLE.admin] })
    wangfang = await world.people.addCustomer({ name: '王芳', userid: 'wangmin', addWay: 1 })
    await world.settle()
    for (const role of Object.keys(PEOPLE) as RoleName[]) people[role] = await world.as(PEOPLE[role])
    wangmin = await world.as('wangmin')
    const list = await wangmin.get<{ items: { id: string }[] }>('/api/follow-ups')
    followUp = list.body.items[0]?.id ?? ''
    const tags = await wangmin.get<{ groups: { tags: { id: string }[] }[] }>('/api/tags')
    tagId = tags.body.groups[0]?.tags[0]?.id ?? ''
    for (const scope of SCOPES) {
      const made = await people.admin.post<{ key: string }>('/api/api-keys', { name: scope, scopes: [scope] })
      keys.set(scope, made.body.key)
    }
  })
  afterAll(() => world.close())

  test('everybody has the role of their place in the company', async () => {
    for (const role of Object.keys(PEOPLE) as RoleName[]) {
      expect((await people[role].get('/api/me')).body).toMatchObject({ userid: PEOPLE[role], role })
    }
  })

  test.each(forPeople)('%s (%s) asks a stranger to log in', async (key) => {
    for (const cookie of ['', 'zg_session=made-up.signature']) {
      const { status, text } = await call(client(world.url, cookie), key)
      expect(status).toBe(401)
      expect(JSON.parse(text)).toMatchObject({ code: 'no-session' })
    }
  })

  test.each(forPeople)('%s (%s) takes no API key in place of a person', async (key) => {
    const [method = '', path = ''] = key.split(' ')
    const headers = { authorization: `Bearer ${keys.get('customers:read')}` }
    expect((await fetch(`${world.url}${path}`, { method, headers })).status).toBe(401)
  })

  const tooLow = forPeople.flatMap(([key, least]) =>
    least === 'member'
      ? []
      : (Object.keys(PEOPLE) as RoleName[])
          .filter((role) => RANK[role] < RANK[least])
          .map((role) => ({ key, role, least })),
  )
  test.each(tooLow)('$key is not for a $role, it takes a $least', async ({ key, role }) => {
    const { status, text } = await call(people[role], key)
    expect(status).toBe(403)
    expect(JSON.parse(text)).toMatchObject({ code: 'wrong-role' })
  })

  test('a page of another site cannot act in the name of a manager who is signed in', async () => {
    const response = await fetch(`${world.url}/api/targets`, {
      method: 'PUT',
      headers: { cookie: people.manager.cookie, origin: 'https://evil.example', 'content-type': 'application/json' },
      body: '{}',
    })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ code: 'foreign-origin' })
  })

  // Taking a log back needs a log: contact-log.test.ts tries it, by its own rep and by strangers.
  const ofCustomers = all
    .map(([key]) => key)
    .filter((key) => !key.endsWith('/undo') && key.includes('/customers/:externalUserid'))
  test('every route of one customer is tried below', () => {
    expect(Object.keys(BODIES).sort()).toEqual([...ofCustomers].sort())
    const ofFollowUps = all.map(([key]) => key).filter((key) => key.includes('/follow-ups/:id'))
    expect(Object.keys(FOLLOW_UP_BODIES).sort()).toEqual([...ofFollowUps].sort())
  })

  test.each(Object.keys(BODIES))('%s shows and does nothing for a rep whose customer it is not', async (key) => {
    for (const who of [people.rep, people.lead]) {
      const foreign = await call(who, key, { body: bodyOf(key) })
      expect([403, 404]).toContain(foreign.status)
      expect(foreign.text).not.toContain('王芳')
      const missing = await call(who, key, { id: 'wmNobodyAtAll', body: bodyOf(key) })
      expect(missing).toEqual(foreign)
    }
  })

  test.each(Object.keys(FOLLOW_UP_BODIES))('%s leaves a stranger’s follow-up alone', async (key) => {
    for (const who of [people.rep, people.lead]) {
      const foreign = await call(who, key, { id: followUp, body: FOLLOW_UP_BODIES[key] })
      expect(foreign.status).toBe(404)
      expect(foreign.text).not.toContain('王芳')
    }
  })

  test('no list, search, script or day of a stranger tells about her', async () => {
    const paths = [
      '/api/customers?limit=100',
      '/api/customers?q=%E7%8E%8B%E8%8A%B3',
      '/api/follow-ups?limit=100',
      '/api/follow-ups?status=cancelled',
      '/api/today',
      `/api/scripts?customer=${wangfang}`,
    ]
    for (const path of paths) {
      const { body } = await people.rep.get(path)
      expect(JSON.stringify(body)).not.toContain('王芳')
    }
    expect((await people.rep.get(`/api/scripts?customer=${wangfang}`)).status).toBe(403)
    const scripts = await people.rep.get<{ items: { id: string }[] }>('/api/scripts')
    const sent = { externalUserid: wangfang, part: 0 }
    expect((await people.rep.post(`/api/scripts/${scripts.body.items[0]?.id}/sent`, sent)).status).toBe(403)
  })

  test('all of that left no trace on her card', async () => {
    const { body } = await wangmin.get<{ stage: { key: string }; flags: string[]; tags: { group: string }[] }>(
      `/api/customers/${wangfang}`,
    )
    expect(body).toMatchObject({ stage: { key: 'new' }, facts: { orderCount: 0 } })
    expect(body.flags).not.toContain('vip')
    const timeline = await wangmin.get(`/api/customers/${wangfang}/timeline`)
    expect(JSON.stringify(timeline.body)).not.toContain('只有自己人能写')
  })

  test('her own rep, his lead, their manager and an admin see her', async () => {
    for (const who of [wangmin, await world.as('zhaolei'), people.manager, people.admin]) {
      expect((await who.get(`/api/customers/${wangfang}`)).body).toMatchObject({ name: '王芳' })
    }
  })

  test.each(Object.keys(BODIES))('%s answers her own rep', async (key) => {
    const answer = await call(wangmin, key, { body: bodyOf(key) })
    expect(answer.text).not.toContain('"statusCode"')
    expect([200, 201]).toContain(answer.status)
  })

  test('a personal script of one rep can be neither changed nor removed by another', async () => {
    const draft = { title: '雨天问候专用', category: 'care', parts: [{ type: 'text', text: '最近好吗' }] }
    const { body } = await wangmin.post<{ id: string }>('/api/scripts', draft)
    const patched = await call(people.rep, 'PATCH /api/scripts/:id', { id: body.id, body: { title: '换掉' } })
    expect([403, 404]).toContain(patched.status)
    expect([403, 404]).toContain((await people.rep.delete(`/api/scripts/${body.id}`)).status)
    expect((await wangmin.get(`/api/scripts?q=${encodeURIComponent('雨天问候专用')}`)).body).toMatchObject({
      items: [{ id: body.id, title: '雨天问候专用' }],
    })
    const company = await people.rep.post('/api/scripts', { ...draft, scope: 'company' })
    expect(company).toMatchObject({ status: 403, body: { code: 'company-only' } })
  })

  describe.each(forKeys)('%s', (key, { key: scope }) => {
    test.each([
      ['no key', null],
      ['an empty one', 'Bearer '],
      ['a made-up one', 'Bearer zg_made-up-made-up-made-up'],
      ['a password', 'Basic enpnOnpn'],
    ])('refuses %s', async (_name, authorization) => {
      const response = await open(key, authorization)
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
    })

    test('refuses an admin without a key', async () => {
      expect((await open(key, null, people.admin.cookie)).status).toBe(401)
    })

    test.each(SCOPES.filter((other) => other !== scope))('refuses a key for %s', async (other) => {
      const response = await open(key, `Bearer ${keys.get(other)}`)
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ code: 'missing-scope' })
    })

    test('lets its own key in', async () => {
      const response = await open(key, `Bearer ${keys.get(scope)}`)
      // An empty body is past the door: refused for what it says, not for who sent it.
      expect(response.status).toBe(key.startsWith('POST') ? 400 : 200)
    })
  })

  test('who signs out is a stranger again', async () => {
    const leaving = await world.as('chenxi')
    expect((await leaving.get('/api/me')).status).toBe(200)
    expect((await leaving.post('/auth/logout')).status).toBe(204)
    expect((await leaving.get('/api/me')).status).toBe(401)
  })

  test('who leaves the company is out at once', async () => {
    const leaving = await world.as('chenxi')
    await world.people.memberLeaves('chenxi')
    await world.settle()
    expect((await leaving.get('/api/customers')).status).toBe(401)
  })
})
