import { z } from 'zod'
import { isoTime, page, pageById } from '../settings/shapes.ts'

export const auditEntry = z.object({
  seq: z.number().int(),
  at: isoTime,
  actor: z.string(),
  /** The member's name today; the userid of one we do not know. */
  actorName: z.string(),
  action: z.string(),
  /** The action in words. */
  text: z.string(),
  /** An id or a code; a customer by pseudonym. */
  object: z.string().nullable(),
  data: z.object({}).catchall(z.union([z.string(), z.number(), z.boolean()])),
  hash: z.string(),
})
export const auditList = page(auditEntry)
export type AuditEntryView = z.output<typeof auditEntry>

export const auditQuery = pageById.extend({
  actor: z.string().max(64).optional(),
  action: z.string().max(40).optional(),
  customer: z.string().max(64).optional(),
})
export type AuditQuery = z.output<typeof auditQuery>

/** `head` is worth writing down elsewhere: `npm run audit:verify -- --expect=<seq>:<hash>` finds even a log put back whole. */
export const auditVerdict = z.object({
  entries: z.number().int(),
  head: z.object({ seq: z.number().int(), hash: z.string() }).nullable(),
  /** False without keys: who may write to the database could then write a log of their own. */
  signed: z.boolean(),
  broken: z.object({ seq: z.number().int(), why: z.string() }).nullable(),
})
export type AuditVerdict = z.output<typeof auditVerdict>
