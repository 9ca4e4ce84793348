import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { glanceAt, lookAt } from './look.ts'
import { addFriend, ask, type Phone, phone } from './phone.ts'
import { answersAgain, canBrowse, openBrowser, startTrial, type Trial } from './trial.ts'

type State = { rows: { kind: string; id: string }[] }
type Place = { name: string; who: () => Phone; open: () => Promise<void> }

describe.runIf(canBrowse)('every page', () => {
  let trial: Trial
  let browser: Browser
  let rep: Phone
  let lead: Phone
  let admin: Phone
  let customer = ''
  let chatId = ''

  const go = async (who: Phone, path: string) => {
    await who.page.goto(new URL(path, trial.url).toString())
    await who.page.locator('main:not([aria-busy]) h1').waitFor()
    await who.page.waitForLoadState('networkidle')
  }
  const page = (name: string, who: () => Phone, path: () => string): Place => ({
    name,
    who,
    open: () => go(who(), path()),
  })
  const tab = (at: number, name: string): Place => ({
    name,
    who: () => rep,
    open: async () => {
      if (at === 0) await go(rep, `/sidebar/customers/${customer}`)
      await rep.page.getByRole('tab').nth(at).click()
      await rep.page.waitForLoadState('networkidle')
    },
  })
  const PLACES: Place[] = [
    page(
      'entry',
      () => rep,
      () => '/sidebar/',
    ),
    tab(0, 'card-scripts'),
    tab(1, 'card-history'),
    tab(2, 'card-orders'),
    tab(3, 'card-profile'),
    page(
      'today-page',
      () => rep,
      () => '/sidebar/today',
    ),
    page(
      'home-of-lead',
      () => lead,
      () => '/sidebar/home',
    ),
    page(
      'home-of-admin',
      () => admin,
      () => '/sidebar/home',
    ),
    page(
      'team-page',
      () => lead,
      () => '/sidebar/team/wangmin',
    ),
    page(
      'group-page',
      () => rep,
      () => `/sidebar/groups/${encodeURIComponent(chatId)}`,
    ),
    page(
      'customers',
      () => rep,
      () => '/sidebar/customers',
    ),
    page(
      'library',
      () => rep,
      () => '/sidebar/scripts',
    ),
    {
      name: 'editor',
      who: () => admin,
      open: async () => {
        await go(admin, '/sidebar/scripts')
        await admin.page.locator('footer .primary').click()
        await admin.page.locator('dialog form, dialog .field').first().waitFor()
      },
    },
    page(
      'settings',
      () => admin,
      () => '/sidebar/settings',
    ),
    page(
      'sessions',
      () => rep,
      () => '/sidebar/sessions',
    ),
    page(
      'manage',
      () => admin,
      () => '/sidebar/manage',
    ),
    page(
      'lost',
      () => rep,
      () => '/sidebar/no-such-page',
    ),
  ]

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    rep = await phone(browser, trial, 'wangmin')
    lead = await phone(browser, trial, 'zhaolei')
    admin = await phone(browser, trial, 'linyu')
    customer = await addFriend(trial, rep, '易敏')
    const state = await ask<State>(trial, rep, '/sandbox/api/state?rep=wangmin')
    chatId = state.rows.find((row) => row.kind === 'group')?.id ?? ''
    const { request } = rep.page.context()
    const to = (path: string) => new URL(`/api/customers/${customer}/${path}`, trial.url).toString()
    await request.post(to('orders'), {
      data: { orderNo: 'A-2026-1001', amount: 129_900, currency: 'CNY', paidAt: '2026-11-23T02:00:00Z' },
    })
    await request.post(to('opportunities'), {
      data: { amount: 888_800, expectedOn: '2026-12-01', nextStep: '发报价单' },
    })
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  test('is read by everybody: nothing WCAG 2.2 AA forbids, in the panel and in the window, by day and by night', async () => {
    const wrong: string[] = []
    for (const { name, who, open } of PLACES) {
      await open()
      wrong.push(...(await lookAt(name, who())))
    }
    expect(wrong).toEqual([])
  }, 240_000)

  test('a manager’s first page, which is the admin’s without the system, is read as well', async () => {
    await admin.page.route('**/api/home', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, json: { ...(await response.json()), system: null } })
    })
    await go(admin, '/sidebar/home')
    expect(await lookAt('home-of-manager', admin)).toEqual([])
    await answersAgain(admin.page)
  }, 60_000)

  test('fits the panel in English too: nothing scrolls sideways and no button’s words are cut off', async () => {
    for (const { page } of [rep, lead, admin]) await page.evaluate("localStorage.setItem('zg:lang', '\"en\"')")
    const wrong: string[] = []
    for (const { name, who, open } of PLACES) {
      await open()
      expect(await who().page.locator('html').getAttribute('lang')).toBe('en')
      wrong.push(...(await glanceAt(`en-${name}`, who())))
    }
    expect(wrong).toEqual([])
  }, 240_000)

  test('nothing of it made the console complain', () =>
    expect([rep, lead, admin].flatMap((one) => one.complaints)).toEqual([]))
})
