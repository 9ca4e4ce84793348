import Fastify, { type FastifyRequest } from 'fastify'
import { describe, expect, test } from 'vitest'
import type { RoleName } from '../../../src/features/members/rules.ts'
import type { Access } from '../../../src/http/access.ts'
import { gateFor, isForeignOrigin, refuseForeignOrigin } from '../../../src/http/gate.ts'
import { type Caller, Refusal } from '../../../src/http/route.ts'

const PUBLIC = 'https://crm.example.com'
const ROLES: readonly RoleName[] = ['rep', 'lead', 'manager', 'admin']

describe('a page that a request comes from', () => {
  test.each([
    ['none named', {}, false],
    ['our own', { origin: PUBLIC }, false],
    [
      'our own by another address, as the one it was sent to',
      { origin: 'http://10.0.0.5:80', host: '10.0.0.5' },
      false,
    ],
    ['one whose address begins like ours', { origin: `${PUBLIC}.evil.com`, host: 'crm.example.com' }, true],
    ['another port of ours', { origin: `${PUBLIC}:8443`, host: 'crm.example.com' }, true],
    ['another one', { origin: 'https://evil.com', host: 'crm.example.com' }, true],
    ['a page without an address', { origin: 'null', host: 'crm.example.com' }, true],
    ['no address at all', { origin: 'crm.example.com', host: 'crm.example.com' }, true],
    ['one without a host to compare', { origin: 'https://evil.com' }, true],
  ])('%s', (_what, headers, foreign) => {
    expect(isForeignOrigin(headers, `${PUBLIC}/sidebar/`)).toBe(foreign)
  })

  test.each([
    ['GET', false],
    ['HEAD', false],
    ['OPTIONS', false],
    ['POST', true],
    ['PUT', true],
    ['PATCH', true],
    ['DELETE', true],
  ])('of a stranger may ask by %s: refused %s', async (method, refused) => {
    const request = { method, headers: { origin: 'https://evil.com', host: 'crm.example.com' } } as FastifyRequest
    const outcome = await refuseForeignOrigin(PUBLIC)(request).catch((error: unknown) => error)
    expect(outcome instanceof Refusal).toBe(refused)
    if (outcome instanceof Refusal)
      expect([outcome.statusCode, outcome.code, outcome.message]).toEqual([
        403,
        'foreign-origin',
        '这个请求来自别的网站。',
      ])
  })
})

