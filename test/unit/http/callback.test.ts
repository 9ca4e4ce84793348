import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sealEnvelope, writeEncrypt } from '../../../src/wecom/envelope.ts'
import { type House, KEYS, openHouse } from './house.ts'

const EVENT = (extra = '') =>
  `<xml><ToUserName>wwcorp01</ToUserName><FromUserName>sys</FromUserName><CreateTime>1763865600</CreateTime><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>add_external_contact</ChangeType><UserID>chenyu</UserID><ExternalUserID>wmAAA</ExternalUserID>${extra}</xml>`

let nonce = 0
const sealed = (plaintext: string, keys = KEYS) => {
  const parts = sealEnvelope(keys, plaintext, { timestamp: '1763865600', nonce: `n${nonce++}` })
  const query = new URLSearchParams({ msg_signature: parts.signature, timestamp: parts.timestamp, nonce: parts.nonce })
  return {
    parts,
    query: query.toString(),
    body: writeEncrypt(parts, { receiveId: keys.receiveId, agentId: '1000002' }),
  }
}

describe('What WeCom tells us', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
    await house.app.listen({ port: 0, host: '127.0.0.1' })
  })
  afterAll(() => house.app.close())
  beforeEach(() => {
    house.world.stored.length = 0
    house.world.storeFails = false
  })
  const post = (query: string, body: string, type = 'text/xml') =>
    house.app.inject({
      method: 'POST',
      url: `/wecom/callback?${query}`,
      headers: { 'content-type': type },
      payload: body,
    })

  test('a new friend is stored and answered with 200 and nothing else', async () => {
    const { query, body } = sealed(EVENT())
    const reply = await post(query, body)
    expect([reply.statusCode, reply.body]).toEqual([200, ''])
    expect(house.world.stored).toEqual([
      {
        ...{ plaintext: EVENT(), body: EVENT() },
        ...{ event: 'change_external_contact/add_external_contact', orderKey: 'wmAAA', lane: 1 },
      },
    ])
  })

  test('a welcome code overtakes everything', async () => {
    const { query, body } = sealed(EVENT('<WelcomeCode>CODE20S</WelcomeCode>'))
    await post(query, body)
    expect(house.world.stored[0]?.lane).toBe(0)
  })

  test('the same event under a fresh nonce hands over the same text, which is what makes it one', async () => {
    for (const one of [sealed(EVENT()), sealed(EVENT())]) expect((await post(one.query, one.body)).statusCode).toBe(200)
    const [first, second] = house.world.stored
    expect(first?.plaintext).toBe(second?.plaintext)
  })

  test.each([
    'text/xml',
    'application/xml',
    'application/json',
    'text/plain',
    'multipart/form-data',
    'not a type',
    '',
    'x/y; charset=gbk',
  ])('content type "%s" makes no difference', async (type) => {
    const { query, body } = sealed(EVENT())
    expect((await post(query, body, type)).statusCode).toBe(200)
  })

  test('no content type over a real socket makes no difference', async () => {
    const { query, body } = sealed(EVENT())
    const request = supertest(house.app.server).post(`/wecom/callback?${query}`).unset('content-type')
    const reply = await request.send(Buffer.from(body))
    expect([reply.status, reply.text]).toEqual([200, ''])
  })

  test('a signature that is not WeCom’s is refused before anything is decrypted', async () => {
    const { query, body } = sealed(EVENT())
    const forged = query.replace(/msg_signature=../, 'msg_signature=zz')
    expect((await post(forged, body)).statusCode).toBe(403)
    expect(house.world.stored).toEqual([])
  })

  test('an event for another company is refused', async () => {
    const { query, body } = sealed(EVENT(), { ...KEYS, receiveId: 'wwother' })
    expect((await post(query, body)).statusCode).toBe(403)
  })

  test.each([
    ['without a query', () => ({ query: '', body: sealed(EVENT()).body })],
    ['with a doubled signature', () => ({ ...sealed(EVENT()), query: `${sealed(EVENT()).query}&msg_signature=a` })],
    ['with an empty body', () => ({ ...sealed(EVENT()), body: '' })],
    ['with a body that is no XML', () => ({ ...sealed(EVENT()), body: '<xml><Encrypt>' })],
    ['with a plaintext that is no XML', () => sealed('hello')],
    [
      'with a text that nobody sealed',
      () => {
        const parts = sealEnvelope({ ...KEYS, encodingAesKey: 'a'.repeat(43) }, EVENT(), { timestamp: '1', nonce: '2' })
        const query = `msg_signature=${parts.signature}&timestamp=1&nonce=2`
        return { query, body: writeEncrypt(parts, { receiveId: 'wwcorp01' }) }
      },
    ],
  ])('a call %s is malformed', async (_name, make) => {
    const { query, body } = make()
    const reply = await post(query, body)
    expect(reply.statusCode).toBe(400)
    expect(reply.json()).toMatchObject({ statusCode: 400, error: 'Bad Request' })
    expect(house.world.stored).toEqual([])
  })

  test('64 KiB are read, one byte more is too much', async () => {
    const { query } = sealed(EVENT())
    expect((await post(query, 'x'.repeat(65_536))).statusCode).toBe(400)
    expect((await post(query, 'x'.repeat(65_537))).statusCode).toBe(413)
  })

  test('too much over a real socket gets its 413 too', async () => {
    const { query } = sealed(EVENT())
    const reply = await supertest(house.app.server)
      .post(`/wecom/callback?${query}`)
      .type('text/xml')
      .send('x'.repeat(200_000))
    expect(reply.status).toBe(413)
  })

  test('while the store is down WeCom hears 503 and nothing about our insides', async () => {
    house.world.storeFails = true
    const { query, body } = sealed(EVENT())
    const reply = await post(query, body)
    expect(reply.statusCode).toBe(503)
    expect(reply.body).not.toMatch(/10\.0\.0\.7|wmAAA|at /)
  })

  test('a store that does not answer in time is down', async () => {
    const { callbackRoutes } = await import('../../../src/http/callback.ts')
    const { default: Fastify } = await import('fastify')
    const app = Fastify()
    await app.register(callbackRoutes({ keys: KEYS, store: () => new Promise(() => {}), storeWithinMs: 20 }))
    const { query, body } = sealed(EVENT())
    const reply = await app.inject({ method: 'POST', url: `/wecom/callback?${query}`, payload: body })
    expect(reply.statusCode).toBe(503)
  })

  test('hundreds a minute from one address are all taken', async () => {
    const replies = await Promise.all(
      Array.from({ length: 300 }, () => {
        const { query, body } = sealed(EVENT())
        return post(query, body)
      }),
    )
    expect(replies.every((reply) => reply.statusCode === 200)).toBe(true)
  })
})

