import type { Messages } from '../../lang/zh-CN.ts'
import type { ReminderData, ReminderItem } from './rules-data.ts'
import { byteLength, colour, escapeName, link, rate } from './rules-format.ts'

/** An app message may have 2,048 bytes of markdown. */
export const REMINDER_BYTES = 2_000
const SHOWN = 5
const NAME_LENGTH = 40

export type ReminderLinks = { link: (externalUserid: string) => string; all: string }

type Shape = { items: number; nextSteps: number; name: number; links: boolean; footer: boolean }

/** The rep's morning list as app markdown; null when there is nothing to do, because then nothing is sent. */
export const renderReminder = (
  data: ReminderData,
  links: ReminderLinks,
  m: Messages,
  budget = REMINDER_BYTES,
): string | null => {
  if (data.overdue + data.today === 0) return null
  for (const shape of shapes(Math.min(SHOWN, data.items.length))) {
    const text = render(data, shape, links, m)
    if (byteLength(text) <= budget) return text
  }
  return `### ${m.reminder.title(escapeName(data.repName, 8), data.overdue + data.today)}`
}

/** For a week without anything overdue: the one message that asks for nothing. */
export const renderAllClear = (repName: string, m: Messages): string =>
  m.reminder.allClear(escapeName(repName, NAME_LENGTH))

/** From complete to bare: first the next steps go, then customers from the end, then long names, then addresses. */
const shapes = (items: number): Shape[] => {
  const full: Shape = { items, nextSteps: items, name: NAME_LENGTH, links: true, footer: true }
  const down = (from: number, to: number): number[] =>
    Array.from({ length: Math.max(0, from - to + 1) }, (_, i) => from - i)
  return [
    ...down(items, 0).map((nextSteps) => ({ ...full, nextSteps })),
    ...down(items - 1, 1).map((fewer) => ({ ...full, items: fewer, nextSteps: 0 })),
    ...[16, 8, 4].map((name) => ({ ...full, items: Math.min(1, items), nextSteps: 0, name })),
    { ...full, nextSteps: items, name: 16, links: false },
    { ...full, nextSteps: 0, name: 8, links: false },
    { ...full, items: 0, nextSteps: 0, name: 8, links: false, footer: false },
  ]
}

const render = (data: ReminderData, shape: Shape, links: ReminderLinks, m: Messages): string => {
  const words = m.reminder
  const overdue = data.overdue > 0 ? colour('warning', words.overdue(data.overdue)) : words.overdue(0)
  const lines = [
    `### ${words.title(escapeName(data.repName, shape.name), data.overdue + data.today)}`,
    words.counts(overdue, data.today, data.minutes),
  ]
  const shown = data.items.slice(0, shape.items)
  if (shown.length > 0) lines.push('', `**${words.first(shown.length)}**`)
  shown.forEach((item, index) => {
    lines.push(`${index + 1}. ${itemLine(item, shape, links, m)}`)
    if (item.nextStep !== null && index < shape.nextSteps) lines.push(`> ${words.next(escapeName(item.nextStep, 40))}`)
  })
  lines.push('', shape.links ? `${link(words.openAll, links.all)} ${words.hint}` : words.hint)
  const footer = footerText(data, m)
  if (shape.footer && footer !== null) lines.push(colour('comment', footer))
  return lines.join('\n')
}

export const itemLine = (
  item: ReminderItem,
  shape: Pick<Shape, 'name' | 'links'>,
  links: ReminderLinks,
  m: Messages,
): string => {
  const name = escapeName(item.name, shape.name) || m.none
  const shownName = shape.links ? link(name, links.link(item.externalUserid)) : name
  const parts = [escapeName(item.stageLabel, 10), escapeName(item.why, 24)]
  if (item.overdueDays > 0) parts.push(m.reminder.late(item.overdueDays))
  return `${shownName} ${parts.join('｜')}`
}

const footerText = (data: ReminderData, m: Messages): string | null => {
  const parts: string[] = []
  if (data.yesterday !== null) parts.push(m.reminder.yesterday(data.yesterday.done, data.yesterday.of))
  if (data.month !== null) {
    const rank = data.month.rank === null ? '' : m.reminder.rank(data.month.rank)
    parts.push(`${m.reminder.month(rate(data.month.onTime, m))}${rank}`)
  }
  return parts.length === 0 ? null : parts.join(m.reminder.comma)
}
