import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loggedUrl, maskLine } from '../../../src/http/logging.ts'
import { ADMIN, type House, openHouse, REP } from './house.ts'

const ORDERS = '/api/customers/wmAAA/orders'

describe('The doors of the API', () => {
  let house: House
  let rep: string
  let admin: string
  beforeAll(async () => {
    house = await openHouse()
    rep = house.cookieFor(REP)
    admin = house.cookieFor(ADMIN)
  })
  afterAll(() => house.app.close())
  const post = (url: string, payload: object | undefined, headers: Record<string, string>) =>
    house.app.inject({ method: 'POST', url, headers, ...(payload === undefined ? {} : { payload }) })

  test('without a session nobody gets in, and a cookie made by hand is no session', async () => {
    for (const cookie of ['', 'zg_session=token-of-chenyu', `${rep}x`]) {
      const reply = await house.app.inject({ url: '/api/me', headers: { cookie } })
      expect(reply.json()).toMatchObject({ statusCode: 401, error: 'Unauthorized', code: 'no-session' })
    }
  })

  test('a rep may not do what is for managers and admins', async () => {
    expect((await post('/api/jobs/stats/run', {}, { cookie: rep })).json()).toMatchObject({
      statusCode: 403,
      code: 'wrong-role',
    })
    const remove = await house.app.inject({ method: 'DELETE', url: '/api/digest-channels/7', headers: { cookie: rep } })
    expect(remove.statusCode).toBe(403)
  })

  test('an admin may, with or without a body, and 204 is really empty', async () => {
    expect((await post('/api/jobs/stats/run', undefined, { cookie: admin })).json()).toEqual({ name: 'stats' })
    expect(
      (await post('/api/jobs/stats/run', undefined, { cookie: admin, 'content-type': 'application/json' })).statusCode,
    ).toBe(202)
    const remove = await house.app.inject({
      method: 'DELETE',
      url: '/api/digest-channels/7',
      headers: { cookie: admin },
    })
    expect([remove.statusCode, remove.body]).toEqual([204, ''])
  })

  test('what the shape does not name stays inside, and the page chooses its language', async () => {
    const reply = await house.app.inject({ url: '/api/me', headers: { cookie: rep, 'x-lang': 'en' } })
    expect(reply.json()).toEqual({ userid: 'chenyu', lang: 'en' })
  })

  test('a wrong field is named', async () => {
    const reply = await post(ORDERS, { orderNo: 'A1', amount: 1.5 }, { cookie: rep })
    expect(reply.json()).toMatchObject({ statusCode: 400, error: 'Bad Request', code: 'invalid' })
    expect(reply.json().message).toContain('body.amount')
    const broken = await house.app.inject({
      method: 'POST',
      url: ORDERS,
      headers: { cookie: rep, 'content-type': 'application/json' },
      payload: '{"orderNo":',
    })
    expect(broken.statusCode).toBe(400)
  })

  test('an answer may have a status of its own; a refusal has its reason; a bug tells nothing', async () => {
    const made = await post(ORDERS, { orderNo: 'A1', amount: 100 }, { cookie: rep })
    expect([made.statusCode, made.json()]).toEqual([201, { orderNo: 'A1', amount: 100, currency: 'CNY' }])
    expect((await post(ORDERS, { orderNo: 'known', amount: 100 }, { cookie: rep })).statusCode).toBe(200)
    const refused = await post(ORDERS, { orderNo: 'refused', amount: 1 }, { cookie: rep })
    expect(refused.json()).toEqual({ statusCode: 409, error: 'Conflict', message: '已经结束。', code: 'already-ended' })
    const bug = await post(ORDERS, { orderNo: 'broken', amount: 1 }, { cookie: rep })
    expect(bug.statusCode).toBe(500)
    expect(bug.body).not.toContain('very_secret_table')
    expect(house.world.lines.join('')).toContain('very_secret_table')
  })

  test('another website cannot act through the browser of a rep', async () => {
    const body = { orderNo: 'A1', amount: 1 }
    for (const origin of ['https://evil.com', 'null', 'http://localhost:3001']) {
      expect((await post(ORDERS, body, { cookie: rep, origin })).json()).toMatchObject({
        statusCode: 403,
        code: 'foreign-origin',
      })
    }
    expect((await post(ORDERS, body, { cookie: rep, origin: 'http://localhost:3000' })).statusCode).toBe(201)
    expect(
      (await post(ORDERS, body, { cookie: rep, origin: 'http://10.0.0.5:8080', host: '10.0.0.5:8080' })).statusCode,
    ).toBe(201)
  })

  test('more than a mebibyte is too much', async () => {
    const reply = await post(ORDERS, { orderNo: 'x'.repeat(1_100_000), amount: 1 }, { cookie: rep })
    expect(reply.statusCode).toBe(413)
  })

  test('integrations come with a key that covers what they ask for; a session is no key', async () => {
    const ask = (headers: Record<string, string>) => house.app.inject({ url: '/api/open/customers?limit=5', headers })
    expect((await ask({ authorization: 'Bearer zg-good' })).json()).toEqual({ limit: 5, by: 'key:k1' })
    expect((await ask({ authorization: 'Bearer zg-narrow' })).statusCode).toBe(403)
    expect((await ask({ authorization: 'Bearer zg-wrong' })).statusCode).toBe(401)
    expect((await ask({ cookie: admin })).statusCode).toBe(401)
    expect((await house.app.inject({ url: '/api/me', headers: { authorization: 'Bearer zg-good' } })).statusCode).toBe(
      401,
    )
  })

  test('the description names every route of the API and nothing else', async () => {
    const reply = await house.app.inject('/api/openapi.json')
    const read = reply.json()
    expect(read.openapi).toBe('3.1.0')
    expect(Object.keys(read.paths).sort()).toEqual([
      '/api/customers/{externalUserid}/orders',
      '/api/digest-channels/{id}',
      '/api/jobs/{name}/run',
      '/api/me',
      '/api/open/customers',
    ])
    const order = read.paths['/api/customers/{externalUserid}/orders'].post
    expect(order.requestBody.content['application/json'].schema.properties.amount.type).toBe('integer')
    expect(Object.keys(order.responses)).toContain('201')
  })

  test('an unknown address is a plain 404', async () => {
    expect((await house.app.inject('/api/nothing')).json()).toMatchObject({ statusCode: 404, error: 'Not Found' })
  })

  test('health, readiness and figures', async () => {
    expect((await house.app.inject('/livez')).statusCode).toBe(200)
    expect((await house.app.inject('/readyz')).statusCode).toBe(200)
    house.world.isReady = false
    expect((await house.app.inject('/readyz')).statusCode).toBe(503)
    expect((await house.app.inject('/metrics')).body).toContain('zhanggui_http_request_seconds')
  })

  test('too many requests of one session are slowed down, others are not', async () => {
    const small = await openHouse({ limits: { api: 3, auth: 2 } })
    const cookie = small.cookieFor(REP)
    const statuses: number[] = []
    for (let i = 0; i < 4; i++)
      statuses.push((await small.app.inject({ url: '/api/me', headers: { cookie } })).statusCode)
    expect(statuses).toEqual([200, 200, 200, 429])
    expect((await small.app.inject({ url: '/api/me', headers: { cookie: small.cookieFor(ADMIN) } })).statusCode).toBe(
      200,
    )
    for (let i = 0; i < 2; i++) await small.app.inject('/auth/login')
    expect((await small.app.inject('/auth/login')).json()).toMatchObject({ statusCode: 429, code: 'too-many-requests' })
  })
})

