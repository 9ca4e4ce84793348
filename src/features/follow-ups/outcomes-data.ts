import type { StageKey } from '../lifecycle/rules-model.ts'
import type { ScriptCategory, TaskKind } from './cadences-data.ts'
import type { EvidenceKind } from './rules-ending.ts'

export const OUTCOME_KEYS = [
  'no-reply',
  'replied',
  'asks-price',
  'quoted',
  'too-dear',
  'compares',
  'booked',
  'ordered',
  'later',
  'no-need',
  'happy',
  'problem',
  'wants-more',
  'not-used-up',
  'back',
] as const
export type OutcomeKey = (typeof OUTCOME_KEYS)[number]
export const isOutcomeKey = (text: string): text is OutcomeKey => OUTCOME_KEYS.some((key) => key === text)

export type Outcome = {
  /** When to look again, in days: what a good rep does by default. */
  days: number
  /** Where this says the customer now stands; a proposal, never a move by itself. */
  stage: StageKey | null
  /** What the contact counts as; not every talk was answered. */
  evidence: EvidenceKind
  task: TaskKind
  /** Which scripts help next time. */
  script: ScriptCategory | 'closing'
  /** The very script of the shipped library, where one was written for this answer. */
  starter: string | null
}

const outcome = (
  days: number,
  script: Outcome['script'],
  rest: Partial<Omit<Outcome, 'days' | 'script'>> = {},
): Outcome => ({ days, script, stage: null, evidence: 'customer-replied', task: 'wechat', starter: null, ...rest })

export const OUTCOMES: Readonly<Record<OutcomeKey, Outcome>> = {
  'no-reply': outcome(3, 'care', { evidence: 'note' }),
  replied: outcome(3, 'needs', { stage: 'lead' }),
  'asks-price': outcome(1, 'offer', { stage: 'intent', starter: 'intent-d7-plan' }),
  quoted: outcome(2, 'closing', { stage: 'intent', starter: 'closing-next-step' }),
  'too-dear': outcome(2, 'objection', { stage: 'intent', starter: 'intent-d1-price' }),
  compares: outcome(3, 'objection', { stage: 'intent', starter: 'intent-d3-compare' }),
  booked: outcome(1, 'closing', { stage: 'intent', task: 'visit', starter: 'closing-visit' }),
  ordered: outcome(3, 'after-sales'),
  later: outcome(3, 'care'),
  'no-need': outcome(14, 'value'),
  happy: outcome(14, 'value'),
  problem: outcome(1, 'after-sales'),
  'wants-more': outcome(1, 'repurchase'),
  'not-used-up': outcome(14, 'care'),
  back: outcome(2, 'needs', { stage: 'intent' }),
}

/** What a rep is most likely to say at a stage, most likely first: one strip, no scrolling to the usual ones. */
export const OUTCOMES_OF_STAGE: Readonly<Record<StageKey, readonly OutcomeKey[]>> = {
  new: ['replied', 'no-reply', 'asks-price', 'booked', 'later', 'no-need'],
  lead: ['no-reply', 'replied', 'asks-price', 'booked', 'later', 'no-need'],
  intent: ['no-reply', 'too-dear', 'quoted', 'booked', 'compares', 'ordered', 'no-need'],
  first: ['happy', 'no-reply', 'problem', 'wants-more', 'later'],
  repeat: ['wants-more', 'not-used-up', 'happy', 'no-reply', 'problem'],
  dormant: ['no-reply', 'back', 'no-need', 'problem'],
  churned: ['no-reply', 'back', 'no-need'],
}
