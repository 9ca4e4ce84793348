import type { Calendar } from '../calendar/rules.ts'
import { workingDaysBetween } from '../calendar/rules.ts'
import type { BusinessDay } from '../calendar/zone.ts'
import { addDays } from '../calendar/zone.ts'

/** `amount` in minor units of an ISO currency. */
export type Money = { amount: number; currency: string }

export type Period = { from: BusinessDay; to: BusinessDay }
export type TimeProgress = { elapsed: number; total: number; left: number; ratio: number | null }
export type PaceColour = 'green' | 'amber' | 'red'

export type PaceInput = {
  target: Money
  actual: Money
  time: TimeProgress
  /** Sales in minor units of the last working days, at most five, newest last; empty when nothing is known. */
  recentDays: readonly number[]
}

/** Ratios are plain numbers (0.719), null where there is nothing to divide by; amounts are minor units. */
export type Pace = {
  currency: string
  target: number
  actual: number
  time: TimeProgress
  attainment: number | null
  index: number | null
  colour: PaceColour | null
  gap: number
  needPerDay: number | null
  recentPerDay: number | null
  /** What the mean of the last days adds up to; the period's own mean would only repeat the pace index. */
  recentForecast: number | null
  recentForecastRatio: number | null
  meanForecastRatio: number | null
}

const RECENT_DAYS = 5

/**
 * Days before `today` count; `today` counts from tomorrow on, because its sales are not in yet.
 * A morning digest would otherwise call everybody one day behind.
 */
export const timeProgress = (period: Period, today: BusinessDay, calendar: Calendar): TimeProgress => {
  const end = addDays(period.to, 1)
  const total = workingDaysBetween(period.from, end, calendar)
  const elapsed = workingDaysBetween(period.from, today < end ? today : end, calendar)
  return { elapsed, total, left: total - elapsed, ratio: total === 0 ? null : elapsed / total }
}

export const paceColour = (index: number): PaceColour => (index >= 1 ? 'green' : index >= 0.85 ? 'amber' : 'red')

/** Target and sales must be in one currency: a sum over currencies without a dated rate is a wrong number, so it throws. */
export const paceOf = ({ target, actual, time, recentDays }: PaceInput): Pace => {
  if (target.currency !== actual.currency) {
    throw new RangeError(`a target in ${target.currency} cannot be measured in ${actual.currency}`)
  }
  const attainment = target.amount > 0 ? actual.amount / target.amount : null
  const index = attainment === null || !time.ratio ? null : attainment / time.ratio
  const gap = Math.max(0, target.amount - actual.amount)
  const recentPerDay = mean(recentDays.slice(-RECENT_DAYS))
  const recentForecast = recentPerDay === null ? null : Math.round(actual.amount + recentPerDay * time.left)
  return {
    currency: target.currency,
    target: target.amount,
    actual: actual.amount,
    time,
    attainment,
    index,
    colour: index === null ? null : paceColour(index),
    gap,
    needPerDay: time.left > 0 ? Math.round(gap / time.left) : null,
    recentPerDay,
    recentForecast,
    recentForecastRatio: recentForecast === null || target.amount <= 0 ? null : recentForecast / target.amount,
    meanForecastRatio: index,
  }
}

export type Opportunity = Money & { chance: number }

/** Big-ticket teams: what is sold plus what is likely to close, one currency only. */
export const pipelineForecast = (actual: Money, open: readonly Opportunity[]): Money => {
  const same = open.filter((one) => one.currency === actual.currency)
  const expected = same.reduce((sum, one) => sum + one.amount * one.chance, 0)
  return { amount: Math.round(actual.amount + expected), currency: actual.currency }
}

/** One sum per currency, in order of currency code. */
export const sumByCurrency = (list: readonly Money[]): Money[] => {
  const sums = new Map<string, number>()
  for (const { amount, currency } of list) sums.set(currency, (sums.get(currency) ?? 0) + amount)
  return [...sums]
    .map(([currency, amount]) => ({ amount, currency }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1))
}

export const amountIn = (currency: string, list: readonly Money[]): Money =>
  sumByCurrency(list).find((sum) => sum.currency === currency) ?? { amount: 0, currency }

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.round(values.reduce((sum, value) => sum + value, 0) / values.length)
