import { afterAll, describe, expect, test } from 'vitest'
import { openSafeHouse } from './asvs-house.ts'

/** One answer of every kind: pages, refusals, errors, figures, redirects. */
const KINDS = [
  '/',
  '/sidebar/today',
  '/sidebar/assets/app.js',
  '/sidebar/assets/gone.js',
  '/auth/login',
  '/auth/login?return_to=https://evil.example',
  '/auth/callback?code=a&state=b',
  '/api/me',
  '/api/nothing',
  '/api/openapi.json',
  '/wecom/callback',
  '/livez',
  '/metrics',
  '/nothing',
]
const { app, ask, cookie, plainCookie, close } = await openSafeHouse()
afterAll(close)
const signIn = async (before = '') => {
  const login = await ask('/auth/login?return_to=/sidebar/today')
  const state = new URL(String(login.headers.location)).searchParams.get('state')
  const browser = login.cookies.find((one) => one.name === '__Host-zg_login')?.value ?? ''
  const back = await ask(`/auth/callback?code=CODE&state=${state}`, {
    cookie: `__Host-zg_login=${encodeURIComponent(browser)}; ${before}`,
  })
  return { login, back }
}

describe('every answer', () => {
  test('tells browsers to come by https alone for a year, on every name below ours', async () => {
    for (const url of KINDS)
      expect([url, (await ask(url)).headers['strict-transport-security']]).toEqual([
        url,
        'max-age=31536000; includeSubDomains',
      ])
  })

  test('carries the whole policy: own code, no plugins, no other base, frames of WeCom alone', async () => {
    for (const url of KINDS) {
      const policy = String((await ask(url)).headers['content-security-policy']).split(';')
      expect([url, policy]).toEqual([
        url,
        expect.arrayContaining(["default-src 'self'", "object-src 'none'", "base-uri 'none'", "connect-src 'self'"]),
      ])
      expect(policy.find((one) => one.startsWith('script-src'))).not.toMatch(/unsafe|\*|data:/)
      expect(policy.find((one) => one.startsWith('frame-ancestors'))).not.toMatch(/ \*|https:( |$)/)
    }
  })

  test('lets no browser guess its type, and tells no other site where people were', async () => {
    for (const url of KINDS) {
      const { headers } = await ask(url)
      expect([url, headers['x-content-type-options'], headers['referrer-policy']]).toEqual([
        url,
        'nosniff',
        'same-origin',
      ])
    }
  })

  test('with something in it names its type and its alphabet', async () => {
    for (const url of KINDS) {
      const { body, headers } = await ask(url)
      if (body !== '') expect([url, headers['content-type']]).toEqual([url, expect.stringMatching(/; charset=utf-8$/)])
    }
  })

  test('may be read by no page of another site, nor is one told that it may ask', async () => {
    for (const url of KINDS) {
      const { headers } = await ask(url, { cookie: cookie(), origin: 'https://evil.example' })
      expect([url, Object.keys(headers).filter((name) => name.startsWith('access-control'))]).toEqual([url, []])
    }
    const before = await app.inject({
      method: 'OPTIONS',
      url: '/api/me',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    expect([before.statusCode, before.headers['access-control-allow-origin']]).toEqual([404, undefined])
  })

  test('about people or a login is kept by no cache', async () => {
    for (const url of ['/api/me', '/auth/login', '/auth/callback?code=a&state=b'])
      expect([url, (await ask(url, { cookie: cookie() })).headers['cache-control']]).toEqual([url, 'no-store'])
  })
})

describe('a session', () => {
  test('is a cookie of this very host, for https alone and out of reach of scripts', async () => {
    const { login, back } = await signIn()
    for (const reply of [login, back]) {
      const [set] = reply.cookies
      expect(set).toMatchObject({ path: '/', secure: true, httpOnly: true, sameSite: 'Lax' })
      expect([set?.name.startsWith('__Host-'), set?.domain, reply.cookies.length]).toEqual([true, undefined, 1])
    }
    expect(back.body).toBe('')
  })

  test('is not opened by a cookie another host of the domain could have set', async () => {
    expect((await ask('/api/me', { cookie: plainCookie() })).statusCode).toBe(401)
    expect((await ask('/api/me', { cookie: cookie() })).statusCode).toBe(200)
  })

  test('ends with the next login of the same browser, which brings another', async () => {
    const before = cookie()
    const { back } = await signIn(before)
    expect(back.statusCode).toBe(302)
    const after = back.cookies[0]?.value ?? ''
    expect(before).not.toContain(encodeURIComponent(after))
    expect((await ask('/api/me', { cookie: before })).statusCode).toBe(401)
    expect((await ask('/api/me', { cookie: `__Host-zg_session=${encodeURIComponent(after)}` })).statusCode).toBe(200)
  })
})
