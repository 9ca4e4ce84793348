import { describe, expect, test } from 'vitest'
import { BUILT_IN, builtIn } from '../../../src/sandbox/scenario/built-in-data.ts'
import type { Happening } from '../../../src/sandbox/scenario/deeds.ts'
import { createEngine, rehearse } from '../../../src/sandbox/scenario/engine.ts'
import { isoOf, momentAfter, weekdayOf } from '../../../src/sandbox/scenario/moments.ts'
import { createQueue } from '../../../src/sandbox/scenario/queue.ts'
import { resized } from '../../../src/sandbox/scenario/scale.ts'
import { readScenario, type Scenario } from '../../../src/sandbox/scenario/shape.ts'

const MONDAY = new Date('2026-11-23T08:00:00+08:00')
const named = (name: string): Scenario => {
  const found = builtIn(name)
  if (found === null) throw new Error(`no scenario ${name}`)
  return found
}
const week = named('busy-week')
const hourOf = (one: Happening): number => Number(one.at.slice(11, 13))
const minutesBetween = (from: Happening, to: Happening): number => (Date.parse(to.at) - Date.parse(from.at)) / 60_000

describe('a scenario', () => {
  test('tells the same story, event by event, for the same seed', () => {
    for (const scenario of BUILT_IN.filter((one) => one.name !== 'big-company')) {
      const once = rehearse(scenario, { seed: 7, start: MONDAY })
      expect(once.length).toBeGreaterThan(20)
      expect(rehearse(scenario, { seed: 7, start: MONDAY })).toEqual(once)
    }
  })

  test('tells another story for another seed', () => {
    const [one, other] = [7, 8].map((seed) => rehearse(week, { seed, start: MONDAY }))
    expect(one).not.toEqual(other)
    const people = (list: Happening[] | undefined) =>
      new Set(list?.flatMap((happening) => ('externalUserid' in happening ? [happening.externalUserid] : [])))
    expect([...people(one)].filter((id) => people(other).has(id))).toEqual([])
  })

  test('a customer who was not greeted changes her own day and no other customer’s', () => {
    const told = rehearse(week, { seed: 7, start: MONDAY })
    const shy = told.find((one) => one.kind === 'added')
    const id = shy !== undefined && 'externalUserid' in shy ? shy.externalUserid : ''
    const seen = { greeted: (who: string) => who !== id, reminded: () => [], waitingSends: () => [] }
    const engine = createEngine(week, { seed: 7, start: MONDAY, seen })
    const lived: Happening[] = []
    for (let step = engine.step(); step !== null; step = engine.step()) lived.push(...step.happenings)
    const others = (list: Happening[]) =>
      list.flatMap(({ n: _n, ...one }) => ('externalUserid' in one && one.externalUserid !== id ? [one] : []))
    const groupless = (list: ReturnType<typeof others>) => list.filter((one) => !one.kind.startsWith('group-'))
    expect(groupless(others(lived))).toEqual(groupless(others(told)))
  })

  test('every built-in one passes its own check', () => {
    for (const scenario of BUILT_IN) expect(readScenario(scenario)).toMatchObject({ ok: true })
    expect(BUILT_IN.map((one) => one.name)).toEqual([
      'quiet-day',
      'busy-week',
      'launch-day',
      'bad-network',
      'big-company',
    ])
  })

  test('survives being written to a file and read again', () => {
    const read = readScenario(JSON.parse(JSON.stringify(week)))
    if (!read.ok) throw new Error(read.problems.join())
    expect(rehearse(read.scenario, { seed: 3, start: MONDAY })).toEqual(rehearse(week, { seed: 3, start: MONDAY }))
  })

  test('with mistakes names every one of them and its place', () => {
    const read = readScenario({
      ...week,
      hours: -1,
      channels: [],
      faults: [{ at: 'Tuesday', switches: { callbackMood: 'bad' } }, { at: 'Tue 10:00' }],
    })
    expect(read).toMatchObject({ ok: false })
    const text = read.ok ? '' : read.problems.join('\n')
    for (const place of ['hours', 'channels', 'faults.0.at', 'callbackMood', 'faults.1']) expect(text).toContain(place)
  })

  test('with a mistake in its script names the step and says which deeds there are', () => {
    const read = readScenario({
      ...week,
      script: [
        { at: 'day 1 10:00', do: 'explode' },
        { at: 'noon', do: 'dismiss-group', group: 'vip' },
        { at: 'day 1 10:00', do: 'member-leaves', rep: 0 },
        { at: 'day 1 10:00', do: 'delete-tag' },
      ],
    })
    const problems = read.ok ? [] : read.problems
    for (const place of ['script.0.do', 'script.1.at', 'script.2.rep', 'script.3.tag'])
      expect(problems.some((one) => one.startsWith(place))).toBe(true)
    expect(problems.find((one) => one.startsWith('script.0'))).toMatch(/no such deed; .*shuffle-tags/)
    const beyond = { ...week, script: [{ at: 'Tue 10:00', do: 'member-leaves' as const, rep: 999 }] }
    expect(() => rehearse(beyond, { seed: 1, start: MONDAY })).toThrow(
      /script\.0 \(member-leaves\): there is no rep 999/,
    )
  })

  test('of another size has as many reps, friends and arrivals as asked', () => {
    const big = resized(week, { reps: 30, customers: 500 })
    expect(big.company).toMatchObject({ reps: 30, customers: 500 })
    expect(big.arrivals.perDay).toBe((week.arrivals.perDay * 30) / week.company.reps)
    expect(readScenario(resized(week, { reps: 1 }))).toMatchObject({ ok: true })
  })
})

