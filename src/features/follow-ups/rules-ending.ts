import type { BusinessDay } from '../calendar/zone.ts'
import { addDays, daysBetween } from '../calendar/zone.ts'
import type { StageKey } from '../lifecycle/rules-model.ts'
import { type CadenceKind, OCCASIONS, type TaskKind } from './cadences-data.ts'

export type StopEvent =
  | { kind: 'order-paid' }
  | { kind: 'relation-ended' }
  | { kind: 'stage-changed'; to: StageKey }
  | { kind: 'do-not-disturb' }
  | { kind: 'complaint-opened' }
  | { kind: 'accounts-merged' }
  | { kind: 'quote-answered' }
  | { kind: 'birthday-changed' }
  /** A rep agreed on a day of his own: `from` is the day he said so. */
  | { kind: 'own-date'; from: BusinessDay; until: BusinessDay }

export type OpenFollowUp = {
  /** null: written by a person, not by a cadence. */
  cadence: CadenceKind | null
  kindOfTask: TaskKind
  marketing: boolean
  dueOn: BusinessDay
}

/**
 * Cadences whose steps wait for the day a rep agreed on with the customer: the rep knows more than the rule. What a buyer
 * is owed after a purchase or a refund is not among them.
 */
export const WAITS_FOR_REP: readonly CadenceKind[] = ['new', 'lead', 'intent', 'repeat', 'dormant', 'quote']

/** The cadence that begins with a stage; nobody writes to a churned customer. */
export const cadenceForStage = (stage: StageKey): CadenceKind | null => (stage === 'churned' ? null : stage)

/** Whether a fact ends an open follow-up. For 'relation-ended' the caller passes that relation's follow-ups only. */
export const stopsOn = (event: StopEvent, followUp: OpenFollowUp): boolean => {
  switch (event.kind) {
    case 'relation-ended':
      return true
    case 'accounts-merged':
      return followUp.cadence !== null
    case 'order-paid':
      return followUp.cadence !== null && !OUTLIVES_ORDER.includes(followUp.cadence)
    case 'quote-answered':
      return followUp.cadence === 'quote'
    case 'birthday-changed':
      return followUp.cadence === 'birthday'
    case 'stage-changed':
      return stopsOnStage(event.to, followUp.cadence)
    case 'do-not-disturb':
      return followUp.kindOfTask !== 'internal'
    case 'complaint-opened':
      // Who asks whether the last one is solved while the next one is open has not listened.
      return followUp.marketing || followUp.cadence === 'complaint-closed'
    case 'own-date':
      return waitsFor(event, followUp)
  }
}

/** A birthday is one, and a settled complaint is asked about, whatever was bought meanwhile. */
const OUTLIVES_ORDER: readonly CadenceKind[] = ['birthday', 'complaint-closed']

/** What is due today or late stays: only a contact settles that. */
const waitsFor = ({ from, until }: { from: BusinessDay; until: BusinessDay }, { cadence, dueOn }: OpenFollowUp) =>
  cadence !== null && WAITS_FOR_REP.includes(cadence) && dueOn > from && dueOn <= until

// The refund talk is created by the same move that ends the purchase cadence, so no move may end it, short of the
// customer being gone.
const stopsOnStage = (to: StageKey, cadence: CadenceKind | null): boolean => {
  if (cadence === null) return to === 'churned'
  if (cadence === 'refund-revisit' || OCCASIONS.includes(cadence)) return to === 'churned'
  return cadence !== cadenceForStage(to)
}

export const SNOOZE_LIMITS = { times: 2, days: 7 } as const

export type SnoozeRequest = {
  /** How often it was put off before. */
  snoozes: number
  dueOn: BusinessDay
  until: BusinessDay
  /** Without it an overdue task counts its days from its old due day. */
  today?: BusinessDay
  reason: string
}

export type SnoozeAnswer =
  | { ok: true }
  | { ok: false; why: 'reason-required' | 'snoozed-too-often' | 'not-later' | 'too-far' }

export const canSnooze = ({ snoozes, dueOn, until, today, reason }: SnoozeRequest): SnoozeAnswer => {
  if (reason.trim() === '') return { ok: false, why: 'reason-required' }
  if (snoozes >= SNOOZE_LIMITS.times) return { ok: false, why: 'snoozed-too-often' }
  const from = today !== undefined && today > dueOn ? today : dueOn
  const days = daysBetween(from, until)
  if (days <= 0) return { ok: false, why: 'not-later' }
  return days > SNOOZE_LIMITS.days ? { ok: false, why: 'too-far' } : { ok: true }
}

/** The last day a follow-up can be put off to. */
export const latestSnooze = (dueOn: BusinessDay, today: BusinessDay): BusinessDay =>
  addDays(today > dueOn ? today : dueOn, SNOOZE_LIMITS.days)

export const EVIDENCE_KINDS = ['script-sent', 'customer-replied', 'order', 'call-logged', 'visit', 'note'] as const
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number]
const isEvidenceKind = (text: string): text is EvidenceKind => EVIDENCE_KINDS.some((kind) => kind === text)

/** What a person gave as evidence: a word of ours, or words of his own, which count as a note. */
export const evidenceOf = (text: string | undefined): EvidenceKind | null => {
  if (text === undefined) return null
  return isEvidenceKind(text) ? text : 'note'
}

export type Completion = { proven: boolean; onTime: boolean }

/** A tap on 完成 alone is allowed and shown as unproven: only evidence counts in the rates and as a contact. */
export const judgeCompletion = (facts: {
  evidence: EvidenceKind | null
  dueOn: BusinessDay
  completedOn: BusinessDay
}): Completion => {
  const proven = facts.evidence !== null
  return { proven, onTime: proven && facts.completedOn <= facts.dueOn }
}
