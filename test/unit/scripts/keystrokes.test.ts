import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OpenDb } from '../../../src/db/open.ts'
import { createLibrary, type Library } from '../../../src/features/scripts/library.ts'
import { searchScripts } from '../../../src/features/scripts/queries.ts'
import { searchText } from '../../../src/features/scripts/search-text.ts'
import { scripts } from '../../../src/features/scripts/tables.ts'
import { openTestDb } from '../../support/store.ts'

const WHAT = ['面霜', '精华', '防晒', '粉底', '洁面', '眼霜', '香水', '口红', '护手霜', '身体乳']
const ABOUT = [
  '价格',
  '效果',
  '成分',
  '用法',
  '保质期',
  '发货',
  '退换',
  '小样',
  '活动',
  '会员',
  '预约',
  '体验',
  '库存',
  '搭配',
  '肤质',
  '年龄',
  '季节',
  '敏感',
  '送礼',
  '对比',
]
const HOW = ['怎么说', '解释', '提醒', '回访', '邀约', '安抚', '推荐', '追问', '道歉', '感谢']
/** What the tab shows without scrolling on a small phone. */
const SHOWN = 5
const MANY = 2_000
const GOAL = 3

/** 2,000 titles as a company with ten lines of products would write them. */
const titles = WHAT.flatMap((what) => ABOUT.flatMap((about) => HOW.map((how) => `${about}${how}·${what}`)))

describe('any of 2,000 scripts', () => {
  let opened: OpenDb
  let library: Library

  beforeAll(async () => {
    opened = await openTestDb()
    library = createLibrary({ db: opened.db, now: () => new Date('2026-11-24T02:00:00Z') })
    const now = new Date('2026-11-24T02:00:00Z')
    const rows = titles.map((title) => {
      const parts = [{ type: 'text' as const, text: `${title}：您看这样可以吗？` }]
      const kept = { title, category: 'value', stages: [], tags: [], parts, scope: 'company' as const }
      return { ...kept, ...searchText(kept), createdAt: now, updatedAt: now }
    })
    for (let at = 0; at < rows.length; at += 200) await opened.db.insert(scripts).values(rows.slice(at, at + 200))
  })
  afterAll(() => opened.close())

  const isShown = async (title: string, q: string): Promise<boolean> => {
    const usesFrom = new Date('2026-10-24T02:00:00Z')
    const { items } = await searchScripts(library, {
      reader: { userid: 'wangmin', departments: [], keepsAll: false },
      today: '2026-11-24',
      q,
      usesFrom,
      limit: SHOWN,
    })
    return items.some((one) => one.title === title)
  }
  /**
   * The fewest letters that bring it onto the screen, typed either as the title begins or as its words begin: nobody
   * thinks longer about it than that.
   */
  const keystrokesFor = async (title: string, initials: string): Promise<number> => {
    const words = searchText({ title: title.replace('·', ' '), tags: [], parts: [] }).initials
    const about = ABOUT.find((one) => title.startsWith(one)) ?? ''
    const starts = [initials[0], initials[about.length], words.at(-(title.split('·')[1] ?? '').length)].join('')
    for (let count = 1; count <= initials.length; count += 1) {
      const typed = new Set([initials.slice(0, count), starts.slice(0, count)])
      for (const letters of typed) if (await isShown(title, letters)) return count
    }
    return Number.POSITIVE_INFINITY
  }

  test('are 2,000 different ones', () => {
    expect(new Set(titles).size).toBe(MANY)
  })

  test('is on the screen after a few letters of its initials', async () => {
    const rows = await opened.db.select({ title: scripts.title, initials: scripts.initials }).from(scripts)
    const sample = rows.filter((_, at) => at % 40 === 7)
    const counts: number[] = []
    for (const row of sample) counts.push(await keystrokesFor(row.title, row.initials))
    const sorted = counts.sort((a, b) => a - b)
    const median = sorted[Math.floor(sorted.length / 2)]
    process.stdout.write(`\nkeystrokes to any of ${MANY} scripts: median ${median}, worst ${sorted.at(-1)}\n`)
    expect(sorted.at(-1)).toBeLessThan(Number.POSITIVE_INFINITY)
    expect(median).toBeLessThanOrEqual(GOAL)
  }, 60_000)
})
