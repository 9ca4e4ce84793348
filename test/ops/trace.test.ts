import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loggerOptions } from '../../src/http/logging.ts'
import { startReplica } from '../flow/replica.ts'
import { LAST_ENGINE } from '../support/store.ts'
import { startWorld, type World } from '../support/world.ts'

type Line = {
  msg: string
  reqId?: string
  req?: { url: string }
  res?: { statusCode: number }
  eventKey?: string
  queue?: string
  id?: number
  kind?: string
  event?: number | null
  result?: string
  attempts?: number
  api?: string
  hint?: string
}

/** What a person with the log files alone can find out. */
describe.each(LAST_ENGINE)('one event in the log on %s', (engine) => {
  const AT = '2026-11-24T10:00:00+08:00'
  const texts: string[] = []
  let world: World
  const lines = (): Line[] => texts.map((text) => JSON.parse(text) as Line)
  const mark = (): number => texts.length
  const since = (from: number): Line[] => lines().slice(from)
  /** Request, the row it became, and every row that followed from it. */
  const follow = (from: number) => {
    const request = since(from).find((one) => one.req?.url === '/wecom/callback' && one.eventKey !== undefined)
    const row = since(from).find((one) => one.queue === 'inbox_events' && one.eventKey === request?.eventKey)
    const effects = since(from).filter((one) => one.queue !== 'inbox_events' && one.event === row?.id)
    return { request, row, effects }
  }

  beforeAll(async () => {
    const log = pino(loggerOptions('info'), { write: (text: string) => void texts.push(text) })
    world = await startWorld({ at: AT, engine, log })
  })
  afterAll(() => world.close())

  test('leads from the request to the stored row, to the tag and to the welcome', async () => {
    const from = mark()
    await world.people.addCustomer({ name: '王芳', userid: 'wangmin' })
    await world.settle()
    const { request, row, effects } = follow(from)
    expect(request).toMatchObject({ reqId: expect.stringMatching(/^[0-9a-f-]{36}$/), res: { statusCode: 200 } })
    expect(row).toMatchObject({ result: 'done', kind: expect.stringContaining('add_external_contact') })
    const done = effects.filter((one) => one.result === 'done').map((one) => `${one.queue} ${one.kind}`)
    expect(done).toEqual(
      expect.arrayContaining(['outbox_messages welcome', 'outbox_messages stage-tag', 'jobs refresh-customer']),
    )
  })

  test('goes on in the next process: what it sends carries the number the first one stored', async () => {
    const from = mark()
    world.sandbox.faults.set({ kind: 'errcode', errcode: -1, api: 'externalcontact/mark_tag' })
    await world.people.addCustomer({ name: '李敏', userid: 'wangmin' })
    await world.settle()
    const before = follow(from).effects.filter((one) => one.kind === 'stage-tag')
    expect(before.some((one) => one.result === 'retried' && one.hint !== undefined)).toBe(true)
    expect(before.some((one) => one.result === 'done')).toBe(false)
    await world.deps.workers.stop()
    const restart = mark()
    world.sandbox.faults.clear()
    const second = await startReplica(world, AT)
    const isDone = () =>
      follow(from).effects.find((one) => one.kind === 'stage-tag' && one.result === 'done') !== undefined
    for (let n = 0; n < 200 && !isDone(); n++) {
      await second.settle()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    const rowId = follow(from).row?.id
    const after = since(restart).find((one) => one.kind === 'stage-tag' && one.result === 'done')
    expect(after).toMatchObject({ event: rowId, id: before[0]?.id })
    expect(after?.attempts).toBeGreaterThan(1)
    await second.stop()
  })

  test('says of every call that failed which row and which event it was for', async () => {
    const failed = lines().filter((one) => one.msg === 'wecom call failed' && one.api === 'externalcontact/mark_tag')
    expect(failed.length).toBeGreaterThan(0)
    for (const one of failed) {
      expect(one).toMatchObject({ queue: 'outbox_messages', kind: 'stage-tag', event: expect.any(Number) })
    }
  })

  test('names nobody and quotes nothing', () => {
    const all = texts.join('')
    expect(all.length).toBeGreaterThan(1_000)
    for (const word of ['王芳', '李敏', 'WelcomeCode', '<xml>', world.deps.corp.secret]) expect(all).not.toContain(word)
  })
})
