import { randomBytes } from 'node:crypto'

export type LosslessValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | LosslessValue[]
  | { [name: string]: LosslessValue }

/** Longer than any id WeCom sends; a longer one in a message would make `BigInt` a way to keep a process busy. */
const MAX_DIGITS = 400
const INTEGER = /^-?[1-9]\d*$/
const NUMBER = /-?\d[\d.eE+-]*/y

const endOfText = (json: string, from: number): number => {
  let at = from + 1
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at + 1
}

const isTooBig = (token: string): boolean =>
  INTEGER.test(token) && token.length <= MAX_DIGITS && !Number.isSafeInteger(Number(token))

const isName = (json: string, after: number): boolean => /\S/.exec(json.slice(after, after + 64))?.[0] === ':'

/** Every integer that a double cannot hold becomes a marked text; what is no number or inside a text stays as it is. */
const marked = (json: string, mark: string): string => {
  const parts: string[] = []
  let done = 0
  let at = 0
  while (at < json.length) {
    const sign = json[at] ?? ''
    if (sign === '"') at = endOfText(json, at)
    else if (sign === '-' || (sign >= '0' && sign <= '9')) {
      NUMBER.lastIndex = at
      const token = NUMBER.exec(json)?.[0] ?? sign
      const end = at + token.length
      // A bare number as a name is no JSON: quoted, it would turn a broken message into a valid one.
      if (isTooBig(token) && !isName(json, end)) {
        parts.push(json.slice(done, at), `"${mark}${token}"`)
        done = end
      }
      at = end
    } else at += 1
  }
  return done === 0 ? json : parts.join('') + json.slice(done)
}

/**
 * JSON whose integers above 2^53 come out as `bigint`: plain `JSON.parse` changes their last digits without a word,
 * and the archive's meeting and form ids are that long. Throws SyntaxError for what is not JSON. The source text of a
 * number is not handed to a reviver by this Node, hence the scan before it.
 */
export const parseLossless = (json: string): LosslessValue => {
  // Unguessable per call, so that no message can contain a text that we would take for a number of our own.
  const mark = `${randomBytes(12).toString('hex')}:`
  return JSON.parse(marked(json, mark), (_name, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  ) as LosslessValue
}

/** The way back: a `bigint` is written as the number it was. */
export const writeLossless = (value: unknown): string => {
  const mark = `${randomBytes(12).toString('hex')}:`
  const text = JSON.stringify(value, (_name, inner: unknown) => (typeof inner === 'bigint' ? `${mark}${inner}` : inner))
  return text.replace(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1')
}
