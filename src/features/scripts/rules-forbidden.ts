import { FORBIDDEN_WORDS } from './forbidden-data.ts'

/** Spaces and zero-width signs between the characters are how people slip a word past a check. */
const squeezed = (text: string): string => text.normalize('NFKC').replace(/[\s\u200b-\u200f\u2060\ufeff·*_.-]/g, '')

/** Forbidden words in a text, each once; `extra` are the company's own. */
export const forbiddenWords = (text: string, extra: readonly string[] = []): string[] => {
  const plain = squeezed(text)
  const found = FORBIDDEN_WORDS.filter((one) =>
    (one.pattern ?? { test: () => plain.includes(one.word) }).test(plain),
  ).map((one) => one.word)
  const own = extra.map((word) => squeezed(word)).filter((word) => word !== '' && plain.includes(word))
  return [...new Set([...found, ...own])]
}

export type WordVerdict = { ok: true; warnings: string[] } | { ok: false; why: 'forbidden-word'; words: string[] }

/** What all reps will send must be clean; a rep's own script is saved with a warning. */
export const judgeWords = (words: readonly string[], scope: 'company' | 'personal'): WordVerdict =>
  words.length > 0 && scope === 'company'
    ? { ok: false, why: 'forbidden-word', words: [...words] }
    : { ok: true, warnings: [...words] }
