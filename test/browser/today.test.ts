import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Today } from '../../src/features/follow-ups/shapes.ts'
import type { Home } from '../../src/features/home/shapes.ts'
import { addFriend, ask, lookAt, type Phone, phone } from './phone.ts'
import { canBrowse, openBrowser, SOON, startTrial, type Trial } from './trial.ts'

describe.runIf(canBrowse)('a rep’s day', () => {
  let trial: Trial
  let browser: Browser
  let rep: Phone
  let admin: Phone

  const send = (path: string, data: unknown) =>
    rep.page.context().request.post(new URL(path, trial.url).toString(), { data })
  const today = () => ask<Today>(trial, rep, '/api/today')
  const open = async () => {
    await rep.page.goto(new URL('/sidebar/today', trial.url).toString())
    await rep.page.locator('main:not([aria-busy]) h1').waitFor()
    await rep.page.waitForLoadState('networkidle')
  }

  /** Every step that is due with the customer on the screen; then, and only then, the next customer is the main act. */
  const finishAll = async () => {
    const { open } = await ask<{ open: { id: string }[] }>(trial, rep, '/api/today')
    for (let steps = 0; steps <= open.length; steps += 1) {
      const before = await rep.page.locator('section.sheet h2').first().innerText()
      await rep.page.locator('.acts').getByRole('button', { name: '已跟进' }).click()
      await rep.page.getByRole('button', { name: '打过电话' }).click()
      await expect.poll(() => rep.page.locator('section.sheet h2').first().innerText(), SOON).not.toBe(before)
      await rep.page.locator('.toast', { hasText: '已跟进' }).waitFor()
      await rep.page.waitForLoadState('networkidle')
      if ((await rep.page.locator('.bar .primary').count()) > 0) return
    }
    throw new Error('the next customer never became the main act')
  }

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    ;[rep, admin] = await Promise.all([phone(browser, trial, 'heping'), phone(browser, trial, 'linyu')])
    for (const name of ['何一', '何二', '何三']) await addFriend(trial, rep, name, 'heping')
  })
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  test('a promise of today stands before everything else, with its hour', async () => {
    const second = (await today()).open.find((one) => one.customerName === '何二')
    const promise = { promise: { on: '2026-11-24', at: '18:30' }, text: '寄样品单号' }
    expect((await send(`/api/customers/${second?.externalUserid}/log`, promise)).status()).toBe(201)
    await open()
    const first = rep.page.locator('main ul li').first()
    await first.getByText('何二').waitFor()
    await first.getByText('承诺', { exact: true }).waitFor()
    await first.getByText('今天 18:30 前').waitFor()
    expect(await lookAt('today-promise', rep)).toEqual([])
  })

  test('the day is worked through from chat to chat without going back to the list', async () => {
    const names = (await today()).open.map((one) => one.customerName)
    expect(names.length).toBeGreaterThan(2)
    await open()
    await rep.page.getByRole('button', { name: `下一位：${names[0]}` }).click()
    const visited: string[] = []
    for (const [at, name] of names.entries()) {
      await rep.page.locator('h1', { hasText: name }).waitFor()
      visited.push(name)
      await finishAll()
      const next = names[at + 1]
      const bar = rep.page.locator('.bar button')
      if (at === 0) {
        await bar.filter({ hasText: `今天还有 ${names.length - 1} 位` }).waitFor()
        expect(await lookAt('card-next', rep)).toEqual([])
      }
      expect(await bar.innerText()).toContain(next === undefined ? '今天的都做完了' : `下一位：${next}`)
      await bar.click()
    }
    expect(visited).toEqual(names)
    await rep.page.getByText('今天的都做完了').waitFor()
  })

  test('the end of the day shows what was done, without comparing with anybody', async () => {
    await open()
    const end = rep.page.locator('main section').first()
    await end.getByText('今天跟进').waitFor()
    // Five people; with one of them three steps met.
    const { doneToday } = await today()
    expect(doneToday.length).toBeGreaterThan(5)
    expect(new Set(doneToday.map((one) => one.customerName)).size).toBe(5)
    expect(await end.locator('dd').first().innerText()).toBe('5')
    expect((await ask<Home>(trial, rep, '/api/home')).today).toEqual({ open: 0, overdue: 0, done: 5 })
    await rep.page.getByRole('heading', { name: '今天 5 位' }).waitFor()
    await rep.page.getByRole('heading', { name: '今天已完成 5 位' }).waitFor()
    expect(await lookAt('today-end', rep)).toEqual([])
  })

  test('the end says how much of the month’s own target is done, and whether that is ahead of the days gone by', async () => {
    const { request } = admin.page.context()
    const aim = async (amount: number) => {
      const data = { month: '2026-11', scope: 'member', scopeId: 'heping', amount }
      expect((await request.put(new URL('/api/targets', trial.url).toString(), { data })).status()).toBe(200)
      await open()
      const figure = rep.page.locator('main section').first().locator('dl > div', { hasText: '本月完成' })
      return figure.locator('dd').allInnerTexts()
    }
    await aim(1_000_000)
    const sold = (await today()).pace?.actual.amount ?? 0
    expect(sold).toBeGreaterThan(0)
    // 17 of November's 21 working days are gone by: 81 % of the month.
    expect(await aim(sold * 2)).toEqual(['50%', '比进度慢 38%'])
    await rep.page.locator('header', { hasText: '，完成 50% · 比进度慢 38%' }).waitFor()
    expect(await aim(sold)).toEqual(['100%', '比进度快 24%'])
    expect(await lookAt('today-end-pace', rep)).toEqual([])
  })

  test('what was put off by mistake is back with one tap', async () => {
    await addFriend(trial, rep, '何四', 'heping')
    await open()
    await rep.page.getByRole('button', { name: '延后' }).click()
    await rep.page.getByRole('button', { name: '客户在忙' }).click()
    await rep.page.locator('.toast', { hasText: '已延到' }).waitFor()
    await expect.poll(async () => (await today()).open.length, SOON).toBe(0)
    await rep.page.locator('.toast').getByRole('button', { name: '撤销' }).click()
    await rep.page.locator('main ul li', { hasText: '何四' }).first().waitFor()
    await expect.poll(async () => (await today()).open.map((one) => one.snoozes), SOON).toEqual([0])
  })

  test('a promise that was kept counts once its day is over', async () => {
    expect((await send('/sandbox/api/morning', {})).status()).toBe(200)
    expect((await today()).day).toBe('2026-11-25')
    // Behind a customer's first step the next one comes up.
    for (let [next] = (await today()).open; next !== undefined; [next] = (await today()).open)
      expect((await send(`/api/follow-ups/${next.id}/complete`, { evidence: 'call-logged' })).status()).toBe(200)
    await open()
    const kept = rep.page.locator('main section').first().locator('dl > div', { hasText: '本月承诺' })
    expect(await kept.locator('dd').allInnerTexts()).toEqual(['1 / 1'])
    expect(await lookAt('today-end-promises', rep)).toEqual([])
  })

  test('nothing of it made the console complain', () => expect(rep.complaints).toEqual([]))
})
