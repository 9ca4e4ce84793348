/** Smaller is better. The search in SQL uses the same numbers, so page and database agree on the order. */
export const MATCH = {
  exactTitle: 0,
  titlePrefix: 1,
  exactInitials: 2,
  initialsPrefix: 3,
  pinyinPrefix: 4,
  title: 5,
  initials: 6,
  pinyin: 7,
  /** Letters of the title in order with gaps, from its first one on: "jzm" is 价格怎么说·面霜. */
  lettersFromFirst: 8,
  letters: 9,
  content: 10,
  none: 11,
} as const

export type Searchable = { title: string; words: string; pinyin: string; initials: string }

export type Ranked = Searchable & {
  id: number
  /** 0 made for the customer's stage, 1 for every stage, 2 for others. */
  fit: number
  /** How often the caller handed it over lately. */
  recentUses: number
}

/** What was typed, ready to compare: full-width forms folded, lower case, single spaces. */
export const normalizeQuery = (q: string): string => q.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

/** "jia ge" is typed with spaces by some keyboards; stored syllables stand together. */
export const latinQuery = (query: string): string | null =>
  /^[a-z0-9' ]+$/.test(query) ? query.replace(/[' ]/g, '') : null

/** One letter in order is no search; the letters of a title are those before the first space. */
export const MIN_LETTERS = 2
const titleLetters = (script: Searchable): string => script.initials.split(' ')[0] ?? ''

const isInOrder = (letters: string, within: string): boolean => {
  let at = -1
  return [...letters].every((letter) => {
    at = within.indexOf(letter, at + 1)
    return at >= 0
  })
}

export const matchRank = (script: Searchable, query: string): number => {
  if (query === '') return MATCH.exactTitle
  const title = script.title.toLowerCase()
  if (title === query) return MATCH.exactTitle
  if (title.startsWith(query)) return MATCH.titlePrefix
  const latin = latinQuery(query)
  if (latin !== null && latin !== '') {
    if (script.initials.split(' ')[0] === latin) return MATCH.exactInitials
    if (script.initials.startsWith(latin)) return MATCH.initialsPrefix
    if (script.pinyin.startsWith(latin)) return MATCH.pinyinPrefix
  }
  if (title.includes(query)) return MATCH.title
  if (latin !== null && latin !== '') {
    if (script.initials.includes(latin)) return MATCH.initials
    if (script.pinyin.includes(latin)) return MATCH.pinyin
  }
  if (latin !== null && latin.length >= MIN_LETTERS && isInOrder(latin, titleLetters(script))) {
    return titleLetters(script).startsWith(latin.slice(0, 1)) ? MATCH.lettersFromFirst : MATCH.letters
  }
  return query.split(' ').every((word) => script.words.includes(word)) ? MATCH.content : MATCH.none
}

export const stageFit = (stages: readonly string[], stage: string | null): number => {
  if (stage === null || stages.length === 0) return 1
  return stages.includes(stage) ? 0 : 2
}

export const compareRanked = (a: Ranked, b: Ranked, query: string): number =>
  matchRank(a, query) - matchRank(b, query) || a.fit - b.fit || b.recentUses - a.recentUses || a.id - b.id

/** Matches only, best first. */
export const rankScripts = <T extends Ranked>(scripts: readonly T[], q: string): T[] => {
  const query = normalizeQuery(q)
  return scripts.filter((one) => matchRank(one, query) !== MATCH.none).sort((a, b) => compareRanked(a, b, query))
}
