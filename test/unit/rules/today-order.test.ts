import { describe, expect, it } from 'vitest'
import { peopleIn, withinBudget } from '../../../src/features/follow-ups/rules-day.ts'
import {
  compareForToday,
  estimateMinutes,
  oncePerCustomer,
  reasonText,
  type TodayItem,
  urgency,
} from '../../../src/features/follow-ups/rules-today.ts'
import { en } from '../../../src/lang/en.ts'
import { zhCN } from '../../../src/lang/zh-CN.ts'

const item = (rest: Partial<TodayItem> = {}): TodayItem => ({
  dueOn: '2026-11-23',
  today: '2026-11-23',
  overdueDays: 0,
  cadence: 'lead',
  reasonKey: 'lead-care',
  kindOfTask: 'wechat',
  promisedAt: null,
  promiseLate: false,
  waitingSince: null,
  complaint: null,
  quoteDays: null,
  birthday: false,
  highValue: false,
  value: 0,
  createdAt: new Date('2026-11-20T10:00:00+08:00'),
  ...rest,
})

const moment = new Date('2026-11-23T15:00:00+08:00')

const inOrder: [string, TodayItem][] = [
  ['a promise for today', item({ promisedAt: moment })],
  ['a customer waiting for us', item({ waitingSince: moment })],
  ['an open complaint', item({ complaint: 'S2' })],
  ['an overdue high-value customer', item({ overdueDays: 1, highValue: true })],
  ['another overdue customer', item({ overdueDays: 3 })],
  ['an open quote', item({ cadence: 'intent', reasonKey: 'intent-d3', quoteDays: 2 })],
  ['a fresh buyer', item({ cadence: 'first', reasonKey: 'first-d7' })],
  ['a new contact', item({ cadence: 'new', reasonKey: 'new-d1' })],
  ['someone about to buy again', item({ cadence: 'repeat', reasonKey: 'repeat-offer' })],
  ['a birthday', item({ cadence: null, reasonKey: null, birthday: true })],
  ['anything else', item()],
  ['a sleeper', item({ cadence: 'dormant', reasonKey: 'dormant-care' })],
]

describe('who comes first today', () => {
  it('is decided by what the customer loses if we wait', () => {
    const sorted = [...inOrder].reverse().sort((a, b) => compareForToday(a[1], b[1]))
    expect(sorted.map(([name]) => name)).toEqual(inOrder.map(([name]) => name))
  })

  it('goes by promised time, then value, then age among equals', () => {
    const early = item({ promisedAt: new Date('2026-11-23T10:00:00+08:00') })
    expect(compareForToday(early, item({ promisedAt: moment, highValue: true }))).toBeLessThan(0)
    expect(compareForToday(item({ value: 9 }), item({ value: 3 }))).toBeLessThan(0)
    expect(
      compareForToday(item({ overdueDays: 3, dueOn: '2026-11-18' }), item({ overdueDays: 1, dueOn: '2026-11-20' })),
    ).toBeLessThan(0)
    expect(compareForToday(item({ createdAt: moment }), item())).toBeGreaterThan(0)
    expect(compareForToday(item(), item())).toBe(0)
  })

  it('treats the seventh day of a new contact as an ordinary task', () => {
    expect(urgency(item({ cadence: 'new', reasonKey: 'new-d7' }))).toBe(10)
  })
})

describe('why a customer is on the list', () => {
  it('is said in the words of the most pressing fact', () => {
    expect(reasonText(item({ promisedAt: moment, complaint: 'S1' }), zhCN)).toBe('约好今天联系')
    expect(reasonText(item({ complaint: 'S1' }), zhCN)).toBe('S1投诉未关闭')
    expect(reasonText(item({ quoteDays: 2 }), zhCN)).toBe('报价后第2天')
    expect(reasonText(item({ reasonKey: 'first-d7' }), zhCN)).toBe('首购第7天')
    expect(reasonText(item({ reasonKey: null, cadence: null, overdueDays: 2 }), zhCN)).toBe('逾期2天')
    expect(reasonText(item({ reasonKey: null, cadence: null }), en)).toBe('Planned')
  })

  it('never takes more than twelve Chinese characters', () => {
    const texts = [
      ...Object.values(zhCN.steps).map((step) => step.reason),
      ...[zhCN.why.promised, zhCN.why.waiting, zhCN.why.birthday, zhCN.why.planned],
      ...[zhCN.why.complaint('S3'), zhCN.why.overdue(999), zhCN.why.quote(999)],
    ]
    for (const text of texts) expect([...text].length, text).toBeLessThanOrEqual(12)
  })
})

it('promises about three minutes a customer, in steps of five', () => {
  expect([0, 1, 2, 5, 12, 30].map((count) => estimateMinutes(count))).toEqual([0, 5, 5, 15, 35, 90])
  expect(estimateMinutes([item(), item(), item(), item()])).toBe(10)
})

describe('a day that ends', () => {
  it('counts customers and not steps: with one of them three may have met', () => {
    const steps = ['wm-1', 'wm-1', 'wm-2', 'wm-1'].map((externalUserid) => ({ externalUserid }))
    expect([peopleIn(steps), peopleIn([])]).toEqual([2, 0])
  })

  it('holds thirty customers, those already done included; the others wait for tomorrow', () => {
    expect([withinBudget(12, 0), withinBudget(45, 0), withinBudget(45, 10), withinBudget(45, 31)]).toEqual([
      12, 30, 20, 0,
    ])
  })
})

describe('two steps of one customer on one day', () => {
  const step = (
    name: string,
    rest: Partial<{ cadence: 'first' | 'birthday' | null; promised: boolean; dueOn: string; birthday: boolean }> = {},
  ) => ({
    ...{ name, externalUserid: 'one', cadence: 'first' as 'first' | 'birthday' | null, promised: false },
    ...{ dueOn: '2026-11-23', birthday: false },
    ...rest,
  })
  const led = (...steps: ReturnType<typeof step>[]) => oncePerCustomer(steps, (one) => one).map(({ name }) => name)

  it('are one line, and it says what the rep agreed on', () => {
    expect(led(step('rule'), step('agreed', { cadence: null }))).toEqual(['agreed'])
  })

  it('leave a promise before everything', () => {
    expect(led(step('promise', { promised: true, cadence: null }), step('agreed', { cadence: null }))).toEqual([
      'promise',
    ])
  })

  it('leave a step that is late before a plan of today', () => {
    expect(led(step('late', { dueOn: '2026-11-20' }), step('agreed', { cadence: null }))).toEqual(['late'])
  })

  it('wish well on the birthday itself, whatever else is due, and on no other day', () => {
    const wish = { cadence: 'birthday', birthday: true } as const
    expect(led(step('late', { dueOn: '2026-11-20' }), step('agreed', { cadence: null }), step('wish', wish))).toEqual([
      'wish',
    ])
    expect(led(step('late'), step('wish', { ...wish, birthday: false }))).toEqual(['late'])
  })

  it('keep the place of the most urgent one among other customers', () => {
    const other = { ...step('other'), externalUserid: 'two' }
    expect(led(step('rule'), other, step('agreed', { cadence: null }))).toEqual(['agreed', 'other'])
  })
})
