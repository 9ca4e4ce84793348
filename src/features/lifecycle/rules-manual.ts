import type { StageKey } from './rules-model.ts'

export type ManualMove = {
  from: StageKey | null
  to: StageKey
  reason: string | null
  /** Valid orders ever. */
  orders: number
  relationsAlive: number
}

export type ManualAnswer =
  | { ok: true }
  | { ok: false; why: 'same-stage' | 'needs-order' | 'no-relation' | 'reason-required' }

// How far along a customer is. Not the order in which stages are shown: asleep and lost lie behind everything else.
const PROGRESS: Readonly<Record<StageKey, number>> = {
  churned: 0,
  dormant: 1,
  new: 2,
  lead: 3,
  intent: 4,
  first: 5,
  repeat: 6,
}

export const isBackwards = (from: StageKey, to: StageKey): boolean => PROGRESS[to] < PROGRESS[from]

/** Two records of one person become one: the further stage is the truer one. */
export const furtherStage = (a: StageKey, b: StageKey): StageKey => (PROGRESS[b] > PROGRESS[a] ? b : a)

/** Whether a person may move a customer. Buying stages are earned by orders alone, so no rank can be made up by hand. */
export const checkManualMove = ({ from, to, reason, orders, relationsAlive }: ManualMove): ManualAnswer => {
  if (from === to) return { ok: false, why: 'same-stage' }
  if (orders < ordersNeeded(to)) return { ok: false, why: 'needs-order' }
  if (from === 'churned' && relationsAlive === 0) return { ok: false, why: 'no-relation' }
  const needsReason = to === 'churned' || (from !== null && isBackwards(from, to))
  return needsReason && (reason ?? '').trim() === '' ? { ok: false, why: 'reason-required' } : { ok: true }
}

const ordersNeeded = (to: StageKey): number => (to === 'repeat' ? 2 : to === 'first' ? 1 : 0)
