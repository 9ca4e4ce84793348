import type { RuleFacts } from '../features/feedback/rules.ts'
import type { FeedbackReason } from '../features/feedback/rules-reasons.ts'
import type { CadenceKind } from '../features/follow-ups/cadences-data.ts'
import { langFor, messagesFor } from './lang.ts'

type Words = {
  since: Readonly<Record<CadenceKind, string>>
  sameDay: (since: string) => string
  after: (since: string, days: number) => string
  onDay: string
  before: (days: number) => string
  ahead: (since: string, days: number) => string
  afterQuote: string
  every: (since: string, days: number) => string
  ends: string
  of: (name: string, text: string) => string
  reasons: Readonly<Record<FeedbackReason, string>>
  gone: string
}

const ZH: Words = {
  since: {
    new: '加好友',
    lead: '成为潜客',
    intent: '进入意向',
    first: '首次下单',
    repeat: '最近一次下单',
    dormant: '进入沉睡',
    'refund-revisit': '退款',
    birthday: '生日',
    'complaint-closed': '投诉处理完',
    quote: '报价',
  },
  sameDay: (since) => `${since}当天提醒`,
  after: (since, days) => `${since}后第 ${days} 天提醒`,
  onDay: '预计再次购买的那天提醒',
  before: (days) => `预计再次购买前 ${days} 天提醒`,
  ahead: (since, days) => `${since}前 ${days} 天提醒`,
  afterQuote: '报价后第 2 个工作日提醒',
  every: (since, days) => `${since}后每 ${days} 天提醒一次`,
  ends: '做完、客户回复、下单或阶段变化后自动结束。',
  of: (name, text) => `规则「${name}」：${text}。`,
  reasons: {
    'too-often': '太频繁',
    'wrong-time': '时间不合适',
    'wrong-customer': '不适合这位客户',
    'no-use': '没有用',
  },
  gone: '已经不用的规则',
}

const EN: Words = {
  since: {
    new: 'becoming friends',
    lead: 'becoming a lead',
    intent: 'showing intent',
    first: 'the first order',
    repeat: 'the last order',
    dormant: 'falling asleep',
    'refund-revisit': 'the refund',
    birthday: 'the birthday',
    'complaint-closed': 'the complaint was settled',
    quote: 'the quote',
  },
  sameDay: (since) => `on the day of ${since}`,
  after: (since, days) => `${days} days after ${since}`,
  onDay: 'on the day the next order is expected',
  before: (days) => `${days} days before the next order is expected`,
  ahead: (since, days) => `${days} days before ${since}`,
  afterQuote: 'on the second working day after the quote',
  every: (since, days) => `every ${days} days after ${since}`,
  ends: 'Ends by itself once done, answered, ordered or when the stage changes.',
  of: (name, text) => `Rule "${name}": ${text}. `,
  reasons: {
    'too-often': 'too often',
    'wrong-time': 'wrong time',
    'wrong-customer': 'not for this customer',
    'no-use': 'no use',
  },
  gone: 'A rule of the past',
}

/** Words about the rules that plan follow-ups, and about what reps think of them. */
export const ruleWords = (lang: string): Words => (langFor(lang) === 'en' ? EN : ZH)

/** As the list says it; for a rule of an older version, that it is one. */
export const ruleName = (facts: RuleFacts | null, lang: string): string =>
  facts === null ? ruleWords(lang).gone : messagesFor(lang).steps[facts.step].reason

const whenOf = ({ cadence, base, day, everyDays }: RuleFacts, w: Words): string => {
  const since = w.since[cadence]
  if (everyDays !== null) return w.every(since, everyDays)
  if (base === 'cycle') return day === 0 ? w.onDay : w.before(-day)
  if (cadence === 'quote') return w.afterQuote
  if (day < 0) return w.ahead(since, -day)
  return day === 0 ? w.sameDay(since) : w.after(since, day)
}

/** When the rule reminds and what ends it, in one or two sentences. */
export const ruleText = (facts: RuleFacts, lang: string): string => {
  const w = ruleWords(lang)
  return `${w.of(ruleName(facts, lang), whenOf(facts, w))}${w.ends}`
}
