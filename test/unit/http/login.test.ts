import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { safeReturnTo } from '../../../src/http/auth.ts'
import { WecomRefused, WecomUnreachable } from '../../../src/wecom/errors.ts'
import { type House, openHouse } from './house.ts'

describe('Where a login may lead', () => {
  test.each(['/sidebar/', '/sidebar/customers/wmAAA', '/sidebar/customers?stage=new&q=a%20b', '/sidebar/#/today'])(
    'our own page %s is fine',
    (path) => expect(safeReturnTo(path)).toBe(path),
  )
  test.each([
    'https://evil.com/sidebar/',
    '//evil.com/sidebar/',
    '/sidebar//evil.com',
    '/\\evil.com',
    '/sidebar/\\evil.com',
    '/sidebar/..//evil.com',
    '/sidebar/../auth/logout',
    '/sidebar/%2e%2e/api/me',
    '/sidebarevil',
    '/sidebar',
    'sidebar/',
    '/api/me',
    '',
    '/sidebar/\r\nSet-Cookie: a=b',
    '/sidebar/\t/evil.com',
    `/sidebar/${'a'.repeat(2000)}`,
    ['/sidebar/', 'https://evil.com'],
    'javascript:alert(1)',
  ])('%s is refused', (path) => expect(safeReturnTo(path)).toBeNull())
})

describe('Logging in', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(() => house.app.close())

  const begin = async (cookie = '') => {
    const reply = await house.app.inject({ url: '/auth/login?return_to=/sidebar/today', headers: { cookie } })
    const target = new URL(String(reply.headers.location))
    const set = reply.cookies.find((one) => one.name === 'zg_login')
    return {
      reply,
      target,
      state: target.searchParams.get('state') ?? '',
      cookie: `zg_login=${encodeURIComponent(set?.value ?? '')}`,
    }
  }
  const finish = (state: string, cookie: string, code = 'CODE') =>
    house.app.inject({ url: `/auth/callback?code=${code}&state=${state}`, headers: { cookie } })

  test('sends the browser to WeCom with our address and a state nobody can guess', async () => {
    const { reply, target, state } = await begin()
    expect(reply.statusCode).toBe(302)
    expect(`${target.origin}${target.pathname}${target.hash}`).toBe(
      'https://open.weixin.qq.com/connect/oauth2/authorize#wechat_redirect',
    )
    expect(Object.fromEntries(target.searchParams)).toMatchObject({
      appid: 'wwcorp01',
      redirect_uri: 'http://localhost:3000/auth/callback',
      scope: 'snsapi_base',
    })
    expect(state).toMatch(/^[A-Za-z0-9]{32}$/)
  })

  test('a member comes back with a session cookie to the page asked for', async () => {
    const { state, cookie } = await begin()
    const reply = await finish(state, cookie)
    expect([reply.statusCode, reply.headers.location]).toEqual([302, '/sidebar/today'])
    const session = reply.cookies.find((one) => one.name === 'zg_session')
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 604_800 })
    const me = await house.app.inject({
      url: '/api/me',
      headers: { cookie: `zg_session=${encodeURIComponent(session?.value ?? '')}` },
    })
    expect(me.json()).toEqual({ userid: 'chenyu', lang: 'zh-CN' })
  })

  test('two pages that log in side by side both arrive', async () => {
    const first = await begin()
    const second = await begin(first.cookie)
    expect((await finish(first.state, second.cookie)).statusCode).toBe(302)
    expect((await finish(second.state, second.cookie)).statusCode).toBe(302)
  })

  test('a used, a wrong and a foreign state are refused', async () => {
    const own = await begin()
    const other = await begin()
    expect((await finish(own.state, other.cookie)).statusCode).toBe(403)
    expect((await finish(own.state, '')).statusCode).toBe(403)
    expect((await finish('0'.repeat(32), own.cookie)).statusCode).toBe(403)
    expect((await finish(own.state, own.cookie)).statusCode).toBe(302)
    expect((await finish(own.state, own.cookie)).statusCode).toBe(403)
  })

  test('somebody who is no member reads so in Chinese', async () => {
    for (const user of [
      { kind: 'outsider' as const, externalUserid: 'wmAAA', openid: 'o1' },
      { kind: 'member' as const, userid: 'stranger', userTicket: null },
    ]) {
      house.world.oauthUser = async () => user
      const { state, cookie } = await begin()
      const reply = await finish(state, cookie)
      expect(reply.statusCode).toBe(403)
      expect(reply.body).toContain('没有使用权限')
      expect(reply.cookies.some((one) => one.name === 'zg_session')).toBe(false)
    }
  })

  test('a code that WeCom refuses is 403, a WeCom that is away is 502, both without a stack', async () => {
    house.world.oauthUser = async () => {
      throw new WecomRefused('auth/getuserinfo', { errcode: 40029, errmsg: 'invalid code' })
    }
    const first = await begin()
    expect((await finish(first.state, first.cookie)).statusCode).toBe(403)
    house.world.oauthUser = async () => {
      throw new WecomUnreachable('auth/getuserinfo', { sent: false, why: 'connect ECONNREFUSED 10.1.1.1' })
    }
    const second = await begin()
    const reply = await finish(second.state, second.cookie)
    expect(reply.statusCode).toBe(502)
    expect(reply.body).toContain('暂时连不上企业微信')
    expect(reply.body).not.toContain('10.1.1.1')
  })

  test('a foreign return address is refused before anything starts', async () => {
    const reply = await house.app.inject('/auth/login?return_to=https://evil.com')
    expect(reply.statusCode).toBe(400)
    expect(reply.headers.location).toBeUndefined()
  })

  test('logging out ends the session itself, not only the cookie', async () => {
    const cookie = house.cookieFor({
      userid: 'chenyu',
      name: '陈雨',
      role: 'rep',
      scope: { all: true },
      departments: [],
      leads: [],
    })
    const foreign = await house.app.inject({
      method: 'POST',
      url: '/auth/logout',
      headers: { cookie, origin: 'https://evil.com' },
    })
    expect(foreign.statusCode).toBe(403)
    const left = await house.app.inject({ method: 'POST', url: '/auth/logout', headers: { cookie } })
    expect(left.statusCode).toBe(204)
    const cleared = left.cookies.find(({ name }) => cookie.startsWith(`${name}=`))
    expect(cleared).toMatchObject({ value: '', path: '/', httpOnly: true, sameSite: 'Lax' })
    expect(cleared?.expires?.getTime()).toBe(0)
    expect((await house.app.inject({ url: '/api/me', headers: { cookie } })).statusCode).toBe(401)
  })
})
