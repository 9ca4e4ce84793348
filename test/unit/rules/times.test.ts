import { describe, expect, it } from 'vitest'
import type { Calendar } from '../../../src/features/calendar/rules.ts'
import { isLastOfWeek } from '../../../src/features/digests/rules.ts'
import { lateByLead } from '../../../src/features/digests/rules-late.ts'
import { ranksInTeams } from '../../../src/features/digests/rules-rank.ts'
import { DEFAULT_TIMES, type Times, troubleWithTimes } from '../../../src/features/settings/rules-times.ts'
import { timetableAt } from '../../../src/timetable.ts'

const times = (rest: Partial<Times> = {}): Times => ({ ...DEFAULT_TIMES, ...rest })

describe('the times of the day', () => {
  it.each<[string, Partial<Times>, string | null]>([
    ['as shipped', {}, null],
    ['a later morning', { 'daily-reminders': '09:30' }, null],
    ['the first minute in which a phone may ring', { 'daily-reminders': '08:30' }, null],
    ['a reminder before work', { 'daily-reminders': '08:29' }, 'window'],
    ['a wrap-up after work', { 'wrap-up': '19:31' }, 'window'],
    ['a digest before its figures are there', { 'daily-digest': '06:40' }, 'figures'],
    ['figures that come after the weekly digest', { stats: '09:20', 'daily-digest': '10:00' }, 'figures'],
    ['stages that are looked at after the list is out', { lifecycle: '08:50' }, 'night'],
    ['a midday reminder before the morning’s', { 'midday-reminder': '08:45' }, 'order'],
    ['a wrap-up before midday', { 'wrap-up': '13:00' }, 'order'],
  ])('%s', (_name, rest, trouble) => {
    expect(troubleWithTimes(times(rest))).toBe(trouble)
  })

  it('are what the timetable goes by, and what the desk says', () => {
    const timetable = timetableAt(times({ 'daily-digest': '10:05' }))
    expect(timetable['daily-digest'].schedule(timetable['daily-digest'].at ?? '')).toBe('工作日 10:05')
    expect(timetable['daily-reminders'].at).toBe('08:50')
    expect(timetable.sync.at).toBeNull()
  })
})

describe('the last working day of a week', () => {
  const usual: Calendar = { days: new Map(), years: [2026] }
  const withDayOff: Calendar = { ...usual, days: new Map([['2026-11-27', 'off']]) }
  it('is Friday, or the day before a Friday off', () => {
    expect(isLastOfWeek('2026-11-27', usual)).toBe(true)
    expect(isLastOfWeek('2026-11-26', usual)).toBe(false)
    expect(isLastOfWeek('2026-11-26', withDayOff)).toBe(true)
    expect(isLastOfWeek('2026-11-27', withDayOff)).toBe(false)
  })
})

describe('a rep’s place in the team', () => {
  const team = (...done: number[]) => new Map(done.map((one, index) => [`rep${index}`, { done: one, of: 20 }]))
  const all = new Map(Array.from({ length: 8 }, (_, index) => [`rep${index}`, 7]))

  it('is told to the upper half alone, and shared by who did equally well', () => {
    expect([...ranksInTeams(team(18, 20, 18, 5, 9, 10), all)]).toEqual([
      ['rep0', 2],
      ['rep1', 1],
      ['rep2', 2],
    ])
  })

  it('is not told in a team of four, nor to who belongs to none', () => {
    expect(ranksInTeams(team(18, 20, 18, 5), all).size).toBe(0)
    expect(ranksInTeams(team(18, 20, 18, 5, 9), new Map()).size).toBe(0)
  })
})

describe('what is late for three working days', () => {
  const list = (userid: string, ...late: number[]) => ({
    ...{ userid, repName: userid },
    items: late.map((overdueDays) => ({ item: { overdueDays } })),
  })
  const seats = [
    { userid: 'lead', departmentIds: [3], leads: [3] },
    { userid: 'other', departmentIds: [4], leads: [4] },
    { userid: 'wang', departmentIds: [3], leads: [] },
    { userid: 'chen', departmentIds: [3], leads: [] },
  ]

  it('is the business of the rep’s own lead, the longest first; what is late for two days is not yet', () => {
    const found = lateByLead([list('wang', 3, 2, 0), list('chen', 6, 4), list('lead', 9)], seats)
    expect([...found]).toEqual([
      [
        'lead',
        [
          { userid: 'chen', name: 'chen', count: 2, longest: 6, fresh: 0 },
          { userid: 'wang', name: 'wang', count: 1, longest: 3, fresh: 1 },
        ],
      ],
    ])
  })

  it('is not told again while nobody has come to it', () => {
    expect(lateByLead([list('wang', 4), list('chen', 6)], seats).size).toBe(0)
  })
})
