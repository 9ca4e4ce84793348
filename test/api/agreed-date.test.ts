import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Card, LogReply, TimelineEntry } from '../../src/features/customers/shapes.ts'
import type { FollowUpView, Today } from '../../src/features/follow-ups/shapes.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('the day a rep agreed on with a customer, on %s', (engine) => {
  let world: World
  let rep: Client
  let path = ''
  let customer = ''
  let number = 0

  const log = (body: unknown) => rep.post<LogReply>(`${path}/log`, body)
  const card = async () => (await rep.get<Card>(path)).body
  const open = async () =>
    (await rep.get<{ items: FollowUpView[] }>('/api/follow-ups?status=open&limit=100')).body.items
      .filter((one) => one.externalUserid === customer)
      .map((one) => `${one.dueAt.slice(0, 10)} ${one.step ?? 'agreed'}`)
      .sort()

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    rep = await world.as('wangmin')
  })
  beforeEach(async () => {
    number += 1
    customer = await world.people.addCustomer({ name: `顾客${number}`, userid: 'wangmin', addWay: 1 })
    await world.settle()
    path = `/api/customers/${customer}`
  })
  afterAll(() => world.close())

  test('is what the card says next: what the rules planned before it makes way, and the history says why', async () => {
    expect(await open()).toEqual(['2026-11-24 D0', '2026-11-25 D1', '2026-11-27 D3', '2026-12-01 D7'])
    const { body } = await log({ outcome: 'later', nextStepOn: '2026-11-27' })
    expect(body.card.nextStep).toMatchObject({ kind: 'manual', dueAt: '2026-11-27T01:30:00.000Z' })
    expect(await open()).toEqual(['2026-11-27 agreed', '2026-12-01 D7'])
    const { items } = (await rep.get<{ items: TimelineEntry[] }>(`${path}/timeline?limit=20`)).body
    expect(items.find((one) => one.kind === 'follow-ups-cancelled')).toMatchObject({
      text: '取消了 2 次跟进',
      why: '同事约好了下次的日子，之前的自动跟进让路',
    })
  })

  test('taken back, the rules plan as they did', async () => {
    const before = await open()
    const { body } = await log({ outcome: 'no-need', nextStepOn: '2026-12-11' })
    expect(await open()).toEqual(['2026-12-11 agreed'])
    await rep.post(`${path}/log/${body.undo}/undo`)
    expect(await open()).toEqual(before)
    // And again: nothing of the first time is in the way.
    await log({ outcome: 'no-need', nextStepOn: '2026-12-11' })
    expect(await open()).toEqual(['2026-12-11 agreed'])
  })

  test('holds back what a new stage would ask for before it as well', async () => {
    await log({ outcome: 'booked', nextStepOn: '2026-11-28', stage: 'intent' })
    expect(await open()).toEqual(['2026-11-28 agreed', '2026-12-01 D7'])
  })

  test('is not answered for by a rule when it is done: the rhythm of the stage goes on', async () => {
    const { body } = await log({ outcome: 'quoted', nextStepOn: '2026-12-04', stage: 'intent' })
    expect(await open()).toEqual(['2026-12-04 agreed'])
    await rep.post(`/api/follow-ups/${body.card.nextStep?.id}/complete`, { evidence: 'call-logged' })
    expect(await open()).toEqual(['2026-12-01 R7'])
  })

  test('settling an early step with a further day keeps that step done', async () => {
    await log({ outcome: 'no-reply' })
    const step = (await card()).nextStep
    expect(step?.step).toBe('D1')
    await log({ outcome: 'replied', nextStepOn: '2026-12-02', followUpId: step?.id })
    const { doneToday } = (await rep.get<Today>('/api/today')).body
    expect(doneToday.filter((one) => one.externalUserid === customer).map((one) => one.step)).toContain('D1')
    expect(await open()).toEqual(['2026-12-02 agreed'])
  })

  test('a plain note with a date stands beside the rules', async () => {
    await rep.post(`${path}/notes`, { text: '周五到店', nextStepOn: '2026-11-27' })
    expect((await open()).filter((one) => one.startsWith('2026-11-2'))).toHaveLength(4)
  })

  test('what a buyer is owed after the purchase comes all the same; on one day the rep’s own plan is what is said', async () => {
    const paidAt = '2026-11-23T10:00:00+08:00'
    const order = { orderNo: `A${engine}${number}`, amount: 9900, currency: 'CNY', paidAt }
    await rep.post(`${path}/orders`, order)
    await world.settle()
    const [next] = await open()
    await log({ outcome: 'happy', nextStepOn: '2026-11-26' })
    expect([next, ...(await open())]).toEqual([
      '2026-11-24 D1',
      '2026-11-26 D3',
      '2026-11-26 agreed',
      '2026-11-30 D7',
      '2026-12-08 D15',
      '2026-12-23 D30',
    ])
    expect((await card()).nextStep).toMatchObject({ kind: 'manual', reason: '上次：用得满意' })
  })
})
