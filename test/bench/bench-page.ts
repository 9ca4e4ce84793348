import type { CDPSession } from 'playwright-core'
import { addFriend, type Phone, phone } from '../browser/phone.ts'
import { canBrowse, openBrowser, startTrial } from '../browser/trial.ts'
import { type Row, verdictOf } from './table.ts'

/** What browsers' own tools call Fast 3G since 2019: 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up. */
const FAST_3G = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 }
const AT_HOME = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
const TIMES = 9
const GOAL_COLD_MS = 1_000
const GOAL_WARM_MS = 300

type Visit = { phone: Phone; cdp: CDPSession; url: string }

/** The moment of the frame that shows it, noted in the page: asking from outside would add the pauses between two questions. */
const NOTE_USEFUL = `(() => {
  const look = () => {
    if (window.usefulAt === undefined && document.querySelector('main:not([aria-busy]) .acts .primary') !== null)
      requestAnimationFrame(() => { window.usefulAt ??= performance.now() })
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true })
})()`

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** From the tap on the chat until the step to do, and its button, stand on the screen. */
const openCard = async ({ phone: { page }, url }: Visit): Promise<number> => {
  await page.goto('about:blank')
  await page.goto(url, { waitUntil: 'commit' })
  await page.locator('main:not([aria-busy]) .acts .primary').waitFor()
  await page.waitForFunction('window.usefulAt !== undefined')
  return page.evaluate<number>('window.usefulAt')
}

const repeat = async (visit: Visit, before: () => Promise<void>): Promise<number> => {
  const took: number[] = []
  for (let time = 0; time < TIMES; time += 1) {
    await before()
    took.push(await openCard(visit))
  }
  return median(took)
}

const measure = async (visit: Visit): Promise<{ cold: number; warm: number }> => {
  const { cdp, phone: rep, url } = visit
  await cdp.send('Network.enable')
  // The trial's stand-in for WeCom's client; this phone has its own, and a real one has its client.
  await cdp.send('Network.setBlockedURLs', { urls: ['*/sandbox/bridge.js*'] })
  await rep.page.addInitScript(NOTE_USEFUL)
  const forgetAll = async () => {
    await cdp.send('Network.clearBrowserCache')
    await rep.page.goto(new URL('/livez', url).toString())
    await rep.page.evaluate(
      "Object.keys(localStorage).filter((key) => key.startsWith('zg:card')).forEach((key) => localStorage.removeItem(key))",
    )
  }
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await cdp.send('Network.emulateNetworkConditions', FAST_3G)
  const cold = await repeat(visit, forgetAll)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  await cdp.send('Network.emulateNetworkConditions', AT_HOME)
  return { cold, warm: await repeat(visit, async () => undefined) }
}

/** How long a rep waits for a useful card. Needs Chromium; without one there is no row. */
export const benchPage = async (): Promise<Row[]> => {
  if (!canBrowse) return []
  const [trial, browser] = await Promise.all([startTrial(), openBrowser()])
  try {
    const rep = await phone(browser, trial, 'wangmin')
    await rep.chatWith(await addFriend(trial, rep, '首屏客户'))
    const cdp = await rep.page.context().newCDPSession(rep.page)
    const { cold, warm } = await measure({ phone: rep, cdp, url: new URL('/sidebar/', trial.url).toString() })
    const row = (what: string, value: number, limit: number, because: string): Row => ({
      goal: `${what}: ≤ ${limit} ms`,
      measured: `${Math.round(value)} ms, median of ${TIMES}`,
      verdict: verdictOf({ value, limit, better: 'less', because }),
    })
    return [
      row(
        'useful card, nothing cached, 4 × slower CPU, Fast 3G',
        cold,
        GOAL_COLD_MS,
        'page, code and card are three round trips',
      ),
      row('useful card, warm cache', warm, GOAL_WARM_MS, 'server and browser share the two cores'),
    ]
  } finally {
    await browser.close()
    await trial.stop()
  }
}
