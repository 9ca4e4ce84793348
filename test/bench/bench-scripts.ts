import { sql } from 'drizzle-orm'
import { bumpLibrary, createLibrary } from '../../src/features/scripts/library.ts'
import { searchScripts } from '../../src/features/scripts/queries.ts'
import { searchText } from '../../src/features/scripts/search-text.ts'
import { shelve, writeLibrary } from '../support/script-library.ts'
import { type Engine, openTestDb } from '../support/store.ts'
import { NO_GOAL, type Row } from './table.ts'

const SIZE = 20_000
const EACH = 60
const NOW = new Date('2026-11-24T02:00:00Z')

const p95 = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0

const timed = async (queries: readonly string[], ask: (q: string) => Promise<unknown>): Promise<number[]> => {
  const times: number[] = []
  for (const q of queries) {
    const began = performance.now()
    await ask(q)
    times.push(performance.now() - began)
  }
  return times
}

/** The plain way: three columns of every row, and no ranking. */
const wholeTable = (q: string) => {
  const holds = `%${q}%`
  return sql`select id from scripts where words ilike ${holds} or pinyin ilike ${holds} or initials ilike ${holds}
    order by id limit 20`
}

/** Searching 20,000 written scripts as a rep types, beside the same question asked of every row in the database. */
export const benchScripts = async (engine: Engine, name: string): Promise<Row[]> => {
  const opened = await openTestDb(engine)
  try {
    const made = writeLibrary(SIZE)
    await shelve(opened.db, made, NOW)
    await opened.db.transaction((tx) => bumpLibrary(tx))
    const library = createLibrary({ db: opened.db, now: () => NOW })
    const ask = (q: string) =>
      searchScripts(library, {
        reader: { userid: 'wangmin', departments: [], keepsAll: false },
        today: '2026-11-24',
        q,
        usesFrom: NOW,
        limit: 20,
      })
    await ask('warm up')
    const asked = Array.from({ length: EACH }, (_, at) => made[(at * 331) % SIZE]?.title ?? '')
    const spelled = asked.map((title) => searchText({ title, tags: [], parts: [] }))
    const kinds: [string, string[]][] = [
      ['Chinese', asked.map((title) => title.slice(0, 4))],
      ['pinyin', spelled.map(({ pinyin }) => pinyin.slice(0, 7))],
      ['initials', spelled.map(({ initials }) => initials.slice(0, 3))],
      ['with a slip', spelled.map(({ pinyin }) => `${pinyin.slice(0, 4)}q${pinyin.slice(5, 10)}`)],
    ]
    const rows: Row[] = []
    for (const [kind, queries] of kinds) {
      const ours = p95(await timed(queries, ask))
      const beside = p95(await timed(queries.slice(0, 20), (q) => opened.db.execute(wholeTable(q))))
      rows.push({
        goal: `search of ${SIZE} scripts, ${kind}, ${name}, beside every row in SQL`,
        measured: `${(ours / beside).toFixed(2)} × (p95 ${ours.toFixed(1)} ms; ${beside.toFixed(1)} ms)`,
        verdict: NO_GOAL,
      })
    }
    return rows
  } finally {
    await opened.close()
  }
}
