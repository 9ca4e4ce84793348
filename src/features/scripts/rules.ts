import { INTERNAL_REMARK, LONG_SURNAMES, SURNAMES } from './names-data.ts'

export const VARIABLES = [
  '客户称呼',
  '我的名字',
  '品牌',
  '产品',
  '上次购买',
  '门店',
  '预约时间',
  '优惠码',
  '链接',
  '订单号',
] as const
export type VariableName = (typeof VARIABLES)[number]
export type FillValues = Partial<Record<VariableName, string | null>>
export type Filled = { text: string; missing: string[] }

export const POLITE_YOU = '您'

/** `{产品}` or, with words for when it is unknown, `{产品|这款}`. */
const VARIABLE = /\{([^{}|]+)(?:\|([^{}]*))?\}/g

export const isVariable = (name: string): name is VariableName => VARIABLES.some((one) => one === name)

export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(VARIABLE)].map((match) => (match[1] ?? '').trim())),
]

/** "您，您好" reads like a machine: where only 您 is known, the greeting stands alone. */
const withoutDoubleYou = (text: string): string =>
  text
    .replace(/\{客户称呼(?:\|[^{}]*)?\}[，,、！!]?\s*(?=您)/g, '')
    .replace(/(^|\n)\{客户称呼(?:\|[^{}]*)?\}(?=[，,！!])/g, '$1您好')

/**
 * Puts values into a text. A variable without value and without fallback stays as written and is named in `missing`:
 * sending is blocked while there is one, so no customer ever reads a brace.
 */
export const fillText = (text: string, values: FillValues): Filled => {
  const missing = new Set<string>()
  const template = values.客户称呼 === POLITE_YOU ? withoutDoubleYou(text) : text
  const filled = template.replace(VARIABLE, (whole, rawName: string, fallback: string | undefined) => {
    const name = rawName.trim()
    const value = isVariable(name) ? (values[name] ?? '').trim() : ''
    if (value !== '') return value
    if (isVariable(name) && fallback !== undefined) return fallback
    missing.add(name)
    return whole
  })
  return { text: filled, missing: [...missing] }
}

/** A part as nobody may send it yet: everything in it counts as missing. */
export const unfilled = (text: string): Filled => ({ text, missing: variablesIn(text) })

export type PersonFacts = { remark: string | null; name: string | null; gender: 'unknown' | 'male' | 'female' }

/** "王女士-朝阳店 138…" → "王女士": what follows a separator or a digit is the rep's own note. */
const addressIn = (remark: string): string | null => {
  const head = remark.trim().split(/[\s\-_—–/|｜·,，;；:：(（[【#@+0-9]/u)[0] ?? ''
  if (head === '' || [...head].length > 12 || INTERNAL_REMARK.test(head)) return null
  return /\p{L}/u.test(head) ? head : null
}

const surnameOf = (name: string): string | null => {
  if (!/^\p{Script=Han}{2,4}$/u.test(name)) return null
  const long = LONG_SURNAMES.find((surname) => name.startsWith(surname))
  if (long !== undefined) return long
  const first = name.slice(0, 1)
  return name.length <= 3 && SURNAMES.has(first) ? first : null
}

/**
 * How to address somebody: the rep's remark, else surname with 先生/女士 when the gender is known, else 您. WeCom fills
 * an empty remark with the nickname, so a remark equal to the name says nothing about how to address the person.
 */
export const honorific = (person: PersonFacts): string => {
  const name = (person.name ?? '').trim()
  const remark = (person.remark ?? '').trim()
  const address = remark === '' || remark === name ? null : addressIn(remark)
  if (address !== null) return address
  if (/^\p{Script=Han}{1,2}(先生|女士|小姐|老师|总|姐|哥|阿姨)$/u.test(name)) return name
  const surname = surnameOf(name)
  if (surname === null || person.gender === 'unknown') return POLITE_YOU
  return `${surname}${person.gender === 'male' ? '先生' : '女士'}`
}
