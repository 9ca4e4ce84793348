import type { Calendar } from '../calendar/rules.ts'
import {
  firstWorkingDayOfMonth,
  isWorkingDay,
  nextWorkingDay,
  previousWorkingDay,
  workingDaysBetween,
} from '../calendar/rules.ts'
import type { BusinessDay } from '../calendar/zone.ts'
import { addDays, daysBetween, weekday } from '../calendar/zone.ts'

export type DigestKind = 'daily' | 'weekly' | 'monthly'
export const DIGEST_KINDS: readonly DigestKind[] = ['daily', 'weekly', 'monthly']
export const isDigestKind = (text: string): text is DigestKind => DIGEST_KINDS.some((kind) => kind === text)

export type DigestSpan = { from: BusinessDay; to: BusinessDay }

/** Whether a digest goes out on that day. */
export const isDigestDay = (kind: DigestKind, day: BusinessDay, calendar: Calendar): boolean => {
  if (!isWorkingDay(day, calendar)) return false
  if (kind === 'daily') return true
  if (kind === 'monthly') return firstWorkingDayOfMonth(day, calendar) === day
  // A Monday off moves the week's digest to the week's first working day instead of losing it.
  return workingDaysBetween(mondayOf(day), day, calendar) === 0
}

/**
 * The days a digest sent on `day` tells about. A daily one covers everything since the last working day began, a weekly
 * one every week since the last one that had a digest: a week off must not take the week before it along.
 */
export const digestSpan = (kind: DigestKind, day: BusinessDay, calendar: Calendar): DigestSpan => {
  if (kind === 'daily') return { from: previousWorkingDay(day, calendar), to: addDays(day, -1) }
  if (kind === 'weekly') {
    const monday = mondayOf(day)
    return { from: mondayOf(previousWorkingDay(monday, calendar)), to: addDays(monday, -1) }
  }
  const last = addDays(`${day.slice(0, 7)}-01`, -1)
  return { from: `${last.slice(0, 7)}-01`, to: last }
}

/** ISO week: the one that holds the year's first Thursday is 1. */
export const isoWeek = (day: BusinessDay): number => {
  const thursday = addDays(mondayOf(day), 3)
  return Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1
}

export const mondayOf = (day: BusinessDay): BusinessDay => addDays(day, 1 - weekday(day))

/** The last day of a week on which the team works. */
export const isLastOfWeek = (day: BusinessDay, calendar: Calendar): boolean =>
  isWorkingDay(day, calendar) && nextWorkingDay(day, calendar) >= addDays(mondayOf(day), 7)
