import type { Messages } from '../../lang/zh-CN.ts'
import type { Budget, Section } from './rules-budget.ts'
import { DIGEST_BYTES, DIGEST_LINES, fitDigest } from './rules-budget.ts'
import type { Share, WeeklyDigestData } from './rules-data.ts'
import { change, escapeName, money, number, percent, rate, shortDate } from './rules-format.ts'
import { footnote, groupsSection, paceLine } from './rules-head.ts'
import { todoSection } from './rules-todo.ts'

export const renderWeekly = (
  data: WeeklyDigestData,
  m: Messages,
  budget: Budget = { bytes: DIGEST_BYTES, lines: DIGEST_LINES },
): string => {
  const span = `${shortDate(data.from)}–${shortDate(data.to)}`
  const head = [
    `### ${m.digest.weekly(escapeName(data.scopeName), data.week, span)}`,
    paceLine(data, m),
    salesRow(data, m),
  ]
  const sections: Section[] = [
    { rank: 3, title: `**${m.digest.funnel}**${m.digest.funnelNote}`, rows: funnelRows(data, m) },
    { rank: 4, title: null, rows: [serviceRow(data, m)] },
    { rank: 4, title: null, rows: [poolRow(data, m)] },
    groupsSection(data.groups, 5, m),
    todoSection(data.todo, data.audience, (count) => (count === 3 ? m.digest.threeThings : m.digest.actions), m),
    footnote(data, m),
  ]
  return fitDigest(head, sections, { m, allUrl: data.allUrl }, budget)
}

const salesRow = ({ sales, currency }: WeeklyDigestData, m: Messages): string => {
  const changes = m.digest.changes(change(sales.changeToBefore, m, 1), change(sales.changeToLastYear, m))
  const refundRate = sales.refunds === null || !sales.amount ? null : sales.refunds / sales.amount
  const parts = [
    m.digest.weekSales(money(sales.amount, currency, m), changes),
    m.digest.orders(number(sales.orders, m)),
    m.digest.averageOrder(money(sales.averageOrder, currency, m)),
    m.digest.refunds(money(sales.refunds, currency, m), percent(refundRate, m, 1)),
  ]
  return `> ${parts.join('｜')}`
}

const funnelRows = (data: WeeklyDigestData, m: Messages): string[] => {
  const { added, spoke, intent, first } = data.funnel
  const steps = m.digest.funnelSteps
  const part = (label: string, count: number | null): string => {
    const share = count === null || added === null ? null : { done: count, of: added }
    return `${label} ${number(count, m)}（${rate(share, m)}）`
  }
  const chain = [
    `${steps.added} ${number(added, m)}`,
    part(steps.spoke, spoke),
    part(steps.intent, intent),
    part(steps.first, first),
  ]
  const again = m.digest.repurchase(rate(data.repurchase30, m, 1), percent(data.repurchase30Before, m, 1))
  const woken = m.digest.woken(
    number(data.woken?.done ?? null, m),
    number(data.woken?.of ?? null, m),
    rate(data.woken, m),
  )
  return [`> ${chain.join(' → ')}`, `> ${again}｜${woken}`]
}

const serviceRow = ({ service }: WeeklyDigestData, m: Messages): string => {
  const parts = [
    m.digest.firstReplyShort(number(service.firstReplyMinutes, m)),
    m.digest.replied(percent(service.replyRatio, m)),
    satisfactionText(service.satisfaction, m),
    npsText(service.nps, m),
  ]
  return `**${m.digest.service}** ${parts.join('｜')}`
}

export const satisfactionText = (share: Share | null, m: Messages): string =>
  m.digest.satisfaction(rate(share, m), number(share?.of ?? null, m))

export const npsText = (nps: { score: number; of: number } | null, m: Messages): string => {
  const score = nps === null ? m.none : nps.of < 10 ? m.smallSample : number(nps.score, m)
  return m.digest.nps(score, number(nps?.of ?? null, m))
}

const poolRow = ({ pool }: WeeklyDigestData, m: Messages): string => {
  const net = pool.added === null || pool.lost === null ? null : pool.added - pool.lost
  const netText = net === null ? m.none : `${net >= 0 ? '+' : ''}${number(net, m)}`
  const share = pool.lost === null || pool.atStart === null ? null : { done: pool.lost, of: pool.atStart }
  return `**${m.digest.pool}** ${m.digest.net(netText, number(pool.added, m), number(pool.lost, m), rate(share, m, 2))}`
}
