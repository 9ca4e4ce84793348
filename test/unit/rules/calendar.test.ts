import { describe, expect, it } from 'vitest'
import { CHINA_CALENDAR, CHINA_HOLIDAYS, MARKETING_SILENCES } from '../../../src/features/calendar/holidays-data.ts'
import {
  afterMarketingSilence,
  firstWorkingDayOfMonth,
  isMarketingSilent,
  isWorkingDay,
  nextWorkingDay,
  postpone,
  previousWorkingDay,
  restDaysAfter,
  withOverrides,
  workingDaysBetween,
  workingDaysInMonth,
  yearsWithoutData,
} from '../../../src/features/calendar/rules.ts'
import { addDays, atTime, businessDay, daysBetween, weekday } from '../../../src/features/calendar/zone.ts'

const china = CHINA_CALENDAR

describe('working days in China', () => {
  it.each([
    ['2026-02-14', true, 'a Saturday worked for Spring Festival'],
    ['2026-02-16', false, 'New Year’s Eve'],
    ['2026-02-23', false, 'the last day of Spring Festival'],
    ['2026-02-24', true, 'the first day back'],
    ['2026-09-20', true, 'a Sunday worked for National Day'],
    ['2026-10-01', false, 'National Day'],
    ['2026-10-08', true, 'the first day after National Day'],
    ['2026-10-10', true, 'a Saturday worked for National Day'],
    ['2026-11-21', false, 'an ordinary Saturday'],
    ['2026-11-23', true, 'an ordinary Monday'],
    ['2025-01-26', true, 'a Sunday worked in 2025'],
    ['2025-10-08', false, 'Mid-Autumn days of 2025'],
  ])('%s is a working day: %s (%s)', (day, expected) => {
    expect(isWorkingDay(day, china)).toBe(expected)
  })

  it('finds the working days around the long October holiday', () => {
    expect(nextWorkingDay('2026-09-30', china)).toBe('2026-10-08')
    expect(previousWorkingDay('2026-10-08', china)).toBe('2026-09-30')
    expect(firstWorkingDayOfMonth('2026-10', china)).toBe('2026-10-08')
  })

  it('names the days off a proposed date passes over, and no make-up day among them', () => {
    expect(restDaysAfter('2026-09-18', 10, china)).toEqual(['2026-09-19', '2026-09-25', '2026-09-26', '2026-09-27'])
  })

  it('counts the make-up days of a month and leaves its holidays out', () => {
    expect(workingDaysInMonth('2026-11', china)).toBe(21)
    expect(workingDaysInMonth('2026-10', china)).toBe(18)
    expect(workingDaysInMonth('2026-02-10', china)).toBe(16)
  })

  it('counts from the first day up to, not including, the last', () => {
    expect(workingDaysBetween('2026-11-20', '2026-11-23', china)).toBe(1)
    expect(workingDaysBetween('2026-11-23', '2026-11-23', china)).toBe(0)
    expect(workingDaysBetween('2026-11-24', '2026-11-23', china)).toBe(0)
  })

  it('postpones only as the team wishes', () => {
    expect(postpone('2026-10-03', 'keep', china)).toBe('2026-10-03')
    expect(postpone('2026-10-03', 'next_workday', china)).toBe('2026-10-08')
    expect(postpone('2026-10-03', 'prev_workday', china)).toBe('2026-09-30')
    expect(postpone('2026-10-10', 'next_workday', china)).toBe('2026-10-10')
  })

  it('says for which years the official notice is missing', () => {
    expect(yearsWithoutData(china, ['2026-12-31', '2027-01-01', '2027-02-01'])).toEqual([2027])
    expect(yearsWithoutData(china, ['2026-12-31'])).toEqual([])
    expect(yearsWithoutData(china, ['2029-01-01', '2027-02-01', '2028-01-01'])).toEqual([2027, 2028, 2029])
  })

  it('lets a shop work weekends and a team change single days', () => {
    expect(isWorkingDay('2026-11-21', { ...china, weekend: [2] })).toBe(true)
    const own = withOverrides(china, { '2026-11-24': 'off', '2026-10-01': null }, [2027])
    expect(isWorkingDay('2026-11-24', own)).toBe(false)
    expect(isWorkingDay('2026-10-01', own)).toBe(true)
    expect(own.years).toEqual([2025, 2026, 2027])
    expect(withOverrides(china, {}).years).toEqual([2025, 2026])
    expect(withOverrides(china, {}, [2027, 2024, 2026]).years).toEqual([2024, 2025, 2026, 2027])
    expect(isWorkingDay('2026-10-01', china)).toBe(false)
  })

  it('refuses a calendar without a single working day instead of searching for ever', () => {
    expect(() => nextWorkingDay('2026-01-01', { days: {}, years: [], weekend: [1, 2, 3, 4, 5, 6, 7] })).toThrow(
      'no working day within 400 days of 2026-01-01',
    )
    const onlyAfter = (days: number) => ({
      ...{ years: [], weekend: [1, 2, 3, 4, 5, 6, 7] },
      days: { [addDays('2026-01-01', days)]: 'work' as const },
    })
    expect(nextWorkingDay('2026-01-01', onlyAfter(400))).toBe('2027-02-05')
    expect(() => nextWorkingDay('2026-01-01', onlyAfter(401))).toThrow()
  })

  it('keeps offers away from New Year’s Eve to the third day', () => {
    expect(
      ['2026-02-15', '2026-02-16', '2026-02-19', '2026-02-20'].map((day) => isMarketingSilent(day, MARKETING_SILENCES)),
    ).toEqual([false, true, true, false])
    const next = (day: string) => afterMarketingSilence(day, MARKETING_SILENCES)
    expect(['2026-02-15', '2026-02-16', '2026-02-17', '2026-02-19', '2026-02-20'].map(next)).toEqual([
      ...['2026-02-15', '2026-02-20', '2026-02-20', '2026-02-20', '2026-02-20'],
    ])
  })

  it('names every day it knows, once', () => {
    const days = CHINA_HOLIDAYS.map((holiday) => holiday.day)
    expect(new Set(days).size).toBe(days.length)
    expect(days).toEqual([...days].sort())
    expect(CHINA_HOLIDAYS.find((holiday) => holiday.day === '2026-10-10')).toEqual({
      day: '2026-10-10',
      kind: 'work',
      label: '国庆节调休上班',
    })
    expect(CHINA_HOLIDAYS.filter((holiday) => holiday.day.startsWith('2026') && holiday.kind === 'off')).toHaveLength(
      33,
    )
  })
})

