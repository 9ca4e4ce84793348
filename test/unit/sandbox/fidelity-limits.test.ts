import { afterEach, describe, expect, it } from 'vitest'
import { quotaRefusal } from '../../../src/sandbox/api/quotas.ts'
import { createKernel } from '../../../src/sandbox/kernel.ts'
import { KEYS, startTrial, type Trial } from './trial.ts'

let trial: Trial
let running: Trial | null = null
const start = async (...given: Parameters<typeof startTrial>): Promise<void> => {
  trial = await startTrial(...given)
  running = trial
}
afterEach(async () => {
  await running?.end()
  running = null
})

const codes = async (count: number, call: () => Promise<Record<string, unknown>>): Promise<unknown[]> => {
  const found: unknown[] = []
  for (let at = 0; at < count; at += 1) found.push((await call()).errcode)
  return found
}
const follow = () => trial.call('externalcontact/get_follow_user_list')
const say = (content: string, more: object = {}) =>
  trial.call('message/send', { touser: 'admin', msgtype: 'text', agentid: 1000007, text: { content }, ...more })

describe('§12.3 how often', () => {
  it('§12.3 beyond the calls of a minute an API is 45009 for sixty seconds, other APIs go on', async () => {
    await start()
    trial.sandbox.limit('externalcontact/get_follow_user_list', 3)
    expect(await codes(4, follow)).toEqual([0, 0, 0, 45009])
    expect((await trial.call('department/list')).errcode).toBe(0)
    trial.pass(59)
    expect((await follow()).errcode).toBe(45009)
    trial.pass(1)
    expect((await follow()).errcode).toBe(0)
  })

  it('§12.3 asking on while blocked does not lengthen the block', async () => {
    await start()
    trial.sandbox.limit('externalcontact/get_follow_user_list', 1)
    await codes(2, follow)
    trial.pass(40)
    expect((await follow()).errcode).toBe(45009)
    trial.pass(20)
    expect((await follow()).errcode).toBe(0)
  })

  it('§12.3 an hour’s limit blocks for an hour, a day’s until midnight in China, a month’s for thirty days', async () => {
    await start()
    const limit = (per: 'hour' | 'day' | 'month') =>
      trial.sandbox.switches.set({ hiddenLimits: [{ api: 'externalcontact/', max: 1, per }] })
    limit('hour')
    expect(await codes(2, follow)).toEqual([0, 45009])
    trial.pass(3599)
    expect((await follow()).errcode).toBe(45009)
    trial.pass(1)
    expect((await follow()).errcode).toBe(0)
    limit('day')
    expect(await codes(2, follow)).toEqual([0, 45009])
    trial.pass(13 * 3600 - 1)
    expect((await follow()).errcode).toBe(45009)
    trial.pass(1)
    limit('month')
    expect(await codes(2, follow)).toEqual([0, 45009])
    trial.pass(30 * 86_400 - 1)
    expect((await follow()).errcode).toBe(45009)
    trial.pass(1)
    expect((await follow()).errcode).toBe(0)
  })

  it('§12.3 the app ticket is handed out a hundred times an hour', async () => {
    await start()
    const answers = await codes(101, () => trial.call('ticket/get?type=agent_config'))
    expect(answers.filter((one) => one === 0)).toHaveLength(100)
    expect(answers.at(-1)).toBe(45009)
    expect((await trial.call('get_jsapi_ticket')).errcode).toBe(0)
  })

  it('§12.3 the thirty-first message of a minute to one member vanishes without a word, others get theirs', async () => {
    await start()
    await trial.sandbox.people.memberJoins({ userid: 'second', name: '第二人' })
    expect(new Set(await codes(31, () => say('早')))).toEqual(new Set([0]))
    expect((await say('早', { touser: 'admin|second' })).errcode).toBe(0)
    expect(trial.sandbox.people.messagesTo('admin')).toHaveLength(30)
    expect(trial.sandbox.people.messagesTo('second')).toHaveLength(1)
    trial.pass(60)
    await say('早')
    expect(trial.sandbox.people.messagesTo('admin')).toHaveLength(31)
  })

  it('§12.3 so does the thousand-and-first of an hour', async () => {
    await start({ switches: { memberPerMinute: 10_000 } })
    for (let at = 0; at < 10; at += 1) {
      await Promise.all(Array.from({ length: 101 }, () => say('早')))
      trial.pass(120)
    }
    expect(trial.sandbox.people.messagesTo('admin')).toHaveLength(1000)
    trial.pass(3600)
    await say('早')
    expect(trial.sandbox.people.messagesTo('admin')).toHaveLength(1001)
  }, 30_000)

  it('§12.3 an app has two hundred person-times a day per account, then 45009 until midnight', async () => {
    await start({ switches: { memberPerMinute: 1_000, accountCap: 1 } })
    expect(new Set(await codes(200, () => say('早')))).toEqual(new Set([0]))
    expect((await say('早')).errcode).toBe(45009)
    trial.pass(14 * 3600)
    expect((await say('早')).errcode).toBe(0)
  })

  it('§12.3 more calls of one API at the same time than the crowd limit are 45033, and a later one is fine', async () => {
    await start({ switches: { latencyMs: 60, concurrency: { 'externalcontact/list': 5 } } })
    await trial.sandbox.people.addCustomer({ name: '王芳', userid: 'admin' })
    const path = `/cgi-bin/externalcontact/list?userid=admin&access_token=${await trial.token()}`
    const answers = await Promise.all(Array.from({ length: 8 }, () => trial.request(path)))
    const crowd = answers.map((one) => one.errcode)
    expect(crowd.filter((one) => one === 0)).toHaveLength(5)
    expect(crowd.filter((one) => one === 45033)).toHaveLength(3)
    expect(answers.find((one) => one.errcode === 45033)).toMatchObject({ external_userid: [] })
    expect((await trial.request(path)).errcode).toBe(0)
  })

  it('§12.3 two writes to one pair at the same time collide with 45035', async () => {
    await start({ switches: { latencyMs: 60 } })
    const id = await trial.sandbox.people.addCustomer({ name: '王芳', userid: 'admin' })
    const path = `/cgi-bin/externalcontact/remark?access_token=${await trial.token()}`
    const write = (remark: string) => trial.request(path, { userid: 'admin', external_userid: id, remark })
    const answers = await Promise.all([write('甲'), write('乙')])
    expect(answers.map((one) => one.errcode).sort()).toEqual([0, 45035])
  })

  it('§12.3 a picture may be kept for good a thousand times a day', async () => {
    await start({ switches: { hiddenLimits: [{ api: 'media/uploadimg', max: 1, per: 'day' }] } })
    const token = await trial.token()
    const upload = async () => {
      const form = new FormData()
      const png = Buffer.from('iVBORw0KGgoAAAANSUhEUg==', 'base64')
      form.set('media', new Blob([png], { type: 'image/png' }), 'a.png')
      const sent = { method: 'POST', body: form }
      const response = await fetch(`${trial.url}/cgi-bin/media/uploadimg?access_token=${token}`, sent)
      return (await response.json()) as Record<string, unknown>
    }
    expect(await codes(2, upload)).toEqual([0, 45009])
  })
})

