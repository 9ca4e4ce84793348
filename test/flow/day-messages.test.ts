import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LAST_ENGINE } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

type Jobs = { items: { name: string; schedule: string; nextAt: string | null }[] }
const TIMES = {
  lifecycle: '02:10',
  reconcile: '03:10',
  stats: '06:40',
  'group-digest': '08:40',
  'daily-reminders': '08:50',
  'daily-digest': '09:10',
  'weekly-digest': '09:20',
  'monthly-digest': '09:40',
  'midday-reminder': '13:40',
  'wrap-up': '17:50',
}

describe.each(LAST_ENGINE)('the messages of a day, on %s', (engine) => {
  let world: World
  let admin: Client
  let rep: Client
  let customer = ''
  let other = ''

  const to = (time: string, day = '2026-11-24') => world.to(`${day}T${time}:00+08:00`)
  const told = (userid = 'wangmin') => world.people.messagesTo(userid).map((one) => one.text)
  const set = (key: string, value: unknown) => admin.put<{ message?: string }>(`/api/settings/${key}`, { value })

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-23T10:00:00+08:00', engine })
    admin = await world.as('linyu')
    rep = await world.as('wangmin')
    customer = await world.people.addCustomer({ name: '王芳', userid: 'wangmin', addWay: 1 })
    other = await world.people.addCustomer({ name: '李梅', userid: 'wangmin', addWay: 1 })
    await world.settle()
  })
  afterAll(() => world.close())

  test('a reminder that was moved comes at its new time, once', async () => {
    expect((await set('times', { ...TIMES, 'daily-reminders': '09:05' })).status).toBe(200)
    const { items } = (await admin.get<Jobs>('/api/jobs')).body
    expect(items.find((one) => one.name === 'daily-reminders')).toMatchObject({
      schedule: '工作日 09:05',
      nextAt: '2026-11-24T01:05:00.000Z',
    })
    await to('09:00')
    expect(told()).toHaveLength(0)
    await to('09:06')
    expect(told()).toHaveLength(1)
  })

  test('moved again on the same day it is not sent a second time; moved to an hour that is over it waits for tomorrow', async () => {
    await set('times', { ...TIMES, 'daily-reminders': '09:30' })
    await to('09:31')
    expect(told()).toHaveLength(1)
    await set('times', { ...TIMES, 'daily-digest': '09:15' })
    const { items } = (await admin.get<Jobs>('/api/jobs')).body
    expect(items.find((one) => one.name === 'daily-digest')?.nextAt).toBe('2026-11-25T01:15:00.000Z')
  })

  test('a time that makes no sense is refused with how to mend it, and nothing changes', async () => {
    const early = await set('times', { ...TIMES, 'daily-reminders': '07:00' })
    expect([early.status, early.body.message]).toEqual([422, '发到个人手机的消息只能在 08:30–19:30 之间'])
    const odd = await set('times', { ...TIMES, stats: '25:00' })
    expect([odd.status, odd.body.message]).toEqual([422, '时间写成 08:50 这样，24 小时制'])
    expect((await admin.get<{ times: unknown }>('/api/settings')).body.times).toEqual({
      ...TIMES,
      'daily-digest': '09:15',
    })
    expect((await rep.put('/api/settings/times', { value: TIMES })).status).toBe(403)
  })

  test('without being asked for there is no word at midday and none in the evening', async () => {
    await rep.post(`/api/customers/${customer}/log`, { promise: { on: '2026-11-24', at: '16:00' }, text: '寄小样' })
    await to('13:41')
    await to('17:51')
    expect(told()).toHaveLength(1)
  })

  test('asked for, midday names what cannot wait alone, and the evening how far the day came', async () => {
    await set('dayMessages', { midday: true, wrapUp: true, allClear: false, leads: false })
    await rep.post(`/api/customers/${customer}/log`, { promise: { on: '2026-11-25', at: '16:00' }, text: '回电话' })
    await to('08:51', '2026-11-25')
    const before = told().length
    await to('13:41', '2026-11-25')
    const midday = told().slice(before)
    expect(midday).toHaveLength(1)
    expect(midday[0]).toContain('王敏，下午先联系这')
    expect(midday[0]).toContain('王芳')
    await rep.post(`/api/customers/${other}/log`, { outcome: 'replied', nextStepOn: '2026-12-08' })
    await to('17:51', '2026-11-25')
    expect(told().slice(before)).toHaveLength(2)
    expect(told().at(-1)).toContain('王敏，今天 1/2，还剩 1 位')
  })

  test('what has been late for three working days stands in the lead’s morning, with the way to hand it over', async () => {
    await set('dayMessages', { midday: false, wrapUp: false, allClear: false, leads: true })
    await to('08:51', '2026-12-01')
    const [last] = told('zhaolei').slice(-1)
    expect(last).toMatch(/团队有 \d+ 位客户逾期 3 个工作日以上/)
    expect(last).toContain('王敏')
    expect(last).toContain('/sidebar/home')
    expect(told('zhaolei').filter((text) => text.includes('逾期 3 个工作日以上'))).toHaveLength(1)
  })

  test('a week without anything late ends with one kind word, to who had something to do', async () => {
    await set('dayMessages', { midday: false, wrapUp: false, allClear: true, leads: false })
    const fresh = await world.as('chenxi')
    const id = await world.people.addCustomer({ name: '周婷', userid: 'chenxi', addWay: 1 })
    await world.settle()
    await fresh.post(`/api/customers/${id}/log`, { outcome: 'later', nextStepOn: '2026-12-20' })
    const before = told('chenxi').length
    await to('08:51', '2026-12-04')
    expect(told('chenxi').slice(before)).toEqual(['陈曦，本周无逾期 👍'])
    expect(told().at(-1)).not.toContain('本周无逾期')
  })
})
