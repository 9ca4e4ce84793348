import type { Messages } from '../../lang/zh-CN.ts'
import type { Budget, Section } from './rules-budget.ts'
import { DIGEST_BYTES, DIGEST_LINES, fitDigest } from './rules-budget.ts'
import type { MonthlyDigestData } from './rules-data.ts'
import { change, escapeName, money, number, percent, shortDate } from './rules-format.ts'
import { footnote, groupsSection, paceLine } from './rules-head.ts'
import { praiseSection, todoSection } from './rules-todo.ts'
import { npsText, satisfactionText } from './rules-weekly.ts'

export const renderMonthly = (
  data: MonthlyDigestData,
  m: Messages,
  budget: Budget = { bytes: DIGEST_BYTES, lines: DIGEST_LINES },
): string => {
  const [year = '', month = ''] = data.month.split('-')
  const head = [`### ${m.digest.monthly(escapeName(data.scopeName), year, Number(month))}`, paceLine(data, m)]
  const sections: Section[] = [
    { rank: 3, title: null, rows: salesRows(data, m) },
    { rank: 4, title: null, rows: poolRows(data, m) },
    { rank: 4, title: null, rows: [...valueRows(data, m), serviceRow(data, m)] },
    groupsSection(data.groups, 5, m),
    { rank: 6, title: null, rows: teamRows(data, m) },
    todoSection(data.todo, data.audience, () => m.digest.actions, m),
    praiseSection(data.praise, m),
    footnote(data, m),
  ]
  return fitDigest(head, sections, { m, allUrl: data.allUrl }, budget)
}

const salesRows = ({ sales, currency }: MonthlyDigestData, m: Messages): string[] => {
  const changes = m.digest.changes(change(sales.changeToBefore, m, 1), change(sales.changeToLastYear, m, 1))
  const refundRate = sales.refunds === null || !sales.amount ? null : sales.refunds / sales.amount
  const detail = [
    m.digest.newAndRepeat(money(sales.fromNew, currency, m), money(sales.fromRepeat, currency, m)),
    m.digest.orders(number(sales.orders, m)),
    m.digest.averageOrder(money(sales.averageOrder, currency, m)),
    m.digest.refunds(money(sales.refunds, currency, m), percent(refundRate, m, 1)),
  ]
  return [`> ${m.digest.monthSales(money(sales.amount, currency, m), changes)}`, `> ${detail.join('｜')}`]
}

const poolRows = ({ pool, stages }: MonthlyDigestData, m: Messages): string[] => {
  const change = m.digest.poolMonth(
    number(pool.atStart, m),
    number(pool.atEnd, m),
    number(pool.added, m),
    number(pool.lost, m),
  )
  const counts = stages.slice(0, 10).map((stage) => `${escapeName(stage.label, 10)} ${number(stage.count, m)}`)
  const rows = [`**${m.digest.pool}** ${change}`]
  return counts.length === 0 ? rows : [...rows, `**${m.digest.stages}** ${counts.join('｜')}`]
}

const valueRows = ({ topValue, currency }: MonthlyDigestData, m: Messages): string[] => {
  const parts = [
    m.digest.topShare(percent(topValue.share, m)),
    m.digest.rescued(number(topValue.rescued, m)),
    m.digest.lifetime(money(topValue.lifetimeValue, currency, m)),
  ]
  return [`**${m.digest.value}** ${parts.join('｜')}`]
}

const serviceRow = ({ service }: MonthlyDigestData, m: Messages): string => {
  const parts = [
    satisfactionText(service.satisfaction, m),
    npsText(service.nps, m),
    m.digest.complaints(number(service.complaints, m)),
  ]
  return `**${m.digest.service}** ${parts.join('｜')}`
}

const teamRows = ({ people, nextTarget, currency }: MonthlyDigestData, m: Messages): string[] => {
  const parts = [
    m.digest.peopleOnTarget(number(people.onTarget?.done ?? null, m), number(people.onTarget?.of ?? null, m)),
  ]
  if (people.lockOn !== null) parts.push(m.digest.lockOn(shortDate(people.lockOn)))
  if (people.appealUntil !== null) parts.push(m.digest.appeal(shortDate(people.appealUntil)))
  const rows = [`**${m.digest.team}** ${parts.join('｜')}`]
  if (nextTarget === null) return rows
  const assigned = nextTarget.amount > 0 ? nextTarget.assigned / nextTarget.amount : null
  return [...rows, `> ${m.digest.nextTarget(money(nextTarget.amount, currency, m), percent(assigned, m))}`]
}
