import type { Messages } from '../../lang/zh-CN.ts'
import type { BusinessDay } from '../calendar/zone.ts'
import { daysBetween } from '../calendar/zone.ts'
import type { CadenceKind, StepKey, TaskKind } from './cadences-data.ts'

/** `open`: there is one, and nobody has said how bad it is. */
export type ComplaintLevel = 'S1' | 'S2' | 'S3' | 'open'

/** What the order of the morning list is decided by. */
export type TodayItem = {
  dueOn: BusinessDay
  today: BusinessDay
  overdueDays: number
  cadence: CadenceKind | null
  /** null for a follow-up written by a person. */
  reasonKey: StepKey | null
  kindOfTask: TaskKind
  /** A time the rep promised to the customer for today. */
  promisedAt: Date | null
  /** Its hour is over. */
  promiseLate: boolean
  /** Since when the customer waits for an answer. */
  waitingSince: Date | null
  complaint: ComplaintLevel | null
  /** Days since a quote went out that is still open. */
  quoteDays: number | null
  birthday: boolean
  highValue: boolean
  /** Bigger is worth more (RFM score); 0 when unknown. */
  value: number
  createdAt: Date
}

/** 1 first … 11 last. Promises come before everything, because a broken one costs more than a late offer. */
export const urgency = (item: TodayItem): number => {
  if (item.promisedAt !== null) return 1
  if (item.waitingSince !== null) return 2
  if (item.complaint !== null) return 3
  if (item.overdueDays > 0) return 4
  if (item.quoteDays !== null) return 5
  if (item.cadence === 'first' && daysIn(item.reasonKey, ['first-d1', 'first-d3', 'first-d7'])) return 6
  if (item.cadence === 'new' && item.reasonKey !== 'new-d7') return 7
  if (item.cadence === 'repeat') return 8
  if (item.birthday || item.cadence === 'birthday') return 9
  return item.cadence === 'dormant' ? 11 : 10
}

/** Compared number by number: group, promised time, high value, value, due day, age. */
export const orderKey = (item: TodayItem): number[] => [
  urgency(item),
  item.promisedAt?.getTime() ?? 0,
  item.highValue ? 0 : 1,
  -item.value,
  daysBetween(EPOCH, item.dueOn),
  item.createdAt.getTime(),
]

const EPOCH: BusinessDay = '1970-01-01'

export const compareKeys = (a: readonly number[], b: readonly number[]): number => {
  for (const [place, one] of a.entries()) {
    const difference = one - (b[place] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

export const compareForToday = (a: TodayItem, b: TodayItem): number => compareKeys(orderKey(a), orderKey(b))

type OfCustomer = { cadence: CadenceKind | null; promised: boolean; dueOn: BusinessDay; birthday: boolean }

/**
 * Which step of one customer is told about, of those of today's list in its order: two that meet are one talk. A promise
 * comes before everything; a birthday is today or not at all; what the rep agreed on comes before what a rule would say
 * on the same day.
 */
export const leadingStep = <T>(inOrder: readonly [T, ...T[]], of: (one: T) => OfCustomer): T => {
  const [first] = inOrder
  const { promised, dueOn } = of(first)
  const isAgreed = (one: OfCustomer): boolean => one.cadence === null && one.dueOn <= dueOn
  if (promised) return first
  return inOrder.find((one) => isWish(of(one))) ?? inOrder.find((one) => isAgreed(of(one))) ?? first
}

/** The step that wishes well, on the very day. */
export const isWish = ({ cadence, birthday }: Pick<OfCustomer, 'cadence' | 'birthday'>): boolean =>
  cadence === 'birthday' && birthday

/** Each customer once, at the place of the most urgent step and with the words of the leading one. */
export const oncePerCustomer = <T>(
  inOrder: readonly T[],
  of: (one: T) => OfCustomer & { externalUserid: string },
): T[] => {
  const people = new Map<string, [T, ...T[]]>()
  for (const one of inOrder) {
    const known = people.get(of(one).externalUserid)
    if (known === undefined) people.set(of(one).externalUserid, [one])
    else known.push(one)
  }
  return [...people.values()].map((steps) => leadingStep(steps, of))
}

/** Why this customer is on today's list; every text of the Chinese file keeps to twelve characters. */
export const reasonText = (item: TodayItem, messages: Messages): string => {
  const words = messages.why
  if (item.promisedAt !== null) return item.promiseLate ? words.promiseLate : words.promised
  if (item.waitingSince !== null) return words.waiting
  if (item.complaint !== null) return words.complaint(item.complaint)
  if (item.quoteDays !== null) return words.quote(item.quoteDays)
  if (item.birthday) return words.birthday
  if (item.reasonKey !== null) return messages.steps[item.reasonKey].reason
  return item.overdueDays > 0 ? words.overdue(item.overdueDays) : words.planned
}

const MINUTES_EACH = 3

/** Rounded to five minutes: a promise of 37 would be believed by nobody. */
export const estimateMinutes = (items: number | readonly unknown[]): number => {
  const count = typeof items === 'number' ? items : items.length
  return count === 0 ? 0 : Math.max(5, Math.round((count * MINUTES_EACH) / 5) * 5)
}

const daysIn = (key: StepKey | null, keys: readonly StepKey[]): boolean => key !== null && keys.includes(key)