describe('The page', () => {
  const dir = mkdtempSync(join(tmpdir(), 'sidebar-'))
  let house: House
  beforeAll(async () => {
    mkdirSync(join(dir, 'assets'))
    writeFileSync(join(dir, 'index.html'), '<!doctype html><html><head><title>掌柜</title></head><body></body></html>')
    writeFileSync(join(dir, 'assets', 'app-1a2b.js'), 'export {}')
    for (const [ending, pack] of [
      ['.br', brotliCompressSync],
      ['.gz', gzipSync],
    ] as const)
      writeFileSync(join(dir, 'assets', `app-1a2b.js${ending}`), pack('export {}'))
    writeFileSync(join(dir, 'icon.svg'), '<svg/>')
    house = await openHouse({ sidebarDir: dir, headHtml: '<script src="/sandbox/bridge.js"></script>' })
  })
  afterAll(async () => {
    await house.app.close()
    rmSync(dir, { recursive: true })
  })

  test('every path of the app is the page, always fresh, with what the sandbox puts in', async () => {
    for (const url of ['/sidebar/', '/sidebar/customers/wmAAA', '/sidebar/index.html']) {
      const reply = await house.app.inject(url)
      expect([reply.statusCode, reply.headers['cache-control']]).toEqual([200, 'no-cache'])
      expect(reply.body).toContain('<head><script src="/sandbox/bridge.js">')
    }
    expect((await house.app.inject('/')).headers.location).toBe('/sidebar/')
  })

  test('hashed files may be kept for ever, missing ones are missing', async () => {
    const asset = await house.app.inject('/sidebar/assets/app-1a2b.js')
    expect([asset.statusCode, asset.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable'])
    expect(asset.headers['content-type']).toMatch(/javascript/)
    expect((await house.app.inject('/sidebar/assets/gone.js')).statusCode).toBe(404)
    expect((await house.app.inject('/sidebar/icon.svg')).headers['content-type']).toMatch(/svg/)
  })

  test.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['br;q=0', undefined],
    ['deflate', undefined],
    ['', undefined],
  ])('a browser that takes "%s" gets the file packed as %s, and says the same either way', async (takes, packed) => {
    const headers = { 'accept-encoding': takes }
    const asset = await house.app.inject({ url: '/sidebar/assets/app-1a2b.js', headers })
    expect([asset.headers['content-encoding'], asset.headers.vary]).toEqual([packed, 'accept-encoding'])
    expect(asset.headers['content-type']).toMatch(/^(text|application)\/javascript; charset=utf-8$/)
    const unpack = packed === 'br' ? brotliDecompressSync : packed === 'gzip' ? gunzipSync : (whole: Buffer) => whole
    expect(unpack(asset.rawPayload).toString()).toBe('export {}')
  })

  test('what a browser holds already is not sent again, and a question for the head has no body', async () => {
    const url = '/sidebar/assets/app-1a2b.js'
    const headers = { 'accept-encoding': 'br' }
    const first = await house.app.inject({ url, headers })
    const again = await house.app.inject({ url, headers: { ...headers, 'if-none-match': String(first.headers.etag) } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
    const head = await house.app.inject({ method: 'HEAD', url, headers })
    expect([head.statusCode, head.body, head.headers['content-encoding']]).toEqual([200, '', 'br'])
  })

  test('nothing outside the folder can be read', async () => {
    for (const path of ['../package.json', '..%2f..%2fpackage.json', 'assets/..%2f..%2fpackage.json']) {
      const reply = await house.app.inject(`/sidebar/${path}`)
      expect(reply.body).not.toContain('"name"')
    }
  })

  test('a policy lets in our own scripts and WeCom’s, and WeCom may frame us', async () => {
    const policy = String((await house.app.inject('/sidebar/')).headers['content-security-policy'])
    expect(policy).toMatch(/script-src 'self' https:\/\/res\.wx\.qq\.com https:\/\/wwcdn\.weixin\.qq\.com/)
    expect(policy).toMatch(/frame-ancestors 'self' https:\/\/work\.weixin\.qq\.com/)
    expect(policy).not.toContain('upgrade-insecure-requests')
  })

  test('without a build a plain page says what to do', async () => {
    const bare = await openHouse({ sidebarDir: join(dir, 'nowhere') })
    const reply = await bare.app.inject('/sidebar/today')
    expect(reply.statusCode).toBe(503)
    expect(reply.body).toContain('npm run build')
  })
})

describe('What the log keeps quiet about', () => {
  test('who logs in, what WeCom sealed and what a rep searches for', () => {
    expect(loggedUrl('/wecom/callback?msg_signature=abc&echostr=def')).toBe('/wecom/callback')
    expect(loggedUrl('/auth/callback?code=C&state=S')).toBe('/auth/callback')
    expect(loggedUrl('/api/customers?q=王芳&stage=new')).toBe('/api/customers?q=***&stage=***')
  })
  test('keys, passwords and phone numbers in whatever text they stand', () => {
    const line = maskLine(
      '{"time":1763865600000,"msg":"POST https://q/send?key=693axxx postgres://u:pw@db/x 13812345678"}',
    )
    expect(line).not.toMatch(/693axxx|:pw@|13812345678/)
    expect(line).toContain('1763865600000')
  })
})
