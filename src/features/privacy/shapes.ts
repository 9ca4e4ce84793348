import { z } from 'zod'
import { isoTime } from '../settings/shapes.ts'

export const ERASE_REASONS = ['requested', 'consent-withdrawn', 'no-longer-needed', 'other'] as const

const row = z.looseObject({})
/** For the person themselves: nothing is masked. */
export const personExport = z.object({
  externalUserid: z.string(),
  /** Every account of the person whose rows follow. */
  accounts: z.array(z.string()),
  exportedAt: isoTime,
  tables: z.object({}).catchall(z.array(row)),
  events: z.array(row),
  messages: z.array(row),
})
export type PersonExport = z.output<typeof personExport>

export const eraseBody = z.object({ reason: z.enum(ERASE_REASONS) })
/** The pseudonym proves that it was done: it stands in the audit log under the same name. */
export const eraseReply = z.object({
  pseudonym: z.string(),
  /** Of every account that was erased: a person with several is erased whole. */
  accounts: z.array(z.string()),
  erasedAt: isoTime,
})
export type EraseReply = z.output<typeof eraseReply>
