import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { XSS_PAYLOADS } from '../security/payloads.ts'
import { startWorld, type World } from '../support/world.ts'
import { canBrowse, openBrowser } from './trial.ts'

/** A tag of a script has twenty characters. */
const SHORT = ['<b data-evil>', '"><i data-evil>', '<s data-evil/>']

/** Opens one thing after the other, as a curious visitor would. */
const OPEN_EVERYTHING = `(async () => {
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  await pause(300)
  for (const row of [...document.querySelectorAll('#rows > *')].slice(0, 10)) { row.click(); await pause(60) }
  for (const more of [...document.querySelectorAll('#entries summary')].slice(0, 40)) more.click()
  await pause(300)
})()`

type Hit = { ran: number; elements: string[]; away: string[] }

describe.runIf(canBrowse)('people whose names and words are programs', () => {
  let world: World
  let browser: Browser
  let customer = ''
  const cut = (length: number) => XSS_PAYLOADS.filter((one) => [...one].length <= length)
  const some = (from: number, count: number, length = 1_000) =>
    Array.from({ length: count }, (_, index) => cut(length)[(from + index) % cut(length).length] ?? '')

  /** What comes in through WeCom: whoever adds a rep chooses such a name himself. */
  const peopleOf = async () => {
    const { people } = world
    await people.memberJoins({ userid: 'evil', name: some(0, 1)[0] ?? '', departments: [3], position: some(1, 1)[0] })
    for (const [index, name] of some(2, 3).entries())
      await people.createDepartment({ id: 90 + index, name, parentId: 2 })
    await people.createTagGroup(some(5, 1)[0] ?? '', some(6, 8))
    const ids: string[] = []
    for (const name of XSS_PAYLOADS.slice(0, 14))
      ids.push(await people.addCustomer({ name, userid: 'wangmin', addWay: 1 }))
    for (const [index, id] of ids.slice(0, 8).entries()) {
      await people.editRemark(id, 'wangmin', XSS_PAYLOADS[20 + index] ?? '')
      await people.customerSays(id, 'wangmin', XSS_PAYLOADS[index] ?? '')
    }
    customer = ids[0] ?? ''
    for (const text of XSS_PAYLOADS) await people.repSays(customer, 'wangmin', text)
    const group = await people.createGroup({
      name: some(30, 1)[0] ?? '',
      owner: 'wangmin',
      externalUserids: ids.slice(0, 3),
    })
    await people.changeNotice(group, some(31, 1)[0] ?? '')
    await world.settle()
  }

  /** What members write into the product itself. */
  const wordsOf = async () => {
    const [rep, admin] = [await world.as('wangmin'), await world.as('linyu')]
    const path = `/api/customers/${customer}`
    const refused: string[] = []
    const heard = (where: string, { status, body }: { status: number; body: unknown }) => {
      if (status >= 300) refused.push(`${where}: ${status} ${JSON.stringify(body).slice(0, 200)}`)
    }
    const tell = async (who: typeof rep, where: string, body: unknown) => heard(where, await who.post(where, body))
    for (let from = 0; from < XSS_PAYLOADS.length; from += 4)
      await tell(rep, `${path}/notes`, { text: XSS_PAYLOADS.slice(from, from + 4).join(' '), nextStepOn: '2026-11-25' })
    for (const text of some(0, 3)) await tell(rep, `${path}/log`, { outcome: 'replied', text })
    await tell(rep, `${path}/stage`, { stage: 'intent', reason: some(9, 1, 200)[0] })
    // In a script a brace begins a variable: those are refused with their name.
    const inScript = XSS_PAYLOADS.filter((one) => !one.includes('{') && one.length <= 120)
    const paidAt = '2026-11-24T08:00:00+08:00'
    for (const orderNo of some(3, 4, 64))
      await tell(rep, `${path}/orders`, { orderNo, amount: 100, currency: 'CNY', paidAt })
    const titles = inScript.filter((one) => [...one].length <= 60).slice(0, 20)
    for (const [index, title] of titles.entries()) {
      const part = { type: 'text', text: inScript.slice(index * 3, index * 3 + 3).join(' ') || 'a' }
      const link = {
        type: 'link',
        title: inScript.filter((one) => one.length <= 64)[index % 5],
        url: 'https://shop.example/a',
        description: inScript[index],
      }
      const script = { title, category: 'care', tags: SHORT, parts: [part, link], stages: ['new', 'intent'] }
      await tell(index % 2 === 0 ? rep : admin, '/api/scripts', {
        ...script,
        scope: index % 2 === 0 ? 'personal' : 'company',
      })
    }
    for (const name of some(0, 4, 60)) {
      await tell(admin, '/api/api-keys', { name, scopes: ['orders:write'] })
      const url = `${world.deps.config.wecomApiUrl}${world.people.addRobot(name)}`
      await tell(admin, '/api/digest-channels', { name, url, scope: { company: true }, kinds: ['daily'] })
    }
    heard('calendar', await admin.put('/api/calendar/2026-11-26', { kind: 'work', label: some(4, 1, 60)[0] }))
    heard('brand', await admin.put('/api/settings/brand', { value: { name: some(5, 1, 40)[0] } }))
    return refused
  }

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T08:30:00+08:00' })
    browser = await openBrowser()
    await peopleOf()
    // Refused words would prove nothing about how they are shown.
    expect(await wordsOf()).toEqual([])
    await world.to('2026-11-24T09:30:00+08:00')
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  const open = async (userid: string) => {
    // The page's own policy would stop most programs: here it is switched off, so that only the page's care counts.
    const context = await browser.newContext({
      bypassCSP: true,
      viewport: { width: 1280, height: 900 },
      locale: 'zh-CN',
    })
    const [name, value] = (await world.as(userid)).cookie.split('=')
    await context.addCookies([
      { name: name ?? '', value: value ?? '', url: world.url },
      { name: 'sandbox_userid', value: userid, url: world.url },
    ])
    const page = await context.newPage()
    const own = [new URL(world.url).host, new URL(world.deps.config.wecomApiUrl).host]
    const away: string[] = []
    // Tencent's own script for the sidebar is asked for by us, not by a payload.
    const ours = (url: string) =>
      /^(data|blob|about):/.test(url) ||
      own.includes(new URL(url).host) ||
      /^https:\/\/(res\.wx\.qq\.com|wwcdn\.weixin\.qq\.com)\//.test(url)
    await page.route(/^https:/, (route) => route.abort())
    page.on('request', (request) => {
      if (!ours(request.url())) away.push(request.url())
    })
    page.on('dialog', (dialog) => {
      away.push(`dialog ${dialog.message()}`)
      void dialog.dismiss()
    })
    return { page, away, close: () => context.close() }
  }

  const look = async (page: Page, away: string[]): Promise<Hit> => {
    let ran = 0
    const elements: string[] = []
    for (const frame of page.frames()) {
      ran += await frame.evaluate<number>('window.__ran || 0').catch(() => 0)
      const found = await frame
        .evaluate<string[]>(
          `[...document.querySelectorAll('[data-evil],[onerror],[onload],[href^="javascript:" i]')].map((one) => one.outerHTML.slice(0, 200))`,
        )
        .catch(() => [])
      elements.push(...found)
    }
    return { ran, elements, away }
  }
  const CLEAN: Hit = { ran: 0, elements: [], away: [] }

  test('come in more than forty kinds, and a page that took them as they are would be found out', async () => {
    expect(new Set(XSS_PAYLOADS).size).toBeGreaterThanOrEqual(40)
    const { page, away, close } = await open('wangmin')
    await page.goto(`${world.url}/livez`)
    await page.setContent(`<body>${XSS_PAYLOADS.slice(0, 4).join('')}</body>`)
    await page.waitForTimeout(300)
    const hit = await look(page, away)
    expect(hit.ran).toBeGreaterThan(1)
    expect(hit.elements.length).toBeGreaterThan(2)
    expect(hit.away.length).toBeGreaterThan(0)
    await close()
  })

  test.each([
    ['the list of customers', 'wangmin', '/sidebar/customers'],
    ['a search for one', 'wangmin', `/sidebar/customers?q=${encodeURIComponent(XSS_PAYLOADS[1] ?? '')}`],
    ['the day', 'wangmin', '/sidebar/today'],
    ['the library of scripts', 'wangmin', '/sidebar/scripts'],
    ['the settings', 'wangmin', '/sidebar/settings'],
    ['the manager’s page', 'linyu', '/sidebar/manage'],
    ['a card of nobody', 'wangmin', `/sidebar/customers/${encodeURIComponent(XSS_PAYLOADS[1] ?? '')}`],
    [
      'a page that does not exist',
      'wangmin',
      `/sidebar/${encodeURIComponent('"><img data-evil src=x onerror=alert(1)>')}`,
    ],
  ])('stay words in %s', async (_name, userid, path) => {
    const { page, away, close } = await open(userid)
    await page.goto(`${world.url}${path}`)
    await page.locator('main:not([aria-busy])').first().waitFor()
    for (const summary of await page.locator('summary, [role=tab]').all())
      await summary.click({ timeout: 1_000 }).catch(() => {})
    await page.waitForTimeout(500)
    expect(await look(page, away)).toEqual(CLEAN)
    await close()
  })

  test('stay words on the card, in its timeline, in its scripts and in its sheets', async () => {
    const { page, away, close } = await open('wangmin')
    await page.goto(`${world.url}/sidebar/customers/${customer}`)
    await page.locator('main:not([aria-busy])').first().waitFor()
    expect(await page.locator('main').innerText()).toContain('window.__ran')
    for (const summary of await page.locator('summary, [role=tab]').all()) {
      await summary.click({ timeout: 1_000 }).catch(() => {})
      await page.waitForTimeout(200)
      expect(await look(page, away)).toEqual(CLEAN)
    }
    await page.mouse.wheel(0, 10_000)
    await page.waitForTimeout(500)
    expect(await look(page, away)).toEqual(CLEAN)
    await close()
  })

  test('stay words in every view of the sandbox', async () => {
    const { page, away, close } = await open('wangmin')
    // In a trial both live behind one port, and the window of the sandbox opens nowhere else.
    await page.route(`${world.url}/sandbox/**`, async (route) => {
      const { pathname, search } = new URL(route.request().url())
      const url = new URL(`${pathname}${search}`, world.deps.config.wecomApiUrl).toString()
      const headers = { ...route.request().headers(), host: new URL(world.url).host }
      await route.fulfill({ response: await route.fetch({ url, headers, maxRedirects: 0 }) })
    })
    await page.goto(`${world.url}/sandbox/`)
    await page.locator('#rows button, #rows [role=button], #rows > *').first().waitFor()
    expect(await page.locator('#rows').innerText()).toContain('onerror')
    for (const view of ['messages', 'members', 'workbench', 'events', 'control']) {
      await page.locator(`nav.rail [data-view="${view}"]`).click()
      await page.evaluate(OPEN_EVERYTHING)
      expect([view, await look(page, away)]).toEqual([view, CLEAN])
    }
    await close()
  }, 60_000)
})
