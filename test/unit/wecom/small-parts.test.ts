import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteLength, fitBytes, wecomJson } from '../../../src/wecom/bytes.ts'
import { wireCard } from '../../../src/wecom/cards.ts'
import { createTurnstile } from '../../../src/wecom/concurrency.ts'
import { authorizeUrl } from '../../../src/wecom/oauth.ts'
import { memoryTokenStore } from '../../../src/wecom/token.ts'
import { usableSeconds } from '../../../src/wecom/token-keeper.ts'
import { parseRobotUrl } from '../../../src/wecom/webhook-url.ts'

describe('the login address', () => {
  const input = {
    oauthUrl: 'https://open.weixin.qq.com',
    corpId: 'ww1',
    agentId: '1000002',
    redirectUri: 'https://crm.example.com/auth/callback?x=1&y=2',
    state: 'abc123',
  }

  it('asks silently for who opens the page and ends in the fragment WeCom insists on', () => {
    expect(authorizeUrl(input)).toBe(
      'https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww1' +
        '&redirect_uri=https%3A%2F%2Fcrm.example.com%2Fauth%2Fcallback%3Fx%3D1%26y%3D2' +
        '&response_type=code&scope=snsapi_base&state=abc123&agentid=1000002#wechat_redirect',
    )
  })

  it('keeps a path in front of a proxy', () => {
    expect(authorizeUrl({ ...input, oauthUrl: 'http://127.0.0.1:9/oauth/' })).toContain(
      'http://127.0.0.1:9/oauth/connect/oauth2/authorize?',
    )
  })

  it('refuses a state that WeCom would mangle', () => {
    expect(() => authorizeUrl({ ...input, state: 'a b' })).toThrow()
  })
})

describe('the address of a group robot', () => {
  const api = 'https://qyapi.weixin.qq.com'
  const url = `${api}/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa`

  it('is taken as WeCom shows it', () => {
    expect(parseRobotUrl(` ${url}\n`, api)).toEqual({ ok: true, key: '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa' })
    expect(parseRobotUrl('http://p:8080/w/cgi-bin/webhook/send?key=k', 'http://p:8080/w/')).toEqual({
      ok: true,
      key: 'k',
    })
  })

  it('cannot be used to make the server call anything else', () => {
    const why = (address: string) => {
      const parsed = parseRobotUrl(address, api)
      return parsed.ok ? 'ok' : parsed.why
    }
    expect(why('hello')).toBe('not-a-url')
    expect(why('http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k')).toBe('foreign-origin')
    expect(why('https://qyapi.weixin.qq.com.evil.cn/cgi-bin/webhook/send?key=k')).toBe('foreign-origin')
    expect(why('https://a@qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k')).toBe('foreign-origin')
    expect(why('https://qyapi.weixin.qq.com:444/cgi-bin/webhook/send?key=k')).toBe('foreign-origin')
    expect(why('file:///cgi-bin/webhook/send?key=k')).toBe('foreign-origin')
    expect(why(`${api}/cgi-bin/gettoken?key=k`)).toBe('wrong-path')
    expect(why(`${api}/cgi-bin/webhook/send/../../gettoken?key=k`)).toBe('wrong-path')
    expect(why(`${api}/cgi-bin/webhook/send`)).toBe('no-key')
    expect(why(`${api}/cgi-bin/webhook/send?key=a%26b`)).toBe('no-key')
  })
})

describe('counting bytes', () => {
  it('cuts a long text between characters and never over the limit', () => {
    expect(fitBytes('你好', 6)).toBe('你好')
    expect(fitBytes('你好啊', 8)).toBe('你…')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 3, max: 60 }), (text, max) => {
        const cut = fitBytes(text, max)
        expect(byteLength(cut)).toBeLessThanOrEqual(max)
        expect(text.startsWith(cut.endsWith('…') && cut !== text ? cut.slice(0, -1) : cut)).toBe(true)
      }),
    )
  })

  it('drops half an emoji, for which WeCom would refuse the whole request', () => {
    const cut = '😀'.slice(0, 1)
    expect(wecomJson({ a: `你${cut}好`, b: ['😀'], c: `${'😀'.slice(1)}x` })).toBe('{"a":"你好","b":["😀"],"c":"x"}')
  })
})

