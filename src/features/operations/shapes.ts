import { z } from 'zod'
import { QUEUE_STATUSES } from '../../db/columns.ts'
import { isoTime, pageById } from '../settings/shapes.ts'

/** One row of a queue. `explanation` is for people; null where there is nothing to explain. */
export const queueRow = z.object({
  id: z.string(),
  /** Our name of a job or message; WeCom's own spelling of an event. */
  kind: z.string(),
  /** The kind in plain words. */
  word: z.string(),
  lane: z.number(),
  status: z.enum(QUEUE_STATUSES),
  attempts: z.number(),
  errcode: z.number().nullable(),
  explanation: z.string().nullable(),
  createdAt: isoTime,
  endedAt: isoTime.nullable(),
})
export type QueueRowView = z.infer<typeof queueRow>

/** `cause` is the number of the event behind a message, where one is. */
export const outboxRow = queueRow.extend({ cause: z.string().nullable() })
export type OutboxRowView = z.infer<typeof outboxRow>

/** Work that was put off; with the number of the event behind it, where one is. */
export const jobRow = outboxRow

export const jobView = z.object({
  name: z.string(),
  schedule: z.string(),
  nextAt: z.string().nullable(),
  /** `problem` says why a run failed. */
  last: z
    .object({ date: z.string(), status: z.string(), at: z.string().nullable(), problem: z.string().nullable() })
    .nullable(),
  skipped: z.object({ since: z.string(), count: z.number(), last: z.string().nullable() }),
})
export type JobView = z.infer<typeof jobView>

/** Names are null where nobody of that id is known, or the event names nobody. */
export const eventRow = queueRow.extend({
  externalUserid: z.string().nullable(),
  customerName: z.string().nullable(),
  userid: z.string().nullable(),
  memberName: z.string().nullable(),
  /** By WeCom's clock; null where WeCom named no time or the text is gone. */
  happenedAt: isoTime.nullable(),
})
export type EventRow = z.infer<typeof eventRow>

const field = z.object({ name: z.string(), value: z.string(), secret: z.boolean() })
const followed = z.object({
  id: z.string(),
  kind: z.string(),
  text: z.string(),
  at: isoTime,
  externalUserid: z.string().nullable(),
  customerName: z.string().nullable(),
})

/** One callback with its text and everything that followed from it, oldest first. */
export const eventDetail = eventRow.extend({
  /** The machine's own words, for whoever maintains the system. */
  lastError: z.string().nullable(),
  /** Null once the text was removed after its time; one-time codes and keys are masked. */
  fields: z.array(field).nullable(),
  facts: z.array(followed),
  jobs: z.array(queueRow),
  outbox: z.array(outboxRow),
  canReplay: z.boolean(),
})
export type EventDetail = z.infer<typeof eventDetail>

export const queueQuery = pageById.extend({ status: z.enum(QUEUE_STATUSES).optional() })
export const eventQuery = pageById.extend({
  /** `trouble` finds what ended badly, the event itself or one of its jobs. */
  status: z.enum([...QUEUE_STATUSES, 'trouble']).optional(),
  /** WeCom's spelling, whole or its first half: `change_external_contact`, `change_contact/create_user`. */
  type: z
    .string()
    .regex(/^[A-Za-z_]{1,60}(?:\/[A-Za-z_]{1,60})?$/, 'is not the name of an event; write it as WeCom does')
    .optional(),
  /** The number of the event, a customer's name or remark, or any text of the event such as a userid. */
  q: z.string().trim().max(100).optional(),
})
export type QueueStatus = (typeof QUEUE_STATUSES)[number]
export type EventQuery = z.output<typeof eventQuery>
export const rowParams = z.object({ id: z.string().regex(/^\d{1,15}$/) })
