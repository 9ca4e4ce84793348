import { describe, expect, test } from 'vitest'
import { CHINA_CALENDAR } from '../../../src/features/calendar/holidays-data.ts'
import { type CatchUp, firstBetween, type Rule, worthRunning } from '../../../src/timetable-due.ts'

const due = ['2026-11-09', '2026-11-10', '2026-11-11'].map((day) => ({ day, at: new Date(`${day}T09:00:00+08:00`) }))

describe('runs whose time passed while nobody looked', () => {
  const daysAt = (now: string, catchUp: CatchUp, minutes: number) =>
    [...worthRunning(due, new Date(`${now}+08:00`), { catchUp, minutes })].map(({ day }) => day.slice(-2))

  test('are all made up for, or the newest alone, as long as it is worth it', () => {
    const TWO_DAYS = 2 * 24 * 60
    expect(daysAt('2026-11-11T09:00:00', 'all', TWO_DAYS)).toEqual(['09', '10', '11'])
    expect(daysAt('2026-11-11T09:00:01', 'all', TWO_DAYS)).toEqual(['10', '11'])
    expect(daysAt('2026-11-11T09:00:00', 'latest', TWO_DAYS)).toEqual(['11'])
    expect(daysAt('2026-11-13T09:00:00', 'all', TWO_DAYS)).toEqual(['11'])
    expect(daysAt('2026-11-13T09:00:01', 'latest', TWO_DAYS)).toEqual([])
  })

  test('of a job that is not made up for still run when the clock only ticked late: five minutes', () => {
    expect(daysAt('2026-11-11T09:05:00', 'skip', 600)).toEqual(['11'])
    expect(daysAt('2026-11-11T09:05:01', 'skip', 600)).toEqual([])
    expect(daysAt('2026-11-11T09:04:00', 'skip', 0)).toEqual(['11'])
  })
})

describe('the next run of a job', () => {
  const between = (rule: Rule, from: string, to: string) =>
    firstBetween(rule, { from: new Date(from), to: new Date(to), calendar: CHINA_CALENDAR, zone: 'Asia/Shanghai' })
  const daily: Rule = { at: '09:00', on: () => true }

  test('is the first after the one instant and up to the other', () => {
    const nine = '2026-11-11T09:00:00+08:00'
    expect(between(daily, '2026-11-11T08:59:59+08:00', nine)).toEqual(due[2])
    expect(between(daily, nine, '2026-11-12T08:59:59+08:00')).toBeNull()
    expect(between(daily, '2026-11-09T00:00:00+08:00', '2026-11-30T00:00:00+08:00')).toEqual(due[0])
  })

  test('is none of a job that only runs when somebody asks', () => {
    expect(between({ ...daily, at: null }, '2026-11-01T00:00:00+08:00', '2026-11-30T00:00:00+08:00')).toBeNull()
  })
})
