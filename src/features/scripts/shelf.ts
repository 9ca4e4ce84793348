import { foldSounds, MIN_NEAR_INITIALS, nearPieces } from './rules-near.ts'
import { isInOrder, MIN_LETTERS, type Searchable, type Typed } from './rules-ranking.ts'

export type Entry = Searchable & {
  id: number
  starterKey: string | null
  category: string
  stages: string[]
  scope: 'company' | 'personal'
  /** Of a company script: whose it is; null for everybody. */
  departmentId: number | null
  tags: string[]
  /** Last day it may be said; compared at every search, because the shelf outlives a day. */
  validUntil: string | null
}
export type Row = Omit<Entry, 'title' | 'titleInitials' | 'near'>

export const entryOf = (row: Row): Entry => ({
  ...row,
  title: row.words.split('\n', 1)[0] ?? '',
  titleInitials: row.initials.split(' ', 1)[0] ?? '',
  near: foldSounds(row.pinyin),
})

/** No text that reaches the database holds it. */
const BETWEEN = '\0'

type Stack = { text: string; starts: Uint32Array }

/** One long text is searched a hundred times faster than twenty thousand short ones. */
const stack = (texts: readonly string[]): Stack => {
  const starts = new Uint32Array(texts.length + 1)
  texts.forEach((text, at) => {
    starts[at + 1] = (starts[at] ?? 0) + text.length + 1
  })
  return { text: texts.join(BETWEEN), starts }
}

/** The same characters, but held once: a slice points into the long text. */
const sliceOf = ({ text, starts }: Stack, at: number): string => text.slice(starts[at] ?? 0, (starts[at + 1] ?? 1) - 1)

/** Marks which texts hold the needle. */
const mark = ({ text, starts }: Stack, needle: string, marks: Uint8Array): void => {
  let entry = 0
  let at = text.indexOf(needle)
  while (at >= 0) {
    while ((starts[entry + 1] ?? Number.POSITIVE_INFINITY) <= at) entry += 1
    marks[entry] = 1
    at = text.indexOf(needle, starts[entry + 1] ?? text.length)
    if (entry >= starts.length - 2) return
  }
}

/** Which letters occur, one bit each; digits share the last six. */
const lettersIn = (text: string): number => {
  let bits = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= 97 && code <= 122) bits |= 1 << (code - 97)
    else if (code >= 48 && code <= 57) bits |= 1 << (26 + (code % 6))
  }
  return bits
}

/** A library laid out for searching: `meant` and `near` never miss what the rules would find, and leave out most else. */
export type Shelf = {
  entries: Entry[]
  meant: (typed: Typed) => Entry[]
  near: (typed: Typed) => Entry[]
}

export const buildShelf = (rows: readonly Row[]): Shelf => {
  const words = stack(rows.map((row) => row.words))
  const pinyin = stack(rows.map((row) => row.pinyin))
  const initials = stack(rows.map((row) => row.initials))
  const folded = stack(rows.map((row) => foldSounds(row.pinyin)))
  const entries = rows.map((row, at) => ({
    ...entryOf({ ...row, words: sliceOf(words, at), pinyin: sliceOf(pinyin, at), initials: sliceOf(initials, at) }),
    near: sliceOf(folded, at),
  }))
  const letters = Uint32Array.from(entries, (entry) => lettersIn(entry.initials))
  const marked = (marks: Uint8Array): Entry[] => entries.filter((_, at) => marks[at] === 1)

  const meant = ({ query, latin }: Typed): Entry[] => {
    if (query === '') return entries
    const marks = holdAll(words, query.split(' '), entries.length)
    if (latin === '') return marked(marks)
    mark(initials, latin, marks)
    mark(pinyin, latin, marks)
    if (latin.length < MIN_LETTERS) return marked(marks)
    const wanted = lettersIn(latin)
    return entries.filter((entry, at) => {
      if (marks[at] === 1) return true
      return ((letters[at] ?? 0) & wanted) === wanted && isInOrder(latin, entry.titleInitials)
    })
  }
  const near = ({ latin, sound }: Typed): Entry[] => {
    const marks = new Uint8Array(entries.length)
    for (const piece of nearPieces(sound)) mark(pinyin, piece, marks)
    for (const piece of nearPieces(foldSounds(sound))) mark(folded, piece, marks)
    if (latin.length < MIN_NEAR_INITIALS) return marked(marks)
    const wanted = lettersIn(latin)
    return entries.filter((_, at) => {
      const lacks = wanted & ~(letters[at] ?? 0)
      return marks[at] === 1 || (lacks & (lacks - 1)) === 0
    })
  }
  return { entries, meant, near }
}

/** Every word somewhere in the same text. */
const holdAll = (words: Stack, needles: readonly string[], size: number): Uint8Array => {
  const [first = '', ...rest] = needles
  const marks = new Uint8Array(size)
  mark(words, first, marks)
  for (const needle of rest) {
    const more = new Uint8Array(size)
    mark(words, needle, more)
    for (let at = 0; at < size; at += 1) marks[at] = (marks[at] ?? 0) & (more[at] ?? 0)
  }
  return marks
}
