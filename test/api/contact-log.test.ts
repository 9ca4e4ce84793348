import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Card, LogReply, TimelineEntry } from '../../src/features/customers/shapes.ts'
import type { FollowUpView, Today } from '../../src/features/follow-ups/shapes.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

type Refused = { code: string; message: string }

describe.each(ENGINES)('logging a contact on %s', (engine) => {
  let world: World
  let rep: Client
  let colleague: Client
  let path = ''
  let customer = ''
  let number = 0

  const log = (body: unknown) => rep.post<LogReply>(`${path}/log`, body)
  const card = async () => (await rep.get<Card>(path)).body
  const undo = (id: string) => rep.post<Card>(`${path}/log/${id}/undo`)
  const today = async () => (await rep.get<Today>('/api/today')).body
  const open = async () =>
    (await rep.get<{ items: FollowUpView[] }>('/api/follow-ups?status=open&limit=100')).body.items
      .filter((one) => one.externalUserid === customer)
      .map(({ id, dueAt, kind, promised }) => ({ id, dueAt, kind, promised }))
      .sort((a, b) => Number(a.id) - Number(b.id))

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    rep = await world.as('wangmin')
    colleague = await world.as('heping')
  })
  beforeEach(async () => {
    number += 1
    customer = await world.people.addCustomer({ name: `顾客${number}`, userid: 'wangmin', addWay: 1 })
    await world.settle()
    path = `/api/customers/${customer}`
  })
  afterAll(() => world.close())

  test('one tap on an outcome settles today’s step, plans the next one and says why it is planned', async () => {
    expect((await card()).nextStep).toMatchObject({ step: 'D0', status: 'open' })
    const { status, body } = await log({ outcome: 'asks-price', nextStepOn: '2026-11-25', stage: 'intent' })
    expect(status).toBe(201)
    expect(body.card.stage.key).toBe('intent')
    expect(body.card.facts.lastContactAt).not.toBeNull()
    const planned = (await open()).filter((one) => one.kind === 'manual')
    expect(planned.map((one) => one.dueAt)).toEqual(['2026-11-25T01:30:00.000Z'])
    expect((await today()).doneToday.find((one) => one.externalUserid === customer)).toMatchObject({
      step: 'D0',
      proven: true,
    })
  })

  test('the next step carries the outcome, and a script that fits it', async () => {
    await log({ outcome: 'too-dear', nextStepOn: '2026-11-24' })
    const step = (await card()).nextStep
    expect(step).toMatchObject({ reason: '上次：嫌贵', nextStep: '问清预算，给合适的规格' })
    expect(step?.script?.title).toBe('价格异议')
  })

  test('a promise comes before everything that is due, and only the rep can say it is kept', async () => {
    await log({ promise: { on: '2026-11-24', at: '15:00' }, text: '回复退换方案' })
    const [first] = (await today()).open
    expect(first).toMatchObject({ externalUserid: customer, promised: true, nextStep: '回复退换方案' })
    expect(first?.dueAt).toBe('2026-11-24T07:00:00.000Z')
    expect((await card()).nextStep).toMatchObject({ promised: true })
    // A message alone does not keep it…
    const scripts = await rep.get<{ items: { id: string }[] }>('/api/scripts?limit=1')
    await rep.post(`/api/scripts/${scripts.body.items[0]?.id}/sent`, { externalUserid: customer })
    expect((await card()).nextStep).toMatchObject({ promised: true, id: first?.id })
    // …settling it does.
    await log({ outcome: 'replied', followUpId: first?.id })
    expect((await card()).nextStep?.promised ?? false).toBe(false)
  })

  test('taking it back leaves nothing behind: steps, stage, dates and contact stand as before', async () => {
    const [before, steps] = [await card(), await open()]
    const { body } = await log({ outcome: 'booked', nextStepOn: '2026-11-26', stage: 'intent', text: '周四到店' })
    expect((await card()).stage.key).toBe('intent')
    const after = await undo(body.undo)
    expect(after.status).toBe(200)
    expect(await card()).toEqual(before)
    expect(await open()).toEqual(steps)
    const { items } = (await rep.get<{ items: TimelineEntry[] }>(`${path}/timeline?limit=20`)).body
    expect(items.some((one) => one.text.includes('已撤销') && one.text.includes('约好了'))).toBe(true)
    // The tag in WeCom goes back as well: the last word on its way is looked up when it is sent.
    await world.settle()
    expect((await undo(body.undo)).status).toBe(200)
    expect(await open()).toEqual(steps)
  })

  test('what was taken back can be logged again', async () => {
    const first = await log({ outcome: 'booked', nextStepOn: '2026-11-26', stage: 'intent' })
    await undo(first.body.undo)
    const again = await log({ outcome: 'booked', nextStepOn: '2026-11-26', stage: 'intent' })
    expect(again.status).toBe(201)
    expect(again.body.card.stage.key).toBe('intent')
    expect((await open()).filter((one) => one.kind === 'intent').length).toBeGreaterThan(0)
  })

  test('a stage the rules refuse keeps the whole step from happening', async () => {
    const steps = await open()
    const refused = await rep.post<Refused>(`${path}/log`, { outcome: 'ordered', stage: 'first' })
    expect([refused.status, refused.body.code]).toEqual([409, 'needs-order'])
    expect(await open()).toEqual(steps)
    const { items } = (await rep.get<{ items: TimelineEntry[] }>(`${path}/timeline`)).body
    expect(items.some((one) => one.kind === 'note-added')).toBe(false)
  })

  test('a move backwards takes the outcome as its reason', async () => {
    await log({ outcome: 'asks-price', stage: 'intent' })
    const back = await log({ outcome: 'no-need', stage: 'lead' })
    expect(back.status).toBe(201)
    const { items } = (await rep.get<{ items: TimelineEntry[] }>(`${path}/timeline`)).body
    expect(items.find((one) => one.kind === 'stage-moved')?.detail).toBe('暂不需要')
  })

  test.each<[string, unknown, number, string]>([
    ['nothing at all', {}, 400, 'outcome'],
    ['an outcome nobody knows', { outcome: 'great' }, 400, 'outcome'],
    ['a next date that has passed', { outcome: 'replied', nextStepOn: '2026-11-23' }, 422, 'date-in-past'],
    ['a promise that has passed', { promise: { on: '2026-11-20' }, text: '回电' }, 422, 'date-in-past'],
    ['a next date in another century', { outcome: 'replied', nextStepOn: '2126-11-25' }, 422, 'date-too-far'],
    [
      'a promise for an hour that is over',
      { promise: { on: '2026-11-24', at: '09:30' }, text: '回电' },
      422,
      'hour-in-past',
    ],
    ['a promise at no time of day', { promise: { on: '2026-11-25', at: '25:00' } }, 400, 'at'],
  ])('%s is refused', async (_name, body, status, says) => {
    const refused = await rep.post<Refused>(`${path}/log`, body)
    expect(refused.status).toBe(status)
    expect(`${refused.body.code} ${refused.body.message}`).toContain(says)
  })

  test('a colleague neither logs for nor takes back from a customer who is not hers', async () => {
    const { body } = await log({ outcome: 'replied' })
    expect((await colleague.post(`${path}/log`, { outcome: 'replied' })).status).toBe(404)
    expect((await colleague.post(`${path}/log/${body.undo}/undo`)).status).toBe(404)
    expect((await undo('999999')).status).toBe(404)
  })

  test('a step put off by mistake is due again as before', async () => {
    const step = (await card()).nextStep
    await rep.post(`/api/follow-ups/${step?.id}/snooze`, { until: '2026-11-26', reason: '客户在忙' })
    const back = await rep.post<FollowUpView>(`/api/follow-ups/${step?.id}/reopen`)
    expect(back.body).toMatchObject({ dueAt: step?.dueAt, snoozes: 0, status: 'open' })
    expect((await rep.post(`/api/follow-ups/${step?.id}/reopen`)).status).toBe(409)
  })

  test('the month’s promises are counted once their day is over', async () => {
    expect((await today()).promises).toBeNull()
    await log({ promise: { on: '2026-11-24' }, text: '寄小样' })
    const kept = (await card()).nextStep
    await rep.post(`/api/follow-ups/${kept?.id}/complete`, { evidence: 'call-logged' })
    await log({ promise: { on: '2026-11-24' }, text: '回电话' })
    expect((await card()).nextStep).toMatchObject({ promised: true, reason: '约好今天联系' })
    await world.to('2026-11-24T18:30:00+08:00')
    expect((await card()).nextStep).toMatchObject({ overdueDays: 0, reason: '承诺过期了' })
    await world.to('2026-11-25T10:00:00+08:00')
    const counted = (await today()).promises
    expect(counted?.kept).toBeGreaterThanOrEqual(1)
    expect(counted?.due).toBeGreaterThan(counted?.kept ?? 0)
    expect((await today()).open[0]).toMatchObject({ promised: true, overdueDays: 1, reason: '承诺过期了' })
  })
  test('the history is told by when things happened, page by page, each once', async () => {
    await log({ outcome: 'booked', nextStepOn: '2026-11-27' })
    const order = { orderNo: `late-${engine}`, amount: 100, currency: 'CNY', paidAt: '2026-10-01T10:00:00+08:00' }
    expect((await rep.post(`${path}/orders`, order)).status).toBe(201)
    await log({ text: '第二次联系' })
    const told: TimelineEntry[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: TimelineEntry[]; nextCursor: string | null } = (
        await rep.get<{ items: TimelineEntry[]; nextCursor: string | null }>(
          `${path}/timeline?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
        )
      ).body
      told.push(...page.items)
      cursor = page.nextCursor
    }
    const times = told.map((one) => one.at)
    expect(times).toEqual([...times].sort().reverse())
    expect(new Set(told.map((one) => one.id)).size).toBe(told.length)
    expect(told.at(-1)?.kind).toBe('order-paid')
    const whole = await rep.get<{ items: TimelineEntry[] }>(`${path}/timeline?limit=100`)
    expect(whole.body.items.map((one) => one.id)).toEqual(told.map((one) => one.id))
  })
})
