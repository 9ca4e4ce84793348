import { afterEach, describe, expect, it } from 'vitest'
import { createWecom } from '../../../src/wecom/client.ts'
import type { CallReport, WecomOptions } from '../../../src/wecom/client-types.ts'
import { WecomRefused, WecomUnreachable } from '../../../src/wecom/errors.ts'
import { type Limiter, type LimitKey, noLimiter } from '../../../src/wecom/limiter.ts'
import { memoryTokenStore } from '../../../src/wecom/token.ts'
import { type Answer, startTinyWecom } from './tiny-wecom.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const SECRET = 'the-corp-secret-value'

const start = async (answers: Record<string, Answer>, options: Partial<WecomOptions> = {}) => {
  let issued = 0
  const gettoken = () => {
    issued += 1
    return { errcode: 0, errmsg: 'ok', access_token: `token-number-${issued}`, expires_in: 7200 }
  }
  const server = await startTinyWecom({ gettoken, ...answers })
  const wecom = createWecom({
    corpId: 'ww1',
    agentId: '1000002',
    secret: SECRET,
    apiUrl: server.url,
    tokens: memoryTokenStore(),
    limiter: noLimiter,
    timeoutMs: 4000,
    ...options,
  })
  closing.push(server.close, wecom.close)
  return { server, wecom }
}

const refusal = async (promise: Promise<unknown>): Promise<WecomRefused> => {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof WecomRefused) return error
  throw new Error(`expected a refusal, got ${String(error)}`)
}

const lost = async (promise: Promise<unknown>): Promise<WecomUnreachable> => {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof WecomUnreachable) return error
  throw new Error(`expected no answer, got ${String(error)}`)
}

const needing =
  (token: string, body: object): Answer =>
  (seen) =>
    seen.query.access_token === token ? { errcode: 0, ...body } : { errcode: 40014, errmsg: 'invalid access_token' }

describe('the token', () => {
  it('is fetched once for twenty callers who start together', async () => {
    const { server, wecom } = await start({ 'user/get': (seen) => ({ errcode: 0, userid: seen.query.userid }) })
    await Promise.all(Array.from({ length: 20 }, (_empty, at) => wecom.member(`user${at}`)))
    expect(server.asked('gettoken')).toHaveLength(1)
    expect(server.asked('gettoken')[0]?.query).toEqual({ corpid: 'ww1', corpsecret: SECRET })
    expect(server.asked('user/get').every((seen) => seen.query.access_token === 'token-number-1')).toBe(true)
  })

  it('is renewed once for twenty callers whose token was revoked, and each call is repeated once', async () => {
    const { server, wecom } = await start({ 'user/get': needing('token-number-2', { userid: 'lin' }) })
    await Promise.all(Array.from({ length: 20 }, () => wecom.member('lin')))
    expect(server.asked('gettoken')).toHaveLength(2)
    expect(server.asked('user/get').length).toBeLessThanOrEqual(40)
  })

  it('is not renewed again and again when WeCom refuses every one', async () => {
    const { server, wecom } = await start({ 'user/get': () => ({ errcode: 42001, errmsg: 'expired' }) })
    expect((await refusal(wecom.member('lin'))).klass).toBe('refresh-token')
    expect(server.asked('user/get')).toHaveLength(2)
    await refusal(wecom.member('lin'))
    await refusal(wecom.member('lin'))
    expect(server.asked('gettoken')).toHaveLength(2)
  })

  it('is shared with another process through the store', async () => {
    const tokens = memoryTokenStore()
    const one = await start({ 'user/get': needing('token-number-1', { userid: 'lin' }) }, { tokens })
    const other = createWecom({
      corpId: 'ww1',
      agentId: '1000002',
      secret: SECRET,
      apiUrl: one.server.url,
      tokens,
      limiter: noLimiter,
    })
    closing.push(other.close)
    await one.wecom.member('lin')
    await other.member('lin')
    expect(one.server.asked('gettoken')).toHaveLength(1)
  })

  it('is not asked for in a loop when the secret is wrong', async () => {
    const gettoken = () => ({ errcode: 40001, errmsg: `invalid credential ${SECRET}, hint: [1]` })
    const { server, wecom } = await start({ gettoken })
    const first = await refusal(wecom.member('lin'))
    expect([first.api, first.klass]).toEqual(['gettoken', 'fix-config'])
    for (let time = 0; time < 5; time += 1) await refusal(wecom.followUserids())
    expect(server.asked('gettoken')).toHaveLength(1)
    expect(`${first.message} ${first.stack}`).not.toContain(SECRET)
  })
})

