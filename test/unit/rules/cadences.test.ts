import { describe, expect, it } from 'vitest'
import { CHINA_CALENDAR } from '../../../src/features/calendar/holidays-data.ts'
import { CADENCES, type CadenceKind } from '../../../src/features/follow-ups/cadences-data.ts'
import {
  anchorDayOf,
  type CadencePlan,
  isOverdue,
  overdueDays,
  planCadence,
  planNext,
} from '../../../src/features/follow-ups/rules.ts'

const ZONE = 'Asia/Shanghai'

const plan = (kind: CadenceKind, anchorDay: string, rest: Partial<CadencePlan> = {}): CadencePlan => ({
  kind,
  anchorDay,
  calendar: CHINA_CALENDAR,
  zone: ZONE,
  now: new Date(`${anchorDay}T10:00:00+08:00`),
  ...rest,
})

const days = (wish: CadencePlan): string[] => planCadence(wish).map((step) => `${step.code} ${step.dueOn.slice(5)}`)

describe('when a customer is written to', () => {
  it.each<[string, CadencePlan, string[]]>([
    [
      'a new contact on days 0, 1, 3 and 7',
      plan('new', '2026-11-23'),
      ['D0 11-23', 'D1 11-24', 'D3 11-26', 'D7 11-30'],
    ],
    ['a lead every two weeks', plan('lead', '2026-11-23'), ['D14 12-07']],
    ['intent on days 1, 3 and 7', plan('intent', '2026-11-23'), ['D1 11-24', 'D3 11-26', 'D7 11-30']],
    [
      'a first buyer up to day 30',
      plan('first', '2026-11-01'),
      ['D1 11-02', 'D3 11-04', 'D7 11-08', 'D15 11-16', 'D30 12-01'],
    ],
    [
      'a repeat buyer around the next purchase',
      plan('repeat', '2026-11-01', { cycleDays: 30 }),
      ['C-7 11-24', 'C-3 11-28', 'C0 12-01'],
    ],
    [
      'a repeat buyer with a short cycle on the days that are left',
      plan('repeat', '2026-11-01', { cycleDays: 5 }),
      ['C-3 11-03', 'C0 11-06'],
    ],
    [
      'a repeat buyer without a known cycle every 30 days',
      plan('repeat', '2026-11-01', { cycleDays: null }),
      ['R30 12-01'],
    ],
    ['a sleeper three times', plan('dormant', '2026-11-01'), ['D0 11-01', 'D15 11-16', 'D30 12-01']],
    ['after a refund at once and on day 3', plan('refund-revisit', '2026-11-23'), ['D0 11-23', 'D3 11-26']],
  ])('%s', (_name, wish, expected) => {
    expect(days(wish)).toEqual(expected)
  })

  const today = { now: new Date('2026-11-23T10:00:00+08:00') }
  it.each<[string, CadencePlan, string[]]>([
    [
      'a first order of 5 days ago goes on with day 7',
      plan('first', '2026-11-18', today),
      ['D7 11-25', 'D15 12-03', 'D30 12-18'],
    ],
    ['a first order of 40 days ago is cared for at its next turn', plan('first', '2026-10-14', today), ['R30 12-13']],
    ['a first order of 60 days ago is cared for today', plan('first', '2026-09-24', today), ['R30 11-23']],
    ['a purchase that was due 10 days ago', plan('repeat', '2026-10-14', { cycleDays: 30, ...today }), ['R30 12-13']],
    ['a purchase that is due in 2 days', plan('repeat', '2026-10-26', { cycleDays: 30, ...today }), ['C0 11-25']],
    [
      'an order of 400 days ago without a cycle',
      plan('repeat', '2025-10-19', { cycleDays: null, ...today }),
      ['R30 12-13'],
    ],
  ])('after an order that reached us late: %s', (_name, wish, expected) => {
    expect(days(wish)).toEqual(expected)
  })

  it.each<[CadenceKind, string, string | null, string]>([
    ['first', '2026-11-23T10:00:00+08:00', '2026-10-14T20:00:00+08:00', '2026-10-14'],
    ['repeat', '2026-09-01T10:00:00+08:00', '2026-11-20T23:59:00+08:00', '2026-11-20'],
    ['repeat', '2026-11-23T10:00:00+08:00', null, '2026-11-23'],
    ['dormant', '2026-11-23T02:10:00+08:00', '2026-06-01T10:00:00+08:00', '2026-11-23'],
  ])('counts %s from the last purchase, or from what began it', (kind, at, paid, expected) => {
    expect(anchorDayOf(kind, { at: new Date(at), lastPaidAt: paid === null ? null : new Date(paid) }, ZONE)).toBe(
      expected,
    )
  })

  it('keeps its days through the October holiday when the team says keep', () => {
    expect(days(plan('first', '2026-09-29'))).toEqual(['D1 09-30', 'D3 10-02', 'D7 10-06', 'D15 10-14', 'D30 10-29'])
  })

  it('moves to the first working day after the October holiday when the team says next working day', () => {
    expect(days(plan('first', '2026-09-29', { postpone: 'next_workday' }))).toEqual([
      'D1 09-30',
      'D3 10-08',
      'D7 10-08',
      'D15 10-14',
      'D30 10-29',
    ])
  })

  it('uses the make-up Saturday after the October holiday', () => {
    expect(days(plan('first', '2026-10-03', { postpone: 'next_workday' }))).toContain('D7 10-10')
  })

  it('moves before the October holiday when the team says previous working day', () => {
    expect(days(plan('first', '2026-09-29', { postpone: 'prev_workday' })).slice(0, 3)).toEqual([
      'D1 09-30',
      'D3 09-30',
      'D7 09-30',
    ])
  })

  it('greets during Spring Festival but makes no offers from New Year’s Eve to the third day', () => {
    expect(days(plan('new', '2026-02-14'))).toEqual(['D0 02-14', 'D1 02-15', 'D3 02-20', 'D7 02-21'])
    expect(days(plan('first', '2026-02-14')).slice(0, 3)).toEqual(['D1 02-15', 'D3 02-17', 'D7 02-21'])
  })

  it('waits for the end of Spring Festival when the team says next working day', () => {
    expect(days(plan('new', '2026-02-14', { postpone: 'next_workday' }))).toEqual([
      'D0 02-14',
      'D1 02-24',
      'D3 02-24',
      'D7 02-24',
    ])
  })

  it('plans nothing in the past except the hello', () => {
    const late = plan('new', '2026-11-18', { now: new Date('2026-11-23T10:00:00+08:00') })
    expect(days(late)).toEqual(['D0 11-23', 'D7 11-25'])
  })

  it('shows a step at 09:30 and calls it late from 18:00 where the team is', () => {
    const [hello] = planCadence(plan('new', '2026-11-23'))
    expect(hello?.dueAt.toISOString()).toBe('2026-11-23T01:30:00.000Z')
    expect(hello?.overdueAt.toISOString()).toBe('2026-11-23T10:00:00.000Z')
    const berlin = plan('new', '2026-11-23', { zone: 'Europe/Berlin' })
    expect(planCadence(berlin)[0]?.dueAt.toISOString()).toBe('2026-11-23T08:30:00.000Z')
  })

  it('goes on after the last step where a cadence goes on', () => {
    const next = (kind: CadenceKind): string | null =>
      planNext({ ...plan(kind, '2026-11-01'), endedOn: '2026-12-01' })?.dueOn ?? null
    expect(next('lead')).toBe('2026-12-15')
    expect(next('intent')).toBe('2026-12-08')
    expect(next('repeat')).toBe('2026-12-31')
    expect(next('dormant')).toBe('2027-03-01')
    expect(next('new')).toBeNull()
    expect(next('first')).toBe('2026-12-31')
  })

  it('never plans the next step into the past', () => {
    const wish = plan('intent', '2026-11-01', { now: new Date('2026-12-20T10:00:00+08:00') })
    expect(planNext({ ...wish, endedOn: '2026-12-01' })?.dueOn).toBe('2026-12-20')
  })

  it('gives every step a code of its own within its cadence', () => {
    for (const cadence of Object.values(CADENCES)) {
      const codes = [...cadence.steps, ...(cadence.recurring === null ? [] : [cadence.recurring])].map(
        (step) => step.code,
      )
      expect(new Set(codes).size).toBe(codes.length)
    }
  })
})

describe('when a follow-up is late', () => {
  it.each([
    ['on the day itself', '2026-11-23', '2026-11-23', 0],
    ['the next working day', '2026-11-23', '2026-11-24', 1],
    ['over the weekend', '2026-11-20', '2026-11-22', 0],
    ['on Monday, due on Friday', '2026-11-20', '2026-11-23', 1],
    ['after the October holiday', '2026-09-30', '2026-10-08', 1],
    ['on the make-up Saturday', '2026-10-08', '2026-10-10', 2],
    ['before it is due', '2026-11-25', '2026-11-23', 0],
  ])('%s', (_name, dueOn, today, expected) => {
    expect(overdueDays(dueOn, today, CHINA_CALENDAR)).toBe(expected)
  })

  it('is late from 18:00 of the due day', () => {
    expect(isOverdue('2026-11-23', new Date('2026-11-23T17:59:59+08:00'), ZONE)).toBe(false)
    expect(isOverdue('2026-11-23', new Date('2026-11-23T18:00:00+08:00'), ZONE)).toBe(true)
  })
})
