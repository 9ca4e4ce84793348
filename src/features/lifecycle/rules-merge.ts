import { decide, move } from './rules-draft.ts'
import { furtherStage } from './rules-manual.ts'
import {
  FLAGS,
  type LifecycleState,
  type LifecycleThresholds,
  type OrderFacts,
  type StageDecision,
  type StageKey,
} from './rules-model.ts'

/** What people said of a person holds by whichever account they are met; what rules said is judged anew. */
const OF_PEOPLE: readonly string[] = [
  FLAGS.vip,
  FLAGS.complaint,
  FLAGS.dnd,
  FLAGS.bargainHunter,
  FLAGS.staffFamily,
  FLAGS.peer,
]

type Bought = Pick<OrderFacts, 'count' | 'countIn365d'>

/** The further stage is the truer one; one who is awake and bought stands where the orders of both put them. */
const stageOfBoth = (stages: readonly (StageKey | null)[], orders: Bought, repeatOrders: number): StageKey | null => {
  const furthest = stages.reduce((a, b) => (a === null ? b : b === null ? a : furtherStage(a, b)), null)
  if (furthest === null || furthest === 'churned' || furthest === 'dormant' || orders.count === 0) return furthest
  return furtherStage(orders.countIn365d >= repeatOrders ? 'repeat' : 'first', furthest)
}

export const onMerged = (
  state: LifecycleState,
  other: { stage: StageKey | null; flags: readonly string[] },
  limits: LifecycleThresholds,
): StageDecision => {
  const to = stageOfBoth([state.stage, other.stage], state.orders, limits.repeatOrders)
  const add = other.flags.filter((flag) => OF_PEOPLE.includes(flag))
  return decide(state, { ...(to === null || to === state.stage ? {} : move(to, 'L-merged', 'merged')), add })
}

/** Where an account stands that is on its own again: a buying stage is held by its own orders alone. */
export const stageAfterSplit = (
  stage: StageKey | null,
  { count, countIn365d }: Bought,
  { repeatOrders }: Pick<LifecycleThresholds, 'repeatOrders'>,
): StageKey | null => {
  if (stage === 'repeat' || stage === 'first') {
    if (count === 0) return 'intent'
    return stage === 'repeat' && count < repeatOrders ? 'first' : stage
  }
  if (count === 0 || stage === 'churned' || stage === 'dormant') return stage
  return countIn365d >= repeatOrders ? 'repeat' : 'first'
}
