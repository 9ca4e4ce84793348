import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES } from '../support/store.ts'
import { startWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('the figures an alert looks at (%s)', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    await world.people.addCustomer({ name: '王芳', userid: 'wangmin' })
    await world.settle()
  })
  afterAll(() => world.close())

  const scrape = async () => (await fetch(`${world.url}/metrics`)).text()
  /** The value of one series by its labels, in any order; null when it is not there. */
  const figure = async (name: string, labels: Record<string, string> = {}): Promise<number | null> => {
    const lines = (await scrape())
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    const found = lines.find((line) =>
      Object.entries(labels).every(([key, value]) => line.includes(`${key}="${value}"`)),
    )
    return found === undefined ? null : Number(found.split(' ').at(-1))
  }
  const db = () => world.deps.core.db

  test('a day without trouble: callbacks stored, effects timed, nothing waits, nothing is given up', async () => {
    expect(await figure('zhanggui_callbacks_total', { result: 'stored' })).toBeGreaterThan(0)
    expect(await figure('zhanggui_callback_ack_seconds_count')).toBeGreaterThan(0)
    expect(await figure('zhanggui_event_to_effect_seconds_count', { lane: '0' })).toBe(1)
    expect(await figure('zhanggui_inbox_oldest_unprocessed_seconds')).toBe(0)
    expect(await figure('zhanggui_queue_waiting', { queue: 'outbox_messages' })).toBe(0)
    expect(await figure('zhanggui_rows_given_up_total', { queue: 'jobs', status: 'dead' })).toBe(0)
    expect(await figure('zhanggui_tokens_refreshed_total', { kind: 'app-token' })).toBe(1)
    expect(await figure('zhanggui_limiter_wait_seconds_count')).toBeGreaterThan(0)
    expect(await figure('zhanggui_wecom_calls_total', { api: 'externalcontact/mark_tag', errcode: '0' })).toBe(1)
    expect(await figure('zhanggui_breaker_state', { class: 'messages' })).toBe(0)
    expect(await figure('zhanggui_database_up')).toBe(1)
    expect(await figure('zhanggui_dead_tuples', { table: 'jobs' })).toEqual(
      engine === 'postgres' ? expect.any(Number) : null,
    )
  })

  test('a callback with a wrong signature is counted as one', async () => {
    const before = await figure('zhanggui_callbacks_total', { result: 'bad-signature' })
    expect(before).toBe(0)
    world.sandbox.callbacks.mode('wrong-signature')
    await world.people.addCustomer({ name: '没签名', userid: 'wangmin' })
    await world.sandbox.callbacks.idle()
    world.sandbox.callbacks.mode('normal')
    expect(await figure('zhanggui_callbacks_total', { result: 'bad-signature' })).toBeGreaterThan(0)
  })

  test('a server address that WeCom no longer trusts, and a limit that others use up, show by what is to be done', async () => {
    const refusals = (klass: string) => figure('zhanggui_wecom_refusals_total', { klass })
    expect(await refusals('fix-config')).toBe(0)
    world.sandbox.faults.set({ kind: 'errcode', errcode: 60020, api: 'message/send', times: 1 })
    await expect(world.deps.wecom.sendAppMessage({ toUsers: ['wangmin'], markdown: '一' })).rejects.toThrow('60020')
    expect(await refusals('fix-config')).toBe(1)
    world.sandbox.faults.set({ kind: 'errcode', errcode: 45009, api: 'department/list', times: 1 })
    await expect(world.deps.wecom.departments()).rejects.toThrow('45009')
    expect(await refusals('wait-window')).toBe(1)
  })

  test('WeCom that does not answer opens the breaker of what failed, and no other', async () => {
    world.sandbox.faults.set({ kind: 'http500', api: 'externalcontact/get' })
    for (let n = 0; n < 5; n++) await world.deps.wecom.customer('wmNobody').catch(() => {})
    expect(await figure('zhanggui_breaker_state', { class: 'customers' })).toBe(2)
    expect(await figure('zhanggui_breaker_state', { class: 'messages' })).toBe(0)
    world.sandbox.faults.clear()
  })

  test('events that nobody handles grow old, and messages of each lane are counted', async () => {
    await db().execute(sql`insert into inbox_events (key, event, body, created_at, run_at)
      values ('old', 'x', '<xml></xml>', now() - interval '2 minutes', now() + interval '1 hour')`)
    await db().execute(sql`insert into outbox_messages (kind, occurrence_key, payload, lane, created_at, run_at) values
      ('welcome', 'stands', '{}', 0, now() - interval '1 minute', now() - interval '1 minute'),
      ('app-message', 'reminder:2026-11-24:wangmin', '{}', 1, now() - interval '20 minutes', now() + interval '1 hour')`)
    expect(await figure('zhanggui_inbox_oldest_unprocessed_seconds')).toBeGreaterThan(100)
    expect(await figure('zhanggui_outbox_depth', { status: 'waiting', lane: '0' })).toBe(1)
    expect(await figure('zhanggui_queue_oldest_seconds', { queue: 'outbox_messages' })).toBeGreaterThan(50)
    expect(await figure('zhanggui_reminders_overdue')).toBe(1)
    await db().execute(sql`delete from outbox_messages where status = 'waiting'`)
    await db().execute(sql`delete from inbox_events where key = 'old'`)
    expect(await figure('zhanggui_outbox_depth', { status: 'waiting', lane: '0' })).toBeNull()
  })

  test('a job that fails until it is given up is counted, and stands among what waits for a person', async () => {
    await db().execute(sql`insert into jobs (kind, dedupe_key, payload, attempts)
      values ('reaction', 'broken', '{"factId": "not a number", "name": "x"}', 7)`)
    await world.settle()
    expect(await figure('zhanggui_rows_given_up_total', { queue: 'jobs', status: 'dead' })).toBe(1)
    expect(await figure('zhanggui_dead_letters', { queue: 'jobs', status: 'dead' })).toBe(1)
  })

  test('a timetable nobody looks at falls behind; looked at after a week it says what was missed', async () => {
    const { clock, core } = world.deps
    clock.moveTo(new Date('2026-12-01T10:00:00+08:00'))
    expect(await figure('zhanggui_timetable_behind_seconds')).toBeGreaterThan(6 * 86_400)
    await world.settle()
    expect(await figure('zhanggui_timetable_behind_seconds')).toBeLessThan(60)
    expect(core.now().toISOString().slice(0, 10)).toBe('2026-12-01')
    expect(await figure('zhanggui_schedule_missed_total', { job: 'daily-reminders' })).toBeGreaterThan(2)
    expect(await figure('zhanggui_schedule_missed_today', { job: 'daily-reminders' })).toBeGreaterThan(2)
  })

  test('the morning’s reminders are counted when they leave', async () => {
    expect(await figure('zhanggui_reminders_due')).toBeGreaterThan(0)
    expect(await figure('zhanggui_reminders_sent_total', { timing: 'in-time' })).toBeGreaterThan(0)
  })

  test('a night that finds what nobody told of is counted by kind', async () => {
    expect(await figure('zhanggui_reconcile_diffs_total', { kind: 'missing-here' })).not.toBeNull()
    await db().execute(
      sql`insert into sync_differences (run_id, kind, count, examples) values (999999, 'missing-here', 30, '[]')`,
    )
    expect(await figure('zhanggui_reconcile_diffs_total', { kind: 'missing-here' })).toBeGreaterThanOrEqual(30)
  })

  test('a database that does not answer takes its figures with it and leaves the rest', async () => {
    const { core } = world.deps
    const whole = core.db
    core.db = new Proxy(whole, {
      get: (target, name) => (name === 'execute' ? () => Promise.reject(new Error('gone')) : Reflect.get(target, name)),
    })
    try {
      expect(await figure('zhanggui_database_up')).toBe(0)
      expect(await figure('zhanggui_queue_waiting', { queue: 'jobs' })).toBeNull()
      expect(await figure('zhanggui_callbacks_total', { result: 'stored' })).toBeGreaterThan(0)
    } finally {
      core.db = whole
    }
    expect(await figure('zhanggui_database_up')).toBe(1)
  })
})
