import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { startTrial, type Trial } from './trial.ts'

let trial: Trial
afterEach(() => trial.end())

const add = (name = '王芳') => trial.sandbox.people.addCustomer({ name, userid: 'admin' })
const remark = (id: string, words: string) => trial.sandbox.people.editRemark(id, 'admin', words)

describe('§12.4 a callback', () => {
  it('§12.4 comes only after the address was verified by GET, once per address', async () => {
    trial = await startTrial()
    await add()
    await add('李静')
    expect(trial.verified).toHaveLength(1)
    expect(trial.verified[0]).toMatch(/^\d+$/)
    expect(trial.received).toHaveLength(2)
    expect(await trial.sandbox.callbacks.verifyUrl()).toBe(true)
  })

  it('§12.4 does not come at all to an address that answers the verification wrongly', async () => {
    const asked: string[] = []
    const wrong = createServer((request, response) => {
      asked.push(request.method ?? '')
      response.end('"quoted"')
    })
    await new Promise<void>((resolve) => wrong.listen(0, '127.0.0.1', resolve))
    const { port } = wrong.address() as AddressInfo
    trial = await startTrial({ callbackUrl: () => `http://127.0.0.1:${port}/wecom/callback` })
    await add()
    expect(asked).toEqual(['GET'])
    const entry = trial.sandbox.timeline().find((one) => one.name === 'change_external_contact/add_external_contact')
    expect(entry).toMatchObject({ ok: false, attempts: 0 })
    expect(await trial.sandbox.callbacks.verifyUrl()).toBe(false)
    await new Promise<void>((resolve) => wrong.close(() => resolve()))
  })

  it('§12.4 is sealed under the corp id with the event inside, and names no agent where the corp itself is called', async () => {
    trial = await startTrial()
    await add()
    expect(trial.received[0]?.text).toMatch(
      /^<xml><ToUserName><!\[CDATA\[wwfidelitycorp00001]]><\/ToUserName><FromUserName><!\[CDATA\[sys]]><\/FromUserName><CreateTime>1795658400<\/CreateTime>/,
    )
    expect(trial.received[0]?.text).not.toContain('<AgentID>')
    await trial.sandbox.people.enterApp('admin')
    expect([trial.newest('Event'), trial.newest('FromUserName'), trial.newest('AgentID')]).toEqual([
      'enter_agent',
      'admin',
      '1000007',
    ])
  })

  it('§12.4 is tried three times more while nobody answers 200: same words, fresh nonce, seal and signature', async () => {
    trial = await startTrial({}, [500, 503, 404, 500])
    await add()
    expect(trial.received).toHaveLength(4)
    const distinct = (read: (one: (typeof trial.received)[number]) => string) => new Set(trial.received.map(read)).size
    expect([distinct((one) => one.text), distinct((one) => one.nonce)]).toEqual([1, 4])
    expect([distinct((one) => one.encrypt), distinct((one) => one.signature)]).toEqual([4, 4])
    expect(trial.sandbox.timeline().at(-1)).toMatchObject({ ok: false, attempts: 4 })
  })

  it('§12.4 is not sent again once it was taken', async () => {
    trial = await startTrial({}, [500, 200])
    await add()
    expect(trial.received).toHaveLength(2)
    expect(trial.sandbox.timeline().at(-1)).toMatchObject({ ok: true, attempts: 2 })
  })

  it('§12.4 gives up on a receiver that is silent too long (five seconds at WeCom) and tries again', async () => {
    trial = await startTrial({ callbackTimeoutMs: 80 }, [0, 0])
    // From before the first attempt: on a busy machine that one may arrive late, and its patience runs already.
    const begun = Date.now()
    await add()
    expect(trial.received).toHaveLength(3)
    for (const [attempt, { at }] of trial.received.entries()) expect(at - begun).toBeGreaterThanOrEqual(attempt * 80)
    expect(trial.sandbox.switches.get('callbackTimeoutMs')).toBe(80)
    await trial.end()
    trial = await startTrial()
    expect(trial.sandbox.switches.get('callbackTimeoutMs')).toBe(5000)
  })

  it('§12.4 waits between attempts for as long as the switch says', async () => {
    trial = await startTrial({ switches: { callbackRetryMs: 60 } }, [500])
    await add()
    expect((trial.received[1]?.at ?? 0) - (trial.received[0]?.at ?? 0)).toBeGreaterThanOrEqual(55)
  })

  it('§12.4 can be lost, doubled, late or out of order', async () => {
    trial = await startTrial()
    const { callbacks, switches } = trial.sandbox
    const id = await add()
    callbacks.mode('lost')
    await remark(id, '甲')
    expect(trial.received).toHaveLength(1)
    switches.set({ callbackMode: 'double' })
    await remark(id, '乙')
    expect(trial.received).toHaveLength(3)
    expect(trial.received[1]?.text).toBe(trial.received[2]?.text)
    expect(trial.received[1]?.encrypt).not.toBe(trial.received[2]?.encrypt)
    switches.set({ callbackMode: 'late' })
    await remark(id, '丙')
    expect(trial.received).toHaveLength(3)
    await callbacks.flush()
    expect(trial.received).toHaveLength(4)
    switches.set({ callbackMode: 'reordered' })
    await remark(id, '丁')
    await trial.sandbox.people.customerDeletesRep(id, 'admin')
    const last = trial.received.slice(4).map((one) => /<ChangeType><!\[CDATA\[(\w+)/.exec(one.text)?.[1])
    expect(last).toEqual(['del_follow_user', 'edit_external_contact'])
  })

  it('§12.4 held back, it comes by itself in the end', async () => {
    trial = await startTrial({ switches: { callbackMode: 'late', callbackLateMs: 50 } })
    await add()
    expect(trial.received).toHaveLength(0)
    await expect.poll(() => trial.received.length).toBe(1)
  })

  it('§12.4 can carry a wrong signature or be meant for another corp', async () => {
    trial = await startTrial()
    trial.sandbox.switches.set({ callbackMode: 'wrong-signature' })
    await add()
    trial.sandbox.switches.set({ callbackMode: 'wrong-receiver' })
    await add('李静')
    expect(trial.received.map((one) => one.text)).toEqual(['bad-signature', 'wrong-receiver'])
  })
})
