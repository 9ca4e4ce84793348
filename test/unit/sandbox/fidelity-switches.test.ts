import { afterEach, describe, expect, it } from 'vitest'
import { SandboxRefused } from '../../../src/sandbox/refuse-outside.ts'
import { startSandboxServer } from '../../../src/sandbox/server.ts'
import { BadSwitch } from '../../../src/sandbox/switches/switches.ts'
import { SWITCHES } from '../../../src/sandbox/switches/switches-data.ts'
import { KEYS, startTrial, type Trial } from './trial.ts'

let trial: Trial | null = null
afterEach(async () => {
  await trial?.end()
  trial = null
})

const PATH = '/sandbox/api/switches'
const post = async (body: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${trial?.url}${PATH}`, { method: 'POST', body, headers })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('the table of switches', () => {
  it('has a default of the right shape and words in both languages for every row', () => {
    for (const [name, { shape, initial, zh, en }] of Object.entries(SWITCHES)) {
      expect([name, shape.safeParse(initial).success]).toEqual([name, true])
      expect(zh).toMatch(/[\u4e00-\u9fff]/)
      expect(en).toMatch(/[a-z]/)
    }
  })

  it('speaks the same language in the process and over HTTP', async () => {
    trial = await startTrial()
    trial.sandbox.switches.set({ staleSeconds: 7 })
    const shown = await trial.request(PATH)
    expect(shown.switches).toMatchObject({ staleSeconds: 7, customerContact: true, callbackMode: 'normal' })
    expect((shown.about as Record<string, unknown>).staleSeconds).toMatchObject({ default: 0 })
    expect((await post('{"customerContact":false,"mode":"double"}')).body).toMatchObject({ ok: true })
    expect((await trial.call('externalcontact/get_follow_user_list')).errcode).toBe(48002)
    expect(trial.sandbox.callbacks.mode()).toBe('double')
  })

  it('holds faults and limits too, whichever way they were set', async () => {
    trial = await startTrial()
    trial.sandbox.faults.set({ api: /^user\/(get|list)$/, kind: 'errcode', errcode: -1, times: 2 })
    trial.sandbox.limit('department/list', 5)
    const values = trial.sandbox.switches.values()
    expect(values.faults).toEqual([{ api: '/^user\\/(get|list)$/', kind: 'errcode', errcode: -1, times: 2 }])
    expect(values.callsPerMinute).toEqual({ 'department/list': 5 })
    await post('{"faults":[{"api":"user/get","kind":"errcode","errcode":6000}]}')
    expect(await trial.call('user/get?userid=admin')).toMatchObject({ errcode: 6000 })
    trial.sandbox.faults.clear()
    expect(await trial.call('user/get?userid=admin')).toMatchObject({ errcode: 0 })
  })

  it('takes all of a change or nothing, and says what is wrong with it', async () => {
    trial = await startTrial()
    const { switches } = trial.sandbox
    expect(() => switches.setUnknown({ staleSeconds: 3, mediaDays: -1, weather: 'bad' })).toThrow(BadSwitch)
    expect(switches.get('staleSeconds')).toBe(0)
    const refused = await post('{"staleSeconds":3,"callbackMode":"sometimes","weather":"bad"}')
    expect(refused.status).toBe(400)
    expect(refused.body.problems).toHaveLength(2)
    expect(`${refused.body.why}`).toMatch(/callbackMode.*lost.*weather/s)
    expect((await post('not json')).status).toBe(400)
    expect((await post('{"faults":[{"kind":"errcode","api":"/((/"}]}')).status).toBe(400)
    expect(switches.values()).toMatchObject({ staleSeconds: 0, callbackMode: 'normal', faults: [] })
  })

  it('goes back to where the sandbox began, as a whole or one by one', async () => {
    trial = await startTrial({ switches: { mediaDays: 1 } })
    const { switches } = trial.sandbox
    switches.set({ mediaDays: 9, latencyMs: 1, trustedIps: [] })
    switches.reset(['mediaDays'])
    expect(switches.values()).toMatchObject({ mediaDays: 1, latencyMs: 1 })
    expect((await post('{"do":"reset"}')).body).toMatchObject({
      ok: true,
      switches: { latencyMs: 0, trustedIps: null },
    })
  })

  it('runs deeds over HTTP, and does nothing for another site in the same browser', async () => {
    trial = await startTrial()
    const token = await trial.token()
    await post('{"do":"expire-tokens"}')
    expect(await trial.request(`/cgi-bin/getcallbackip?access_token=${token}`)).toMatchObject({ errcode: 42001 })
    expect((await post('{"do":"verify-callback-url"}')).body).toMatchObject({ ok: true, passed: true })
    expect((await post('{"do":"explode"}')).status).toBe(400)
    expect((await post('{"latencyMs":5}', { origin: 'https://elsewhere.example' })).status).toBe(403)
    expect(trial.sandbox.switches.get('latencyMs')).toBe(0)
  })
})

describe('§12 where the sandbox will not run', () => {
  const options = {
    ...KEYS,
    adminUserid: 'admin',
    now: () => new Date(),
    callbackUrl: () => 'http://127.0.0.1:1/wecom/callback',
    appUrl: () => 'http://localhost:1',
  }

  it('not with what looks like the corp id of a real company', async () => {
    for (const corpId of ['ww5f2c9a71d3e84b60', 'wx5823bf96d3bd56c7', 'WW5F2C9A71D3E84B60'])
      await expect(startSandboxServer({ ...options, corpId })).rejects.toThrow(SandboxRefused)
  })

  it('not on other interfaces than this machine’s own, unless a container says so', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5'])
      await expect(startSandboxServer(options, { host })).rejects.toThrow(/allowOutside/)
    const server = await startSandboxServer(options, { host: '0.0.0.0', allowOutside: true })
    await server.close()
  })

  it.each(['https://crm.example.com', 'https://203.0.113.7', 'https://10.0.0.1.example.com'])(
    'not under the public address %s',
    async (address) => {
      await expect(startSandboxServer({ ...options, appUrl: () => address })).rejects.toThrow(/PUBLIC_URL/)
      const server = await startSandboxServer({ ...options, appUrl: () => address, allowPublic: true })
      await server.close()
    },
  )

  it.each([
    'http://localhost:3000',
    'http://127.0.0.1:3000',
    'http://[::1]:3000',
    'https://192.168.1.20',
    'https://crm.lan',
    'http://app:3000',
  ])('but under %s it does', async (address) => {
    const server = await startSandboxServer({ ...options, appUrl: () => address })
    await server.close()
  })
})
