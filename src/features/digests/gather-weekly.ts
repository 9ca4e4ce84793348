import type { Db } from '../../db/db.ts'
import { addDays } from '../calendar/zone.ts'
import { salesBetween, salesIn } from '../orders/queries.ts'
import { AWAKE, addedCustomers, lostCustomers, movedCustomers, poolAt, stageCounts } from './figures.ts'
import { loadFunnel, repurchaseShare } from './figures-cohorts.ts'
import { loadService } from './figures-service.ts'
import { averageOf } from './gather-daily.ts'
import {
  type Asked,
  changeOf,
  gatherGroups,
  gatherHead,
  gatherWeekTodo,
  momentsOf,
  settingsTodo,
  spanBefore,
} from './gather-head.ts'
import { type DigestSpan, isoWeek } from './rules.ts'
import type { Share, WeeklyDigestData } from './rules-data.ts'

const SMALL_SAMPLE = 10

export const gatherWeekly = async (db: Db, asked: Asked): Promise<WeeklyDigestData> => {
  const { reach, span, zone } = asked
  const service = await loadService(db, reach, span)
  // The week's own month, as it stood when the week was over: on the 1st the new month has nothing to tell yet.
  const month = span.to.slice(0, 7)
  const question = { month, today: addDays(span.to, 1), statsReady: service.ready }
  const head = await gatherHead(db, asked, question)
  const moments = momentsOf(span, zone)
  const funnel = await loadFunnel(db, moments, reach.userids)
  const before = await repurchase30(db, asked, addDays(span.to, -7))
  return {
    ...head,
    week: isoWeek(span.from),
    from: span.from,
    to: span.to,
    sales: await salesOf(db, asked, head.currency),
    funnel,
    repurchase30: await repurchase30(db, asked, span.to),
    repurchase30Before: before.of < SMALL_SAMPLE ? null : before.done / before.of,
    woken: await wokenOf(db, asked),
    service: {
      firstReplyMinutes: service.firstReplyMinutes,
      replyRatio: service.replyRatio,
      satisfaction: null,
      nps: null,
    },
    pool: {
      added: await addedCustomers(db, moments, reach.userids),
      lost: await lostCustomers(db, moments, reach.userids),
      atStart: await poolAt(db, moments.from, reach.userids),
    },
    groups: await gatherGroups(db, asked, question),
    todo: [...(await gatherWeekTodo(db, asked)), ...settingsTodo(asked, { month, hasTarget: head.pace !== null })],
  }
}

/** Sales of the span beside those of the time before and of a year before. */
export const salesOf = async (db: Db, asked: Asked, currency: string) => {
  const { reach, span, calendar, zone } = asked
  const of = async (days: DigestSpan) => salesIn(currency, await salesBetween(db, momentsOf(days, zone), reach.userids))
  const now = await of(span)
  const before = await of(spanBefore(span, calendar))
  const lastYear = await of({ from: yearBefore(span.from), to: yearBefore(span.to) })
  return {
    amount: now.amount,
    changeToBefore: changeOf(now.amount, before.amount),
    changeToLastYear: changeOf(now.amount, lastYear.amount),
    orders: now.count,
    averageOrder: averageOf(now),
    refunds: now.refunded,
  }
}

const yearBefore = (day: string): string => {
  const wished = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`
  return wished.endsWith('-02-29') ? wished.replace('-02-29', '-02-28') : wished
}

const repurchase30 = (db: Db, { reach, zone }: Asked, to: string): Promise<Share> =>
  repurchaseShare(db, momentsOf({ from: addDays(to, -29), to }, zone), reach.userids)

/** Of those asleep when the week began: asleep now, plus those who woke or were lost, minus those who fell asleep. */
const wokenOf = async (db: Db, asked: Asked): Promise<Share> => {
  const { reach, span, zone } = asked
  const since = { ...momentsOf(span, zone), to: momentsOf({ from: asked.day, to: asked.day }, zone).to }
  const asleep = (await stageCounts(db, reach.userids)).get('dormant') ?? 0
  const left = await movedCustomers(db, since, reach.userids, { from: 'dormant', to: [...AWAKE, 'churned'] })
  let entered = 0
  for (const from of [...AWAKE, 'churned' as const]) {
    entered += await movedCustomers(db, since, reach.userids, { from, to: ['dormant'] })
  }
  const done = await movedCustomers(db, momentsOf(span, zone), reach.userids, { from: 'dormant', to: AWAKE })
  return { done, of: Math.max(done, asleep + left - entered) }
}
