import { z } from 'zod'
import { isoTime } from '../settings/shapes.ts'
import { FEEDBACK_REASONS } from './rules-reasons.ts'

export const feedbackBody = z.object({
  followUpId: z.string().regex(/^\d{1,15}$/),
  reason: z.enum(FEEDBACK_REASONS),
})

/** What the team says about each rule, the most disliked first. */
export const feedbackList = z.object({
  /** Days looked back. */
  days: z.number().int(),
  items: z.array(
    z.object({
      rule: z.string(),
      name: z.string(),
      /** When the rule reminds; empty for a rule of an older version. */
      text: z.string(),
      count: z.number().int(),
      people: z.number().int(),
      reasons: z.array(z.object({ reason: z.enum(FEEDBACK_REASONS), label: z.string(), count: z.number().int() })),
      lastAt: isoTime,
    }),
  ),
  /** How the reminders of each rule ended, of those whose day is over; too few of one say nothing. The worst first. */
  rates: z.array(
    z.object({
      rule: z.string(),
      name: z.string(),
      due: z.number().int(),
      /** Shares of `due`: acted upon with evidence, said to be not needed, and neither. */
      done: z.number(),
      unneeded: z.number(),
      ignored: z.number(),
    }),
  ),
})
export type FeedbackList = z.infer<typeof feedbackList>
