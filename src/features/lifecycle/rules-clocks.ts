import type { ClockState, LifecycleState, LifecycleThresholds, StageKey } from './rules-model.ts'
import { DEFAULT_THRESHOLDS } from './rules-model.ts'

const DAY_MS = 86_400_000

/** Full days of 24 hours. The night job runs at 02:10, so "7 days" leaves the whole seventh day to the rep. */
export const fullDays = (from: Date, to: Date): number => Math.floor((to.getTime() - from.getTime()) / DAY_MS)

export const plusDays = (from: Date, days: number): Date => new Date(from.getTime() + days * DAY_MS)

const latest = (...dates: (Date | null)[]): Date | null =>
  dates.reduce<Date | null>((best, one) => (one !== null && (best === null || one > best) ? one : best), null)

/** The customer's clock (沉默). Our own messages never reset it, or a sticker a month would hide every sleeper. */
export const silenceDays = (state: ClockState, now: Date): number => {
  const since = latest(state.lastInboundAt, state.orders.lastPaidAt, state.observedSince) ?? state.observedSince
  return Math.max(0, fullDays(since, now))
}

/** Our clock (未联系): days since we last did something for the customer. */
export const notContactedDays = (state: LifecycleState, now: Date): number => {
  const since = state.lastOutboundAt ?? latest(state.firstAddedAt, state.observedSince) ?? state.firstAddedAt
  return Math.max(0, fullDays(since, now))
}

export const isBuyer = (state: ClockState): boolean => state.orders.count > 0

/** Median gap in days; orders of one day are one purchase. Fewer than two purchases say nothing, so the default counts. */
export const repurchaseCycle = (paidAt: readonly Date[], fallback = DEFAULT_THRESHOLDS.defaultCycleDays): number => {
  const times = paidAt.map((date) => date.getTime()).sort((a, b) => a - b)
  const gaps = times.flatMap((time, index) => (index === 0 ? [] : [(time - (times[index - 1] ?? time)) / DAY_MS]))
  const real = gaps.filter((gap) => gap >= 1).sort((a, b) => a - b)
  if (real.length === 0) return fallback
  const middle = Math.floor(real.length / 2)
  const upper = real[middle] ?? fallback
  return Math.round(real.length % 2 === 1 ? upper : ((real[middle - 1] ?? upper) + upper) / 2)
}

/** Days without an order a buyer may let pass; slow buyers get two of their own cycles. */
export const buyerOrderLimit = (state: ClockState, limits: LifecycleThresholds): number =>
  Math.max(limits.buyerMinOrderDays, limits.buyerCycleFactor * (state.orders.cycleDays ?? limits.defaultCycleDays))

const daysSinceOrder = (state: ClockState, now: Date): number =>
  state.orders.lastPaidAt === null ? 0 : fullDays(state.orders.lastPaidAt, now)

export const isSilentEnoughToSleep = (state: ClockState, now: Date, limits: LifecycleThresholds): boolean => {
  const silent = silenceDays(state, now)
  if (!isBuyer(state)) return silent >= limits.dormantDays
  return silent >= limits.buyerSilenceDays && daysSinceOrder(state, now) > buyerOrderLimit(state, limits)
}

export type SilenceWarning = { days: number; limit: number }

/** Set from two thirds of the way to sleep on; null before that and for those who sleep already. */
export const silenceWarning = (
  state: ClockState,
  now: Date,
  limits: LifecycleThresholds = DEFAULT_THRESHOLDS,
): SilenceWarning | null => {
  if (!canFallAsleep(state.stage)) return null
  const silent = silenceDays(state, now)
  if (!isBuyer(state)) {
    const from = state.stage === 'lead' ? limits.leadRiskDays : limits.warningShare * limits.dormantDays
    return silent >= from ? { days: silent, limit: limits.dormantDays } : null
  }
  const limit = buyerOrderLimit(state, limits)
  const near = daysSinceOrder(state, now) > limits.warningShare * limit
  const quiet = silent >= limits.warningShare * limits.buyerSilenceDays
  return near && quiet ? { days: daysSinceOrder(state, now), limit } : null
}

// A new contact leaves after a week, long before any silence limit.
export const canFallAsleep = (stage: StageKey | null): boolean =>
  stage === 'lead' || stage === 'intent' || stage === 'first' || stage === 'repeat'