describe('WeCom checks our address', () => {
  const check = async (query: string) => (await openHouse()).app.inject(`/wecom/callback?${query}`)
  const queryOf = (text: string, keys = KEYS) => {
    const { parts, query } = sealed(text, keys)
    return { query: `${query}&echostr=${encodeURIComponent(parts.encrypt)}`, raw: `${query}&echostr=${parts.encrypt}` }
  }

  test('it gets the plain text back', async () => {
    const reply = await check(queryOf('1616140317555161061').query)
    expect([reply.statusCode, reply.body]).toEqual([200, '1616140317555161061'])
    expect(reply.headers['content-type']).toMatch(/^text\/plain/)
  })
  test('a proxy that unescaped the plus signs does no harm', async () => {
    expect((await check(queryOf('12345678901234567890').raw)).statusCode).toBe(200)
  })
  test('a wrong signature and another company are refused, an incomplete call is malformed', async () => {
    const { query } = queryOf('123')
    expect((await check(query.replace('timestamp=1', 'timestamp=2'))).statusCode).toBe(403)
    expect((await check(queryOf('123', { ...KEYS, receiveId: 'wwother' }).query)).statusCode).toBe(403)
    expect((await check(query.replace(/&echostr=.*/, ''))).statusCode).toBe(400)
    expect((await check('')).statusCode).toBe(400)
  })
})