describe('the people of a busy week', () => {
  const told = rehearse(week, { seed: 11, start: MONDAY })
  const of = (...kinds: Happening['kind'][]) => told.filter((one) => kinds.includes(one.kind))

  test('do every kind of thing there is', () => {
    const kinds = new Set(told.map((one) => one.kind))
    for (const kind of [
      'added',
      'half-added',
      'customer-said',
      'rep-said',
      'ordered',
      'complained',
      'customer-deleted',
    ])
      expect(kinds).toContain(kind)
    for (const kind of ['remarked', 'tagged', 'intent-tagged', 'app-opened', 'group-created', 'returned'])
      expect(kinds).toContain(kind)
  })

  test('write between nine and ten in the evening, most before lunch and after seven', () => {
    const spoken = of('customer-said', 'ordered', 'added')
    expect(spoken.filter((one) => hourOf(one) < 9 || hourOf(one) > 21)).toEqual([])
    const arrivals = of('added', 'half-added')
    const perHour = (from: number, to: number) =>
      arrivals.filter((one) => hourOf(one) >= from && hourOf(one) < to).length / (to - from)
    expect(perHour(10, 12)).toBeGreaterThan(perHour(13, 18))
    expect(perHour(19, 21)).toBeGreaterThan(perHour(13, 18))
  })

  test('are answered in working hours alone, by some within minutes and by others after an hour', () => {
    const answers = of('rep-said')
    expect(answers.filter((one) => hourOf(one) < 9 || hourOf(one) >= 21)).toEqual([])
    const waits = of('customer-said').flatMap((asked) => {
      if (!('externalUserid' in asked) || hourOf(asked) > 17) return []
      const answer = answers.find(
        (one) => one.n > asked.n && 'externalUserid' in one && one.externalUserid === asked.externalUserid,
      )
      return answer === undefined ? [] : [minutesBetween(asked, answer)]
    })
    expect(waits.filter((one) => one <= 5).length).toBeGreaterThan(waits.length * 0.15)
    expect(waits.filter((one) => one >= 60).length).toBeGreaterThan(waits.length * 0.05)
  })

  test('only speak to friends they have: nothing happens between two after one deleted the other', () => {
    const gone = new Set<string>()
    for (const one of told) {
      if (!('externalUserid' in one) || !('userid' in one)) continue
      const pair = `${one.userid}/${one.externalUserid}`
      if (one.kind === 'returned') gone.delete(pair)
      // A purchase needs no friendship, but these customers buy from the rep.
      expect(gone.has(pair) ? one : null).toBeNull()
      if (one.kind === 'customer-deleted' || one.kind === 'rep-deleted') gone.add(pair)
    }
    expect(gone.size).toBeGreaterThan(0)
  })

  test('never change one friendship twice within a second, for such events would have no order', () => {
    const last = new Map<string, string>()
    for (const one of of('half-added', 'added', 'returned', 'customer-deleted', 'rep-deleted')) {
      if (!('externalUserid' in one) || !('userid' in one)) continue
      const pair = `${one.userid}/${one.externalUserid}`
      expect(last.get(pair)).not.toBe(one.at)
      last.set(pair, one.at)
    }
  })

  test('find WeCom misbehaving at the hours the scenario says', () => {
    expect(of('switched').map((one) => one.at.slice(0, 16))).toEqual([
      '2026-11-24T10:00',
      '2026-11-25T14:00',
      '2026-11-26T11:00',
      '2026-11-26T12:00',
    ])
  })
})

describe('a launch', () => {
  test('brings most of its friends in two evening hours', () => {
    const told = rehearse(named('launch-day'), { seed: 5, start: MONDAY })
    const arrivals = told.filter((one) => one.kind === 'added' || one.kind === 'half-added')
    expect(arrivals.length).toBeGreaterThan(2000)
    const evening = arrivals.filter((one) => hourOf(one) === 20 || hourOf(one) === 21)
    expect(evening.length).toBeGreaterThan(arrivals.length / 2)
  })
})

describe('moments', () => {
  test('a weekday means its next occurrence, a day counts from the start', () => {
    const start = MONDAY.getTime()
    expect(isoOf(momentAfter('Tue 10:00', start))).toBe('2026-11-24T10:00:00+08:00')
    expect(isoOf(momentAfter('Mon 07:00', start))).toBe('2026-11-30T07:00:00+08:00')
    expect(isoOf(momentAfter('day 2 09:30', start))).toBe('2026-11-24T09:30:00+08:00')
    expect(weekdayOf(start)).toBe(1)
    expect(weekdayOf(new Date('2026-11-29T23:59:00+08:00').getTime())).toBe(7)
  })

  test('what is due comes in order of time, and of arrival at the same time', () => {
    const queue = createQueue<string>()
    for (const [at, thing] of [
      [5, 'e'],
      [1, 'a'],
      [3, 'c'],
      [3, 'd'],
      [2, 'b'],
    ] as const)
      queue.put(at, thing)
    const taken: string[] = []
    for (let one = queue.take(); one !== null; one = queue.take()) taken.push(one.thing)
    expect(taken.join('')).toBe('abcde')
  })
})
