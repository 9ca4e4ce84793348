import { businessDay, daysBetween } from '../calendar/zone.ts'
import {
  canFallAsleep,
  fullDays,
  isBuyer,
  isSilentEnoughToSleep,
  plusDays,
  silenceDays,
  silenceWarning,
} from './rules-clocks.ts'
import { type Draft, decide, move } from './rules-draft.ts'
import { onMerged } from './rules-merge.ts'
import type {
  IntentSignal,
  LifecycleEvent,
  LifecycleState,
  LifecycleThresholds,
  NightState,
  ReasonCode,
  StageDecision,
  StageKey,
} from './rules-model.ts'
import { DEFAULT_THRESHOLDS, FLAGS } from './rules-model.ts'

const RISK_FLAGS = [FLAGS.silenceRisk, FLAGS.intentOverstay]

/** What an event changes at once. Hand protection does not hold it back: what the customer does is stronger. */
export const decideStage = (
  state: LifecycleState,
  event: LifecycleEvent,
  now: Date,
  limits: LifecycleThresholds = DEFAULT_THRESHOLDS,
): StageDecision => {
  switch (event.kind) {
    case 'added':
    case 're-added':
      return onAdded(state, limits)
    case 'spoke':
      return onSpoke(state)
    case 'profile-tagged':
      return state.stage === 'new' && event.count >= limits.profileTags
        ? decide(state, move('lead', 'L-new-profile', 'profile-filled'))
        : null
    case 'intent-signal':
      return onIntent(state, event.signal)
    case 'order-paid':
      return onOrder(state, limits)
    case 'order-refunded':
      return onRefund(state, limits)
    case 'removed-by-customer':
      return onRemoved(state, event.relationsLeft, 'deleted-by-customer')
    case 'removed-by-rep':
      return onRemoved(state, event.relationsLeft, 'deleted-by-rep')
    case 'removed-unheard':
      return onRemoved(state, event.relationsLeft, 'nobody-left')
    case 'accounts-merged':
      return onMerged(state, event.other, limits)
    case 'marked-by-rep':
      return onMarked(state, event.to, now, limits)
  }
}

/** What time alone changes, once a night. Within the hand protection only flags move, and whoever has no friend left. */
export const decideNightly = (
  state: NightState,
  now: Date,
  zone: string,
  limits: LifecycleThresholds = DEFAULT_THRESHOLDS,
): StageDecision => {
  const held = state.protectedUntil !== null && state.protectedUntil > now
  const moved = nobodyLeft(state, now, limits) ?? (held ? undefined : nightlyMove(state, now, limits, zone))
  const after = moved?.to ?? state.stage
  const wanted = new Set<string>()
  if (moved === undefined && silenceWarning(state, now, limits) !== null) wanted.add(FLAGS.silenceRisk)
  if (after === 'intent' && fullDays(state.stageSince, now) >= limits.intentStayDays) wanted.add(FLAGS.intentOverstay)
  return decide(state, {
    ...(moved === undefined ? {} : { move: moved }),
    add: [...wanted],
    remove: [...RISK_FLAGS.filter((flag) => !wanted.has(flag)), ...expiredFlags(state, now, limits)],
  })
}

// An end that is not told as a loss, a hand-over above all, may be followed by the next friend.
const nobodyLeft = ({ stage, goneAt }: NightState, now: Date, limits: LifecycleThresholds): Draft['move'] =>
  stage !== null && stage !== 'churned' && goneAt !== null && fullDays(goneAt, now) >= limits.nobodyLeftDays
    ? move('churned', 'L-nobody-left', 'nobody-left').move
    : undefined

const nightlyMove = (state: NightState, now: Date, limits: LifecycleThresholds, zone: string): Draft['move'] => {
  const buyer = isBuyer(state)
  if (state.stage === 'new') {
    // By the calendar: a contact made shortly after midnight has the whole seventh day too.
    return daysBetween(businessDay(state.stageSince, zone), businessDay(now, zone)) > limits.newDays
      ? move('lead', 'L-new-7d', 'new-period-over').move
      : undefined
  }
  if (canFallAsleep(state.stage) && isSilentEnoughToSleep(state, now, limits)) {
    return move('dormant', buyer ? 'L-dormant-buyer' : 'L-dormant-60d', 'silent').move
  }
  if (state.stage === 'dormant' && silenceDays(state, now) >= (buyer ? limits.buyerChurnDays : limits.churnDays)) {
    return move('churned', buyer ? 'L-churned-365d' : 'L-churned-180d', 'long-silent').move
  }
  return undefined
}

