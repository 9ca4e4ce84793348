import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type Row, verdictOf } from './table.ts'

const DIST = fileURLToPath(new URL('../../sidebar-h5/dist', import.meta.url))
const BUDGET = 70_000

const packed = (file: string): number => gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length

/** What a phone must have before it can paint: the page and every file it names. */
const firstScreen = (): string[] => {
  const html = readFileSync(join(DIST, 'index.html'), 'utf8')
  const named = [...html.matchAll(/(?:src|href)="\/sidebar\/(assets\/[^"]+)"/g)].map((found) => found[1] ?? '')
  if (named.length === 0) throw new Error('the built page names no files')
  return ['index.html', ...new Set(named)]
}

const total = (files: readonly string[]): number => files.reduce((bytes, file) => bytes + packed(file), 0)

export const benchBytes = (): Row[] => {
  const all = firstScreen()
  const code = all.filter((name) => name.endsWith('.js'))
  return [
    {
      goal: `JavaScript of the sidebar's first screen, WeCom's kit included: ≤ ${BUDGET / 1000} KB packed`,
      measured: `${(total(code) / 1000).toFixed(1)} KB in ${code.length} files; ${(total(all) / 1000).toFixed(1)} KB in ${all.length} with page and styles`,
      verdict: verdictOf({
        value: total(code),
        limit: BUDGET,
        better: 'less',
        because: 'something joined the first screen',
      }),
    },
  ]
}
