import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsSignature } from '../../src/features/members/shapes.ts'
import { signJsSdk } from '../../src/wecom/jssdk.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

const WECOM = 'Mozilla/5.0 (iPhone) wxwork/4.1.36 MicroMessenger/7.0.1'

describe.each(ENGINES)('the first signature comes with the page, on %s', (engine) => {
  let world: World
  let rep: Client

  const open = (path: string, headers: Record<string, string>) => fetch(`${world.url}${path}`, { headers })
  const signatureIn = (html: string): (JsSignature & { url: string }) | null => {
    const text = /<script type="application\/json" id="signature">(.*?)<\/script>/.exec(html)?.[1]
    return text === undefined ? null : JSON.parse(text)
  }

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    rep = await world.as('wangmin')
  })
  afterAll(() => world.close())

  // No question of the database, and afterwards the refusal is believed for ten seconds.
  test.runIf(engine === 'embedded')(
    'while WeCom gives no ticket the page comes all the same, without one',
    async () => {
      world.sandbox.faults.set({ api: 'get_jsapi_ticket', kind: 'errcode', errcode: 60020 })
      const reply = await open('/sidebar/', { cookie: rep.cookie, 'user-agent': WECOM })
      expect(reply.status).toBe(200)
      expect(signatureIn(await reply.text())).toBeNull()
      world.sandbox.faults.clear()
    },
  )

  test('it is good for exactly the address that was opened, and nobody else may keep the page', async () => {
    const { wecom } = world.deps
    await expect.poll(() => wecom.jsapiTicket().catch(() => '')).not.toBe('')
    const tickets = [await wecom.jsapiTicket(), await wecom.agentTicket()] as const
    const path = '/sidebar/customers/wmX?from=message&t=%3C/script%3E'
    const reply = await open(path, { cookie: rep.cookie, 'user-agent': WECOM })
    const found = signatureIn(await reply.text())
    const url = `${world.url}${path}`
    expect(found?.url).toBe(url)
    for (const [ticket, page] of [
      [tickets[0], found?.config],
      [tickets[1], found?.agentConfig],
    ] as const) {
      const { nonceStr: nonce = '', timestamp = 0, signature } = page ?? {}
      expect(signature).toBe(signJsSdk({ ticket, nonce, timestamp, url }))
    }
    expect(reply.headers.get('cache-control')).toBe('private, no-cache')
  })

  test('who is not signed in, or opens it in another browser, gets the page without', async () => {
    const strangers = [
      { 'user-agent': WECOM },
      { 'user-agent': WECOM, cookie: 'zg_session=made.up' },
      { cookie: rep.cookie },
    ]
    for (const headers of strangers) {
      const reply = await open('/sidebar/', headers as Record<string, string>)
      expect(reply.status).toBe(200)
      expect(signatureIn(await reply.text())).toBeNull()
      expect(reply.headers.get('cache-control')).toBe('no-cache')
    }
  })
})
