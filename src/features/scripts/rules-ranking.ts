import { beginsNearly, MIN_NEAR_INITIALS, soundsNearly } from './rules-near.ts'

/** Smaller is better. */
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
  /** One slip of the finger, or another character of the same sound. */
  near: 11,
  none: 12,
} as const

/** A script as the search compares it: everything folded and in lower case. */
export type Searchable = {
  title: string
  titleInitials: string
  /** Title, tags and text. */
  words: string
  /** Syllables of title and tags, a blank between them. */
  pinyin: string
  initials: string
  /** `pinyin` with the sounds people mix up made one. */
  near: string
}

/** What was typed, and how it sounds when it is Chinese. */
export type Typed = { query: string; latin: string; sound: string }

/** What was typed, ready to compare: full-width forms folded, lower case, single spaces. */
export const normalizeQuery = (q: string): string => q.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

/** "jia ge" is typed with spaces by some keyboards; stored syllables stand together. */
export const latinQuery = (query: string): string | null =>
  /^[a-z0-9' ]+$/.test(query) ? query.replace(/[' ]/g, '') : null

/** One letter in order is no search. */
export const MIN_LETTERS = 2

export const isInOrder = (letters: string, within: string): boolean => {
  let at = -1
  for (const letter of letters) {
    at = within.indexOf(letter, at + 1)
    if (at < 0) return false
  }
  return true
}

/** How the letters meet the sounds; `begins` are better than a title that only holds the word. */
const begins = (script: Searchable, latin: string): number | null => {
  if (latin === '') return null
  if (script.titleInitials === latin) return MATCH.exactInitials
  if (script.initials.startsWith(latin)) return MATCH.initialsPrefix
  return script.pinyin.startsWith(latin) ? MATCH.pinyinPrefix : null
}

const holds = (script: Searchable, latin: string): number | null => {
  if (latin === '') return null
  if (script.initials.includes(latin)) return MATCH.initials
  if (script.pinyin.includes(latin)) return MATCH.pinyin
  if (latin.length < MIN_LETTERS || !isInOrder(latin, script.titleInitials)) return null
  return script.titleInitials.startsWith(latin.slice(0, 1)) ? MATCH.lettersFromFirst : MATCH.letters
}

export const matchRank = (script: Searchable, { query, latin }: Pick<Typed, 'query' | 'latin'>): number => {
  if (query === '' || script.title === query) return MATCH.exactTitle
  if (script.title.startsWith(query)) return MATCH.titlePrefix
  const first = begins(script, latin)
  if (first !== null) return first
  if (script.title.includes(query)) return MATCH.title
  const inside = holds(script, latin)
  if (inside !== null) return inside
  return query.split(' ').every((word) => script.words.includes(word)) ? MATCH.content : MATCH.none
}

/** Whether it is what somebody meant who slipped once. */
export const isNear = (script: Searchable, { latin, sound }: Pick<Typed, 'latin' | 'sound'>): boolean => {
  const parts = script.initials.split(' ')
  if (latin.length >= MIN_NEAR_INITIALS && parts.some((part) => beginsNearly(part, latin))) return true
  return soundsNearly(script, sound)
}

export const stageFit = (stages: readonly string[], stage: string | null): number => {
  if (stage === null || stages.length === 0) return 1
  return stages.includes(stage) ? 0 : 2
}

/** What the customer waits for: the step of a plan, and the kind of script it asks for. */
export type Task = { category: string | null; step: string | null }

/** While a complaint is open nothing else is said first; the library's own first answer, where it is still there. */
export const COMPLAINT_TASK = { category: 'complaint', step: 'complaint-first' } as const

/**
 * 0 written for the very step, 1 of the kind it asks for, 2 about something the customer is tagged with, as the last
 * objection, 3 anything else.
 */
export const taskFit = (
  script: { category: string; starterKey: string | null; tags: readonly string[] },
  task: Task | null,
  tags: readonly string[] = [],
): number => {
  const key = script.starterKey ?? ''
  const { step, category } = task ?? { step: null, category: null }
  if (step !== null && (key === step || key.startsWith(`${step}-`))) return 0
  if (category !== null && script.category === category) return 1
  return script.tags.some((tag) => tags.includes(tag)) ? 2 : 3
}

/** While a complaint is open its scripts fit every stage: what sells at this stage must not stand above them. */
export const fitFor = (
  script: { stages: readonly string[]; category: string },
  { stage, task }: { stage: string | null; task: Task | null },
): number => (task?.category === 'complaint' && script.category === 'complaint' ? 0 : stageFit(script.stages, stage))

/** Compared in this order, the smaller the better; uses count the other way round. */
export type Place = {
  rank: number
  /** 0 made for the customer's stage, 1 for every stage, 2 for others. */
  fit: number
  /** `taskFit` */
  task: number
  /** How often the caller handed it over lately. */
  uses: number
  /** How the team fares with it: 0 better than on the whole, 1 too early to say, 2 worse. */
  success: number
  id: number
}

const MAX_USES = 63
const MAX_ID = 2 ** 31

/** One number that sorts as the places do, best first, and is the place in a list to go on from. */
export const scoreOf = ({ rank, fit, task, uses, success, id }: Place): number => {
  const unused = MAX_USES - Math.min(uses, MAX_USES)
  const place = (((rank * 4 + fit) * 4 + task) * (MAX_USES + 1) + unused) * 4 + success
  return place * MAX_ID + id
}
export const idIn = (score: number): number => score % MAX_ID

/** With fewer real hits than this, slips are forgiven too. */
const FEW = 5

type Ranked = Searchable & { id: number }
export type About<T> = (script: T) => Omit<Place, 'rank' | 'id'>

/** The score of every script that was meant, best first; `near` is asked only where few were. */
export const rankScripts = <T extends Ranked>(
  typed: Typed,
  from: { meant: readonly T[]; near: () => readonly T[] },
  about: About<T>,
): number[] => {
  const scores: number[] = []
  for (const script of from.meant) {
    const rank = matchRank(script, typed)
    if (rank !== MATCH.none) scores.push(scoreOf({ rank, ...about(script), id: script.id }))
  }
  if (scores.length < FEW) {
    for (const script of from.near()) {
      if (matchRank(script, typed) === MATCH.none && isNear(script, typed))
        scores.push(scoreOf({ rank: MATCH.near, ...about(script), id: script.id }))
    }
  }
  return scores.sort((a, b) => a - b)
}
