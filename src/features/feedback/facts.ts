import type { Fact } from '../../spine/core.ts'
import type { FeedbackReason } from './rules-reasons.ts'

/** A rep wants fewer reminders of a rule; the rule's id stands in the fact's own column. */
export type FeedbackFact = Fact<'reminder-disliked', { followUpId: number; reason: FeedbackReason }>
