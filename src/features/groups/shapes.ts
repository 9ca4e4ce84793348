import { z } from 'zod'
import { isoTime } from '../settings/shapes.ts'

export const groupMember = z.object({
  /** Set where the caller may open the card. */
  externalUserid: z.string().nullable(),
  name: z.string(),
  kind: z.enum(['mine', 'colleague', 'unknown']),
  /** Null for whoever is nobody's customer, and for colleagues' customers outside the caller's scope. */
  stage: z.object({ key: z.string(), label: z.string() }).nullable(),
  /** Names of the colleagues who follow this customer. */
  owners: z.array(z.string()),
  invitedBy: z.string().nullable(),
  way: z.enum(['invited', 'link', 'scanned']).nullable(),
  joinedAt: isoTime.nullable(),
})
export type GroupMemberView = z.infer<typeof groupMember>

export const groupNote = z.object({
  id: z.string(),
  text: z.string(),
  by: z.string(),
  at: isoTime,
  mine: z.boolean(),
})

/** Everything the sidebar shows beside a customer group, in one call. */
export const group = z.object({
  chatId: z.string(),
  name: z.string().nullable(),
  owner: z.object({ userid: z.string(), name: z.string() }),
  staff: z.array(z.object({ userid: z.string(), name: z.string(), role: z.enum(['owner', 'admin', 'member']) })),
  /** Newest first. */
  members: z.array(groupMember),
  counts: z.object({
    all: z.number().int(),
    mine: z.number().int(),
    colleague: z.number().int(),
    unknown: z.number().int(),
    newThisWeek: z.number().int(),
  }),
  notes: z.array(groupNote),
  tags: z.array(z.string()),
  /** Tags other groups carry. */
  tagChoices: z.array(z.string()),
  /** The morning message to the group's owner and to whoever switched it on; customers never see it. */
  digest: z.object({ on: z.boolean(), by: z.string().nullable(), maySet: z.boolean() }),
  /** When the group was dismissed. */
  goneAt: isoTime.nullable(),
  readAt: isoTime.nullable(),
})
export type GroupView = z.infer<typeof group>

const tag = z.string().trim().min(1).max(12)
export const groupTagsBody = z.object({
  add: z.array(tag).max(10).default([]),
  remove: z.array(tag).max(10).default([]),
})
export const groupNoteBody = z.object({ text: z.string().trim().min(1).max(500) })
export const groupDigestBody = z.object({ on: z.boolean() })
/** `key` is the page's own name for one hand-over: said twice it counts once. */
export const groupSentBody = z.object({
  scriptId: z.string().regex(/^\d{1,9}$/),
  part: z.number().int().min(0).max(8).default(0),
  key: z.string().min(8).max(64),
})
