import { pinyin } from 'pinyin-pro'
import { wordsIn } from './part-words.ts'
import { latinQuery, normalizeQuery, type Typed } from './rules-ranking.ts'
import type { ScriptPart } from './tables.ts'

type Sounds = { full: string; initials: string }

/** Syllables and first letters of one phrase; whole phrases, so that 行长 is hangzhang and not xingchang. */
export const soundsOf = (phrase: string): Sounds => {
  const signs = pinyin(phrase, { type: 'all', toneType: 'none', v: true, nonZh: 'consecutive' })
  let full = ''
  let initials = ''
  for (const sign of signs) {
    const latin = (sign.isZh ? sign.pinyin : sign.origin).toLowerCase().replace(/[^a-z0-9]/g, '')
    full += latin
    initials += sign.isZh ? latin.slice(0, 1) : latin
  }
  return { full, initials }
}

export type SearchText = { words: string; pinyin: string; initials: string }

/** Written with the script: searching must not spell 20,000 scripts. The title comes first, so a prefix means the title. */
export const searchText = (script: {
  title: string
  tags: readonly string[]
  parts: readonly ScriptPart[]
}): SearchText => {
  const sounds = [script.title, ...script.tags].map(soundsOf)
  return {
    words: [script.title, ...script.tags, ...script.parts.map((part) => wordsIn(part).join(' '))]
      .join('\n')
      .normalize('NFKC')
      .toLowerCase(),
    pinyin: sounds.map((one) => one.full).join(' '),
    initials: sounds.map((one) => one.initials).join(' '),
  }
}

/** Once per search; only what is Chinese needs spelling. */
export const typedOf = (q: string): Typed => {
  const query = normalizeQuery(q)
  const latin = latinQuery(query) ?? ''
  return { query, latin, sound: latin === '' && query !== '' ? soundsOf(query).full : latin }
}
