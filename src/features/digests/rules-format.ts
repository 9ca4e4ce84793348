import type { Messages } from '../../lang/zh-CN.ts'
import type { BusinessDay } from '../calendar/zone.ts'
import { weekday } from '../calendar/zone.ts'
import type { Share } from './rules-data.ts'

/** WeCom counts UTF-8 bytes and refuses a longer message whole. */
export const byteLength = (text: string): number => new TextEncoder().encode(text).length

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })

/** At most `max` visible characters and 4 bytes for each of them on average; never half an emoji. */
export const clip = (text: string, max: number): string => {
  let kept = ''
  let count = 0
  for (const { segment } of graphemes.segment(text)) {
    if (count >= max || byteLength(kept) + byteLength(segment) > max * 4) return `${kept}…`
    kept += segment
    count += 1
  }
  return kept
}

// Look-alikes instead of backslashes: whether a client shows a backslash differs, and an entity might be decoded back.
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '<': '＜',
  '>': '＞',
  '*': '＊',
  _: '＿',
  '[': '［',
  ']': '］',
  '`': '｀',
  '&': '＆',
  '\\': '＼',
}

// Control characters would break the line; direction marks would turn the rest of it round; half a surrogate pair
// cannot be encoded.
const SPACES = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu
const INVISIBLE = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cs}]/gu

/** Free text for robot markdown: a customer called "<@all>" pings nobody, "[x](y)" is no link. */
export const escapeName = (text: string, max = 40): string =>
  clip(text.replace(SPACES, ' ').replace(INVISIBLE, '').trim(), max).replace(
    /[<>*_[\]`&\\]/g,
    (char) => LOOK_ALIKES[char] ?? '',
  )

const LONGEST_URL = 1_024

/** A link, or the bare words where the address is no web address or so long that it would eat the message. */
export const link = (words: string, url: string | null): string => {
  const safe = url === null ? '' : url.trim().replace(/[\s()<>"\\`[\]*]/g, percentEncode)
  return /^https?:\/\//.test(safe) && byteLength(safe) <= LONGEST_URL ? `[${words}](${safe})` : words
}

const percentEncode = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

/** '' where a mention would be unsafe: a member whose userid is "all" must not ring the whole group. */
export const mention = (userid: string | null): string =>
  userid !== null && /^[\w.@-]{1,64}$/.test(userid) && userid.toLowerCase() !== 'all' ? `<@${userid}>` : ''

export const colour = (name: 'info' | 'warning' | 'comment', text: string): string =>
  `<font color="${name}">${text}</font>`

export const number = (value: number | null, m: Messages): string =>
  value === null ? m.none : Math.round(value).toLocaleString('en-US')

export const percent = (ratio: number | null, m: Messages, digits = 0): string =>
  ratio === null ? m.none : `${(ratio * 100).toFixed(digits)}%`

/** Green up, orange down: the sign stands beside the colour because red and green mean different things in places. */
export const change = (ratio: number | null, m: Messages, digits = 0): string => {
  if (ratio === null) return m.none
  const text = `${ratio >= 0 ? '+' : ''}${(ratio * 100).toFixed(digits)}%`
  return ratio >= 0 ? colour('info', text) : colour('warning', text)
}

const SMALL_SAMPLE = 10

/** Under ten cases a rate is noise. */
export const rate = (share: Share | null, m: Messages, digits = 0): string => {
  if (share === null) return m.none
  return share.of < SMALL_SAMPLE ? m.smallSample : percent(share.done / share.of, m, digits)
}

/** 86.2万 in Chinese, 862.4K in English. Only yuan in Chinese stand without their code. */
export const money = (minor: number | null, currency: string, m: Messages): string => {
  if (minor === null) return m.none
  const prefix = currency === 'CNY' && m.lang === 'zh-CN' ? '' : `${currency} `
  return `${prefix}${short(minor / 10 ** fractionDigits(currency), m.lang === 'zh-CN' ? ZH_UNITS : EN_UNITS)}`
}

type Unit = { from: number; suffix: string; digits: number }
const ZH_UNITS: readonly Unit[] = [
  { from: 1e8, suffix: '亿', digits: 2 },
  { from: 1e4, suffix: '万', digits: 1 },
]
const EN_UNITS: readonly Unit[] = [
  { from: 1e6, suffix: 'M', digits: 2 },
  { from: 1e4, suffix: 'K', digits: 1 },
]

const short = (value: number, units: readonly Unit[]): string => {
  const unit = units.find((one) => Math.abs(value) >= one.from)
  if (unit !== undefined) {
    const divisor = unit.suffix === 'K' ? 1e3 : unit.from
    return `${Number((value / divisor).toFixed(unit.digits)).toLocaleString('en-US')}${unit.suffix}`
  }
  return Number(value.toFixed(Math.abs(value) >= 100 ? 0 : 2)).toLocaleString('en-US')
}

const fractionDigits = (currency: string): number =>
  /^[A-Z]{3}$/.test(currency)
    ? (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2)
    : 2

/** 11/23 */
export const shortDate = (day: BusinessDay): string => `${Number(day.slice(5, 7))}/${Number(day.slice(8, 10))}`

/** 11/23(周一) */
export const dateWithWeekday = (day: BusinessDay, m: Messages): string =>
  `${shortDate(day)}(${m.weekdays[weekday(day) - 1] ?? ''})`
