import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enqueueJob } from '../../src/spine/outbox.ts'
import { jobs, outboxMessages } from '../../src/spine/tables.ts'
import { ENGINES } from '../support/store.ts'
import { startWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('work that was cut off on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
  })
  afterAll(() => world.close())

  const texts = () => world.people.messagesTo('wangmin').map((message) => message.text)
  const addCutOff = (key: string, hoursAgo: number) =>
    world.deps.core.db.insert(outboxMessages).values({
      kind: 'app-message',
      occurrenceKey: key,
      payload: { userid: 'wangmin', markdown: key },
      sentAt: sql`now() - make_interval(hours => ${hoursAgo})`,
    })
  const messageRow = async (key: string) => {
    const rows = await world.deps.core.db.select().from(outboxMessages).where(eq(outboxMessages.occurrenceKey, key))
    return rows[0]
  }

  test('a note to a rep is sent again while WeCom still finds doubles, and shown as unknown after that', async () => {
    await addCutOff('an hour ago', 1)
    await addCutOff('five hours ago', 5)
    await world.settle()
    expect(texts()).toEqual(['an hour ago'])
    expect((await messageRow('an hour ago'))?.status).toBe('done')
    expect((await messageRow('five hours ago'))?.status).toBe('unknown')
  })

  test('of a note WeCom refused for a while it is known that it did not arrive', async () => {
    world.sandbox.faults.set({ api: 'message/send', kind: 'errcode', errcode: 45009, times: 1 })
    const draft = { kind: 'app-message', payload: { userid: 'wangmin', markdown: '早' } } as const
    await world.deps.core.send(world.deps.core.db, { ...draft, occurrenceKey: 'refused' })
    await world.deps.workers.settle()
    expect(await messageRow('refused')).toMatchObject({ status: 'waiting', sentAt: null, attempts: 0, fence: 1 })
    await world.deps.core.db.delete(outboxMessages).where(eq(outboxMessages.occurrenceKey, 'refused'))
  })

  test('a welcome that WeCom had taken before its answer was lost is done, not refused', async () => {
    world.sandbox.faults.set({ api: 'send_welcome_msg', kind: 'accept-then-cut', times: 1 })
    await world.people.addCustomer({ name: '王敏', userid: 'chenxi' })
    await world.settle()
    const rows = await world.deps.core.db.select().from(outboxMessages).where(eq(outboxMessages.kind, 'welcome'))
    expect(rows.map((row) => [row.status, row.attempts])).toEqual([['done', 2]])
  })

  test('a row over which twenty servers died is left for a person', async () => {
    const { db } = world.deps.core
    await enqueueJob(db, { kind: 'refresh-tags', payload: { why: 'poison' }, dedupeKey: 'poison' })
    const lapsed = sql`now() - interval '1 second'`
    await db.update(jobs).set({ deaths: 19, leaseUntil: lapsed }).where(eq(jobs.dedupeKey, 'poison'))
    await world.settle()
    const [row] = await db.select().from(jobs).where(eq(jobs.dedupeKey, 'poison'))
    expect(row).toMatchObject({ status: 'dead', lastError: 'its worker died 20 times' })
  })
})

test('four nights of work that hang at WeCom do not keep what a person waits for', async () => {
  const world = await startWorld({ at: '2026-11-24T10:00:00+08:00' })
  const { core, workers } = world.deps
  const statusOf = async (dedupeKey: string) =>
    (await core.db.select().from(jobs).where(eq(jobs.dedupeKey, dedupeKey)))[0]?.status
  world.sandbox.faults.set({ api: 'department/list', kind: 'timeout', times: 20 })
  for (const day of ['20', '21', '22', '23']) {
    const payload = { job: 'reconcile', day: `2026-11-${day}` }
    await core.later(core.db, { kind: 'occurrence', payload, dedupeKey: `night-${day}` })
  }
  workers.start()
  await expect.poll(() => world.sandbox.faults.list()[0]?.times).toBeLessThan(19)
  await core.later(core.db, { kind: 'refresh-tags', payload: { why: 'now' }, dedupeKey: 'now' })
  await expect.poll(() => statusOf('now')).toBe('done')
  expect(await statusOf('night-20')).toBe('waiting')
  await world.close()
}, 60_000)
