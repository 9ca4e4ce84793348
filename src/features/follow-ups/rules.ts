import { MARKETING_SILENCES } from '../calendar/holidays-data.ts'
import type { Calendar, DayRange, PostponePolicy } from '../calendar/rules.ts'
import { afterMarketingSilence, postpone, workingDaysBetween } from '../calendar/rules.ts'
import type { BusinessDay } from '../calendar/zone.ts'
import { addDays, atTime, businessDay } from '../calendar/zone.ts'
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
 * All dated steps, oldest first. What lies before today is left out, except a step for day 0: a contact that reaches
 * us late still deserves a hello, but not a week of missed tasks on the first morning.
 */
export const planCadence = (plan: CadencePlan): PlannedStep[] => {
  const today = businessDay(plan.now, plan.zone)
  return stepsFor(plan)
    .map((step) => place(step, dayOf(step, plan), plan))
    .flatMap((step) => {
      if (step.dueOn >= today) return [step]
      return step.code === 'D0' ? [timed(step, today, plan.zone)] : []
    })
    .sort((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0))
}

/** The step after the last one of a cadence, counted from the day that one ended; null where the cadence is over. */
export const planNext = (plan: CadencePlan & { endedOn: BusinessDay }): PlannedStep | null => {
  const recurring = CADENCES[plan.kind].recurring
  if (recurring === null) return null
  const today = businessDay(plan.now, plan.zone)
  const due = addDays(plan.endedOn, recurring.everyDays)
  const { everyDays: _everyDays, ...step } = recurring
  return place(step, due < today ? today : due, plan)
}

const stepsFor = (plan: CadencePlan): readonly CadenceStep[] => {
  const { steps, recurring } = CADENCES[plan.kind]
  const usable = steps.filter(
    (step) => step.base === 'anchor' || (plan.cycleDays != null && plan.cycleDays + step.day > 0),
  )
  if (usable.length > 0 || recurring === null) return usable
  const { everyDays: _everyDays, ...step } = recurring
  return [step]
}

const dayOf = (step: CadenceStep, plan: CadencePlan): BusinessDay =>
  addDays(plan.anchorDay, step.day + (step.base === 'cycle' ? (plan.cycleDays ?? 0) : 0))

const place = (step: CadenceStep, wished: BusinessDay, plan: CadencePlan): PlannedStep => {
  const allowed = step.marketing ? afterMarketingSilence(wished, plan.silences ?? MARKETING_SILENCES) : wished
  const policy = plan.postpone ?? 'keep'
  const { base: _base, day: _day, ...rest } = step
  return timed({ ...rest, kind: plan.kind }, postpone(allowed, policy, plan.calendar), plan.zone)
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
