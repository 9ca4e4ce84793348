import { connect } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { route } from '../../src/http/route.ts'
import { openHouse, REP, ROUTES } from '../unit/http/house.ts'
import { openSafeHouse, PUBLIC_ASKER } from './asvs-house.ts'

const { app, ask, cookie, close, lines, page } = await openSafeHouse()
afterAll(close)

describe('from the internet', () => {
  const from = (remoteAddress: string, url: string, headers: Record<string, string> = {}) =>
    app.inject({ url, remoteAddress, headers })

  test('nobody reads the figures, by a proxy or without one', async () => {
    for (const near of ['127.0.0.1', '::1', '10.0.0.7', '::ffff:172.18.0.3', 'fd00::5', '100.64.1.2'])
      expect([near, (await from(near, '/metrics')).statusCode]).toEqual([near, 200])
    for (const far of [PUBLIC_ASKER, '::ffff:203.0.113.9', '2001:db8::1', '172.32.0.1'])
      expect([far, (await from(far, '/metrics')).statusCode]).toEqual([far, 404])
    expect((await from('127.0.0.1', '/metrics', { 'x-forwarded-for': PUBLIC_ASKER })).statusCode).toBe(404)
  })

  test('nobody chooses the address we know them by', async () => {
    const seen = async (remoteAddress: string, given: string) => {
      lines.length = 0
      await from(remoteAddress, '/api/nothing', { 'x-forwarded-for': given, 'x-real-ip': '10.0.0.1' })
      return (JSON.parse(lines[0] ?? '{}') as { req: { ip: string } }).req.ip
    }
    expect(await seen(PUBLIC_ASKER, '10.0.0.1')).toBe(PUBLIC_ASKER)
    expect(await seen('127.0.0.1', `198.51.100.1, ${PUBLIC_ASKER}`)).toBe(PUBLIC_ASKER)
  })

  test('TRACE, folders and what a repository leaves behind are answered by nothing', async () => {
    const trace = await app.inject({ method: 'TRACE' as 'GET', url: '/api/me', headers: { cookie: cookie() } })
    expect([trace.statusCode, trace.body.includes('zg_session')]).toEqual([404, false])
    for (const url of ['/.git/config', '/.env', '/package.json', '/src/main.ts', '/data/data.key', '/sidebar/assets/'])
      expect([url, (await ask(url)).statusCode]).toEqual([url, 404])
  })

  test('a request whose end can be read in two ways is not read at all', async () => {
    await app.listen({ port: 0, host: '127.0.0.1' })
    const address = app.server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const answers = (head: string) =>
      new Promise<string[]>((resolve, reject) => {
        let text = ''
        const socket = connect(port, '127.0.0.1', () =>
          socket.write(
            `POST /api/jobs/stats/run HTTP/1.1\r\nHost: a\r\n${head}\r\n\r\n0\r\n\r\nGET /livez HTTP/1.1\r\n\r\n`,
          ),
        )
        socket.on('data', (part) => {
          text += part
        })
        socket.on('close', () => resolve(text.match(/HTTP\/1\.1 \d+/g) ?? []))
        socket.on('error', reject)
      })
    for (const head of [
      'Content-Length: 5\r\nTransfer-Encoding: chunked',
      'Transfer-Encoding: chunked\r\nContent-Length: 5',
      'Content-Length: 5\r\nContent-Length: 6',
      'Transfer-Encoding: identity, chunked\r\nContent-Length: 0',
    ])
      expect([head, await answers(head)]).toEqual([head, ['HTTP/1.1 400']])
  })
})

