import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ERRCODES } from '../../../src/wecom/errcodes-data.ts'
import { wireVerdict } from '../../../src/wecom/types/auth.ts'

const SAMPLES = join(import.meta.dirname, '../../../../shared/wecom-samples')

const read = (path: string): unknown => JSON.parse(readFileSync(join(SAMPLES, path), 'utf8'))

describe.runIf(existsSync(SAMPLES))('published refusals', () => {
  const errors = existsSync(SAMPLES) ? readdirSync(join(SAMPLES, 'errors')) : []
  it.each(errors)('%s is a refusal that we can explain', (file) => {
    const verdict = wireVerdict.parse(read(join('errors', file)))
    expect(ERRCODES.has(Number(verdict.errcode))).toBe(true)
  })
})

const CODES = join(SAMPLES, 'errcodes.tsv')

describe.runIf(existsSync(CODES))('the table of error codes', () => {
  it('names only codes that WeCom has published, apart from a handful the list does not hold', () => {
    const published = new Set(
      readFileSync(CODES, 'utf8')
        .split('\n')
        .map((line) => Number(line.split('\t')[0])),
    )
    const unlisted = [...ERRCODES.keys()].filter((code) => !published.has(code))
    // Two of the archive's SDK, concurrent writes to one customer, two of the documented range of group hand-overs.
    expect(unlisted).toEqual([10001, 10003, 45035, 90505, 90506])
  })
})
