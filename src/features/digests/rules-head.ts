import type { Messages } from '../../lang/zh-CN.ts'
import type { Pace } from '../targets/rules.ts'
import type { Section } from './rules-budget.ts'
import type { DigestHead, GroupLine } from './rules-data.ts'
import { colour, escapeName, link, money, percent, rate } from './rules-format.ts'

/** 71.9% of target against 76.2% of time, and what is missing each day. */
export const paceLines = (head: DigestHead, m: Messages): string[] => {
  const pace = withTarget(head.pace)
  if (pace === null) return [`**${m.digest.noTarget(money(head.monthSales, head.currency, m))}**`]
  const attained = m.digest.attained(
    cash(pace.actual, pace, m),
    cash(pace.target, pace, m),
    percent(pace.attainment, m, 1),
  )
  const parts = [paceMark(pace, m), gapText(pace, m), forecastText(pace, m)].filter((part) => part !== null)
  return [`**${attained}**｜${timeText(pace, m)}`, parts.join('｜')]
}

/** The same on one line, for the week. */
export const paceLine = (head: DigestHead, m: Messages): string => {
  const pace = withTarget(head.pace)
  if (pace === null) return `**${m.digest.noTarget(money(head.monthSales, head.currency, m))}**`
  const attained = m.digest.monthAttained(
    cash(pace.actual, pace, m),
    cash(pace.target, pace, m),
    percent(pace.attainment, m, 1),
  )
  return [`**${attained}**`, timeText(pace, m), paceMark(pace, m), forecastText(pace, m)]
    .filter((part) => part !== null)
    .join('｜')
}

const withTarget = (pace: Pace | null): Pace | null => (pace === null || pace.target <= 0 ? null : pace)

const cash = (minor: number, pace: Pace, m: Messages): string => money(minor, pace.currency, m)

const timeText = ({ time }: Pace, m: Messages): string =>
  m.digest.time(percent(time.ratio, m, 1), time.elapsed, time.total)

const paceMark = ({ index, colour: shade }: Pace, m: Messages): string => {
  if (index === null || shade === null) return `${m.digest.pace} ${m.none}`
  const text = `${index.toFixed(2)} ${m.digest.paceWords[shade]}`
  return `${m.digest.pace} ${colour(shade === 'green' ? 'info' : 'warning', text)}`
}

const gapText = (pace: Pace, m: Messages): string => {
  if (pace.gap === 0) return m.digest.reached
  if (pace.needPerDay === null) return m.digest.gapOnly(cash(pace.gap, pace, m))
  const recent = pace.recentPerDay === null ? '' : m.digest.recent(cash(pace.recentPerDay, pace, m))
  return `${m.digest.gap(cash(pace.gap, pace, m), pace.time.left, cash(pace.needPerDay, pace, m))}${recent}`
}

const forecastText = (pace: Pace, m: Messages): string | null =>
  pace.recentForecastRatio === null ? null : m.digest.forecast(percent(pace.recentForecastRatio, m))

const GROUPS_IN_A_LINE = 3

export const groupsSection = (groups: readonly GroupLine[], rank: number, m: Messages): Section => {
  const cells = groups.map((group) => {
    const index = group.index === null ? m.none : group.index.toFixed(2)
    const text = `${percent(group.attainment, m)}/${index}/${rate(group.onTime, m)}`
    const late = group.index !== null && group.index < 0.85
    return `${escapeName(group.name, 20)} ${late ? colour('warning', text) : text}`
  })
  const rows: string[] = []
  for (let at = 0; at < cells.length; at += GROUPS_IN_A_LINE) {
    rows.push(`> ${cells.slice(at, at + GROUPS_IN_A_LINE).join('｜')}`)
  }
  return { rank, title: `**${m.digest.groups}**${m.digest.groupsNote}`, rows }
}

export const footnote = (head: DigestHead, m: Messages): Section => ({
  rank: 9,
  title: null,
  rows: [
    `${colour('comment', head.statsReady ? m.digest.footnote : m.digest.notReady)} ${link(m.digest.links.all, head.allUrl)}`,
  ],
  counted: false,
})
