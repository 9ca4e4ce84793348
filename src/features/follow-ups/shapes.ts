import { z } from 'zod'
import { isoTime, money, page } from '../settings/shapes.ts'

export const followUp = z.object({
  id: z.string(),
  externalUserid: z.string(),
  customerName: z.string(),
  stage: z.object({ key: z.string(), label: z.string() }),
  userid: z.string(),
  /** Which cadence planned it; `manual` when a person did. */
  kind: z.string(),
  step: z.string().nullable(),
  /** Why today, in at most twelve Chinese characters. */
  reason: z.string(),
  /** The one thing to do. */
  nextStep: z.string(),
  task: z.string(),
  /** 承诺: told to the customer, until `dueAt`. Comes before everything else. */
  promised: z.boolean(),
  dueAt: isoTime,
  overdueDays: z.number().int(),
  snoozes: z.number().int(),
  status: z.enum(['open', 'done', 'dismissed', 'cancelled']),
  /** Done with evidence; a tap alone is not a contact. */
  proven: z.boolean(),
  endedAt: isoTime.nullable(),
  endReason: z.string().nullable(),
})
export type FollowUpView = z.infer<typeof followUp>

export const completeBody = z.object({
  /** One of our own words, or any other: it is evidence then as a note is. */
  evidence: z.string().trim().min(1).max(200).optional(),
  note: z.string().trim().min(1).max(2000).optional(),
})
export const snoozeBody = z.object({
  until: z.union([isoTime, z.iso.date()]),
  reason: z.string().trim().min(1).max(200),
})
/** `back` marks an undo: whoever gets it again is not told. */
export const reassignBody = z.object({ userid: z.string().min(1).max(64), back: z.boolean().default(false) })
export const heir = z.object({
  userid: z.string(),
  name: z.string(),
  /** Whether this colleague is the customer's friend; nobody else can write, so nobody else may take over. */
  follows: z.boolean(),
  /** Customers that wait on this colleague's list by the end of today. */
  open: z.number().int(),
})
export const heirs = page(heir)
export type Heir = z.infer<typeof heir>
export const todayQuery = z.object({ userid: z.string().min(1).max(64).optional() })
export const dismissBody = z.object({ reason: z.string().trim().min(1).max(200) })

/** The rep's day on one page: finite, in the order to be done. */
export const today = z.object({
  day: z.string(),
  /** Whose list it is. */
  owner: z.object({ userid: z.string(), name: z.string() }),
  open: z.array(followUp),
  doneToday: z.array(followUp),
  overdue: z.number().int(),
  minutes: z.number().int(),
  /** Null below ten due follow-ups: too few to say. */
  onTimeThisMonth: z.number().nullable(),
  /** This month's promises whose day is over; null while there is none. */
  promises: z.object({ due: z.number().int(), kept: z.number().int() }).nullable(),
  pace: z.object({ target: money, actual: money, attainment: z.number(), index: z.number().nullable() }).nullable(),
  /** Days off among the coming weeks: nothing is put off to one by mistake. */
  restDays: z.array(z.iso.date()),
  /** Set when this year has no official holiday data. */
  calendarWarning: z.string().nullable(),
})
export type Today = z.infer<typeof today>
