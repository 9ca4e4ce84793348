import type { BusinessDay } from '../calendar/zone.ts'
import type { Pace } from '../targets/rules.ts'

// Everything a digest prints. null means "not known" and prints as —; a zero prints as 0 and means it.
// Amounts are minor units of `currency`, ratios are plain numbers (0.82).

/** A group with reps in it gets counts where the managers' group gets names: praise in public, problems in private. */
export type Audience = 'managers' | 'team'

export type Share = { done: number; of: number }

export type NamedCount = { name: string; count: number }

export type DigestHead = {
  scopeName: string
  audience: Audience
  currency: string
  /** null or a pace without a target: no target is set, and only `monthSales` is printed. */
  pace: Pace | null
  monthSales: number | null
  /** The page with everything. */
  allUrl: string
  /** False while WeCom's numbers for the period are not in yet. */
  statsReady: boolean
}

export type TodoItem =
  | { kind: 'overdue'; count: number; people: NamedCount[]; url: string }
  | {
      kind: 'complaint'
      level: string
      count: number
      minutesLeft: number | null
      ownerUserid: string | null
      url: string
    }
  /** Five working days late or more; `undone` is what is left of all that fell due in the week. */
  | { kind: 'late-week'; count: number; undone: Share; people: NamedCount[]; url: string }
  /** Bought nothing, and nobody has written for seven working days: a colleague might. */
  | { kind: 'another-rep'; count: number; url: string }
  | { kind: 'silence-warning'; count: number; url: string }
  | { kind: 'intent-overstay'; count: number; people: NamedCount[]; url: string }
  | { kind: 'deletions'; lost: number; fromSource: { name: string; count: number } | null; url: string }
  | { kind: 'no-target'; url: string }
  | { kind: 'no-holidays'; years: number[]; url: string }
  | { kind: 'text'; text: string; ownerUserid: string | null; url: string | null }

export type Praise = { name: string; reason: string }

export type DailyDigestData = DigestHead & {
  /** The day it is sent, and the days it tells about (a Monday tells about Friday to Sunday). */
  day: BusinessDay
  covers: { from: BusinessDay; to: BusinessDay }
  result: {
    orders: number | null
    sales: number | null
    averageOrder: number | null
    /** Against the mean of the five working days before. */
    averageOrderChange: number | null
    added: number | null
    lost: number | null
    lostMean14: number | null
    intentToFirst: number | null
    woken: number | null
  }
  process: {
    onTime: Share | null
    onTimeGoal: number | null
    firstReplyMinutes: number | null
    replyRatio: number | null
    withinFiveMinutes: Share | null
    /** Conversations are known from what reps record only. */
    recordedByHand: boolean
  }
  todo: TodoItem[]
  praise: Praise[]
}

export type GroupLine = { name: string; attainment: number | null; index: number | null; onTime: Share | null }

export type WeeklyDigestData = DigestHead & {
  week: number
  from: BusinessDay
  to: BusinessDay
  sales: {
    amount: number | null
    /** Against the same number of working days before, and against the same calendar period a year before. */
    changeToBefore: number | null
    changeToLastYear: number | null
    orders: number | null
    averageOrder: number | null
    refunds: number | null
  }
  /** Entered this week, moved on within seven days. */
  funnel: { added: number | null; spoke: number | null; intent: number | null; first: number | null }
  repurchase30: Share | null
  repurchase30Before: number | null
  woken: Share | null
  service: {
    firstReplyMinutes: number | null
    replyRatio: number | null
    satisfaction: Share | null
    nps: { score: number; of: number } | null
  }
  pool: { added: number | null; lost: number | null; atStart: number | null }
  groups: GroupLine[]
  todo: TodoItem[]
}

export type MonthlyDigestData = DigestHead & {
  /** 'YYYY-MM' */
  month: string
  sales: {
    amount: number | null
    changeToBefore: number | null
    changeToLastYear: number | null
    fromNew: number | null
    fromRepeat: number | null
    orders: number | null
    averageOrder: number | null
    refunds: number | null
  }
  pool: { atStart: number | null; atEnd: number | null; added: number | null; lost: number | null }
  stages: { label: string; count: number | null }[]
  topValue: { share: number | null; rescued: number | null; lifetimeValue: number | null }
  service: {
    satisfaction: Share | null
    nps: { score: number; of: number } | null
    complaints: number | null
  }
  people: { onTarget: Share | null; lockOn: BusinessDay | null; appealUntil: BusinessDay | null }
  /** Next month's target and how much of it is given to people. */
  nextTarget: { amount: number; assigned: number } | null
  groups: GroupLine[]
  todo: TodoItem[]
  praise: Praise[]
}

export type ReminderItem = {
  externalUserid: string
  name: string
  stageLabel: string
  why: string
  nextStep: string | null
  overdueDays: number
}

export type ReminderData = {
  repName: string
  overdue: number
  today: number
  minutes: number
  /** In the order of the list; the first five are printed. */
  items: ReminderItem[]
  yesterday: Share | null
  month: { onTime: Share; rank: number | null } | null
}
