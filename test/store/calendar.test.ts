import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenDb } from '../../src/db/open.ts'
import { calendarWarning, loadCalendar, loadCalendarYear } from '../../src/features/calendar/queries.ts'
import { isWorkingDay } from '../../src/features/calendar/rules.ts'
import { setCalendarDay } from '../../src/features/calendar/set-calendar-day.ts'
import { messagesFor } from '../../src/lang/lang.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'
import { coreAt } from './sales-world.ts'

describe.each(ENGINES)('the calendar on %s', (engine) => {
  let store: OpenDb
  beforeAll(async () => {
    store = await openTestDb(engine)
  }, 60_000)
  afterAll(() => store?.close())
  beforeEach(() => emptyDb(store))

  const set = (day: string, kind: 'off' | 'work' | null, label = '') =>
    setCalendarDay(coreAt(store.db, '2026-11-23T10:00:00'), { day, kind, label, userid: 'boss' })

  it('follows the national days until an admin changes one', async () => {
    expect(isWorkingDay('2026-10-05', await loadCalendar(store.db))).toBe(false)
    await set('2026-10-05', 'work', '大促')
    await set('2026-11-24', 'off', '司庆')
    const calendar = await loadCalendar(store.db)
    expect(isWorkingDay('2026-10-05', calendar)).toBe(true)
    expect(isWorkingDay('2026-11-24', calendar)).toBe(false)
    const { days } = await loadCalendarYear(store.db, 2026)
    expect(days).toContainEqual({ day: '2026-11-24', kind: 'off', label: '司庆' })
    expect(days).toContainEqual({ day: '2026-10-05', kind: 'work', label: '大促' })
  })

  it('gives a day back to its weekday, also one of ours', async () => {
    await set('2026-11-24', 'off')
    await set('2026-11-24', null)
    await set('2026-10-05', null)
    const calendar = await loadCalendar(store.db)
    expect(isWorkingDay('2026-11-24', calendar)).toBe(true)
    expect(isWorkingDay('2026-10-05', calendar)).toBe(true)
    expect((await loadCalendarYear(store.db, 2026)).days.map((one) => one.day)).not.toContain('2026-10-05')
  })

  it('warns about a year without official days until somebody enters them', async () => {
    const words = messagesFor('zh-CN')
    expect(calendarWarning(await loadCalendar(store.db), '2026-11-23', words)).toBeNull()
    expect(calendarWarning(await loadCalendar(store.db), '2027-01-04', words)).toContain('2027')
    for (let day = 1; day <= 10; day += 1) await set(`2027-10-${String(day).padStart(2, '0')}`, 'off', '国庆节')
    expect(calendarWarning(await loadCalendar(store.db), '2027-01-04', words)).toBeNull()
    expect(await loadCalendarYear(store.db, 2028)).toEqual({ year: 2028, official: false, days: [] })
  })
})
