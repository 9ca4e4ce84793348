import type { BusinessDay } from '../calendar/zone.ts'
import { addDays, businessDay } from '../calendar/zone.ts'

/** Somebody reached out: `us` with a script or a logged contact, `customer` with a message. */
export type Touch = { at: Date; by: 'us' | 'customer' }

export type Budget = {
  today: { used: number; allowed: number }
  /** Seven days with today. */
  week: { used: number; allowed: number }
  /** The next message is one too many. A talk that is under way costs nothing more. */
  over: boolean
}

export const BUDGET = { aDay: 1, aWeek: 3, quietWeek: 1, activeDays: 30 } as const

const MINUTE_MS = 60_000
/** What follows within it is the same talk. */
const TALK_MS = 30 * MINUTE_MS
/** Who wrote to us waits for an answer: that is no disturbance. */
const ANSWER_MS = 24 * 60 * MINUTE_MS
export const WEEK_DAYS = 7

/** The moments that cost something: each talk once, at its first message, unless the customer had begun it. */
const disturbances = (touches: readonly Touch[]): Date[] => {
  const ours = touches.filter((one) => one.by === 'us').sort((a, b) => a.at.getTime() - b.at.getTime())
  return ours
    .filter((one, place) => {
      const before = ours[place - 1]
      return before === undefined || one.at.getTime() - before.at.getTime() > TALK_MS
    })
    .filter((one) => !isAnswer(touches, one.at))
    .map((one) => one.at)
}

const isAnswer = (touches: readonly Touch[], at: Date): boolean =>
  touches.some((one) => {
    const waited = at.getTime() - one.at.getTime()
    return one.by === 'customer' && waited >= 0 && waited <= ANSWER_MS
  })

const isTalking = (touches: readonly Touch[], now: Date): boolean =>
  isAnswer(touches, now) ||
  touches.some((one) => one.by === 'us' && one.at <= now && now.getTime() - one.at.getTime() <= TALK_MS)

/** `lastSign`: when the customer last did something, an order or the addition included. */
export const contactBudget = (
  touches: readonly Touch[],
  { now, zone, lastSign }: { now: Date; zone: string; lastSign: Date | null },
): Budget => {
  const today: BusinessDay = businessDay(now, zone)
  const from = addDays(today, 1 - WEEK_DAYS)
  const days = disturbances(touches).map((at) => businessDay(at, zone))
  const active = lastSign !== null && now.getTime() - lastSign.getTime() <= BUDGET.activeDays * 24 * 60 * MINUTE_MS
  const day = { used: days.filter((one) => one === today).length, allowed: BUDGET.aDay }
  const week = {
    used: days.filter((one) => one >= from && one <= today).length,
    allowed: active ? BUDGET.aWeek : BUDGET.quietWeek,
  }
  const full = day.used >= day.allowed || week.used >= week.allowed
  return { today: day, week, over: full && !isTalking(touches, now) }
}
