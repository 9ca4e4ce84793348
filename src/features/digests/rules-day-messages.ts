import type { Messages } from '../../lang/zh-CN.ts'
import type { ReminderItem } from './rules-data.ts'
import { byteLength, escapeName, link } from './rules-format.ts'
import type { LateOfRep } from './rules-late.ts'
import { itemLine, REMINDER_BYTES, type ReminderLinks } from './rules-reminder.ts'

const SHOWN = 5
const NAME_LENGTH = 16
const SHAPE = { name: NAME_LENGTH, links: true }

/** A title, up to five customers with the way to their chats, and the way to all of them; from the end until it fits. */
const render = (title: string, items: readonly ReminderItem[], links: ReminderLinks, m: Messages): string => {
  for (let shown = Math.min(SHOWN, items.length); shown >= 0; shown -= 1) {
    const lines = items.slice(0, shown).map((item, index) => `${index + 1}. ${itemLine(item, SHAPE, links, m)}`)
    const text = [`### ${title}`, ...lines, '', link(m.reminder.openAll, links.all)].join('\n')
    if (byteLength(text) <= REMINDER_BYTES) return text
  }
  return `### ${title}`
}

/** 13:40: what cannot wait until tomorrow; null where none of it is open. */
export const renderMidday = (
  { repName, items }: { repName: string; items: readonly ReminderItem[] },
  links: ReminderLinks,
  m: Messages,
): string | null =>
  items.length === 0 ? null : render(m.dayMessages.midday(escapeName(repName, 8), items.length), items, links, m)

/** 17:50: how far the day came and who is left; null where nobody is. */
export const renderWrapUp = (
  { repName, items, done }: { repName: string; items: readonly ReminderItem[]; done: number },
  links: ReminderLinks,
  m: Messages,
): string | null => {
  if (items.length === 0) return null
  const title = m.dayMessages.wrapUp(escapeName(repName, 8), { done, of: done + items.length, left: items.length })
  return render(title, items, links, m)
}

/** Below a lead's own list, or alone: whose customers have waited too long, and where they can be handed over. */
export const renderLate = (late: readonly LateOfRep[], team: string, m: Messages): string => {
  const words = m.dayMessages
  const all = late.reduce((sum, one) => sum + one.count, 0)
  const shown = late
    .slice(0, SHOWN)
    .map((one) => words.lateOf(escapeName(one.name, NAME_LENGTH), one.count, one.longest))
  const more = late.length > SHOWN ? [words.lateMore(late.length - SHOWN)] : []
  return [`**${words.late(all)}**`, ...shown.map((line) => `> ${line}`), ...more, link(words.assign, team)].join('\n')
}
