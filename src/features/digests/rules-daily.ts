import type { Messages } from '../../lang/zh-CN.ts'
import { addDays } from '../calendar/zone.ts'
import type { Budget, Section } from './rules-budget.ts'
import { DIGEST_BYTES, DIGEST_LINES, fitDigest } from './rules-budget.ts'
import type { DailyDigestData } from './rules-data.ts'
import { change, colour, dateWithWeekday, escapeName, money, number, percent, rate, shortDate } from './rules-format.ts'
import { footnote, paceLines } from './rules-head.ts'
import { praiseSection, todoSection } from './rules-todo.ts'

/** Robot markdown (v1: the only one with colours and mentions). */
export const renderDaily = (
  data: DailyDigestData,
  m: Messages,
  budget: Budget = { bytes: DIGEST_BYTES, lines: DIGEST_LINES },
): string => {
  const title = `### ${m.digest.daily(escapeName(data.scopeName), dateWithWeekday(data.day, m))}`
  const sections: Section[] = [
    { rank: 3, title: `**${m.digest.resultTitle(spanText(data))}**`, rows: resultRows(data, m) },
    { rank: 4, title: `**${m.digest.processTitle(spanText(data))}**`, rows: processRows(data, m) },
    todoSection(data.todo, data.audience, m.digest.todoTitle, m),
    praiseSection(data.praise, m),
    footnote(data, m),
  ]
  return fitDigest([title, ...paceLines(data, m)], sections, { m, allUrl: data.allUrl }, budget)
}

const spanText = ({ day, covers }: DailyDigestData): string | null => {
  if (covers.from === covers.to) return covers.to === addDays(day, -1) ? null : shortDate(covers.to)
  return `${shortDate(covers.from)}–${shortDate(covers.to)}`
}

const resultRows = (data: DailyDigestData, m: Messages): string[] => {
  const { result, currency } = data
  const changed = result.averageOrderChange === null ? null : change(result.averageOrderChange, m)
  return [
    `> ${m.digest.deals(number(result.orders, m), money(result.sales, currency, m))}${m.digest.average(money(result.averageOrder, currency, m), changed)}`,
    `> ${m.digest.added(number(result.added, m))}｜${m.digest.lost(number(result.lost, m))}${lostNote(data, m)}`,
    `> ${m.digest.moved(number(result.intentToFirst, m), number(result.woken, m))}`,
  ]
}

// Three and twice the usual: below that a bad day is chance.
const lostNote = ({ result: { lost, lostMean14: mean } }: DailyDigestData, m: Messages): string => {
  if (mean === null) return ''
  const high = lost !== null && lost >= 3 && lost >= 2 * mean
  return m.digest.lostMean(mean.toFixed(1), high ? colour('warning', m.digest.high) : null)
}

const processRows = ({ process: work }: DailyDigestData, m: Messages): string[] => {
  const { onTime, withinFiveMinutes: fast } = work
  const goal = work.onTimeGoal === null ? '' : m.digest.goal(percent(work.onTimeGoal, m))
  const hand = work.recordedByHand ? m.digest.byHand : ''
  const detail = `${rate(onTime, m)}${goal}`
  return [
    `> ${m.digest.onTime(number(onTime?.of ?? null, m), number(onTime?.done ?? null, m), detail)}`,
    `> ${m.digest.firstReply(number(work.firstReplyMinutes, m))}｜${m.digest.replied(percent(work.replyRatio, m))}`,
    `> ${m.digest.fiveMinutes(number(fast?.done ?? null, m), number(fast?.of ?? null, m), rate(fast, m))}${hand}`,
  ]
}
