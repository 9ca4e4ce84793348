import { createHash } from 'node:crypto'
import { sign } from '@fastify/cookie'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sessions } from '../../src/features/members/tables.ts'
import { ACCESS, type Access, type ApiScope } from '../../src/http/access.ts'
import { callOf, type Described, describedRoutes, makeKey, SCOPES, send } from '../security/described.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

/** 林语 manages, 赵磊 leads 王敏 in 华东一组, 孙涛 leads 周妍 in 华南二组; 何平 is the admin here. */
const PEOPLE = {
  'her own rep': ['wangmin', 0],
  'another rep': ['zhouyan', 0],
  'the lead of another team': ['suntao', 1],
  'the lead of her team': ['zhaolei', 1],
  'a manager': ['linyu', 2],
  'an admin': ['heping', 3],
} as const
type Who = keyof typeof PEOPLE
const NEEDS: Readonly<Record<Exclude<Access, object>, number>> = { member: 0, lead: 1, manager: 2, admin: 3 }

const all = Object.entries(ACCESS) as [string, Access][]
const forPeople = all.filter((row): row is [string, Exclude<Access, object>] => typeof row[1] === 'string')
const forKeys = all.filter((row): row is [string, { key: ApiScope }] => typeof row[1] === 'object')

/** Without a session by their nature: for machines that watch, for WeCom, and for whoever is about to sign in. */
const OPEN_TO_ALL = [
  'GET /',
  'GET /livez',
  'GET /readyz',
  'GET /metrics',
  'GET /wecom/callback',
  'POST /wecom/callback',
  'GET /sidebar',
  'GET /sidebar*',
  'GET /auth/login',
  'GET /auth/callback',
  'POST /auth/logout',
  'GET /api/openapi.json',
]

/** What the server itself says it serves: its tree of addresses, read back into a list. */
const servedBy = ({ app }: World): string[] => {
  const above: string[] = []
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const found = /^(.*?)[├└]── (\S*) \(([A-Z, ]+)\)/.exec(line)
      if (found === null) return []
      const depth = (found[1] ?? '').length / 4
      above.splice(depth)
      above.push(found[2] ?? '')
      const methods = (found[3] ?? '').split(', ').filter((method) => method !== 'HEAD')
      return methods.map((method) => `${method} ${above.join('')}`)
    })
    .sort()
}