describe('§12.3 the limits of every API', () => {
  it('§12.3 are ten thousand calls a minute and a hundred and fifty thousand an hour', () => {
    let at = Date.parse('2026-11-26T10:00:00+08:00')
    const kernel = createKernel({
      ...KEYS,
      adminUserid: 'admin',
      now: () => new Date(at),
      callbackUrl: () => '',
      appUrl: () => '',
    })
    const context = { kernel, api: 'user/get', method: 'GET', query: {}, body: {}, raw: Buffer.alloc(0) }
    const call = () => quotaRefusal({ ...context, contentType: '', ip: '127.0.0.1', host: '' })?.errcode ?? 0
    const run = (count: number) => Array.from({ length: count }, call).filter((one) => one === 0).length
    expect(run(10_001)).toBe(10_000)
    for (let minute = 1; minute < 15; minute += 1) {
      at += 61_000
      expect(run(10_000)).toBe(10_000)
    }
    at += 61_000
    expect(call()).toBe(45009)
    at += 3_599_000
    expect(call()).toBe(45009)
    at += 1_000
    expect(call()).toBe(0)
  })
})

describe('§12.3 what the caller cannot tell', () => {
  it('§12.3 a write that WeCom did before the line died is done once, and a repeat under the duplicate check is dropped', async () => {
    await start()
    const check = { enable_duplicate_check: 1, duplicate_check_interval: 600 }
    for (const kind of ['accept-then-cut', 'accept-then-500'] as const) {
      trial.sandbox.faults.set({ api: 'message/send', kind, times: 1 })
      await expect(say(kind, check)).rejects.toThrow()
      expect((await say(kind, check)).errcode).toBe(0)
      expect(trial.sandbox.people.messagesTo('admin').filter((one) => one.text === kind)).toHaveLength(1)
    }
    trial.pass(601)
    await say('accept-then-cut', check)
    expect(trial.sandbox.people.messagesTo('admin')).toHaveLength(3)
  })

  it('§12.3 without the duplicate check, or with other words, nothing is dropped', async () => {
    await start()
    const check = { enable_duplicate_check: 1 }
    await say('一', check)
    await say('二', check)
    await say('二')
    trial.sandbox.switches.set({ duplicateCheck: false })
    await say('一', check)
    expect(trial.sandbox.people.messagesTo('admin').map((one) => one.text)).toEqual(['一', '二', '二', '一'])
  })

  it('§12.3 a timeout, an error page and a busy WeCom happen before anything is done', async () => {
    await start()
    const token = await trial.token()
    const path = `${trial.url}/cgi-bin/message/send?access_token=${token}`
    const body = JSON.stringify({ touser: 'admin', msgtype: 'text', agentid: 1000007, text: { content: '早' } })
    trial.sandbox.faults.set({ api: /^message\//, kind: 'timeout', times: 1 })
    await expect(fetch(path, { method: 'POST', body, signal: AbortSignal.timeout(150) })).rejects.toThrow()
    trial.sandbox.faults.set({ api: 'message/send', kind: 'http500', times: 1 })
    expect((await fetch(path, { method: 'POST', body })).status).toBe(500)
    trial.sandbox.faults.set({ api: 'message/send', kind: 'errcode', errcode: -1, times: 1 })
    expect(await (await fetch(path, { method: 'POST', body })).json()).toMatchObject({ errcode: -1 })
    expect(trial.sandbox.people.messagesTo('admin')).toHaveLength(0)
    expect(trial.sandbox.faults.list()).toEqual([])
  })
})