describe('cards', () => {
  it('are written as WeCom spells them', () => {
    const card = wireCard({
      kind: 'buttons',
      taskId: 'follow-1',
      title: '今天联系王女士',
      rows: [
        { label: '阶段', value: '意向' },
        { label: '负责人', value: '林', userid: 'lin' },
      ],
      buttons: [{ text: '已联系', key: 'done', style: 1 }],
    })
    expect(JSON.parse(JSON.stringify(card))).toEqual({
      card_type: 'button_interaction',
      main_title: { title: '今天联系王女士' },
      task_id: 'follow-1',
      horizontal_content_list: [
        { keyname: '阶段', value: '意向' },
        { keyname: '负责人', value: '林', type: 3, userid: 'lin' },
      ],
      button_list: [{ text: '已联系', key: 'done', style: 1 }],
    })
    expect(wireCard({ kind: 'notice', title: '日报', url: 'https://x' })).toMatchObject({
      card_type: 'text_notice',
      card_action: { type: 1, url: 'https://x' },
    })
  })
})

describe('keeping tokens', () => {
  it('fetches once for everybody who came with the same old token', async () => {
    const store = memoryTokenStore()
    let fetched = 0
    const fetch = async () => {
      fetched += 1
      return { token: `t${fetched}`, expiresInSeconds: 60 }
    }
    const first = await Promise.all(Array.from({ length: 20 }, () => store.lockAndRefresh('n', 0, fetch)))
    expect(new Set(first.map(({ token }) => token))).toEqual(new Set(['t1']))
    expect(await store.lockAndRefresh('n', 0, fetch)).toEqual({ token: 't1', generation: 1 })
    expect(await store.lockAndRefresh('n', 1, fetch)).toEqual({ token: 't2', generation: 2 })
    expect(await store.read('n')).toEqual({ token: 't2', generation: 2 })
    expect(await store.read('other')).toBeNull()
  })

  it('forgets an expired token but goes on counting, and stores nothing when fetching fails', async () => {
    let now = 0
    const store = memoryTokenStore(() => now)
    await store.lockAndRefresh('n', 0, async () => ({ token: 'a', expiresInSeconds: 10 }))
    now = 10_000
    expect(await store.read('n')).toBeNull()
    await expect(store.lockAndRefresh('n', 0, () => Promise.reject(new Error('down')))).rejects.toThrow('down')
    const again = await store.lockAndRefresh('n', 0, async () => ({ token: 'b', expiresInSeconds: 10 }))
    expect(again).toEqual({ token: 'b', generation: 2 })
  })

  it('renews five minutes early, and a short-lived token a tenth early', () => {
    expect([7200, 600, 10, 1].map(usableSeconds)).toEqual([6900, 540, 9, 1])
  })
})

describe('the turnstile in front of an API', () => {
  it('lets only so many through at a time, in order, and goes on after a failure', async () => {
    const turnstile = createTurnstile()
    const order: number[] = []
    let inside = 0
    let most = 0
    const tasks = Array.from({ length: 12 }, (_empty, at) =>
      turnstile('api', 3, async () => {
        order.push(at)
        inside += 1
        most = Math.max(most, inside)
        await new Promise((resolve) => setImmediate(resolve))
        inside -= 1
        if (at === 2) throw new Error('one fails')
      }),
    )
    const results = await Promise.allSettled(tasks)
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1)
    expect(most).toBe(3)
    expect(order).toEqual(Array.from({ length: 12 }, (_empty, at) => at))
  })
})