describe('days in a zone', () => {
  it('knows which day it is for the team', () => {
    const moment = new Date('2026-11-23T17:30:00Z')
    expect(businessDay(moment, 'Asia/Shanghai')).toBe('2026-11-24')
    expect(businessDay(moment, 'America/New_York')).toBe('2026-11-23')
  })

  it('keeps 08:50 at 08:50 when the clocks change', () => {
    expect(atTime('2026-03-28', '08:50', 'Europe/Berlin').toISOString()).toBe('2026-03-28T07:50:00.000Z')
    expect(atTime('2026-03-29', '08:50', 'Europe/Berlin').toISOString()).toBe('2026-03-29T06:50:00.000Z')
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2)
  })

  it('adds days over months, years and leap days', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29')
    expect(weekday('2026-11-23')).toBe(1)
    expect(weekday('2026-11-22')).toBe(7)
    expect(weekday('1969-12-31')).toBe(3)
  })

  it('refuses an unknown zone and a text that is no day', () => {
    expect(() => businessDay(new Date('2026-11-23T00:00:00Z'), 'Asia/Nowhere')).toThrow(
      /^no business day for .* in zone Asia\/Nowhere$/,
    )
    expect(() => businessDay(new Date(Number.NaN), 'Asia/Shanghai')).toThrow('no business day for Invalid Date')
    expect(() => atTime('2026-11-23', '25:00', 'Asia/Shanghai')).toThrow('no moment 2026-11-23 25:00 in zone')
    expect(() => atTime('2026-11-23', '08:00', 'Asia/Nowhere')).toThrow('in zone Asia/Nowhere')
    expect(() => atTime('2026-02-30', '08:00', 'Asia/Shanghai')).toThrow('no moment 2026-02-30 08:00')
    expect(() => addDays('23/11/2026', 1)).toThrow('not a business day: 23/11/2026')
  })
})
