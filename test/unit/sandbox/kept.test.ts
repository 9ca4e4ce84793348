import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSandbox } from '../../../src/sandbox/sandbox.ts'
import type { Sandbox, SandboxOptions } from '../../../src/sandbox/types.ts'
import { KEYS } from './trial.ts'

describe('a company of the sandbox whose laptop is closed for the night', () => {
  let directory = ''
  let file = ''
  let at = 0
  const errors: unknown[] = []
  const opened: Sandbox[] = []
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'zhanggui-kept-'))
    file = join(directory, 'data', 'sandbox.state')
    at = Date.parse('2026-11-26T10:00:00+08:00')
    errors.length = 0
  })
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close()
    rmSync(directory, { recursive: true })
  })

  const open = (more: Partial<SandboxOptions> = {}): Sandbox => {
    const sandbox = createSandbox({
      ...{ ...KEYS, adminUserid: 'linyu', seed: 'demo', now: () => new Date(at) },
      ...{ callbackUrl: () => 'http://127.0.0.1:9/wecom/callback', appUrl: () => 'http://127.0.0.1' },
      keptIn: { file, onError: (error) => errors.push(error) },
      ...more,
    })
    sandbox.callbacks.mode('lost')
    opened.push(sandbox)
    return sandbox
  }
  const close = async (sandbox: Sandbox) => {
    opened.splice(opened.indexOf(sandbox), 1)
    await sandbox.close()
  }
  const people = ({ state }: Sandbox) => [...state.customers.values()].map((one) => one.name)

  test('is the same in the morning: new friends, what was said, tags, hand-overs and the course of events', async () => {
    const evening = open()
    const customer = await evening.people.addCustomer({ name: '夜里加的', userid: 'wangmin', addWay: 1 })
    await evening.people.editRemark(customer, 'wangmin', '明早回她')
    await evening.people.customerSays(customer, 'wangmin', '还在吗')
    const before = structuredClone({ ...evening.state, growth: { ...evening.state.growth, clock: null } })
    const told = evening.timeline()
    await close(evening)
    at += 12 * 3_600_000
    const morning = open()
    expect(morning.state).toEqual(before)
    expect(morning.timeline()).toEqual(told)
    expect(people(morning)).toContain('夜里加的')
    await morning.people.customerSays(customer, 'wangmin', '早上好')
    const ids = [...morning.state.chats.values()].flat().map((message) => message.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(morning.timeline().map((one) => one.id)).toEqual([...new Set(morning.timeline().map((one) => one.id))])
    expect(errors).toEqual([])
  })

  test('still has the friend it told of, when it is killed that very moment', async () => {
    const atThatMoment = join(directory, 'killed.state')
    const product = createServer((request, reply) => {
      if (request.method === 'POST' && !existsSync(atThatMoment)) copyFileSync(file, atThatMoment)
      reply.end()
    })
    await new Promise<void>((done) => product.listen(0, '127.0.0.1', done))
    const url = `http://127.0.0.1:${(product.address() as AddressInfo).port}/wecom/callback`
    const living = open({ callbackUrl: () => url })
    living.switches.set({ callbackVerifyFirst: false, callbackMode: 'normal' })
    await living.people.addCustomer({ name: '刚加上的', userid: 'wangmin', addWay: 1 })
    await living.callbacks.idle()
    expect(people(open({ keptIn: { file: atThatMoment, onError: (error) => errors.push(error) } }))).toContain(
      '刚加上的',
    )
    product.close()
    expect(errors).toEqual([])
  })

  test('ends a hand-over that came due while it was closed', async () => {
    const evening = open()
    const [relation] = [...evening.state.relations.values()].filter((one) => one.alive && one.userid === 'wangmin')
    const customer = relation?.externalUserid ?? ''
    evening.state.growth.transfers.push({
      ...{ kind: 'on-job', from: 'wangmin', to: 'chenxi', externalUserid: customer, status: 2 },
      ...{ at: at / 1000, takeoverAt: at / 1000 + 86_400 },
    })
    await close(evening)
    at += 25 * 3_600_000
    const morning = open()
    const friends = () =>
      [...morning.state.relations.values()]
        .filter((one) => one.alive && one.externalUserid === customer)
        .map((one) => one.userid)
    await expect.poll(friends).toContain('chenxi')
  })

  test('begins anew where nothing, nonsense or another company was kept, and says nothing of it', async () => {
    const first = open()
    const demo = people(first)
    await first.people.addCustomer({ name: '新来的', userid: 'wangmin', addWay: 1 })
    await close(first)
    const stranger = open({ corpId: 'wwanothercompany001' })
    expect(people(stranger)).toEqual(demo)
    await close(stranger)
    writeFileSync(file, readFileSync(file).subarray(0, 100))
    expect(people(open())).toEqual(demo)
    expect(errors).toEqual([])
  })

  test('that cannot be written says so and goes on', async () => {
    writeFileSync(join(directory, 'data'), 'a file where the directory should be')
    const sandbox = open()
    await sandbox.people.addCustomer({ name: '写不下的', userid: 'wangmin', addWay: 1 })
    await close(sandbox)
    expect(errors).toHaveLength(1)
  })
})
