import { describe, expect, it } from 'vitest'
import { decideNightly, decideStage } from '../../../src/features/lifecycle/rules.ts'
import { notContactedDays, repurchaseCycle, silenceDays } from '../../../src/features/lifecycle/rules-clocks.ts'
import { DEFAULT_THRESHOLDS, type LifecycleState } from '../../../src/features/lifecycle/rules-model.ts'
import { riskLines } from '../../../src/features/lifecycle/rules-risks.ts'
import { customer, daysAgo, NOW, orders, silent } from './lifecycle-states.ts'

const ZONE = 'Asia/Shanghai'

const buyer = (silence: number, order: number, cycleDays: number | null = null): Partial<LifecycleState> => ({
  lastInboundAt: daysAgo(silence),
  orders: orders(1, order, { cycleDays }),
})

type Row = [string, LifecycleState, string | null, string | null]

const moves: Row[] = [
  ['six days new stays new', customer('new', { stageSince: daysAgo(6) }), null, null],
  ['the seventh day is the rep’s until its end', customer('new', { stageSince: daysAgo(7) }), null, null],
  ['also for a contact of five past midnight', customer('new', { stageSince: daysAgo(7 + 2 / 24) }), null, null],
  ['after seven days new becomes a lead', customer('new', { stageSince: daysAgo(7 + 3 / 24) }), 'lead', 'L-new-7d'],
  ['59 days of silence keep a lead', silent('lead', 59), null, null],
  ['60 days of silence put a lead to sleep', silent('lead', 60), 'dormant', 'L-dormant-60d'],
  ['60 days of silence put intent to sleep', silent('intent', 60), 'dormant', 'L-dormant-60d'],
  [
    'overstayed intent stays intent while the customer talks',
    customer('intent', { stageSince: daysAgo(40) }),
    null,
    null,
  ],
  ['a buyer sleeps 91 days after the order', customer('first', buyer(95, 91)), 'dormant', 'L-dormant-buyer'],
  ['a buyer does not sleep 90 days after the order', customer('first', buyer(95, 90)), null, null],
  ['a repeat buyer sleeps the same way', customer('repeat', buyer(95, 91)), 'dormant', 'L-dormant-buyer'],
  ['a buyer who wrote three weeks ago is awake', customer('first', buyer(21, 120)), null, null],
  ['a buyer who wrote 30 days ago sleeps', customer('first', buyer(30, 120)), 'dormant', 'L-dormant-buyer'],
  ['a slow buyer has twice his own cycle', customer('repeat', buyer(200, 160, 80)), null, null],
  [
    'a slow buyer sleeps after twice his own cycle',
    customer('repeat', buyer(200, 161, 80)),
    'dormant',
    'L-dormant-buyer',
  ],
  ['179 silent days are not churn', silent('dormant', 179), null, null],
  ['180 silent days without an order are churn', silent('dormant', 180), 'churned', 'L-churned-180d'],
  [
    '364 silent days of a buyer are not churn',
    silent('dormant', 364, { observedSince: daysAgo(500), orders: orders(1, 364) }),
    null,
    null,
  ],
  [
    '365 silent days of a buyer are churn',
    silent('dormant', 365, { observedSince: daysAgo(500), orders: orders(1, 365) }),
    'churned',
    'L-churned-365d',
  ],
  ['a lost customer stays lost', silent('churned', 290), null, null],
  [
    'an imported customer is not silent before we could listen',
    customer('lead', { lastInboundAt: null, firstAddedAt: daysAgo(900), observedSince: daysAgo(3) }),
    null,
    null,
  ],
  [
    'a customer whose last friend handed them over an hour ago is waited for',
    customer('intent', { goneAt: daysAgo(0.1) }),
    null,
    null,
  ],
  [
    'a customer nobody took over for a day is lost',
    customer('first', { goneAt: daysAgo(1) }),
    'churned',
    'L-nobody-left',
  ],
  [
    'a hand does not keep a customer without any friend',
    customer('intent', { goneAt: daysAgo(1), protectedUntil: daysAgo(-20) }),
    'churned',
    'L-nobody-left',
  ],
  ['a customer who never had a stage is left alone', customer(null, { lastInboundAt: null }), null, null],
  ['a move by hand is left alone', silent('lead', 100, { protectedUntil: daysAgo(-1) }), null, null],
  [
    'a move by hand is judged again after thirty days',
    silent('lead', 100, { protectedUntil: NOW }),
    'dormant',
    'L-dormant-60d',
  ],
]

describe('what a night does to the stage', () => {
  it.each(moves)('%s', (_name, state, to, rule) => {
    const move = decideNightly(state, NOW, ZONE)?.move ?? null
    expect(move?.to ?? null).toBe(to)
    expect(move?.rule ?? null).toBe(rule)
  })

  it('follows the thresholds a team has set', () => {
    const limits = { ...DEFAULT_THRESHOLDS, dormantDays: 120 }
    expect(decideNightly(silent('lead', 100), NOW, ZONE, limits)?.move ?? null).toBeNull()
  })
})

