import { describe, expect, test } from 'vitest'
import type { Calendar } from '../../../src/features/calendar/rules.ts'
import { addDays, type BusinessDay, weekday } from '../../../src/features/calendar/zone.ts'
import { type Due, dueBetween, type Rule } from '../../../src/timetable-due.ts'

/**
 * What is covered: every IANA zone this Node knows, the ten years 2020 to 2029. Zones with the same clock on every hour
 * of these years are one case. Of each, every day on which the clock jumps with the day before and after it, and a
 * seeded sample of ordinary days, under six shapes of rule. The yardstick is Intl alone: it shares no code with ours.
 */
const FIRST = Date.UTC(2020, 0, 1)
const LAST = Date.UTC(2030, 0, 1)
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const ORDINARY_DAYS = 4
const calendar: Calendar = { days: new Map(), years: [] }

const daily = (at: string): Rule => ({ at, on: () => true })
const SHAPES: Record<string, Rule> = {
  'every day at 02:10': daily('02:10'),
  'every day at 02:30': daily('02:30'),
  'every day at midnight': daily('00:00'),
  'every day at 23:30': daily('23:30'),
  'every Sunday at 01:30': { at: '01:30', on: (day) => weekday(day) === 7 },
  'every first of a month at 00:30': { at: '00:30', on: (day) => day.endsWith('-01') },
}

type Clock = (ms: number) => { day: BusinessDay; time: string }
const clockOf = (zone: string): Clock => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  return (ms) => {
    const [day = '', time = ''] = format.format(ms).split(' ')
    return { day, time }
  }
}

/** Minutes that the zone's clock is ahead of UTC. */
const offsetAt = (clock: Clock, ms: number): number => {
  const { day, time } = clock(ms)
  return (Date.parse(`${day}T${time}:00Z`) - Math.floor(ms / 60_000) * 60_000) / 60_000
}

/** The minute at which the clock jumps, found by halving a day whose ends disagree. */
const jumpsOf = (clock: Clock): number[] => {
  const jumps: number[] = []
  let before = offsetAt(clock, FIRST)
  // A week: no zone jumps there and back in less.
  for (let ms = FIRST + 7 * DAY_MS; ms < LAST + 7 * DAY_MS; ms += 7 * DAY_MS) {
    const after = offsetAt(clock, ms)
    if (after !== before) {
      let [low, high] = [ms - 7 * DAY_MS, ms]
      while (high - low > 60_000) {
        const middle = Math.floor((low + high) / 120_000) * 60_000
        if (offsetAt(clock, middle) === before) low = middle
        else high = middle
      }
      jumps.push(high)
    }
    before = after
  }
  return jumps
}

/** Same numbers on every run. */
const seeded = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

/**
 * When a rule has to fire for a day: the first moment whose clock shows its time. Where the clock jumped over it, as
 * long after the jump as it would have been, had the clock gone on as before.
 */
const expected = (clock: Clock, day: BusinessDay, time: string): number => {
  const wall = Date.parse(`${day}T${time}:00Z`)
  const offsets = [-36, -12, 0, 12, 36].map((hours) => offsetAt(clock, wall + hours * HOUR_MS))
  const moments = offsets.map((offset) => wall - offset * 60_000)
  const shown = moments.filter((ms) => clock(ms).day === day && clock(ms).time === time)
  return shown.length > 0 ? Math.min(...shown) : (moments[0] ?? Number.NaN)
}

const ZONES = Intl.supportedValuesOf('timeZone')

/** One zone for every way a clock runs in these years. */
const distinct = (): { zone: string; clock: Clock; jumps: number[]; names: number }[] => {
  const found = new Map<string, { zone: string; clock: Clock; jumps: number[]; names: number }>()
  for (const zone of ZONES) {
    const clock = clockOf(zone)
    const jumps = jumpsOf(clock)
    const key = JSON.stringify([offsetAt(clock, FIRST), jumps.map((ms) => [ms, offsetAt(clock, ms)])])
    const same = found.get(key)
    if (same === undefined) found.set(key, { zone, clock, jumps, names: 1 })
    else same.names += 1
  }
  return [...found.values()]
}

