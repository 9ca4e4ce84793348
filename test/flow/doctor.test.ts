import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openSmartRobot } from '../../src/bot/smart-robot.ts'
import { createDoctor } from '../../src/doctor.ts'
import { lights } from '../../src/features/doctor/rules.ts'
import type { DoctorReport, LightView } from '../../src/features/doctor/shapes.ts'
import { inboxEvents, outboxMessages } from '../../src/spine/tables.ts'
import { soon } from '../support/soon.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('the doctor inside the running server on %s', (engine) => {
  let world: World
  let admin: Client
  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    admin = await world.as('linyu')
  })
  afterAll(() => world.close())
  beforeEach(() => world.sandbox.switches.reset())

  const look = async (): Promise<DoctorReport> => (await admin.get<DoctorReport>('/api/doctor')).body
  const light = async (code: string): Promise<LightView | undefined> =>
    (await look()).lights.find((one) => one.code === code)
  const found = async (...codes: string[]): Promise<string[]> => {
    const { lights } = await look()
    return codes.map((code) => lights.find((one) => one.code === code)?.finding ?? 'no such light')
  }

  test('before the first event the one red light says where to save the callback address', async () => {
    const { lights, state } = await look()
    const red = lights.filter((one) => one.state === 'red')
    expect(red.map((one) => one.finding)).toEqual(['events-none'])
    expect(red[0]?.click).toContain('外部联系人变更回调')
    expect(state).toBe('red')
  })

  test('after the first event nothing is red: token, callback, login, signatures and domain were really tried', async () => {
    await world.people.addCustomer({ name: '何沁', userid: 'wangmin' })
    await world.settle()
    const { lights, state } = await look()
    expect(lights.filter((one) => one.state === 'red')).toEqual([])
    expect(state).toBe('yellow')
    const green = lights.filter((one) => one.state === 'green').map((one) => one.code)
    expect(green).toEqual(
      expect.arrayContaining([
        ...['config', 'address', 'database', 'network', 'token', 'trusted-ip', 'app', 'visible-range'],
        ...['contact', 'callback', 'events', 'login', 'domain', 'js-sdk', 'queues'],
      ]),
    )
  })

  test('an untrusted address is named, with its code explained; what waits for it is grey', async () => {
    world.sandbox.switches.set({ trustedIps: ['203.0.113.1'] })
    const untrusted = await light('trusted-ip')
    expect(untrusted).toMatchObject({ state: 'red', finding: 'ip-refused', errcode: 60020 })
    expect(untrusted?.says).toContain('127.0.0.1')
    expect(untrusted?.explanation).toContain('企业可信IP')
    expect(await found('visible-range', 'contact', 'js-sdk')).toEqual(['waits-ip', 'waits-ip', 'waits-ip'])
    world.sandbox.switches.reset()
    expect(await found('trusted-ip', 'contact')).toEqual(['ip-ok', 'contact-ok'])
  })

  test('an app that sees nobody is told apart from one that may not talk to customers', async () => {
    world.sandbox.switches.set({ visibleMembers: [], visibleDepartments: [] })
    expect((await light('visible-range'))?.state).toBe('red')
    world.sandbox.switches.reset()
    world.sandbox.switches.set({ customerContact: false })
    expect(await found('visible-range', 'contact')).toEqual(['visible-ok', 'contact-forbidden'])
  })

  test('WeCom that answers with an error page is not taken for a wrong secret', async () => {
    world.sandbox.faults.set({ kind: 'http500' })
    expect(await found('network', 'token', 'contact')).toEqual(['network-stranger', 'waits-network', 'waits-network'])
    world.sandbox.faults.clear()
    expect(await found('network')).toEqual(['network-ok'])
  })

  test('an event that could not be handled, a message that was refused and workers that stand still are all seen', async () => {
    const { db } = world.deps.core
    const row = { key: 'k1', event: 'change_contact/create_user', body: '<xml/>' }
    await db.insert(inboxEvents).values({ ...row, status: 'dead', endedAt: sql`now()` })
    expect(await light('queues')).toMatchObject({ state: 'red', finding: 'queues-dead' })
    await db.execute(sql`update inbox_events set status = 'waiting', ended_at = null, run_at = now() - interval '1 hour',
      lease_until = now() + interval '1 hour' where key = 'k1'`)
    expect((await light('queues'))?.says).toContain('60')
    await db.execute(sql`delete from inbox_events where key = 'k1'`)
    const refused = { kind: 'app-message', payload: {}, status: 'refused', endedAt: sql`now()` } as const
    await db.insert(outboxMessages).values({ ...refused, occurrenceKey: 'late-welcome', errcode: 41050 })
    expect(await found('queues')).toEqual(['queues-ok'])
    await db.insert(outboxMessages).values({ ...refused, occurrenceKey: 'no-such-member', errcode: 60111 })
    expect(await light('queues')).toMatchObject({ state: 'yellow', finding: 'queues-refused' })
  })

  test('a group whose robot was removed is red by its name until a message gets through; nothing is sent for the check', async () => {
    const path = world.people.addRobot('华东一组')
    const key = new URL(path, world.url).searchParams.get('key') ?? ''
    const url = `${world.deps.config.wecomApiUrl}${path}`
    const made = await admin.post<{ id: string }>('/api/digest-channels', {
      name: '华东一组',
      url,
      scope: { company: true },
      kinds: ['daily'],
    })
    expect(await found('robots')).toEqual(['robots-ok'])
    world.sandbox.switches.set({ robotFates: { [key]: 'removed' } })
    await admin.post(`/api/digest-channels/${made.body.id}/test`, {})
    await world.settle()
    const broken = await light('robots')
    expect(broken).toMatchObject({ state: 'red', finding: 'robot-refused', errcode: 93000 })
    expect(broken?.says).toContain('华东一组')
    const sent = world.people.calls('webhook/send').length
    await look()
    expect(world.people.calls('webhook/send')).toHaveLength(sent)
  })

  test('the smart robot is green while connected, red when refused, and red when another program took its place', async () => {
    const { botId, secret } = world.sandbox.smartRobots.add({ name: '掌柜助手' })
    const url = `${world.deps.config.wecomApiUrl.replace('http', 'ws')}/openws`
    const events = { onRoomMessage: async () => {}, onError: () => {} }
    const open = (given: string) => openSmartRobot({ botId, secret: given, url, retryBaseMs: 20 }, events)
    const shown = async (bot: ReturnType<typeof open>) => {
      const config = { ...world.deps.config, smartRobot: { botId, secret } }
      const all = lights(await createDoctor({ ...world.deps, bot, config })())
      return all.find((one) => one.code === 'smart-robot')?.finding
    }
    expect(await found('smart-robot')).toEqual(['smart-robot-off'])
    const stranger = open('not-the-secret')
    await expect(stranger.start()).rejects.toThrow()
    expect(await shown(stranger)).toBe('smart-robot-refused')
    const ours = open(secret)
    expect(await shown(ours)).toBe('smart-robot-waiting')
    await ours.start()
    expect(await shown(ours)).toBe('smart-robot-ok')
    const other = open(secret)
    await other.start()
    await soon(async () => expect(await shown(ours)).toBe('smart-robot-replaced'))
    expect(await shown(other)).toBe('smart-robot-ok')
    await Promise.all([stranger.stop(), ours.stop(), other.stop()])
  })

  test('speaks English to who reads English', async () => {
    const response = await fetch(`${world.url}/api/doctor`, { headers: { cookie: admin.cookie, 'x-lang': 'en' } })
    const report = (await response.json()) as DoctorReport
    expect(report.lights.find((one) => one.code === 'callback')?.says).toMatch(/^The callback address passes/)
    expect(JSON.stringify(report).replaceAll('华东一组', '')).not.toMatch(/[\u4e00-\u9fff]/)
  })

  test('two who press at the same moment share one look', async () => {
    const before = world.people.calls('agent/get').length
    await Promise.all([look(), look(), look()])
    expect(world.people.calls('agent/get').length - before).toBeLessThan(3)
  })
})
