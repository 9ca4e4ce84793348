import { z } from 'zod'
import { isoTime, page } from '../settings/shapes.ts'

export const openCustomer = z.object({
  externalUserid: z.string(),
  name: z.string().nullable(),
  corpName: z.string().nullable(),
  unionid: z.string().nullable(),
  stage: z.string().nullable(),
  stageSince: isoTime,
  firstAddedAt: isoTime,
  /** Colleagues who follow the customer now. */
  owners: z.array(z.string()),
  gone: z.boolean(),
  /** The account that stands for the same person, where this one was merged into it. */
  mergedInto: z.string().nullable(),
})
export const openCustomerList = page(openCustomer)
export type OpenCustomer = z.infer<typeof openCustomer>

/** Ids, numbers and codes only, as the journal holds them. */
export const openEvent = z.object({
  id: z.string(),
  kind: z.string(),
  at: isoTime,
  externalUserid: z.string().nullable(),
  userid: z.string().nullable(),
  actor: z.object({ kind: z.string(), id: z.string() }),
  rule: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
})
/** `nextCursor` is null at the end, as everywhere; `tail` is a cursor too: ask again with it for what happens next. */
export const openEventList = page(openEvent).extend({ tail: z.string().nullable() })
export type OpenEvent = z.infer<typeof openEvent>
