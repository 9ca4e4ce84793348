import { messagesFor } from '../../lang/lang.ts'
import type { Messages } from '../../lang/zh-CN.ts'
import type { Calendar } from '../calendar/rules.ts'
import { businessDay, daysBetween } from '../calendar/zone.ts'
import { FLAGS, stageLabel } from '../lifecycle/rules-model.ts'
import { isOutcomeKey } from './outcomes-data.ts'
import type { FollowUpWithCustomer } from './queries.ts'
import { overdueDays } from './rules.ts'
import { birthdayIn } from './rules-birthday.ts'
import { reasonText, type TodayItem } from './rules-today.ts'
import type { FollowUpView } from './shapes.ts'

type Context = { now: Date; zone: string; calendar: Calendar; lang: string }

/**
 * What the order of the day is decided by, and the only place where that is gathered: the morning message, the page and
 * the card must name the same customer first.
 */
export const todayItem = (row: FollowUpWithCustomer, { now, zone, calendar }: Omit<Context, 'lang'>): TodayItem => {
  const today = businessDay(now, zone)
  return {
    dueOn: row.dueOn,
    today,
    overdueDays: row.dueOn < today ? Math.max(1, overdueDays(row.dueOn, today, calendar)) : 0,
    cadence: row.cadence,
    reasonKey: row.reasonKey,
    kindOfTask: row.kindOfTask,
    promisedAt: row.promised && row.dueOn <= today ? row.dueAt : null,
    promiseLate: row.promised && row.dueAt <= now,
    waitingSince: waitingSince(row, now),
    complaint: row.flags.includes(FLAGS.complaint) ? 'open' : null,
    quoteDays: row.stage === 'intent' ? quoteDays(row.quotedAt, today, zone) : null,
    birthday: row.bornOn !== null && birthdayIn(row.bornOn, Number(today.slice(0, 4))) === today,
    highValue: row.flags.includes(FLAGS.vip),
    value: row.paid,
    createdAt: row.createdAt,
  }
}

/** Older than that, somebody answered where nobody saw it. */
const WAITING_MS = 3 * 86_400_000

/** The customer wrote, and nothing of ours came after it. Known only of messages we are told about. */
const waitingSince = ({ lastInboundAt, lastOutboundAt }: FollowUpWithCustomer, now: Date): Date | null => {
  if (lastInboundAt === null || now.getTime() - lastInboundAt.getTime() > WAITING_MS) return null
  return lastOutboundAt === null || lastOutboundAt < lastInboundAt ? lastInboundAt : null
}

/** From the day after on: on the day of the quote the customer reads it. */
const quoteDays = (quotedAt: Date | null, today: string, zone: string): number | null => {
  const days = quotedAt === null ? 0 : daysBetween(businessDay(quotedAt, zone), today)
  return days > 0 ? days : null
}

/** A row as people read it: with why, what to do and how late it is. */
export const viewFollowUp = (row: FollowUpWithCustomer, context: Context): FollowUpView => {
  const m = messagesFor(context.lang)
  const item = todayItem(row, context)
  return {
    id: String(row.id),
    externalUserid: row.externalUserid,
    customerName: row.customerName,
    stage: { key: row.stage ?? 'new', label: stageLabel(row.stage ?? 'new') },
    userid: row.userid,
    kind: row.cadence ?? 'manual',
    step: row.step,
    ...wordsOf(row, item, m),
    promised: row.promised,
    task: m.tasks[row.kindOfTask],
    dueAt: row.dueAt.toISOString(),
    overdueDays: item.overdueDays,
    snoozes: row.snoozes,
    status: row.status,
    proven: row.proven,
    endedAt: row.endedAt?.toISOString() ?? null,
    endReason: row.endReason,
  }
}

/** Why and what: the same on the page, the card and in the morning message. */
export const wordsOf = (row: FollowUpWithCustomer, item: TodayItem, m: Messages) => ({
  reason: ownReason(row, item, m) ?? reasonText(item, m),
  nextStep: nextOf(row, item, m),
})

/** An open complaint comes before whatever was planned, but not before what was promised. */
const nextOf = (row: FollowUpWithCustomer, item: TodayItem, m: Messages): string => {
  if (item.complaint !== null && item.promisedAt === null) return m.complaintFirst
  if (item.birthday && row.cadence === 'birthday') return m.steps['birthday-day'].next
  return row.reasonKey === null ? ownNext(row, m) : m.steps[row.reasonKey].next
}

/** Of a rep's own plan: how it ended last time. A promise says so by itself. */
const ownReason = (row: FollowUpWithCustomer, item: TodayItem, m: Messages): string | null => {
  const outcome = row.note?.outcome ?? ''
  return item.promisedAt === null && isOutcomeKey(outcome) ? m.lastTime(m.outcomes[outcome].label) : null
}

const NEXT_CHARS = 40

/** The rep's own words are the best reminder; without them the advice that goes with the outcome. */
const ownNext = (row: FollowUpWithCustomer, m: Messages): string => {
  const words = row.note?.text.replace(/\s+/g, ' ').trim() ?? ''
  const outcome = row.note?.outcome ?? ''
  if (words !== '') return words.length > NEXT_CHARS ? `${words.slice(0, NEXT_CHARS)}…` : words
  return isOutcomeKey(outcome) ? m.outcomes[outcome].next : m.tasks[row.kindOfTask]
}
