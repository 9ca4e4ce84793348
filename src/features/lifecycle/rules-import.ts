import { fullDays } from './rules-clocks.ts'
import { type Draft, decide, move } from './rules-draft.ts'
import {
  DEFAULT_THRESHOLDS,
  type LifecycleState,
  type LifecycleThresholds,
  type StageDecision,
  type StageKey,
} from './rules-model.ts'

/**
 * Where a customer begins who was there before us: where the company's own stage tag says, else by age. Orders we know
 * of decide on their own through the order rules.
 */
export const decideImport = (
  state: Pick<LifecycleState, 'stage' | 'firstAddedAt' | 'flags'>,
  tagged: StageKey | null,
  now: Date,
  limits: LifecycleThresholds = DEFAULT_THRESHOLDS,
): StageDecision => {
  if (state.stage !== null) return null
  const fresh = fullDays(state.firstAddedAt, now) < limits.newDays
  const start: Draft =
    tagged === null ? move(fresh ? 'new' : 'lead', 'L-import-age', 'added') : move(tagged, 'L-import-tag', 'added')
  return decide(state, start)
}
