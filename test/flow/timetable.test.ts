import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { businessDay } from '../../src/features/calendar/zone.ts'
import { occurrences, outboxMessages } from '../../src/spine/tables.ts'
import { planDue } from '../../src/timetable-run.ts'
import { LAST_ENGINE } from '../support/store.ts'
import { startWorld, type World } from '../support/world.ts'
import { startReplica } from './replica.ts'

describe.each(LAST_ENGINE)('the morning reminder on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ at: '2026-09-28T10:00:00+08:00', engine, sandbox: { seed: 'empty' } })
    await world.people.memberJoins({ userid: 'wangmin', name: '王敏' })
    await world.people.memberJoins({ userid: 'duanyi', name: '段一' })
    await world.settle()
    const customer = await world.people.addCustomer({ name: '王芳', userid: 'wangmin' })
    await world.settle()
    // Never done, so that every morning has something to remind of.
    const note = { text: '答应给她寄小样', nextStepOn: '2026-09-28' }
    const rep = await world.as('wangmin')
    expect((await rep.post(`/api/customers/${customer}/notes`, note)).status).toBe(201)
    await world.settle()
  })
  afterAll(() => world.close())

  /** What was really sent to her on that day; a duplicate that WeCom swallowed would count here. */
  const sentTo = (userid: string, day: string): number =>
    world.people
      .calls('message/send')
      .filter(
        (call) => call.errcode === 0 && call.body.touser === userid && businessDay(call.at, 'Asia/Shanghai') === day,
      ).length
  const runs = (day: string) =>
    world.deps.core.db
      .select()
      .from(occurrences)
      .where(and(eq(occurrences.job, 'daily-reminders'), eq(occurrences.day, day)))

  test('is not sent for 08:50 when the server was first started at 10:00', async () => {
    await world.to('2026-09-28T12:00:00+08:00')
    expect(sentTo('wangmin', '2026-09-28')).toBe(0)
    expect(await runs('2026-09-28')).toEqual([])
  })

  test('comes once although the clock is looked at again and again', async () => {
    await world.to('2026-09-29T08:49:00+08:00')
    expect(sentTo('wangmin', '2026-09-29')).toBe(0)
    await world.to('2026-09-29T08:50:30+08:00')
    await Promise.all([planDue(world.deps.core), planDue(world.deps.core)])
    await world.settle()
    await world.settle()
    expect(sentTo('wangmin', '2026-09-29')).toBe(1)
    expect(await runs('2026-09-29')).toHaveLength(1)
  })

  test('comes once although an admin ran it by hand before its hour and again after it', async () => {
    await world.to('2026-09-30T08:00:00+08:00')
    const admin = await world.as('linyu')
    expect((await admin.post('/api/jobs/daily-reminders/run', {})).status).toBe(202)
    await world.settle()
    expect(sentTo('wangmin', '2026-09-30')).toBe(1)
    await world.to('2026-09-30T09:00:00+08:00')
    expect((await admin.post('/api/jobs/daily-reminders/run', {})).status).toBe(202)
    await world.settle()
    expect(sentTo('wangmin', '2026-09-30')).toBe(1)
    expect((await runs('2026-09-30')).map((run) => [run.by, run.status])).toEqual([['linyu', 'done']])
  })

  test('stays away during the national holiday and comes on the first working day after it', async () => {
    await world.to('2026-10-08T08:00:00+08:00')
    for (const day of ['01', '02', '03', '04', '05', '06', '07']) expect(sentTo('wangmin', `2026-10-${day}`)).toBe(0)
    await world.to('2026-10-08T08:51:00+08:00')
    expect(sentTo('wangmin', '2026-10-08')).toBe(1)
  })

  test('comes on the Saturday that is worked to make up for the holiday, not on the Sunday', async () => {
    await world.to('2026-10-12T08:00:00+08:00')
    expect(sentTo('wangmin', '2026-10-10')).toBe(1)
    expect(sentTo('wangmin', '2026-10-11')).toBe(0)
  })

  test('comes once although the server stopped between planning and sending and was started twice', async () => {
    const before = await startReplica(world, '2026-10-12T08:50:10+08:00')
    await planDue(before.deps.core)
    await before.stop()
    expect(sentTo('wangmin', '2026-10-12')).toBe(0)
    for (const at of ['2026-10-12T08:50:40+08:00', '2026-10-12T08:52:00+08:00']) {
      const after = await startReplica(world, at)
      await after.settle()
      await after.stop()
    }
    expect(sentTo('wangmin', '2026-10-12')).toBe(1)
  })

  test('comes once although two servers on one database tick at the same moment', async () => {
    await world.to('2026-10-13T08:49:00+08:00')
    const [one, two] = [
      await startReplica(world, '2026-10-13T08:50:10+08:00'),
      await startReplica(world, '2026-10-13T08:50:10+08:00'),
    ]
    await Promise.all([one.settle(), two.settle()])
    await Promise.all([one.stop(), two.stop()])
    expect(sentTo('wangmin', '2026-10-13')).toBe(1)
    expect(await runs('2026-10-13')).toHaveLength(1)
  })

  test('is made up for when the server was down from 08:40 to 09:30', async () => {
    await world.to('2026-10-14T08:40:00+08:00')
    expect(sentTo('wangmin', '2026-10-14')).toBe(0)
    const back = await startReplica(world, '2026-10-14T09:30:00+08:00')
    await back.settle()
    await back.stop()
    expect(sentTo('wangmin', '2026-10-14')).toBe(1)
  })

  test('comes for today alone after three days of silence, and the missed ones are kept as skipped', async () => {
    await world.to('2026-10-19T10:00:00+08:00')
    const back = await startReplica(world, '2026-10-22T11:00:00+08:00')
    await back.settle()
    await back.stop()
    expect(sentTo('wangmin', '2026-10-22')).toBe(1)
    const kept = [...(await runs('2026-10-20')), ...(await runs('2026-10-21')), ...(await runs('2026-10-22'))]
    expect(kept.map((run) => [run.day, run.status])).toEqual([
      ['2026-10-20', 'skipped'],
      ['2026-10-21', 'skipped'],
      ['2026-10-22', 'done'],
    ])
    const [old] = await world.deps.core.db
      .select()
      .from(outboxMessages)
      .where(eq(outboxMessages.occurrenceKey, 'reminder:2026-10-21:wangmin'))
    expect(old).toBeUndefined()
  })

  test('comes once although the clock went backwards and passed its hour a second time', async () => {
    for (const at of ['2026-10-22T08:00:00+08:00', '2026-10-22T08:50:30+08:00', '2026-10-22T11:30:00+08:00']) {
      const again = await startReplica(world, at)
      await again.settle()
      await again.stop()
    }
    expect(sentTo('wangmin', '2026-10-22')).toBe(1)
    await world.to('2026-10-23T08:51:00+08:00')
    expect(sentTo('wangmin', '2026-10-23')).toBe(1)
  })

  test('never came to those who had nothing to do', () => {
    expect(world.people.messagesTo('duanyi')).toEqual([])
    expect(world.people.messagesTo('linyu')).toEqual([])
  })
})
