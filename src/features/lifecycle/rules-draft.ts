import type { LifecycleState, ReasonCode, StageChange, StageDecision, StageKey } from './rules-model.ts'

/** What a rule wants, before it is held against the flags a customer has already. */
export type Draft = { move?: { to: StageKey; rule: string; reasonCode: ReasonCode }; add?: string[]; remove?: string[] }
type Extra = Partial<Pick<StageChange, 'protectUntil' | 'followUp'>>

export const move = (to: StageKey, rule: string, reasonCode: ReasonCode) => ({ move: { to, rule, reasonCode } })

/** Flags that are there already, or not there, are no change; a decision without any change is none. */
export const decide = (state: Pick<LifecycleState, 'flags'>, draft: Draft, extra: Extra = {}): StageDecision => {
  const add = (draft.add ?? []).filter((flag) => !state.flags.includes(flag))
  const remove = (draft.remove ?? []).filter((flag) => state.flags.includes(flag))
  if (draft.move === undefined && add.length === 0 && remove.length === 0) return null
  return {
    move: draft.move ?? null,
    flags: { add, remove },
    protectUntil: extra.protectUntil ?? null,
    followUp: extra.followUp ?? null,
  }
}