describe('the door of an address', () => {
  /** Every kind of door on one server; a session’s token is its role. */
  const doors = async () => {
    const app = Fastify()
    app.decorateRequest('caller', null)
    app.decorate('hasTls', false)
    await app.register(import('@fastify/cookie'), { secret: 's'.repeat(32) })
    const sessions = new Map<string, Caller>(
      ROLES.map((role) => [
        role,
        {
          userid: `the-${role}`,
          name: role,
          role,
          scope: { all: role === 'admin' } as never,
          departments: [],
          leads: [],
        },
      ]),
    )
    const looked: unknown[] = []
    const parts = {
      publicUrl: PUBLIC,
      sessions: {
        create: async () => null,
        read: async (token: string) => {
          looked.push(token)
          return sessions.get(token) ?? null
        },
        remove: async () => {},
      },
      apiKeys: {
        find: async (key: string) => {
          looked.push(key)
          return key === 'good' ? { id: 'k1', name: '商城', scopes: ['orders:write', 'customers:read'] } : null
        },
      },
    }
    app.setErrorHandler((error: Refusal, _request, reply) =>
      reply.code(error.statusCode).send({ code: error.code, message: error.message }),
    )
    const open = (access: Access) =>
      app.post(
        `/${typeof access === 'string' ? access : access.key}`,
        { onRequest: gateFor(parts, access) },
        async (request) => request.caller,
      )
    for (const access of ['member', 'lead', 'manager', 'admin'] as const) open(access)
    open({ key: 'customers:read' })
    open({ key: 'events:read' })
    const ask = async (door: string, headers: Record<string, string> = {}) => {
      const reply = await app.inject({ method: 'POST', url: `/${door}`, headers })
      return { status: reply.statusCode, headers: reply.headers, body: reply.json() }
    }
    const as = (token: string) => ({ cookie: `zg_session=${encodeURIComponent(app.signCookie(token))}` })
    return { app, ask, as, looked }
  }

  test('opens for its role and for those above, and hands on who it is', async () => {
    const { app, ask, as } = await doors()
    const opened: Record<string, string[]> = {}
    for (const door of ['member', 'lead', 'manager', 'admin'])
      for (const role of ROLES) {
        const { status, body } = await ask(door, as(role))
        if (status === 200) opened[door] = [...(opened[door] ?? []), body.role]
        else expect(body).toEqual({ code: 'wrong-role', message: '你没有权限做这件事。' })
        expect([200, 403]).toContain(status)
      }
    expect(opened).toEqual({
      member: ['rep', 'lead', 'manager', 'admin'],
      lead: ['lead', 'manager', 'admin'],
      manager: ['manager', 'admin'],
      admin: ['admin'],
    })
    await app.close()
  })

  test('asks a stranger to log in, in the language of the page', async () => {
    const { app, ask, as } = await doors()
    expect(await ask('member')).toMatchObject({ status: 401, body: { code: 'no-session', message: '请先登录。' } })
    expect((await ask('member', as('somebody'))).status).toBe(401)
    expect((await ask('member', { 'x-lang': 'en' })).body.message).toBe('Log in first.')
    expect((await ask('admin', { ...as('rep'), 'x-lang': 'en' })).body.message).toBe('You may not do this.')
    expect((await ask('member', { ...as('rep'), origin: 'https://evil.com', 'x-lang': 'en' })).body).toEqual({
      code: 'foreign-origin',
      message: 'This request comes from another site.',
    })
    await app.close()
  })

  test('looks nobody up for whom nothing was shown, or something that is not ours', async () => {
    const { app, ask, as, looked } = await doors()
    const { cookie } = as('rep')
    for (const headers of [{}, { cookie: 'zg_session=rep' }, { cookie: `${cookie}x` }, as(''), { cookie: 'other=1' }])
      expect((await ask('member', headers as Record<string, string>)).status).toBe(401)
    for (const headers of [{}, { authorization: 'good' }, { authorization: 'Basic good' }])
      expect((await ask('customers:read', headers as Record<string, string>)).status).toBe(401)
    expect(looked).toEqual([])
    await ask('member', as('rep'))
    await ask('customers:read', { authorization: 'Bearer good' })
    expect(looked).toEqual(['rep', 'good'])
    await app.close()
  })

  test('for machines opens by a key that covers it, and by nothing else', async () => {
    const { app, ask, as } = await doors()
    const key = { authorization: 'Bearer good' }
    expect((await ask('customers:read', key)).body).toEqual({
      ...{ userid: 'key:k1', name: '商城', role: 'admin', scope: { all: true }, departments: [], leads: [] },
    })
    expect((await ask('customers:read', { authorization: 'bearer   good' })).status).toBe(200)
    expect(await ask('events:read', key)).toMatchObject({
      status: 403,
      body: { code: 'missing-scope', message: '你没有权限做这件事。 (events:read)' },
    })
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: 'good' },
      { authorization: 'Basic good' },
      { authorization: 'Bearer good twice' },
      { authorization: 'a Bearer good' },
      as('admin'),
    ]) {
      const refused = await ask('customers:read', headers as Record<string, string>)
      expect(refused).toMatchObject({ status: 401, body: { code: 'no-api-key', message: '需要有效的 API 密钥。' } })
      expect(refused.headers['www-authenticate']).toBe('Bearer')
    }
    expect((await ask('customers:read', { 'x-lang': 'en' })).body.message).toBe('A valid API key is needed.')
    expect((await ask('member', key)).status).toBe(401)
    await app.close()
  })
})
