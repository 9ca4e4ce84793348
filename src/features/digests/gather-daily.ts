import type { Db } from '../../db/db.ts'
import { previousWorkingDay } from '../calendar/rules.ts'
import { addDays } from '../calendar/zone.ts'
import { type Moments, salesBetween, salesIn } from '../orders/queries.ts'
import {
  AWAKE,
  addedCustomers,
  journalSince,
  lostCustomers,
  movedCustomers,
  onTimeByMember,
  onTimeShare,
  ordersByMember,
} from './figures.ts'
import { loadService } from './figures-service.ts'
import { type Asked, changeOf, deletionTodo, gatherHead, gatherTodo, momentsOf, settingsTodo } from './gather-head.ts'
import { isDigestDay } from './rules.ts'
import type { DailyDigestData, Praise } from './rules-data.ts'

export const ON_TIME_GOAL = 0.9
const MEAN_DAYS = 14
const PRAISED_ORDERS = 2
const PRAISED_FOLLOW_UPS = 10

export const gatherDaily = async (db: Db, asked: Asked): Promise<DailyDigestData> => {
  const { reach, day, span, zone, calendar } = asked
  const service = await loadService(db, reach, span)
  const month = day.slice(0, 7)
  const head = await gatherHead(db, asked, { month, today: day, statsReady: service.ready })
  const moments = momentsOf(span, zone)
  const lost = await lostCustomers(db, moments, reach.userids)
  const mean = await lostMean(db, asked)
  const result = await resultOf(db, asked, head.currency)
  const reminded = isDigestDay('weekly', day, calendar) || isDigestDay('monthly', day, calendar)
  return {
    ...head,
    day,
    covers: span,
    result: { ...result, lost, lostMean14: mean },
    process: {
      onTime: await onTimeShare(db, span, reach.userids),
      onTimeGoal: ON_TIME_GOAL,
      firstReplyMinutes: service.firstReplyMinutes,
      replyRatio: service.replyRatio,
      withinFiveMinutes: null,
      recordedByHand: false,
    },
    todo: [
      ...(await gatherTodo(db, asked)),
      ...(await deletionTodo(db, asked, { lost, mean })),
      // The headline says every day that a target is missing; once a week is enough to ask for it.
      ...settingsTodo(asked, { month, hasTarget: head.pace !== null || !reminded }),
    ],
    praise: await praiseOf(db, asked),
  }
}

const resultOf = async (db: Db, asked: Asked, currency: string) => {
  const { reach, span, zone } = asked
  const moments = momentsOf(span, zone)
  const sales = salesIn(currency, await salesBetween(db, moments, reach.userids))
  const before = salesIn(currency, await salesBetween(db, fiveDaysBefore(asked), reach.userids))
  const average = averageOf(sales)
  const averageBefore = averageOf(before)
  return {
    orders: sales.count,
    sales: sales.amount,
    averageOrder: average,
    averageOrderChange: average === null || averageBefore === null ? null : changeOf(average, averageBefore),
    added: await addedCustomers(db, moments, reach.userids),
    intentToFirst: await movedCustomers(db, moments, reach.userids, { from: 'intent', to: ['first'] }),
    woken: await movedCustomers(db, moments, reach.userids, { from: 'dormant', to: AWAKE }),
  }
}

export const averageOf = ({ amount, count }: { amount: number; count: number }): number | null =>
  count === 0 ? null : Math.round(amount / count)

const fiveDaysBefore = ({ span, calendar, zone }: Asked): Moments => {
  let from = span.from
  for (let step = 0; step < 5; step += 1) from = previousWorkingDay(from, calendar)
  return momentsOf({ from, to: addDays(span.from, -1) }, zone)
}

// A journal younger than the fourteen days has no mean to show.
const lostMean = async (db: Db, { reach, span, zone }: Asked): Promise<number | null> => {
  const moments = momentsOf({ from: addDays(span.from, -MEAN_DAYS), to: addDays(span.from, -1) }, zone)
  const since = await journalSince(db)
  if (since === null || since > moments.from) return null
  return (await lostCustomers(db, moments, reach.userids)) / MEAN_DAYS
}

const praiseOf = async (db: Db, asked: Asked): Promise<Praise[]> => {
  const { reach, span, zone, words } = asked
  const name = (userid: string): string => reach.names.get(userid) ?? userid
  const sellers = await ordersByMember(db, momentsOf(span, zone), reach.userids)
  const onTime = await onTimeByMember(db, span, reach.userids)
  const best = sellers.filter((one) => one.count >= PRAISED_ORDERS).slice(0, 1)
  const reliable = [...onTime]
    .filter(([, share]) => share.of >= PRAISED_FOLLOW_UPS && share.done === share.of)
    .sort(([a, one], [b, other]) => other.of - one.of || (a < b ? -1 : 1))
    .slice(0, 2)
  return [
    ...best.map((one) => ({ name: name(one.name), reason: words.praiseOrders(one.count) })),
    ...reliable.map(([userid]) => ({ name: name(userid), reason: words.praiseOnTime })),
  ]
}
