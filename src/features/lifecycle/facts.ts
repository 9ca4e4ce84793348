import type { Fact } from '../../spine/core.ts'
import type { ReasonCode, StageKey } from './rules-model.ts'

export type LifecycleFact =
  | Fact<'stage-moved', { from: StageKey | null; to: StageKey; reasonCode: ReasonCode; refundRevisit: boolean }>
  | Fact<'stage-restored', { from: StageKey; to: StageKey | null }>
  | Fact<'flag-changed', { flag: string; on: boolean }>