describe('an answer', () => {
  it('is a refusal although it carries an empty list', async () => {
    const follow = () => ({ errcode: 48002, errmsg: 'api forbidden', follow_user: [] })
    const { wecom } = await start({ 'externalcontact/get_follow_user_list': follow })
    expect((await refusal(wecom.followUserids())).errcode).toBe(48002)
  })

  it('without an error code is a yes', async () => {
    const { wecom } = await start({ get_api_domain_ip: () => ({ ip_list: ['182.254.11.176'] }) })
    expect(await wecom.apiDomainIps()).toEqual(['182.254.11.176'])
  })

  it('of 84061 means a rep without customers', async () => {
    const list = () => ({ errcode: 84061, errmsg: 'not external contact', external_userid: [] })
    const { wecom } = await start({
      'externalcontact/list': list,
      'externalcontact/batch/get_by_user': list,
    })
    expect(await wecom.customerIds('lin')).toEqual([])
    expect(await wecom.customersByUsers(['lin'])).toEqual({ rows: [], nextCursor: null, unlicensedUserids: [] })
  })

  it('that never comes, is cut off or is no JSON means that WeCom may have acted', async () => {
    const { wecom } = await start(
      {
        'a/silent': () => () => {},
        'a/cut': () => (response: { destroy(): void }) => response.destroy(),
        'a/half':
          () => (response: { writeHead(s: number, h: object): void; write(t: string): void; destroy(): void }) => {
            response.writeHead(200, { 'content-length': 100 })
            response.write('{"errcode":0')
            setTimeout(() => response.destroy(), 20)
          },
        'a/html': () => (response: { end(text: string): void }) => response.end('<html>'),
        'a/broken': () => (response: { writeHead(s: number): { end(): void } }) => response.writeHead(502).end(),
      },
      { timeoutMs: 300 },
    )
    for (const api of ['a/silent', 'a/cut', 'a/half', 'a/html', 'a/broken']) {
      expect((await lost(wecom.call(api))).sent, api).toBe(true)
    }
    expect((await lost(wecom.call('a/unknown'))).sent).toBe(false)
  })

  it('cannot come when nobody listens, and then nothing was sent', async () => {
    const { server, wecom } = await start({})
    await server.close()
    const error = await lost(wecom.member('lin'))
    expect([error.sent, error.api]).toEqual([false, 'gettoken'])
  })

  it('is not waited for when the process stops', async () => {
    const { wecom } = await start({ 'a/silent': () => () => {} })
    const hanging = lost(wecom.call('a/silent'))
    await new Promise((resolve) => setTimeout(resolve, 50))
    await wecom.close()
    expect((await hanging).sent).toBe(true)
    expect((await lost(wecom.call('a/silent'))).sent).toBe(false)
  })

  it('in an unexpected shape says where, never what', async () => {
    const { wecom } = await start({ 'user/get': () => ({ errcode: 0, name: '机密', userid: { a: '机密' } }) })
    const error = await lost(wecom.member('lin'))
    expect(error.message).toContain('userid')
    expect(error.message).not.toContain('机密')
  })

  it('never shows a token in an error or a log line', async () => {
    const lines: string[] = []
    const note = (facts: object, text: string) => void lines.push(JSON.stringify(facts) + text)
    const reports: CallReport[] = []
    const { wecom } = await start(
      { 'user/get': (seen) => ({ errcode: 60011, errmsg: `no ${seen.query.access_token} access_token=abcdef` }) },
      { log: { debug: note, warn: note }, metrics: (report) => reports.push(report) },
    )
    const error = await refusal(wecom.member('lin'))
    expect(`${error.message}${error.errmsg}${lines.join('')}`).not.toMatch(/token-number|abcdef|the-corp-secret/)
    expect(reports.map(({ api, outcome, errcode }) => [api, outcome, errcode])).toEqual([
      ['gettoken', 'ok', 0],
      ['user/get', 'refused', 60011],
    ])
  })
})

describe('limits', () => {
  const recording = () => {
    const taken: { keys: LimitKey[]; lane: string }[] = []
    const blocked: [string, number][] = []
    const limiter: Limiter = {
      take: async (keys, { lane }) => void taken.push({ keys: [...keys], lane }),
      block: async (key, untilMs) => void blocked.push([key, untilMs]),
    }
    return { limiter, taken, blocked }
  }

  it('are asked before every call, in the lane of the caller', async () => {
    const { limiter, taken } = recording()
    const { wecom } = await start(
      {
        'message/send': () => ({ errcode: 0, msgid: 'm1' }),
        'externalcontact/send_welcome_msg': () => ({ errcode: 0 }),
      },
      { limiter },
    )
    await wecom.inLane('bulk').sendAppMessage({ toUsers: ['Lin', 'chen'], text: '早' })
    await wecom.sendWelcome({ welcomeCode: 'c', text: '您好' })
    expect(taken[0]?.lane).toBe('bulk')
    expect(taken[0]?.keys.map(({ key }) => key)).toEqual([
      'api:message/send:60',
      'api:message/send:3600',
      'message/send:1000002:lin:60',
      'message/send:1000002:lin:3600',
      'message/send:1000002:chen:60',
      'message/send:1000002:chen:3600',
    ])
    expect(taken[1]?.lane).toBe('urgent')
  })

  it('are closed for a minute when WeCom says "too often"', async () => {
    const { limiter, blocked } = recording()
    const { wecom } = await start(
      { 'user/get': () => ({ errcode: 45009, errmsg: 'api freq out of limit' }) },
      { limiter },
    )
    expect((await refusal(wecom.member('lin'))).klass).toBe('wait-window')
    expect(blocked).toEqual([['api:user/get:60', 60_000]])
  })

  it('keep at most five customer readings in flight, and one change per customer', async () => {
    let inside = 0
    const most: Record<string, number> = {}
    const slow: Answer = async (seen) => {
      inside += 1
      most[seen.api] = Math.max(most[seen.api] ?? 0, inside)
      await new Promise((resolve) => setTimeout(resolve, 10))
      inside -= 1
      return { errcode: 0, external_userid: [] }
    }
    const { wecom } = await start({ 'externalcontact/list': slow, 'externalcontact/mark_tag': slow })
    await Promise.all(Array.from({ length: 20 }, (_empty, at) => wecom.customerIds(`user${at}`)))
    const mark = { userid: 'lin', externalUserid: 'wm1', add: ['et1'] }
    await Promise.all(Array.from({ length: 4 }, () => wecom.markTag(mark)))
    expect(most).toEqual({ 'externalcontact/list': 5, 'externalcontact/mark_tag': 1 })
  })
})