describe('who may do what', () => {
  let world: World
  const routes = new Map<string, Described>()
  const people = new Map<Who, Client>()
  const keys = new Map<ApiScope, string>()
  /** Cookies that open nothing, by how they came about. */
  const outside = new Map<string, string>()

  const tokenOf = (cookie: string) => decodeURIComponent(cookie.split('=')[1] ?? '').replace(/\.[^.]*$/, '')
  const routeOf = (key: string): Described => {
    const found = routes.get(key)
    if (found === undefined) throw new Error(`${key} is not served`)
    return found
  }
  const ask = (key: string, headers: Record<string, string>) => send(world, callOf(routeOf(key)), headers)

  const makeOutsiders = async () => {
    const { cookie } = await world.as('wangmin')
    await world.deps.core.db
      .update(sessions)
      .set({ expiresAt: sql`now() - interval '1 second'` })
      .where(eq(sessions.hash, createHash('sha256').update(tokenOf(cookie)).digest('hex')))
    const removed = await world.as('chenxi')
    await world.people.memberLeaves('chenxi')
    await world.settle()
    const out = await world.as('heping')
    await out.post('/auth/logout')
    const token = tokenOf((await world.as('heping')).cookie)
    const signed = (secret: string) => `zg_session=${encodeURIComponent(sign(token, secret))}`
    outside.set('nobody', '')
    outside.set('somebody with a made-up cookie', 'zg_session=made-up.signature')
    outside.set('somebody whose session ran out', cookie)
    outside.set('somebody who left the company', removed.cookie)
    outside.set('somebody who signed out', out.cookie)
    outside.set('an admin’s session without its signature', `zg_session=${token}`)
    outside.set('an admin’s session signed by another company', signed('s'.repeat(43)))
    outside.set(
      'an admin’s session in the login’s cookie',
      `zg_login=${encodeURIComponent(sign(token, world.deps.sessionSecret))}`,
    )
    // The proof that the two before it fail for their secret and their name alone.
    expect((await ask('GET /api/me', { cookie: signed(world.deps.sessionSecret) })).status).toBe(200)
  }

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', admins: ['heping'] })
    for (const one of await describedRoutes(world)) routes.set(one.key, one)
    for (const who of Object.keys(PEOPLE) as Who[]) people.set(who, await world.as(PEOPLE[who][0]))
    for (const scope of SCOPES) keys.set(scope, await makeKey(world, people.get('an admin')?.cookie ?? '', scope))
    await makeOutsiders()
  })
  afterAll(() => world.close())

  test('everybody has the role of their place in the company', async () => {
    const roles = ['rep', 'rep', 'lead', 'lead', 'manager', 'admin']
    for (const [index, client] of [...people.values()].entries())
      expect((await client.get('/api/me')).body).toMatchObject({ role: roles[index] })
  })

  test('every address that is served is in the table, or one of those that are open to everybody', () => {
    expect(servedBy(world)).toEqual([...Object.keys(ACCESS), ...OPEN_TO_ALL].sort())
  })

  describe.each(forPeople)('%s (%s)', (key, least) => {
    test('asks everybody without a valid session to log in', async () => {
      for (const [who, cookie] of outside)
        expect([who, await ask(key, { cookie })]).toMatchObject([who, { status: 401, code: 'no-session' }])
      for (const secret of keys.values())
        expect(await ask(key, { authorization: `Bearer ${secret}` })).toMatchObject({ status: 401, code: 'no-session' })
    })

    test('is refused below its role and open from there on', async () => {
      for (const [who, { cookie }] of people) {
        const { status, code } = await ask(key, { cookie })
        const allowed = PEOPLE[who][1] >= NEEDS[least]
        expect([who, code === 'wrong-role']).toEqual([who, !allowed])
        if (!allowed) expect(status).toBe(403)
        expect(status).not.toBe(401)
        expect(status).toBeLessThan(500)
        // A call that is malformed proves nothing about who may make it.
        expect(code).not.toBe('invalid')
      }
    })

    test('takes no change from a page of another site', async () => {
      const { cookie } = people.get('an admin') ?? { cookie: '' }
      for (const origin of ['https://evil.example', 'null', `${world.url}.evil.example`]) {
        const { code } = await ask(key, { cookie, origin })
        if (!key.startsWith('GET ')) expect(code).toBe('foreign-origin')
      }
    })
  })

  describe.each(forKeys)('%s', (key, { key: scope }) => {
    test.each([
      ['no key', {}],
      ['an empty one', { authorization: 'Bearer ' }],
      ['a made-up one', { authorization: 'Bearer zg_made-up-made-up-made-up' }],
      ['a password', { authorization: 'Basic enpnOnpn' }],
    ])('refuses %s', async (_name, headers) => {
      expect(await ask(key, headers)).toMatchObject({ status: 401, code: 'no-api-key' })
    })

    test('refuses every person, an admin too', async () => {
      for (const { cookie } of people.values()) expect((await ask(key, { cookie })).status).toBe(401)
    })

    test('refuses every key that was made for something else', async () => {
      for (const other of SCOPES.filter((one) => one !== scope))
        expect(await ask(key, { authorization: `Bearer ${keys.get(other)}` })).toMatchObject({
          status: 403,
          code: 'missing-scope',
        })
    })

    test('lets its own key in, until it is revoked', async () => {
      const admin = people.get('an admin')?.cookie ?? ''
      const secret = await makeKey(world, admin, scope)
      expect((await ask(key, { authorization: `Bearer ${secret}` })).status).toBe(200)
      const { body } = await (people.get('an admin') as Client).get<{ items: { id: string }[] }>('/api/api-keys')
      await people.get('an admin')?.delete(`/api/api-keys/${body.items[0]?.id}`)
      expect((await ask(key, { authorization: `Bearer ${secret}` })).status).toBe(401)
    })
  })

  test('whoever leaves the company is out at once, and no session of theirs is kept', async () => {
    const client = await world.as('zhouyan')
    await world.people.memberLeaves('zhouyan')
    await world.settle()
    expect((await client.get('/api/customers')).status).toBe(401)
    expect(await world.deps.core.db.$count(sessions, eq(sessions.userid, 'zhouyan'))).toBe(0)
  })
})
