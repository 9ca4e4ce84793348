import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACCESS } from '../../src/http/access.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

type Refused = { statusCode: number; error: string; message: string; code?: string }
type Item = { id: string; externalUserid: string; dueAt: string; status: string }

let world: World
let rep: Client
let admin: Client
let wangfang = ''
let path = ''

const ORDER = { orderNo: 'R-1', amount: 56900, currency: 'CNY', paidAt: '2026-11-24T09:00:00+08:00' }
const without = (name: keyof typeof ORDER) => Object.fromEntries(Object.entries(ORDER).filter(([key]) => key !== name))

beforeAll(async () => {
  world = await startWorld({ at: '2026-11-24T10:00:00+08:00' })
  wangfang = await world.people.addCustomer({ name: '王芳', userid: 'wangmin', addWay: 1 })
  await world.settle()
  rep = await world.as('wangmin')
  admin = await world.as('linyu')
  path = `/api/customers/${wangfang}`
})
afterAll(() => world.close())

const expectRefused = (answer: { status: number; body: unknown }, status: number, says: string): void => {
  expect(answer.status).toBe(status)
  const body = answer.body as Refused
  expect(body).toMatchObject({ statusCode: status, error: expect.any(String), message: expect.any(String) })
  expect(`${body.code ?? ''} ${body.message}`).toContain(says)
  expect(JSON.stringify(body)).not.toMatch(/ZodError|select |node_modules|at .*\.ts/)
}

describe('an order that cannot be right is refused with the name of the field', () => {
  test.each<[string, unknown, string]>([
    ['a negative amount', { ...ORDER, amount: -1 }, 'amount'],
    ['half a cent', { ...ORDER, amount: 1.5 }, 'amount'],
    ['an amount in words', { ...ORDER, amount: '56900' }, 'amount'],
    ['more money than there is', { ...ORDER, amount: 1e300 }, 'amount'],
    ['a currency nobody knows', { ...ORDER, currency: 'yuan' }, 'currency'],
    ['a day in place of a moment', { ...ORDER, paidAt: '2026-11-24' }, 'paidAt'],
    ['a moment without an offset', { ...ORDER, paidAt: '2026-11-24T09:00:00' }, 'paidAt'],
    ['a day that does not exist', { ...ORDER, paidAt: '2026-02-30T09:00:00+08:00' }, 'paidAt'],
    ['an empty number', { ...ORDER, orderNo: '  ' }, 'orderNo'],
    ['no number', without('orderNo'), 'orderNo'],
    ['no amount', without('amount'), 'amount'],
    ['no body at all', undefined, 'orderNo'],
    ['a list in place of an order', [], 'body'],
  ])('%s', async (_name, body, field) => {
    expectRefused(await rep.post(`${path}/orders`, body), 400, field)
  })

  test('a payment of tomorrow', async () => {
    const tomorrow = { ...ORDER, paidAt: '2026-11-25T09:00:00+08:00' }
    expectRefused(await rep.post(`${path}/orders`, tomorrow), 422, 'paid-in-future')
  })
})

