export const OPPORTUNITY_STAGES = ['talking', 'quoted', 'won', 'lost'] as const
export type OpportunityStage = (typeof OPPORTUNITY_STAGES)[number]

export const isClosed = (stage: OpportunityStage): boolean => stage === 'won' || stage === 'lost'

export type OpportunityState = {
  stage: OpportunityStage
  nextStep: string
  expectedOn: string
  lostReason: string | null
}
export type OpportunityTrouble = 'opportunity-closed' | 'next-step-missing' | 'lost-reason-missing'

/**
 * An open deal has a next step and a day by which it should close, or it is no deal. A lost one says why. A closed one
 * stays closed, except that the last step may be taken back by opening it again.
 */
export const checkChange = (before: OpportunityState, after: OpportunityState): OpportunityTrouble | null => {
  if (isClosed(before.stage) && isClosed(after.stage)) return 'opportunity-closed'
  if (after.stage === 'lost' && (after.lostReason ?? '').trim() === '') return 'lost-reason-missing'
  if (!isClosed(after.stage) && after.nextStep.trim() === '') return 'next-step-missing'
  return null
}
