import type { LifecycleState, OrderFacts, StageKey } from '../../../src/features/lifecycle/rules-model.ts'

export const NOW = new Date('2026-11-23T02:10:00+08:00')

export const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000)

export const orders = (count: number, lastDaysAgo: number, rest: Partial<OrderFacts> = {}): OrderFacts => ({
  count,
  countIn365d: count,
  lastPaidAt: count === 0 ? null : daysAgo(lastDaysAgo),
  firstPaidAt: count === 0 ? null : daysAgo(lastDaysAgo),
  cycleDays: null,
  ...rest,
})

/** Someone added 300 days ago who wrote yesterday, unless told otherwise. */
export const customer = (stage: StageKey | null, rest: Partial<LifecycleState> = {}): LifecycleState => ({
  stage,
  stageSince: daysAgo(5),
  protectedUntil: null,
  firstAddedAt: daysAgo(300),
  observedSince: daysAgo(300),
  lastInboundAt: daysAgo(1),
  lastOutboundAt: daysAgo(1),
  orders: orders(0, 0),
  relationsAlive: 1,
  goneAt: null,
  flags: [],
  ...rest,
})

/** Nothing from the customer for that many days. */
export const silent = (stage: StageKey, days: number, rest: Partial<LifecycleState> = {}): LifecycleState =>
  customer(stage, { lastInboundAt: daysAgo(days), stageSince: daysAgo(days), ...rest })
