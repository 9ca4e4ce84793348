import { z } from 'zod'
import { isoTime } from '../settings/shapes.ts'
import { OPPORTUNITY_STAGES } from './rules.ts'

export const opportunity = z.object({
  id: z.string(),
  externalUserid: z.string(),
  userid: z.string(),
  ownerName: z.string(),
  title: z.string(),
  /** Minor units. */
  amount: z.number().int(),
  currency: z.string(),
  expectedOn: z.iso.date(),
  nextStep: z.string(),
  stage: z.enum(OPPORTUNITY_STAGES),
  lostReason: z.string().nullable(),
  quotedAt: isoTime.nullable(),
  createdAt: isoTime,
})
export type OpportunityView = z.infer<typeof opportunity>
export const opportunityList = z.object({ items: z.array(opportunity) })

const words = {
  title: z.string().trim().max(60),
  amount: z.number().int().min(0).max(1_000_000_000_000),
  expectedOn: z.iso.date(),
  nextStep: z.string().trim().max(200),
  stage: z.enum(OPPORTUNITY_STAGES),
}
export const addOpportunityBody = z.object({
  ...words,
  title: words.title.default(''),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('CNY'),
  nextStep: words.nextStep.min(1),
  stage: z.enum(['talking', 'quoted']).default('talking'),
})
export type NewOpportunity = z.input<typeof addOpportunityBody>
export const changeOpportunityBody = z.object({ ...words, lostReason: z.string().trim().max(200) }).partial()
export type OpportunityChange = z.input<typeof changeOpportunityBody>
