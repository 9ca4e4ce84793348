import { z } from 'zod'
import { isoTime, page } from '../settings/shapes.ts'
import { DIGEST_KINDS } from './rules.ts'

export const channelScope = z.union([
  z.strictObject({ company: z.literal(true) }),
  z.strictObject({ department: z.number().int() }),
  z.strictObject({ userids: z.array(z.string().min(1)).min(1).max(100) }),
])
export type ChannelScope = z.infer<typeof channelScope>

export const channelBody = z.object({
  name: z.string().trim().min(1).max(60),
  url: z.string().max(500),
  scope: channelScope,
  kinds: z.array(z.enum(DIGEST_KINDS as ['daily', 'weekly', 'monthly'])).min(1),
  /** Whether reps read this group: then problems are counted, not named. */
  audience: z.enum(['managers', 'team']).default('managers'),
})
/** The robot's key is a password: only its end is ever shown. */
export const channel = z.object({
  id: z.string(),
  name: z.string(),
  urlHint: z.string(),
  scope: channelScope,
  kinds: z.array(z.string()),
  audience: z.string(),
  createdAt: isoTime,
  lastSentAt: isoTime.nullable(),
  lastProblem: z.string().nullable(),
})
export const channelList = page(channel)
export type Channel = z.infer<typeof channel>
