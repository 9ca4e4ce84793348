import type { Messages } from '../../lang/zh-CN.ts'
import type { Section } from './rules-budget.ts'
import { SECTION_ROWS } from './rules-budget.ts'
import type { Audience, NamedCount, Praise, TodoItem } from './rules-data.ts'
import { colour, escapeName, link, mention, number } from './rules-format.ts'

export const todoSection = (
  todo: readonly TodoItem[],
  audience: Audience,
  title: (count: number) => string,
  m: Messages,
): Section => {
  const rows = todo.filter(isWorthALine).map((item, index) => `${index + 1}. ${todoText(item, audience, m)}`)
  return { rank: 2, title: `**${title(rows.length)}**`, rows, maxRows: SECTION_ROWS }
}

export const praiseSection = (praise: readonly Praise[], m: Messages): Section => ({
  rank: 8,
  title: null,
  gap: true,
  rows:
    praise.length === 0
      ? []
      : [
          `**${m.digest.praise}** 🎉 ${praise
            .slice(0, 3)
            .map((one) => `${escapeName(one.name, 20)} ${escapeName(one.reason, 30)}`)
            .join('｜')}`,
        ],
})

const isWorthALine = (item: TodoItem): boolean => {
  if (item.kind === 'deletions') return item.lost > 0
  return 'count' in item ? item.count > 0 : true
}

const todoText = (item: TodoItem, audience: Audience, m: Messages): string => {
  const words = m.digest
  switch (item.kind) {
    case 'overdue':
      return arrow(
        whose(colour('warning', words.overdue(item.count)), item.people, audience, m),
        words.links.assign,
        item.url,
      )
    case 'late-week':
      return arrow(
        whose(words.lateWeek(item.count, item.undone.of, item.undone.done), item.people, audience, m),
        words.links.assign,
        item.url,
      )
    case 'another-rep':
      return arrow(words.anotherRep(item.count), words.links.assign, item.url)
    case 'intent-overstay':
      return arrow(whose(words.intentOverstay(item.count), item.people, audience, m), words.links.names, item.url)
    case 'complaint':
      return arrow(complaintText(item, audience, m), words.links.look, item.url)
    case 'silence-warning':
      return arrow(words.silence(item.count), words.links.names, item.url)
    case 'deletions': {
      const source = item.fromSource
      const detail = source === null ? '' : words.deletionSource(source.count, escapeName(source.name, 30))
      return arrow(`${words.deletions(item.lost)}${detail}`, words.links.detail, item.url)
    }
    case 'no-target':
      return arrow(words.noTargetTodo, words.links.set, item.url)
    case 'no-holidays':
      return arrow(words.noHolidays(item.years.slice(0, 5).join(m.list)), words.links.set, item.url)
    case 'text':
      return textLine(item.text, owner(item.ownerUserid, audience), item.url, m)
  }
}

const arrow = (text: string, words: string, url: string): string => `${text} → ${link(words, url)}`

const textLine = (text: string, at: string, url: string | null, m: Messages): string => {
  const line = `${escapeName(text, 80)}${at === '' ? '' : ` ${at}`}`
  return url === null ? line : arrow(line, m.digest.links.look, url)
}

const complaintText = (item: Extract<TodoItem, { kind: 'complaint' }>, audience: Audience, m: Messages): string => {
  const left = item.minutesLeft
  const time =
    left === null ? '' : left <= 0 ? m.digest.timeOver : m.digest.timeLeft(Math.floor(left / 60), Math.round(left % 60))
  const at = owner(item.ownerUserid, audience)
  return `${m.digest.complaint(escapeName(item.level, 4), item.count)}${time}${at === '' ? '' : `（${at}）`}`
}

// Where reps read along, a problem carries no name: only how many people it concerns.
const whose = (text: string, people: readonly NamedCount[], audience: Audience, m: Messages): string => {
  if (people.length === 0) return text
  if (audience === 'team') return `${text}${m.digest.people(people.length)}`
  const names = people.slice(0, SECTION_ROWS).map((one) => `${escapeName(one.name, 16)}${number(one.count, m)}`)
  const more = people.length > SECTION_ROWS ? m.digest.andMore(people.length) : ''
  return `${text}：${names.join(m.list)}${more}`
}

const owner = (userid: string | null, audience: Audience): string => (audience === 'team' ? '' : mention(userid))