describe('other input that cannot be right', () => {
  test.each<[string, () => string, unknown, string]>([
    ['an unknown stage', () => `${path}/stage`, { stage: 'vip' }, 'stage'],
    ['no stage', () => `${path}/stage`, {}, 'stage'],
    ['a note without words', () => `${path}/notes`, { text: ' ' }, 'text'],
    ['a note as long as a book', () => `${path}/notes`, { text: '好'.repeat(2001) }, 'text'],
    [
      'a next step on a day that does not exist',
      () => `${path}/notes`,
      { text: '约好', nextStepOn: '2026-11-31' },
      'nextStepOn',
    ],
    ['a flag nobody knows', () => `${path}/flags`, { flag: 'rich', on: true }, 'flag'],
    ['tags that are no list', () => `${path}/tags`, { add: 'x' }, 'add'],
    ['a script without parts', () => '/api/scripts', { title: '空', category: 'care', parts: [] }, 'parts'],
  ])('%s', async (_name, where, body, field) => {
    expectRefused(await rep.post(where(), body), 400, field)
  })

  test('a tag that does not exist', async () => {
    expectRefused(await rep.post(`${path}/tags`, { add: ['et-unknown'], remove: [] }), 422, 'no-such-tag')
  })

  test('no change of tags at all', async () => {
    expectRefused(await rep.post(`${path}/tags`, { add: [], remove: [] }), 422, 'nothing-to-do')
  })

  test('a next step yesterday', async () => {
    expectRefused(await rep.post(`${path}/notes`, { text: '昨天', nextStepOn: '2026-11-23' }), 422, 'date-in-past')
  })

  test.each([
    ['/api/customers?limit=101', 'limit'],
    ['/api/customers?limit=0', 'limit'],
    ['/api/customers?limit=many', 'limit'],
    ['/api/customers?stage=gold', 'stage'],
    ['/api/follow-ups?limit=101', 'limit'],
    ['/api/follow-ups?status=lost', 'status'],
    ['/api/scripts?limit=101', 'limit'],
    ['/api/targets', 'month'],
    ['/api/targets?month=2026-13', 'month'],
    ['/api/calendar?year=soon', 'year'],
    ['/api/outbox?status=lost', 'status'],
    ['/api/scripts?stage=nonsense', 'stage'],
  ])('GET %s', async (where, field) => {
    expectRefused(await admin.get(where), 400, field)
  })

  test.each([
    '/api/customers',
    '/api/follow-ups',
    '/api/follow-ups?status=done',
    '/api/scripts',
    '/api/digest-channels',
    '/api/outbox',
    '/api/inbox',
    '/api/jobs',
    '/api/job-queue',
    '/api/members',
    'timeline',
    'orders',
  ])('a cursor that is not ours in %s', async (list) => {
    const where = list.startsWith('/') ? list : `${path}/${list}`
    const cursor = `${where.includes('?') ? '&' : '?'}cursor=made-up'--`
    expectRefused(await admin.get(`${where}${cursor}`), 400, 'cursor')
  })

  test('a page of none or of more than a hundred, in every list there is', async () => {
    type Described = { paths: Record<string, { get?: { parameters?: { name: string }[]; responses: object } }> }
    const { paths } = (await admin.get<Described>('/api/openapi.json')).body
    const lists = Object.entries(paths)
      .filter(([where, { get }]) => !where.startsWith('/api/open/') && JSON.stringify(get ?? {}).includes('nextCursor'))
      .map(([where]) => where)
    expect(lists).toEqual(expect.arrayContaining(['/api/jobs', '/api/customers', '/api/members', '/api/fields']))
    expect(lists.length).toBeGreaterThan(15)
    for (const list of lists) {
      const where = list.replace('{externalUserid}', wangfang).replace('{id}', '1')
      for (const limit of [0, 101, 'x']) {
        const answer = await admin.get<Refused>(`${where}?month=2026-11&limit=${limit}`)
        expect([where, answer.status, answer.body.message]).toEqual([where, 400, expect.stringContaining('limit')])
      }
    }
    type Page = { items: { name: string }[]; nextCursor: string | null }
    const all = (await admin.get<Page>('/api/jobs')).body.items.map((one) => one.name)
    const first = (await admin.get<Page>('/api/jobs?limit=7')).body
    const rest = (await admin.get<Page>(`/api/jobs?limit=7&cursor=${first.nextCursor}`)).body
    expect([...first.items, ...rest.items].map((one) => one.name)).toEqual(all)
    expect([first.items.length, rest.nextCursor]).toEqual([7, null])
  })

  test.each([
    ['PUT', '/api/targets', { month: '2026-11', scope: 'company', amount: -5 }, 400, 'amount'],
    ['PUT', '/api/targets', { month: '2026-11', scope: 'galaxy', amount: 5 }, 400, 'scope'],
    ['PUT', '/api/targets', { month: '2026-11', scope: 'department', scopeId: '999', amount: 5 }, 422, 'scopeId'],
    ['PUT', '/api/calendar/2026-02-30', { kind: 'off' }, 400, 'day'],
    ['PUT', '/api/calendar/2026-11-25', { kind: 'party' }, 400, 'kind'],
    ['PUT', '/api/settings/brand', { value: 5 }, 422, 'bad-setting'],
    ['PUT', '/api/settings/sessionSecret', { value: 'mine' }, 404, 'no-such-setting'],
    ['POST', '/api/jobs/make-coffee/run', {}, 404, 'no-such-job'],
    ['POST', '/api/jobs/daily-digest/run', { date: '24.11.2026' }, 400, 'date'],
    ['POST', '/api/api-keys', { name: '商城', scopes: ['everything'] }, 400, 'scopes'],
    ['POST', '/api/api-keys', { name: '商城', scopes: [] }, 400, 'scopes'],
    [
      'POST',
      '/api/scripts',
      { scope: 'company', title: '问好', category: 'welcome', stages: ['friend'], parts: [] },
      400,
      'stages',
    ],
    ['POST', '/api/outbox/999999/replay', {}, 404, 'no-such-row'],
    ['POST', '/api/inbox/1e3/replay', {}, 400, 'id'],
  ] as const)('%s %s %j', async (method, where, body, status, says) => {
    const answer = method === 'PUT' ? await admin.put(where, body) : await admin.post(where, body)
    expectRefused(answer, status, says)
  })

  const raw = (body: string, type: string) =>
    fetch(`${world.url}${path}/notes`, { method: 'POST', headers: { cookie: rep.cookie, 'content-type': type }, body })

  test('a body that is no JSON', async () => {
    const response = await raw('{"text":', 'application/json')
    expectRefused({ status: response.status, body: await response.json() }, 400, 'JSON')
  })

  test('a body of another kind', async () => {
    expect((await raw('text=hello', 'application/x-www-form-urlencoded')).status).toBe(415)
  })

  test('a body of several megabytes', async () => {
    const response = await raw(JSON.stringify({ text: 'x'.repeat(2 * 1024 * 1024) }), 'application/json')
    expect(response.status).toBe(413)
  })

  test('an address that does not exist', async () => {
    expectRefused(await rep.get('/api/treasure'), 404, 'not-found')
  })

  test('the reason is told in the language of the page', async () => {
    const ask = async (lang: string) => {
      const headers = { cookie: rep.cookie, 'content-type': 'application/json', 'x-lang': lang }
      const response = await fetch(`${world.url}${path}/stage`, { method: 'POST', headers, body: '{"stage":"first"}' })
      return (await response.json()) as Refused
    }
    expect(await ask('zh-CN')).toMatchObject({ statusCode: 409, code: 'needs-order', message: /没有有效订单/ })
    expect(await ask('en')).toMatchObject({ statusCode: 409, code: 'needs-order', message: /valid order/ })
  })
})

