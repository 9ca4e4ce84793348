import { describe, expect, test } from 'vitest'
import { apiClassOf, type BreakerOptions, createBreakers } from '../../../src/wecom/breaker.ts'
import { WecomRefused, WecomUnreachable } from '../../../src/wecom/errors.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const away = () => Promise.reject(new WecomUnreachable('message/send', { sent: true, why: 'no answer in time' }))
const refused = (errcode: number) => () => Promise.reject(new WecomRefused('message/send', { errcode }))

const setUp = (options: BreakerOptions = {}) => {
  const states: string[] = []
  const breakers = createBreakers({
    restMs: 40,
    maxRestMs: 80,
    onChange: (change) => states.push(`${change.class} ${change.state}`),
    ...options,
  })
  let made = 0
  const call = async (task: () => Promise<unknown> = async () => 'answer', api = 'message/send') => {
    try {
      await breakers.run(api, 'normal', () => {
        made += 1
        return task()
      })
      return 'answered'
    } catch (error) {
      return error instanceof WecomUnreachable && error.retryAfterMs !== undefined ? 'held' : 'failed'
    }
  }
  return { breakers, call, states, made: () => made }
}
const fail = async (call: (task: () => Promise<unknown>) => Promise<string>, times: number) => {
  for (let n = 0; n < times; n++) await call(away)
}

describe('when WeCom does not answer', () => {
  test('five failures in a row end the asking, and what is not asked says when to come back', async () => {
    const { call, made, states, breakers } = setUp()
    await fail(call, 4)
    expect(await call()).toBe('answered')
    await fail(call, 5)
    expect(states).toEqual(['messages open'])
    expect(await call()).toBe('held')
    expect(made()).toBe(10)
    expect(() => breakers.check('message/send')).toThrow(WecomUnreachable)
  })

  test('"system busy" counts as no answer, any other refusal as an answer', async () => {
    const busy = setUp()
    for (let n = 0; n < 5; n++) await busy.call(refused(-1))
    expect(busy.states).toEqual(['messages open'])
    const other = setUp()
    for (let n = 0; n < 20; n++) await other.call(refused(84061))
    expect(other.states).toEqual([])
  })

  test('an API that is not there is an answer, and groups that fail do not stop customers from being read', async () => {
    const { call, states } = setUp()
    const missing = () => Promise.reject(new WecomUnreachable('x', { sent: false, why: 'HTTP 404', status: 404 }))
    for (let n = 0; n < 6; n++) await call(missing)
    expect(states).toEqual([])
    expect(apiClassOf('externalcontact/groupchat/list')).toBe('groups')
    expect(apiClassOf('externalcontact/get_user_behavior_data')).toBe('statistics')
    expect(apiClassOf('externalcontact/get')).toBe('customers')
  })

  test('messages that fail do not stop customers from being read', async () => {
    const { call } = setUp()
    await fail(call, 5)
    expect(await call(undefined, 'externalcontact/get')).toBe('answered')
    expect(apiClassOf('externalcontact/mark_tag')).toBe('tags')
    expect(apiClassOf('externalcontact/send_welcome_msg')).toBe('messages')
    expect(apiClassOf('webhook/send')).toBe('robots')
  })

  test('after the rest one call alone tries; while it is out the others are held, not lined up', async () => {
    const { call, made } = setUp()
    await fail(call, 5)
    await pause(60)
    const before = made()
    const all = await Promise.all(Array.from({ length: 20 }, () => call(() => pause(20).then(away))))
    expect(made() - before).toBe(1)
    expect(all.filter((one) => one === 'held')).toHaveLength(19)
  })

  test('the rests grow up to their limit, so that an hour away costs few calls', async () => {
    const { call, made } = setUp()
    await fail(call, 5)
    const until = performance.now() + 600
    while (performance.now() < until) {
      await call(away)
      await pause(2)
    }
    // 600 ms with rests of about 80 ms; without the breaker there would be hundreds.
    expect(made() - 5).toBeGreaterThanOrEqual(4)
    expect(made() - 5).toBeLessThanOrEqual(14)
  })

  test('when it answers again calls return a few at a time and then at full speed', async () => {
    const { call, states, breakers } = setUp()
    await fail(call, 5)
    await pause(60)
    expect(await call()).toBe('answered')
    let side = 0
    let most = 0
    const order: string[] = []
    const slow = async (lane: 'urgent' | 'bulk', name: string) => {
      await breakers.run('message/send', lane, async () => {
        side += 1
        most = Math.max(most, side)
        order.push(name)
        await pause(5)
        side -= 1
      })
    }
    const bulk = Array.from({ length: 10 }, (_, n) => slow('bulk', `bulk-${n}`))
    await Promise.all([...bulk, slow('urgent', 'welcome')])
    expect(most).toBeLessThan(10)
    expect(order.indexOf('welcome')).toBe(2)
    for (let n = 0; n < 6; n++) await call()
    expect(states).toEqual(['messages open', 'messages trying', 'messages closed'])
  })

  test('a call that began before the outage and fails late does not undo the recovery', async () => {
    const { call, states } = setUp()
    const late = call(() => pause(120).then(away))
    await fail(call, 5)
    await pause(60)
    for (let n = 0; n < 16; n++) await call()
    await late
    expect(states.at(-1)).toBe('messages closed')
    expect(await call()).toBe('answered')
  })
})
