import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bumpLibrary } from '../../src/features/scripts/library.ts'
import { searchText } from '../../src/features/scripts/search-text.ts'
import { seededRandom } from '../../src/sandbox/seed/seeded-random.ts'
import { shelve, writeLibrary } from '../support/script-library.ts'
import { startWorld, type World } from '../support/world.ts'
import { type Phone, phone } from './phone.ts'
import { canBrowse, openBrowser, SOON } from './trial.ts'

const MANY = 2_000
const SAMPLE = 15
const GOAL = 3
const AT_MOST = 8
/** The rest of a phone's screen is the keyboard. */
const ABOVE_KEYBOARD = 500

describe.runIf(canBrowse)('any of 2,000 scripts, typed into the search box beside a chat', () => {
  let world: World
  let browser: Browser
  let rep: Phone
  const library = writeLibrary(MANY)

  beforeAll(async () => {
    ;[world, browser] = await Promise.all([startWorld({ at: '2026-11-24T10:00:00+08:00' }), openBrowser()])
    await shelve(world.deps.core.db, library, world.deps.core.now())
    await world.deps.core.db.transaction((tx) => bumpLibrary(tx))
    const id = await world.people.addCustomer({ name: '王芳', userid: 'wangmin', addWay: 1 })
    await world.settle()
    rep = await phone(browser, { url: world.url, stop: world.close }, 'wangmin')
    await rep.chatWith(id)
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  /** Whether a title is on the screen without scrolling, once the list shows what was typed so far. */
  const isVisible = (title: string): Promise<boolean> =>
    rep.page
      .locator('li.script h3')
      .evaluateAll(
        (rows, { wanted, bottom }) =>
          rows.some((row) => row.textContent === wanted && row.getBoundingClientRect().bottom <= bottom),
        { wanted: title, bottom: ABOVE_KEYBOARD },
      )

  const keysUntilSeen = async (title: string, letters: string): Promise<number> => {
    const box = rep.page.getByLabel('搜话术，拼音首字母也行')
    await box.fill('')
    await box.focus()
    for (let count = 1; count <= Math.min(letters.length, AT_MOST); count += 1) {
      const answered = rep.page.waitForResponse(
        (reply) => new URL(reply.url()).searchParams.get('q') === letters.slice(0, count),
        SOON,
      )
      await rep.page.keyboard.press(letters[count - 1] ?? '')
      await answered
      await rep.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
      if (await isVisible(title)) return count
    }
    return Number.POSITIVE_INFINITY
  }

  test('is seen after three keys in the median', async () => {
    const random = seededRandom(20_261_124)
    const sample = Array.from({ length: SAMPLE }, () => library[Math.floor(random() * MANY)]?.title ?? '')
    const counts: number[] = []
    for (const title of sample) {
      counts.push(await keysUntilSeen(title, searchText({ title, tags: [], parts: [] }).initials))
    }
    const sorted = counts.toSorted((a, b) => a - b)
    const median = sorted[Math.floor(sorted.length / 2)]
    process.stdout.write(`\nkeys to any of ${MANY} scripts in the browser: median ${median}, worst ${sorted.at(-1)}\n`)
    expect(sorted.at(-1)).toBeLessThan(Number.POSITIVE_INFINITY)
    expect(median).toBeLessThanOrEqual(GOAL)
  }, 120_000)
})