describe('what the rules refuse carries a code the page can explain', () => {
  const items = async (): Promise<Item[]> => {
    const { body } = await rep.get<{ items: Item[] }>('/api/follow-ups?limit=100')
    return body.items.filter((one) => one.externalUserid === wangfang)
  }

  test('a stage she is in already, one that needs an order, a way back without a reason', async () => {
    expectRefused(await rep.post(`${path}/stage`, { stage: 'new' }), 409, 'same-stage')
    expectRefused(await rep.post(`${path}/stage`, { stage: 'first' }), 409, 'needs-order')
    expectRefused(await rep.post(`${path}/stage`, { stage: 'repeat' }), 409, 'needs-order')
    expectRefused(await rep.post(`${path}/stage`, { stage: 'churned' }), 409, 'reason-required')
    expectRefused(await rep.post(`${path}/stage`, { stage: 'dormant', reason: '  ' }), 409, 'reason-required')
  })

  test('a follow-up is done once; what ended is neither done, put off nor dropped again', async () => {
    const [first] = await items()
    const at = `/api/follow-ups/${first?.id}`
    expect((await rep.post(`${at}/complete`, { evidence: 'call-logged' })).body).toMatchObject({ status: 'done' })
    expectRefused(await rep.post(`${at}/complete`), 409, 'already-ended')
    expectRefused(await rep.post(`${at}/snooze`, { until: '2026-11-26', reason: '忙' }), 409, 'already-ended')
    expectRefused(await rep.post(`${at}/dismiss`, { reason: '不用' }), 409, 'already-ended')
    expect((await rep.post(`${at}/reopen`)).body).toMatchObject({ status: 'open' })
    for (const evidence of ['', '  ', 'x'.repeat(201)]) {
      expectRefused(await rep.post(`${at}/complete`, { evidence }), 400, 'evidence')
    }
    const own = await rep.post(`${at}/complete`, { evidence: '电话里聊过了' })
    expect(own.body).toMatchObject({ status: 'done', proven: true })
    expect((await rep.post(`${at}/reopen`)).body).toMatchObject({ status: 'open', proven: false })
  })

  test('of two taps at the same time one counts', async () => {
    const open = await items()
    const at = `/api/follow-ups/${open[1]?.id}/complete`
    const answers = await Promise.all([rep.post(at, { note: '说好了' }), rep.post(at, { note: '说好了' })])
    expect(answers.map((one) => one.status).sort()).toEqual([200, 409])
  })

  test('put off: with a reason, later, seven days at most, twice at most', async () => {
    const [first] = await items()
    const at = `/api/follow-ups/${first?.id}/snooze`
    expectRefused(await rep.post(at, { until: '2026-11-25' }), 400, 'reason')
    expectRefused(await rep.post(at, { until: 'tomorrow', reason: '忙' }), 400, 'until')
    expectRefused(await rep.post(at, { until: '2026-11-24', reason: '忙' }), 409, 'not-later')
    expectRefused(await rep.post(at, { until: '2026-12-02', reason: '忙' }), 409, 'too-far')
    expect((await rep.post(at, { until: '2026-11-25', reason: '忙' })).body).toMatchObject({ snoozes: 1 })
    expect((await rep.post(at, { until: '2026-11-26', reason: '忙' })).body).toMatchObject({ snoozes: 2 })
    expectRefused(await rep.post(at, { until: '2026-11-27', reason: '忙' }), 409, 'snoozed-too-often')
  })

  test('dropped only with a reason', async () => {
    const [first] = await items()
    expectRefused(await rep.post(`/api/follow-ups/${first?.id}/dismiss`, {}), 400, 'reason')
  })
})

