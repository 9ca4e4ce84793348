import { z } from 'zod'
import { isoTime } from '../settings/shapes.ts'
import { DIFFERENCE_KINDS } from './rules-differences.ts'
import { SKIP_REASONS } from './rules-sync.ts'

const skipped = z.object({
  reason: z.enum(SKIP_REASONS),
  errcode: z.number().nullable(),
  explanation: z.string().nullable(),
  count: z.number().int(),
  /** A userid, or an external userid for `contact-vanished`. */
  example: z.string(),
})

export const syncView = z.object({
  state: z.enum(['idle', 'running', 'paused', 'done', 'failed']),
  startedAt: isoTime.nullable(),
  endedAt: isoTime.nullable(),
  /** Friendships read. */
  done: z.number().int(),
  /** Sum of all members' lists; null until everybody was counted. */
  total: z.number().int().nullable(),
  perMinute: z.number().int().nullable(),
  estimatedEndAt: isoTime.nullable(),
  pages: z.number().int(),
  skipped: z.array(skipped),
  lastError: z.object({ errcode: z.number().nullable(), explanation: z.string() }).nullable(),
})
export type SyncView = z.infer<typeof syncView>

const example = z.object({
  externalUserid: z.string().nullable(),
  userid: z.string().nullable(),
  /** Of the customer, member, department, tag or group, as it is called now; null when nobody knows it any more. */
  name: z.string().nullable(),
  memberName: z.string().nullable(),
})

export const reconcileView = z.object({
  id: z.string(),
  day: z.iso.date(),
  state: z.enum(['running', 'paused', 'done', 'failed']),
  startedAt: isoTime,
  endedAt: isoTime.nullable(),
  read: z.number().int(),
  differences: z.array(
    z.object({ kind: z.enum(DIFFERENCE_KINDS), count: z.number().int(), examples: z.array(example) }),
  ),
  skipped: z.array(skipped),
  lastError: z.object({ errcode: z.number().nullable(), explanation: z.string() }).nullable(),
})
export type ReconcileView = z.infer<typeof reconcileView>
