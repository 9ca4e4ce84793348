import { MARKETING_SILENCES } from '../calendar/holidays-data.ts'
import type { Calendar, DayRange, PostponePolicy } from '../calendar/rules.ts'
import { afterMarketingSilence, postpone, workingDaysBetween } from '../calendar/rules.ts'
import type { BusinessDay } from '../calendar/zone.ts'
import { addDays, atTime, businessDay, daysBetween } from '../calendar/zone.ts'
import type { CadenceKind, CadenceStep } from './cadences-data.ts'
import { CADENCES } from './cadences-data.ts'

/** Shown to the rep from then on; late from then on. Customer-facing hours are settings elsewhere. */
export const DUE_TIME = '09:30'
export const OVERDUE_TIME = '18:00'

/** Tasks in one morning message, and tasks a rep can work off in a day. */
export const SHOWN_IN_MESSAGE = 5
export const DAILY_CAP = 30

export type PlannedStep = Omit<CadenceStep, 'base' | 'day'> & {
  kind: CadenceKind
  dueOn: BusinessDay
  dueAt: Date
  overdueAt: Date
}

export type CadencePlan = {
  kind: CadenceKind
  anchorDay: BusinessDay
  calendar: Calendar
  zone: string
  now: Date
  /** The customer's own repurchase cycle; null where none is known. */
  cycleDays?: number | null
  postpone?: PostponePolicy
  /** Days without offers; the national ones unless a team has its own. */
  silences?: readonly DayRange[]
}

/**
 * The day a cadence counts from. A buyer's counts from the last purchase, however late we heard of it: the third day
 * after a delivery does not wait for the shop's import.
 */
export const anchorDayOf = (
  kind: CadenceKind,
  { at, lastPaidAt }: { at: Date; lastPaidAt: Date | null },
  zone: string,
): BusinessDay => businessDay(kind === 'first' || kind === 'repeat' ? (lastPaidAt ?? at) : at, zone)

/**
 * All dated steps, oldest first. What lies before today is left out, except a step for day 0: a contact that reaches
 * us late still deserves a hello, but not a week of missed tasks on the first morning. Where nothing is left, the
 * recurring step begins at its next turn: nobody is left without one.
 */
export const planCadence = (plan: CadencePlan): PlannedStep[] => {
  const today = businessDay(plan.now, plan.zone)
  const dated = datedSteps(plan)
    .flatMap((step) => {
      const placed = place(step, dayOf(step, plan), plan)
      if (placed !== null) return [placed]
      return step.code === 'D0' ? [timed(planned(step, plan.kind), today, plan.zone)] : []
    })
    .sort((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0))
  if (dated.length > 0) return dated
  const { recurring } = CADENCES[plan.kind]
  if (recurring === null) return []
  const first = addDays(plan.anchorDay, recurring.day)
  const turns = Math.max(0, Math.ceil(daysBetween(first, today) / recurring.everyDays))
  return [place(recurring, addDays(first, turns * recurring.everyDays), plan)].flatMap((step) => step ?? [])
}

/** The step after the last one of a cadence, counted from the day that one ended; null where the cadence is over. */
export const planNext = (plan: CadencePlan & { endedOn: BusinessDay }): PlannedStep | null => {
  const { recurring } = CADENCES[plan.kind]
  if (recurring === null) return null
  const today = businessDay(plan.now, plan.zone)
  const due = addDays(plan.endedOn, recurring.everyDays)
  return place(recurring, due < today ? today : due, plan)
}

const datedSteps = ({ kind, cycleDays }: CadencePlan): readonly CadenceStep[] =>
  CADENCES[kind].steps.filter((step) => step.base === 'anchor' || (cycleDays != null && cycleDays + step.day > 0))

const dayOf = (step: CadenceStep, plan: CadencePlan): BusinessDay =>
  addDays(plan.anchorDay, step.day + (step.base === 'cycle' ? (plan.cycleDays ?? 0) : 0))

/** Null for a day that is over. A day to come that is moved back before today is today. */
const place = (step: CadenceStep, wished: BusinessDay, plan: CadencePlan): PlannedStep | null => {
  const today = businessDay(plan.now, plan.zone)
  const allowed = step.marketing ? afterMarketingSilence(wished, plan.silences ?? MARKETING_SILENCES) : wished
  const moved = postpone(allowed, plan.postpone ?? 'keep', plan.calendar)
  if (allowed < today && moved < today) return null
  return timed(planned(step, plan.kind), moved < today ? today : moved, plan.zone)
}

const planned = (step: CadenceStep, kind: CadenceKind) => {
  const { code, kindOfTask, scriptCategory, reasonKey, nextStepKey, marketing } = step
  return { code, kindOfTask, scriptCategory, reasonKey, nextStepKey, marketing, kind }
}

const timed = <T extends object>(step: T, dueOn: BusinessDay, zone: string) => ({
  ...step,
  dueOn,
  dueAt: atTime(dueOn, DUE_TIME, zone),
  overdueAt: atTime(dueOn, OVERDUE_TIME, zone),
})

/** Working days gone by since the due day: 0 on the day itself and over a weekend. */
export const overdueDays = (dueOn: BusinessDay, today: BusinessDay, calendar: Calendar): number =>
  workingDaysBetween(addDays(dueOn, 1), addDays(today, 1), calendar)

/** True from 18:00 of the due day on, whatever kind of day that is. */
export const isOverdue = (dueOn: BusinessDay, now: Date, zone: string): boolean =>
  now >= atTime(dueOn, OVERDUE_TIME, zone)
