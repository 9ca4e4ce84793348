import { describe, expect, it } from 'vitest'
import { APIS } from '../../../src/sandbox/api/plugin.ts'
import { quotaRefusal } from '../../../src/sandbox/api/quotas.ts'
import type { ApiContext } from '../../../src/sandbox/api/replies.ts'
import { createKernel } from '../../../src/sandbox/kernel.ts'
import { KEYS } from './trial.ts'

const MORNING = Date.parse('2026-11-26T10:00:00+08:00')
const SECONDS = { minute: 60, hour: 3_600, day: 14 * 3_600, month: 30 * 86_400 } as const

const start = () => {
  let at = MORNING
  const kernel = createKernel({
    ...KEYS,
    adminUserid: 'admin',
    now: () => new Date(at),
    callbackUrl: () => '',
    appUrl: () => '',
  })
  for (const userid of ['linyu', 'chenxi'])
    kernel.state.members.set(userid, {
      ...{ userid, name: userid, departments: [1], leaderIn: [], directLeader: [], position: '' },
    })
  const context = (api: string, more: Partial<ApiContext> = {}): ApiContext => ({
    ...{ kernel, api, method: 'POST', query: {}, body: {}, raw: Buffer.alloc(0) },
    ...{ contentType: '', ip: '127.0.0.1', host: '', ...more },
  })
  const pass = (seconds: number): void => {
    at += seconds * 1000
  }
  return { kernel, context, pass }
}

const taken = (count: number, take: () => number): number =>
  Array.from({ length: count }, take).filter((errcode) => errcode === 0).length

describe('§12.3 what WeCom publishes for single APIs', () => {
  it.each([
    ['get_jsapi_ticket', 400, 'hour'],
    ['ticket/get', 100, 'hour'],
    ['media/upload', 5_000, 'minute'],
    ['media/uploadimg', 1_000, 'day'],
    ['appchat/create', 1_000, 'day'],
    ['appchat/update', 1_000, 'hour'],
    ['externalcontact/add_moment_task', 10, 'minute'],
    ['msgaudit/groupchat/get', 2_000, 'minute'],
  ] as const)('§12.3 %s may be called %i times a %s, then it is 45009 until that is over', (api, most, per) => {
    const { context, pass } = start()
    const call = (): number => quotaRefusal(context(api))?.errcode ?? 0
    expect([taken(most, call), call()]).toEqual([most, 45009])
    pass(SECONDS[per] - 1)
    expect(call()).toBe(45009)
    pass(1)
    expect(call()).toBe(0)
  })

  it('§12.3 three thousand pictures a month are kept for good, however they are spread over its days', () => {
    const { context, pass } = start()
    const call = (): number => quotaRefusal(context('media/uploadimg'))?.errcode ?? 0
    const days = [1, 2, 3].map(() => {
      const count = taken(1_000, call)
      pass(86_400)
      return count
    })
    expect([days, call()]).toEqual([[1_000, 1_000, 1_000], 45009])
  })

  it('§12.3 one address may call an API twenty thousand times a minute, whoever else does', () => {
    const { context, kernel } = start()
    kernel.counters.take([{ key: 'ip:10.0.0.5:user/get', max: 20_000, per: 'minute' }], 20_000)
    const from = (ip: string): number => quotaRefusal(context('user/get', { ip }))?.errcode ?? 0
    expect([from('10.0.0.5'), from('10.0.0.6')]).toEqual([45009, 0])
  })

  it('§12.3 with debug=1 in its address a call works five times a minute', () => {
    const { context } = start()
    const call = (): number => quotaRefusal(context('user/get', { query: { debug: '1' } }))?.errcode ?? 0
    expect([taken(5, call), call()]).toEqual([5, 45009])
    expect(quotaRefusal(context('user/get'))).toBeNull()
  })
})

describe('§12.3 messages to groups of the app', () => {
  const group = async (world: ReturnType<typeof start>) => {
    const body = { chatid: 'report', userlist: ['linyu', 'chenxi'] }
    await APIS['appchat/create']?.run(world.context('appchat/create', { body }))
    const words = { chatid: 'report', msgtype: 'text', text: { content: '早' } }
    const send = async (): Promise<number> =>
      (await APIS['appchat/send']?.run(world.context('appchat/send', { body: words })))?.errcode ?? 0
    const readBy = (userid: string): number =>
      world.kernel.state.growth.appchats.get('report')?.messages.filter((one) => one.readers.includes(userid)).length ??
      0
    return { send, readBy }
  }

  it('§12.3 the two hundred and first of a minute to one member vanishes, and the caller is told it went', async () => {
    const world = start()
    const { send, readBy } = await group(world)
    for (let number = 0; number < 201; number += 1) expect(await send()).toBe(0)
    expect([readBy('linyu'), readBy('chenxi')]).toEqual([200, 200])
    world.pass(60)
    await send()
    expect(readBy('linyu')).toBe(201)
  })

  it('§12.3 the ten-thousand-and-first of a day vanishes too', async () => {
    const world = start()
    const { send, readBy } = await group(world)
    for (let minute = 0; minute < 50; minute += 1) {
      for (let number = 0; number < 200; number += 1) await send()
      world.pass(61)
    }
    expect([await send(), readBy('linyu')]).toEqual([0, 10_000])
  })

  it('§12.3 all groups together take twenty thousand person-times a minute, then 45009', async () => {
    const world = start()
    const { send } = await group(world)
    let sent = 0
    while ((await send()) === 0) sent += 1
    expect([sent, await send()]).toEqual([10_000, 45009])
  })
})
