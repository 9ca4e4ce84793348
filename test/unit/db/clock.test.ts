import { describe, expect, test } from 'vitest'
import { createClock } from '../../../src/db/clock.ts'
import type { Db } from '../../../src/db/db.ts'

const databaseAt = (time: { ms: number }): Db =>
  ({ execute: async () => ({ rows: [{ ms: String(time.ms) }] }) }) as unknown as Db

describe('business time', () => {
  test('is right again after a laptop slept for a night, when the database is asked anew', async () => {
    const time = { ms: Date.parse('2026-11-24T22:00:00+08:00') }
    const clock = await createClock(databaseAt(time), null)
    time.ms += 10 * 3_600_000
    expect(clock.now().getTime()).toBeLessThan(time.ms - 3_600_000)
    await clock.resample()
    expect(Math.abs(clock.now().getTime() - time.ms)).toBeLessThan(1_000)
  })

  test('keeps the distance a trial has put between it and the real time', async () => {
    const time = { ms: Date.parse('2027-03-01T00:00:00Z') }
    const clock = await createClock(databaseAt(time), new Date('2026-11-24T08:40:00+08:00'))
    time.ms += 60_000
    await clock.resample()
    expect(Math.abs(clock.now().getTime() - Date.parse('2026-11-24T08:41:00+08:00'))).toBeLessThan(1_000)
  })
})
