import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { figure } from '../support/figures.ts'
import { ASVS_NUMBERS } from './asvs-numbers.ts'
import { ROWS_1_4 } from './asvs-rows-1-4.ts'
import { ROWS_5_9 } from './asvs-rows-5-9.ts'
import { ROWS_10_17 } from './asvs-rows-10-17.ts'

const VERDICTS = ['tested', 'by design', 'not applicable', 'open']
const rows = [ROWS_1_4, ROWS_5_9, ROWS_10_17].flatMap((text) =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const [number = '', level = '', verdict = '', reason = '', file = '', title = ''] = line.split(' | ')
      return { number, level: Number(level), verdict, reason, file, title, parts: line.split(' | ').length }
    }),
)
const numbersOf = (level: 1 | 2): string[] =>
  ASVS_NUMBERS[level]
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .flatMap((one) => {
      const [section = '', list = ''] = one.split(': ')
      return list.split(' ').map((last) => `${section}.${last}`)
    })
const of = (verdict: string) => rows.filter((one) => one.verdict === verdict)

/** The titles that stand in a test file as the name of a test, not merely somewhere in its text. */
const titlesIn = (path: string): Set<string> => {
  const text = readFileSync(path, 'utf8')
  const calls =
    /(?:^|[\s;])(?:test|it)(?:\.\w+)*(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g
  return new Set([...text.matchAll(calls)].map((one) => one[2] ?? ''))
}

describe('OWASP ASVS 5.0.0', () => {
  test.each([
    [1, 70],
    [2, 183],
  ] as const)('every number of level %i has exactly one row, of %i', (level, many) => {
    const numbers = numbersOf(level)
    expect([numbers.length, new Set(numbers).size]).toEqual([many, many])
    const own = rows.filter((one) => one.level === level).map(({ number }) => number)
    expect([...own].sort()).toEqual([...numbers].sort())
  })

  test('every row has a verdict and a reason, and names a test just where it says tested', () => {
    for (const { number, verdict, reason, parts } of rows) {
      expect([number, VERDICTS.includes(verdict), reason.length >= 5]).toEqual([number, true, true])
      expect([number, parts]).toEqual([number, verdict === 'tested' ? 6 : 4])
    }
  })

  test('every test that a row relies on is there by its very name', () => {
    const known = new Map<string, Set<string>>()
    const wrong = of('tested').filter(({ file, title }) => {
      const path = fileURLToPath(new URL(`../${file}`, import.meta.url))
      if (!existsSync(path)) return true
      if (!known.has(file)) known.set(file, titlesIn(path))
      return known.get(file)?.has(title) !== true
    })
    expect(wrong.map(({ number, file, title }) => `${number}: ${file}: ${title}`)).toEqual([])
  })

  test('a test is known by its name alone: a sentence that merely stands in the file does not count', () => {
    const titles = titlesIn(fileURLToPath(new URL('asvs-source.test.ts', import.meta.url)))
    expect([titles.has('there is something to look at'), titles.has('USER node'), titles.has('src/')]).toEqual([
      true,
      false,
      false,
    ])
  })

  test('at least 120 are proven by a test, and what is open is said', () => {
    const counts = VERDICTS.map((verdict) => `${of(verdict).length} ${verdict}`).join(', ')
    const proofs = new Set(of('tested').map(({ file, title }) => `${file}: ${title}`)).size
    figure(`S6 ASVS 5.0.0, levels 1 and 2: ${rows.length} items, ${counts}; ${proofs} different tests`)
    for (const { number, level, reason } of of('open')) figure(`S6 open: ${number} (L${level}) ${reason}`)
    expect(of('tested').length).toBeGreaterThanOrEqual(120)
  })
})