const expiredFlags = (state: NightState, now: Date, limits: LifecycleThresholds): string[] => {
  const expired: string[] = []
  // Nothing but the last message says when a customer woke up, so each new message starts the fourteen days again.
  if (state.lastInboundAt === null || fullDays(state.lastInboundAt, now) >= limits.wakingDays)
    expired.push(FLAGS.waking)
  if (fullDays(state.stageSince, now) >= limits.coolingDays) expired.push(FLAGS.cooling)
  return expired
}

const onAdded = (state: LifecycleState, limits: LifecycleThresholds): StageDecision => {
  if (state.stage === 'churned') {
    return decide(state, {
      ...move('new', 'L-churned-returned', 'returned'),
      add: [FLAGS.returned],
      remove: RISK_FLAGS,
    })
  }
  if (state.stage !== null) return null
  if (isBuyer(state)) return decide(state, move(buyerStage(state, limits), 'L-start-order', 'order-paid'))
  return decide(state, move('new', 'L-start-added', 'added'))
}

const onSpoke = (state: LifecycleState): StageDecision => {
  const awake = { remove: [FLAGS.silenceRisk] }
  if (state.stage === 'new') return decide(state, { ...move('lead', 'L-new-spoke', 'spoke'), ...awake })
  if (state.stage === 'dormant' && !isBuyer(state)) {
    return decide(state, { ...move('lead', 'L-dormant-spoke', 'spoke'), ...awake })
  }
  // Words do not undo a lost purchase habit: only an order brings a sleeping buyer, or a lost customer, back.
  if (state.stage === 'dormant' || state.stage === 'churned') return decide(state, { add: [FLAGS.waking], ...awake })
  return decide(state, awake)
}

// Clicks and keywords alone do not reopen a case the rep has just closed with a reason.
const WEAK_SIGNALS: readonly IntentSignal[] = ['form', 'price-page', 'keyword']

const onIntent = (state: LifecycleState, signal: IntentSignal): StageDecision => {
  if (state.flags.includes(FLAGS.cooling) && WEAK_SIGNALS.includes(signal)) return null
  if (state.stage === 'dormant' && isBuyer(state)) return decide(state, { add: [FLAGS.waking] })
  if (state.stage !== 'new' && state.stage !== 'lead' && state.stage !== 'dormant') return null
  return decide(state, {
    ...move('intent', `L-${state.stage}-intent`, 'intent-signal'),
    remove: [FLAGS.cooling, FLAGS.silenceRisk],
  })
}

const onOrder = (state: LifecycleState, limits: LifecycleThresholds): StageDecision => {
  if (!isBuyer(state)) return null
  const to = buyerStage(state, limits)
  const remove = [...RISK_FLAGS, FLAGS.waking, FLAGS.cooling]
  if (to === state.stage || (to === 'first' && state.stage === 'repeat')) return decide(state, { remove })
  return decide(state, { ...move(to, `L-${state.stage ?? 'start'}-order`, 'order-paid'), remove })
}

// A lost customer who had bought before and buys again is a repeat buyer, however long the pause was, also when the
// friendship had to be made anew first.
const buyerStage = (state: LifecycleState, limits: LifecycleThresholds): 'first' | 'repeat' => {
  const wasLost = state.stage === 'churned' || state.flags.includes(FLAGS.returned)
  const counted = wasLost ? state.orders.count : state.orders.countIn365d
  return counted >= limits.repeatOrders ? 'repeat' : 'first'
}

const onRefund = (state: LifecycleState, limits: LifecycleThresholds): StageDecision => {
  const bought = state.stage === 'first' || state.stage === 'repeat'
  if (!bought) return null
  if (state.orders.count === 0) {
    const rule = `L-${state.stage}-refund`
    return decide(
      state,
      { ...move('intent', rule, 'order-refunded'), remove: RISK_FLAGS },
      { followUp: 'refund-revisit' },
    )
  }
  if (state.stage === 'repeat' && state.orders.count < limits.repeatOrders) {
    return decide(state, move('first', 'L-repeat-refund-one', 'order-refunded'))
  }
  return null
}

const onRemoved = (state: LifecycleState, left: number, reasonCode: ReasonCode): StageDecision =>
  left > 0 || state.stage === 'churned'
    ? null
    : decide(state, { ...move('churned', 'L-removed-last', reasonCode), remove: [...RISK_FLAGS, FLAGS.waking] })

const onMarked = (state: LifecycleState, to: StageKey, now: Date, limits: LifecycleThresholds): StageDecision => {
  if (to === state.stage) return null
  const lost = state.stage === 'intent' && to === 'lead'
  return decide(
    state,
    {
      ...move(to, 'L-manual', 'manual'),
      add: lost ? [FLAGS.cooling] : [],
      remove: lost ? RISK_FLAGS : [...RISK_FLAGS, FLAGS.cooling],
    },
    { protectUntil: plusDays(now, limits.protectionDays) },
  )
}
