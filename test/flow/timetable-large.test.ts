import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import type { OpenDb } from '../../src/db/open.ts'
import { planReminders } from '../../src/features/digests/plan-reminders.ts'
import { delayOf } from '../../src/features/digests/send-to-reps.ts'
import { coreAt } from '../store/sales-world.ts'
import { emptyDb, LAST_ENGINE, openTestDb } from '../support/store.ts'
import { seedDueCompany } from './timetable-company.ts'

const DAY = '2026-11-10'

describe.each(LAST_ENGINE)('the morning of a large company on %s', (engine) => {
  let opened: OpenDb
  beforeAll(async () => {
    opened = await openTestDb(engine)
  })
  afterAll(() => opened.close())

  const plan = () => planReminders(coreAt(opened.db, `${DAY}T08:50:00`), { day: DAY })
  const spread = async () => {
    const rows = await rowsOf<{ key: string; seconds: number | string }>(
      opened.db,
      sql`select occurrence_key as key, round(extract(epoch from run_at - created_at)) as seconds
          from outbox_messages order by id`,
    )
    return rows.map((row) => ({ key: row.key, seconds: Number(row.seconds) }))
  }

  const reps = engine === 'postgres' ? 10_000 : 1_500
  test(`plans ${reps} reps in seconds, spread over nine minutes and done before the full hour`, async () => {
    await seedDueCompany(opened.db, { members: reps, each: 1, day: DAY })
    // Of this process alone: what else this machine does at the moment says nothing about the plan.
    const before = process.cpuUsage()
    const result = await plan()
    const { user, system } = process.cpuUsage(before)
    expect([result.planned.length, result.failed.length]).toEqual([reps, 0])
    expect((user + system) / 1e6).toBeLessThan(10)

    const rows = await spread()
    expect(new Set(rows.map((row) => row.key)).size).toBe(reps)
    const perMinute = Array.from(
      { length: 9 },
      (_, minute) => rows.filter((row) => Math.floor(row.seconds / 60) === minute).length,
    )
    expect(perMinute.reduce((sum, one) => sum + one, 0)).toBe(reps)
    for (const one of perMinute) expect(one / (reps / 9)).toBeGreaterThan(0.7)
    expect(rows.map((row) => row.seconds)).toEqual(rows.map((row) => row.seconds).sort((a, b) => a - b))
  }, 60_000)

  test('tells the same rep at the same second every day, and plans nobody twice', async () => {
    const before = await spread()
    for (const { key, seconds } of before.slice(0, 50)) expect(delayOf(key.split(':')[2] ?? '')).toBe(seconds)
    expect(await plan()).toMatchObject({ planned: [], failed: [] })
    expect(await spread()).toEqual(before)
  }, 60_000)

  test('of up to five hundred reps tells everybody at 08:50', async () => {
    await emptyDb(opened)
    await seedDueCompany(opened.db, { members: 500, each: 1, day: DAY })
    expect((await plan()).planned).toHaveLength(500)
    expect(new Set((await spread()).map((row) => row.seconds))).toEqual(new Set([0]))
  }, 60_000)
})
