import { z } from 'zod'
import { CLIENTS, SYSTEMS } from './rules-device.ts'

export const ROLES = ['rep', 'lead', 'manager', 'admin'] as const
export type Role = (typeof ROLES)[number]

export const me = z.object({
  userid: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  /** Null until the member list was read. */
  department: z.string().nullable(),
})
export type Me = z.infer<typeof me>

export const ownSession = z.object({
  id: z.string(),
  client: z.enum(CLIENTS),
  system: z.enum(SYSTEMS),
  /** The one that asks. */
  current: z.boolean(),
  signedInAt: z.string(),
  /** To the hour. */
  seenAt: z.string(),
})
export type OwnSession = z.infer<typeof ownSession>

export const member = z.object({
  userid: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  departments: z.array(z.object({ id: z.number(), name: z.string() })),
  hasCustomerContact: z.boolean(),
})
export type MemberView = z.infer<typeof member>

export const department = z.object({
  id: z.number(),
  name: z.string(),
  parentId: z.number(),
  /** The caller may decide for it. */
  leads: z.boolean(),
})

/** What the page hands to `ww.register`; both signatures are for the same URL. */
export const jsSignature = z.object({
  corpId: z.string(),
  agentId: z.string(),
  config: z.object({ timestamp: z.number(), nonceStr: z.string(), signature: z.string() }),
  agentConfig: z.object({ timestamp: z.number(), nonceStr: z.string(), signature: z.string() }),
})
export type JsSignature = z.infer<typeof jsSignature>