describe('an order number stands for one order', () => {
  test('said twice it is the same order; said otherwise it is a conflict', async () => {
    const order = { ...ORDER, orderNo: 'R-2' }
    expect((await rep.post(`${path}/orders`, order)).status).toBe(201)
    expect(await rep.post(`${path}/orders`, order)).toMatchObject({
      status: 200,
      body: { orderNo: 'R-2', amount: 56900 },
    })
    expectRefused(await rep.post(`${path}/orders`, { ...order, amount: 1 }), 409, 'order-conflict')
    expect((await rep.get(path)).body).toMatchObject({ facts: { orderCount: 1 } })
  })

  test('reported five times at once it counts once', async () => {
    const order = { ...ORDER, orderNo: 'R-3' }
    const answers = await Promise.all(Array.from({ length: 5 }, () => rep.post(`${path}/orders`, order)))
    expect(answers.map((one) => one.status).sort()).toEqual([200, 200, 200, 200, 201])
    expect((await rep.get(path)).body).toMatchObject({ facts: { orderCount: 2 } })
  })
})

describe('an API key for the shop', () => {
  type Key = { id: string; name: string; key: string }
  let made: Key
  const send = async (orders: unknown[], key = made.key) => {
    const response = await fetch(`${world.url}/api/open/orders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ orders }),
    })
    const body = (await response.json()) as { results: { orderNo: string; outcome: string; why?: string }[] }
    return { status: response.status, body }
  }
  const order = (index: number) => ({ ...ORDER, orderNo: `S-${index}`, externalUserid: wangfang, amount: 100 + index })
  beforeAll(async () => {
    const answer = await admin.post<Key>('/api/api-keys', { name: '商城', scopes: ['orders:write'] })
    expect(answer.status).toBe(201)
    made = answer.body
  })

  test('is shown once and never again', async () => {
    expect(made.key.length).toBeGreaterThan(30)
    const { body } = await admin.get('/api/api-keys')
    expect(JSON.stringify(body)).toContain('商城')
    expect(JSON.stringify(body)).not.toContain(made.key.slice(3, 20))
    const stored = await world.deps.core.db.execute('select * from api_keys')
    expect(JSON.stringify(stored)).not.toContain(made.key)
  })

  test('brings five hundred orders in one call, each with its own outcome, and again without harm', async () => {
    const list = Array.from({ length: 500 }, (_, index) => order(index))
    list[7] = { ...order(7), externalUserid: 'wmNobody' }
    list[8] = { ...order(8), paidAt: '2027-01-01T00:00:00+08:00' }
    const first = await send(list)
    expect(first.status).toBe(200)
    expect(first.body.results).toHaveLength(500)
    expect(first.body.results.filter((one) => one.outcome === 'created')).toHaveLength(498)
    expect(first.body.results[7]).toEqual({ orderNo: 'S-7', outcome: 'rejected', why: 'no-such-customer' })
    expect(first.body.results[8]).toEqual({ orderNo: 'S-8', outcome: 'rejected', why: 'paid-in-future' })
    const second = await send(list)
    expect(second.body.results.filter((one) => one.outcome === 'unchanged')).toHaveLength(498)
    expect((await rep.get(path)).body).toMatchObject({ facts: { orderCount: 500 } })
  }, 60_000)

  test('brings no five hundred and one, and none when one of them is malformed', async () => {
    const many = Array.from({ length: 501 }, (_, index) => order(1000 + index))
    expectRefused(await send(many), 400, 'orders')
    expectRefused(await send([order(2000), { ...order(2001), amount: -1 }]), 400, 'orders.1.amount')
    expectRefused(await send([]), 400, 'orders')
    expect((await send([order(2000)])).body.results).toMatchObject([{ outcome: 'created' }])
  })

  test('is worth nothing from the moment it is revoked', async () => {
    expect((await send([order(3000)])).status).toBe(200)
    expect((await admin.delete(`/api/api-keys/${made.id}`)).status).toBe(200)
    expectRefused(await send([order(3001)]), 401, 'no-api-key')
    expectRefused(await admin.delete(`/api/api-keys/${made.id}`), 404, 'no-such-key')
  })

  test.each(['customers', 'events'])('refuses a made-up cursor for %s', async (list) => {
    const scopes = ['customers:read', 'events:read']
    const { body } = await admin.post<Key>('/api/api-keys', { name: '报表', scopes })
    const response = await fetch(`${world.url}/api/open/${list}?cursor=made-up`, {
      headers: { authorization: `Bearer ${body.key}` },
    })
    expectRefused({ status: response.status, body: await response.json() }, 400, 'cursor')
  })
})

describe('a group robot', () => {
  const robotUrl = () => `${world.deps.config.wecomApiUrl}${world.people.addRobot('店长群')}`
  const channel = (url: string) => ({ name: '店长群', url, scope: { company: true }, kinds: ['daily'] })
  const add = async (url = robotUrl()) => {
    const { status, body } = await admin.post<{ id: string }>('/api/digest-channels', channel(url))
    expect(status).toBe(201)
    return { id: body.id, key: new URL(url).searchParams.get('key') ?? '' }
  }
  type Row = { id: string; kind: string; status: string; errcode: number | null; explanation: string | null }
  const outbox = async (status: string) =>
    (await admin.get<{ items: Row[] }>(`/api/outbox?status=${status}`)).body.items

  test.each([
    ['of another server', () => 'https://evil.example/cgi-bin/webhook/send?key=abc'],
    ['that only looks like ours', () => `${world.deps.config.wecomApiUrl}@evil.example/cgi-bin/webhook/send?key=abc`],
    ['with another path', () => `${world.deps.config.wecomApiUrl}/cgi-bin/message/send?key=abc`],
    ['without a key', () => `${world.deps.config.wecomApiUrl}/cgi-bin/webhook/send`],
    ['of a file', () => 'file:///etc/passwd'],
    ['that is none', () => '群机器人'],
  ])('with an address %s is refused', async (_name, url) => {
    expectRefused(await admin.post('/api/digest-channels', channel(url())), 422, 'bad-robot-url')
  })

  test('for a department that does not exist, with no digest or with an unknown one is refused', async () => {
    const good = channel(robotUrl())
    const wrong = { ...good, scope: { department: 999 } }
    expectRefused(await admin.post('/api/digest-channels', wrong), 422, 'no-such-department')
    expectRefused(await admin.post('/api/digest-channels', { ...good, kinds: [] }), 400, 'kinds')
    expectRefused(await admin.post('/api/digest-channels', { ...good, kinds: ['hourly'] }), 400, 'kinds')
    expectRefused(await admin.post('/api/digest-channels', { ...good, scope: {} }), 400, 'scope')
    expectRefused(await admin.delete('/api/digest-channels/4242'), 404, 'no-such-channel')
  })

  test('shows the last four characters of its key and never the whole', async () => {
    const { id, key } = await add()
    const all = await admin.get<{ items: { id: string; urlHint: string }[] }>('/api/digest-channels')
    expect(all.body.items.find((one) => one.id === id)?.urlHint).toBe(`…${key.slice(-4)}`)
    const everything = [all.body, (await admin.get('/api/outbox')).body, (await admin.get('/api/jobs')).body]
    expect(JSON.stringify(everything)).not.toContain(key)
    expect((await admin.delete(`/api/digest-channels/${id}`)).status).toBe(204)
  })

  test('whose message WeCom refuses is kept with number and explanation, and goes out when tried again', async () => {
    const { id, key } = await add()
    world.sandbox.faults.set({ api: 'webhook/send', kind: 'errcode', errcode: 93000 })
    expect((await admin.post(`/api/digest-channels/${id}/test`)).status).toBe(202)
    await world.settle()
    const [row] = await outbox('refused')
    expect(row).toMatchObject({ kind: 'robot-message', status: 'refused', errcode: 93000, attempts: 1 })
    expect(row?.explanation).toContain('群机器人')
    expect(JSON.stringify(row)).not.toContain(key)
    const channels = await admin.get<{ items: { id: string; lastProblem: string | null }[] }>('/api/digest-channels')
    const problem = channels.body.items.find((one) => one.id === id)?.lastProblem
    expect(problem).toContain('93000')
    expect(problem).not.toContain(key)
    expect((await rep.get('/api/outbox?status=refused')).status).toBe(403)
    world.sandbox.faults.clear()
    expect((await admin.post(`/api/outbox/${row?.id}/replay`)).body).toEqual({ ok: true })
    await world.settle()
    expect(world.people.robotMessages(key)).toHaveLength(1)
    expect(await outbox('refused')).toEqual([])
    expectRefused(await admin.post(`/api/outbox/${row?.id}/replay`), 404, 'no-such-row')
  })

  test('whose message may or may not have arrived is not blindly repeated, but shown', async () => {
    const { id, key } = await add()
    world.sandbox.faults.set({ api: 'webhook/send', kind: 'http500', times: 1 })
    expect((await admin.post(`/api/digest-channels/${id}/test`)).status).toBe(202)
    await world.settle()
    const [row] = await outbox('unknown')
    expect(row).toMatchObject({ kind: 'robot-message', status: 'unknown', errcode: null })
    expect(row?.explanation).toBeTruthy()
    expect(JSON.stringify(row)).not.toContain(key)
    expect(world.people.robotMessages(key)).toHaveLength(0)
    expect((await admin.post(`/api/outbox/${row?.id}/replay`)).status).toBe(200)
    await world.settle()
    expect(world.people.robotMessages(key)).toHaveLength(1)
  })
})

describe('the description of the API', () => {
  test('is OpenAPI 3.1 and names every route there is, and no other', async () => {
    const response = await fetch(`${world.url}/api/openapi.json`)
    expect(response.status).toBe(200)
    const document = (await response.json()) as { openapi: string; paths: Record<string, Record<string, unknown>> }
    expect(document.openapi).toMatch(/^3\.1\./)
    const described = Object.entries(document.paths).flatMap(([at, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${at.replace(/\{(\w+)\}/g, ':$1')}`),
    )
    const routes = described.filter((one) => !one.startsWith('HEAD '))
    expect(routes.sort()).toEqual(Object.keys(ACCESS).sort())
  })
})