describe('what a night does to the flags', () => {
  const flagRows: [string, LifecycleState, string[], string[]][] = [
    ['a lead silent for 40 days is at risk', silent('lead', 40), ['silence-risk'], []],
    ['a lead silent for 39 days is not', silent('lead', 39), [], []],
    ['a buyer is at risk from two thirds of the limit', customer('first', buyer(70, 61)), ['silence-risk'], []],
    ['a buyer is not at risk before', customer('first', buyer(70, 60)), [], []],
    ['intent is overdue after 14 days', customer('intent', { stageSince: daysAgo(14) }), ['intent-overstay'], []],
    ['intent is not overdue after 13 days', customer('intent', { stageSince: daysAgo(13) }), [], []],
    ['a sleeper needs no warning any more', silent('lead', 60, { flags: ['silence-risk'] }), [], ['silence-risk']],
    ['waking up lasts 14 days', customer('dormant', { ...buyer(14, 200), flags: ['waking'] }), [], ['waking']],
    ['waking up goes on for 13 days', customer('dormant', { ...buyer(13, 200), flags: ['waking'] }), [], []],
    ['cooling off lasts 30 days', customer('lead', { stageSince: daysAgo(30), flags: ['cooling'] }), [], ['cooling']],
    ['flags set by people stay', customer('lead', { flags: ['vip', 'dnd', 'complaint'] }), [], []],
    ['a warning that stands is not given twice', silent('lead', 45, { flags: ['silence-risk'] }), [], []],
  ]

  it.each(flagRows)('%s', (_name, state, add, remove) => {
    expect(decideNightly(state, NOW, ZONE)?.flags ?? { add: [], remove: [] }).toEqual({ add, remove })
  })

  it('does nothing twice: what one night decided needs no second one', () => {
    const before = silent('lead', 60, { flags: ['silence-risk'] })
    const first = decideNightly(before, NOW, ZONE)
    const after = { ...before, stage: first?.move?.to ?? before.stage, stageSince: NOW, flags: [] }
    expect(decideNightly(after, NOW, ZONE)).toBeNull()
  })
})

describe('the two clocks', () => {
  it('are kept apart: our message does not break the customer’s silence', () => {
    const state = customer('lead', { lastInboundAt: daysAgo(50), lastOutboundAt: daysAgo(2) })
    expect(silenceDays(state, NOW)).toBe(50)
    expect(notContactedDays(state, NOW)).toBe(2)
  })

  it('count an order as a sign of life', () => {
    expect(silenceDays(customer('first', buyer(80, 10)), NOW)).toBe(10)
  })

  it('begin with the first contact when nobody ever wrote', () => {
    const state = customer('new', {
      firstAddedAt: daysAgo(4),
      observedSince: daysAgo(4),
      lastInboundAt: null,
      lastOutboundAt: null,
    })
    expect([silenceDays(state, NOW), notContactedDays(state, NOW)]).toEqual([4, 4])
  })

  it('know how often a customer buys', () => {
    expect(repurchaseCycle([])).toBe(30)
    expect(repurchaseCycle([daysAgo(10)])).toBe(30)
    expect(repurchaseCycle([daysAgo(10), daysAgo(55)])).toBe(45)
    expect(repurchaseCycle([daysAgo(0), daysAgo(20), daysAgo(60), daysAgo(61)])).toBe(20)
    expect(repurchaseCycle([daysAgo(0), daysAgo(0), daysAgo(20), daysAgo(60)])).toBe(30)
  })
})

describe('the risks on the card', () => {
  it('are read from the facts, before any night job', () => {
    expect(riskLines(silent('lead', 45), NOW)).toEqual([{ code: 'silence-warning', days: 45, limit: 60 }])
    expect(riskLines(customer('first', buyer(70, 75)), NOW)).toEqual([{ code: 'silence-warning', days: 75, limit: 90 }])
    expect(riskLines(customer('intent', { stageSince: daysAgo(20) }), NOW)).toEqual([
      { code: 'intent-overstay', days: 20, limit: 14 },
    ])
  })

  it('put an open complaint first', () => {
    const codes = riskLines(silent('lead', 45, { flags: ['dnd', 'complaint'] }), NOW).map((line) => line.code)
    expect(codes).toEqual(['complaint', 'dnd', 'silence-warning'])
  })

  it('are empty for a customer who is fine', () => {
    expect(riskLines(customer('repeat', { orders: orders(2, 5) }), NOW)).toEqual([])
    expect(decideStage(customer('repeat', { orders: orders(2, 5) }), { kind: 'spoke' }, NOW)).toBeNull()
  })
})