/** Noons around which to look: three days together where the clock jumps, single ordinary days elsewhere. */
const noonsOf = (jumps: readonly number[], random: () => number): number[] => {
  const noon = (ms: number) => Math.floor(ms / DAY_MS) * DAY_MS + DAY_MS / 2
  const ordinary = Array.from({ length: ORDINARY_DAYS }, () => noon(FIRST + random() * (LAST - FIRST)))
  return [...new Set([...jumps.map(noon), ...ordinary])]
}

/** As a server looks: at uneven moments, never twice over the same stretch. */
const lookAgainAndAgain = (
  rule: Rule,
  zone: string,
  span: { from: number; to: number; random: () => number },
): Due[] => {
  const fired: Due[] = []
  let from = span.from
  while (from < span.to) {
    const to = Math.min(span.to, from + 60_000 + Math.floor(span.random() * 40 * HOUR_MS))
    fired.push(...dueBetween(rule, { from: new Date(from), to: new Date(to), calendar, zone }))
    from = to
  }
  return fired
}

describe('a rule on the clock', () => {
  const cases = distinct()

  test('fires once on every day of every zone for ten years, also where the hour is missing or comes twice', () => {
    const random = seeded(20_260_928)
    const wrong: string[] = []
    let days = 0
    for (const { zone, clock, jumps } of cases) {
      for (const noonMs of noonsOf(jumps, random)) {
        const three = [-1, 0, 1].map((by) => addDays(clock(noonMs).day, by))
        days += three.length
        for (const [name, rule] of Object.entries(SHAPES)) {
          const span = { from: noonMs - 72 * HOUR_MS, to: noonMs + 72 * HOUR_MS, random }
          const fired = lookAgainAndAgain(rule, zone, span)
          for (const day of three) {
            const got = fired.filter((one) => one.day === day).map((one) => one.at.getTime())
            const due = rule.on(day, calendar) ? [expected(clock, day, rule.at ?? '')] : []
            if (JSON.stringify(got) !== JSON.stringify(due)) wrong.push(`${zone} ${day} ${name}: ${got} not ${due}`)
          }
        }
      }
    }
    expect(wrong.slice(0, 10)).toEqual([])
    expect(cases.reduce((sum, one) => sum + one.names, 0)).toBe(ZONES.length)
    expect(ZONES.length).toBeGreaterThan(400)
    expect(days).toBeGreaterThan(2_000)
  }, 120_000)

  test('covers clocks that jump over two, and clocks that jump over midnight', () => {
    const shows = (jump: 'missing' | 'double', time: string) =>
      cases.some(({ clock, jumps }) =>
        jumps.some((ms) => {
          const change = offsetAt(clock, ms) - offsetAt(clock, ms - 60_000)
          if (change > 0 !== (jump === 'missing')) return false
          const [from, to] = [clock(ms - 60_000).time, clock(ms).time].sort() as [string, string]
          return change > 0 && from > '23' && to < '01' ? time > from || time < to : time >= from && time < to
        }),
      )
    for (const time of ['02:10', '02:30', '00:00'])
      for (const jump of ['missing', 'double'] as const)
        expect([time, jump, shows(jump, time)]).toEqual([time, jump, true])
  })

  test('has no run on the Friday that Samoa left out of its calendar, and one on the days around it', () => {
    const span = { from: new Date('2011-12-29T00:00:00Z'), to: new Date('2012-01-01T12:00:00Z'), calendar }
    const days = dueBetween(daily('08:50'), { ...span, zone: 'Pacific/Apia' }).map((one) => one.day)
    expect(days).toEqual(['2011-12-29', '2011-12-31', '2012-01-01', '2012-01-02'].filter((day) => days.includes(day)))
    expect(days).toContain('2011-12-31')
    expect(days).not.toContain('2011-12-30')
    expect(new Set(days).size).toBe(days.length)
    expect(addDays('2011-12-29', 1)).toBe('2011-12-30')
  })
})
