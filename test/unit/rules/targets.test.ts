import { describe, expect, it } from 'vitest'
import { CHINA_CALENDAR } from '../../../src/features/calendar/holidays-data.ts'
import {
  amountIn,
  paceColour,
  paceOf,
  pipelineForecast,
  sumByCurrency,
  timeProgress,
} from '../../../src/features/targets/rules.ts'

const NOVEMBER = { from: '2026-11-01', to: '2026-11-30' }
const yuan = (amount: number) => ({ amount: amount * 100, currency: 'CNY' })
const after16 = timeProgress(NOVEMBER, '2026-11-24', CHINA_CALENDAR)
const round = (value: number | null, digits: number) => Number((value ?? Number.NaN).toFixed(digits))

describe('how far a month has gone', () => {
  it.each([
    ['2026-11-01', 0],
    ['2026-11-02', 0],
    ['2026-11-03', 1],
    ['2026-11-23', 15],
    ['2026-11-24', 16],
    ['2026-11-30', 20],
    ['2026-12-01', 21],
    ['2026-12-09', 21],
  ])('on the morning of %s %i of 21 working days are over', (today, elapsed) => {
    expect(timeProgress(NOVEMBER, today, CHINA_CALENDAR)).toMatchObject({ elapsed, total: 21, left: 21 - elapsed })
  })

  it('counts a make-up Saturday and leaves holidays out', () => {
    const october = { from: '2026-10-01', to: '2026-10-31' }
    expect(timeProgress(october, '2026-10-10', CHINA_CALENDAR).elapsed).toBe(2)
    expect(timeProgress(october, '2026-10-11', CHINA_CALENDAR)).toMatchObject({ elapsed: 3, total: 18 })
  })
})

describe('target and pace', () => {
  it('agrees with the sum a manager does by hand: 862,400 of 1,200,000 after 16 of 21 days', () => {
    const pace = paceOf({
      target: yuan(1_200_000),
      actual: yuan(862_400),
      time: after16,
      recentDays: [90, 50_000, 60_000, 58_000, 62_000, 60_000].map((sum) => sum * 100),
    })
    expect(round(pace.attainment, 3)).toBe(0.719)
    expect(round(pace.time.ratio, 3)).toBe(0.762)
    expect(round(pace.index, 3)).toBe(0.943)
    expect(pace.colour).toBe('amber')
    expect(pace.gap).toBe(33_760_000)
    expect(pace.needPerDay).toBe(6_752_000)
    expect(pace.recentPerDay).toBe(5_800_000)
    expect(round(pace.recentForecastRatio, 3)).toBe(0.96)
    expect(round(pace.meanForecastRatio, 3)).toBe(0.943)
  })

  it('says nothing where there is nothing to divide by', () => {
    const start = timeProgress(NOVEMBER, '2026-11-01', CHINA_CALENDAR)
    const first = paceOf({ target: yuan(100), actual: yuan(0), time: start, recentDays: [] })
    expect(first).toMatchObject({ attainment: 0, index: null, colour: null, recentForecast: null })
    const none = paceOf({ target: yuan(0), actual: yuan(5), time: after16, recentDays: [100] })
    expect(none).toMatchObject({ attainment: null, index: null, gap: 0, recentForecastRatio: null })
  })

  it('needs nothing more once the target is reached, and no daily need after the last day', () => {
    expect(paceOf({ target: yuan(100), actual: yuan(120), time: after16, recentDays: [] })).toMatchObject({
      gap: 0,
      needPerDay: 0,
    })
    const over = timeProgress(NOVEMBER, '2026-12-01', CHINA_CALENDAR)
    expect(paceOf({ target: yuan(100), actual: yuan(80), time: over, recentDays: [] })).toMatchObject({
      gap: 2_000,
      needPerDay: null,
    })
  })

  it('is green from 1.00, amber from 0.85, red below', () => {
    expect([1.2, 1, 0.99, 0.85, 0.849].map(paceColour)).toEqual(['green', 'green', 'amber', 'amber', 'red'])
  })
})

describe('currencies', () => {
  const sales = [yuan(100), { amount: 500, currency: 'SGD' }, yuan(50)]

  it('are summed apart, never together', () => {
    expect(sumByCurrency(sales)).toEqual([yuan(150), { amount: 500, currency: 'SGD' }])
    expect(amountIn('CNY', sales)).toEqual(yuan(150))
    expect(amountIn('JPY', sales)).toEqual({ amount: 0, currency: 'JPY' })
  })

  it('of target and sales must be the same', () => {
    expect(() =>
      paceOf({ target: yuan(100), actual: { amount: 1, currency: 'SGD' }, time: after16, recentDays: [] }),
    ).toThrow()
  })

  it('of open deals count only where they are the same', () => {
    const deals = [
      { ...yuan(1_000), chance: 0.5 },
      { amount: 9_999, currency: 'SGD', chance: 1 },
    ]
    expect(pipelineForecast(yuan(100), deals)).toEqual(yuan(600))
  })
})
