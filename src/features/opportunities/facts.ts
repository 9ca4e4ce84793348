import type { Fact } from '../../spine/core.ts'
import type { OpportunityStage } from './rules.ts'

export type OpportunitiesFact =
  | Fact<'opportunity-opened', { opportunityId: number; amount: number; currency: string; quoted: boolean }>
  | Fact<'opportunity-moved', { opportunityId: number; from: OpportunityStage; to: OpportunityStage }>
  | Fact<'opportunity-changed', { opportunityId: number }>
