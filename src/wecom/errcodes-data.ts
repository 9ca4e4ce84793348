import { ERRCODE_ROWS } from './errcode-rows-data.ts'

/**
 * What to do about a refusal. `retry`: again soon, at most three times. `refresh-token`: the client has done so once
 * already, wait and try later. `wait-window`: a quota is used up, park it. `outcome`: a business answer, record it.
 * `fix-data`: this request will never work. `fix-config`: nothing will work until an admin changes something.
 */
export type RetryClass = 'retry' | 'refresh-token' | 'wait-window' | 'outcome' | 'fix-data' | 'fix-config'

export type Explanation = { zh: string; en: string }
export type ErrcodeEntry = Explanation & { errcode: number; klass: RetryClass }

const CLASSES: Readonly<Record<string, RetryClass>> = {
  R: 'retry',
  T: 'refresh-token',
  W: 'wait-window',
  O: 'outcome',
  D: 'fix-data',
  C: 'fix-config',
}

const readRow = (row: string): ErrcodeEntry => {
  const [errcode, letter, zh, en] = row.split('|').map((cell) => cell.trim())
  const klass = CLASSES[letter ?? '']
  if (klass === undefined || zh === undefined || en === undefined) throw new Error(`bad errcode row: ${row}`)
  return { errcode: Number(errcode), klass, zh, en }
}

/** Every code the product can meet, by number. */
export const ERRCODES: ReadonlyMap<number, ErrcodeEntry> = new Map(
  ERRCODE_ROWS.trim()
    .split('\n')
    .map(readRow)
    .map((entry) => [entry.errcode, entry]),
)

/** A code that is not in the table is taken as a request that will never work: repeating it would only hide it. */
export const retryClassOf = (errcode: number): RetryClass => ERRCODES.get(errcode)?.klass ?? 'fix-data'

const UNKNOWN: Explanation = {
  zh: '企业微信拒绝了这次请求，请检查内容后重新操作',
  en: 'WeCom refused this request; check it and do it again',
}

/** For people: what is wrong and what to do. Never empty; a code we do not know is named in the answer. */
export const explain = (errcode: number, lang: 'zh' | 'en'): string => {
  const entry = ERRCODES.get(errcode)
  if (entry !== undefined) return entry[lang]
  return lang === 'zh' ? `${UNKNOWN.zh}（错误码 ${errcode}）。` : `${UNKNOWN.en} (code ${errcode}).`
}