describe('the log', () => {
  const lineOf = async (url: string, headers: Record<string, string> = {}, method: 'GET' | 'POST' = 'GET') => {
    lines.length = 0
    await app.inject({ method, url, headers, remoteAddress: PUBLIC_ASKER })
    return JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>
  }

  test('says of everybody who is turned away why, and who it was', async () => {
    expect(await lineOf('/api/me')).toMatchObject({ refused: 'no-session', res: { statusCode: 401 } })
    const own = { cookie: cookie() }
    const job = '/api/jobs/stats/run'
    expect(await lineOf(job, own, 'POST')).toMatchObject({ refused: 'wrong-role', by: 'chenyu' })
    expect(await lineOf(job, { ...own, origin: 'https://evil.example' }, 'POST')).toMatchObject({
      refused: 'foreign-origin',
    })
    const narrow = { authorization: 'Bearer zg-narrow' }
    expect(await lineOf('/api/open/customers', narrow)).toMatchObject({ refused: 'missing-scope', by: 'key:k2' })
    expect(await lineOf('/auth/callback?code=a&state=b')).toMatchObject({ refused: 'bad-login-state' })
    expect(await lineOf('/wecom/callback?msg_signature=a&timestamp=1&nonce=2', {}, 'POST')).toMatchObject({
      refused: 'malformed',
    })
    expect(await lineOf('/api/customers/wmAAA/orders', own, 'POST')).toMatchObject({ refused: 'invalid', by: 'chenyu' })
  })

  test('says when, where from, what and how it ended, in one line that programs read', async () => {
    const line = await lineOf('/api/me?q=王芳', { cookie: cookie() })
    expect(line).toMatchObject({
      req: { method: 'GET', url: '/api/me?q=***', ip: PUBLIC_ASKER },
      res: { statusCode: 200 },
      reqId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(Math.abs(Date.now() - Number(line.time))).toBeLessThan(60_000)
    expect(lines.every((one) => one.indexOf('\n') === one.length - 1)).toBe(true)
  })
})

test('a value that is given twice is not taken for one', async () => {
  expect((await ask('/auth/callback?code=a&state=b&state=c')).statusCode).toBe(403)
  expect((await ask('/auth/login?return_to=/sidebar/&return_to=/sidebar/')).statusCode).toBe(400)
  const key = { authorization: 'Bearer zg-good' }
  expect((await ask('/api/open/customers?limit=5&limit=6', key)).statusCode).toBe(400)
  expect((await ask('/wecom/callback?msg_signature=a&msg_signature=b&timestamp=1&nonce=2&echostr=x')).statusCode).toBe(
    400,
  )
})

describe('what comes with a request', () => {
  test('beyond its shape does not reach the house, and nothing is turned into another type', async () => {
    const key = 'POST /api/customers/:externalUserid/orders'
    const seen: unknown[] = []
    const listening = await openHouse({
      routes: {
        ...ROUTES,
        [key]: route({
          summary: 'Listens',
          params: z.object({ externalUserid: z.string() }),
          body: z.object({ orderNo: z.string(), amount: z.number().int(), currency: z.string().default('CNY') }),
          reply: z.object({}),
          handle: async ({ body }) => {
            seen.push(body)
            return {}
          },
        }),
      },
    })
    const post = (payload: object) =>
      listening.app.inject({
        method: 'POST',
        url: '/api/customers/wmAAA/orders',
        headers: { cookie: listening.cookieFor(REP) },
        payload,
      })
    expect((await post({ orderNo: 'A1', amount: 1, userid: 'zhoumin', role: 'admin' })).statusCode).toBe(200)
    expect(seen).toEqual([{ orderNo: 'A1', amount: 1, currency: 'CNY' }])
    for (const wrong of ['1', [1], true, null, { $gt: 0 }, 1.5])
      expect([wrong, (await post({ orderNo: 'A1', amount: wrong })).statusCode]).toEqual([wrong, 400])
    for (const wrong of [1, ['A1'], {}]) expect((await post({ orderNo: wrong, amount: 1 })).statusCode).toBe(400)
    await listening.app.close()
  })

  test('in its address opens nothing: keys and sessions count in the header alone', async () => {
    const session = encodeURIComponent(cookie().split('=')[1] ?? '')
    for (const query of ['access_token=zg-good', 'key=zg-good', 'authorization=Bearer%20zg-good'])
      expect((await ask(`/api/open/customers?${query}`)).statusCode).toBe(401)
    expect((await ask(`/api/me?__Host-zg_session=${session}`)).statusCode).toBe(401)
  })

  test('again and again from one address, to log in, is slowed down', async () => {
    const strict = await openHouse({ limits: { api: 100, auth: 3 } })
    const tried = []
    for (let turn = 0; turn < 5; turn += 1)
      tried.push((await strict.app.inject('/auth/callback?code=a&state=b')).statusCode)
    expect(tried).toEqual([403, 403, 403, 429, 429])
    const other = await strict.app.inject({ url: '/auth/callback?code=a&state=b', remoteAddress: PUBLIC_ASKER })
    expect(other.statusCode).toBe(403)
    await strict.app.close()
  })
})

test('the signature a page brings along cannot end the element it stands in', async () => {
  const evil = '</script><script>alert(1)</script>'
  const bringing = await openHouse({ sidebarDir: page, signFirst: async (_token, path) => ({ url: path, evil }) })
  const { body } = await bringing.app.inject({
    url: '/sidebar/today',
    headers: { cookie: bringing.cookieFor(REP), 'user-agent': 'wxwork/4.1' },
  })
  const brought = /<script type="application\/json" id="signature">(.*?)<\/script>/.exec(body)?.[1] ?? ''
  expect([JSON.parse(brought), body.includes('<script>alert')]).toEqual([{ url: '/sidebar/today', evil }, false])
  await bringing.app.close()
})
