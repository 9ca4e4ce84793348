import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Card } from '../../src/features/customers/shapes.ts'
import type { Duplicates } from '../../src/features/merges/shapes.ts'
import { addFriend, ask, lookAt, type Phone, phone } from './phone.ts'
import { canBrowse, openBrowser, SOON, startTrial, type Trial } from './trial.ts'

describe.runIf(canBrowse)('two accounts of one customer', () => {
  let trial: Trial
  let browser: Browser
  let rep: Phone
  let main = ''
  let side = ''

  const send = (path: string, data: unknown) =>
    rep.page.context().request.post(new URL(path, trial.url).toString(), { data })
  const mergedOf = async (id: string) => (await ask<Card>(trial, rep, `/api/customers/${id}`)).merged
  const button = (name: string) => rep.page.getByRole('button', { name, exact: true })
  const told = (text: string) => rep.page.locator('.toast', { hasText: text }).waitFor()
  const openProfile = async (id: string) => {
    await rep.chatWith(id)
    await rep.page.getByRole('tab').nth(3).click()
  }
  const speak = (lang: 'zh-CN' | 'en') => rep.page.evaluate(`localStorage.setItem('zg:lang', '"${lang}"')`)
  const openList = async () => {
    await rep.page.goto(new URL('/sidebar/customers', trial.url).toString())
    await rep.page.locator('main li').first().waitFor()
  }
  const order = (id: string, orderNo: string) =>
    send(`/api/customers/${id}/orders`, {
      orderNo,
      amount: 39_900,
      currency: 'CNY',
      paidAt: '2026-11-20T10:00:00+08:00',
    })

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    rep = await phone(browser, trial, 'wangmin')
    main = await addFriend(trial, rep, '叶知秋')
    side = await addFriend(trial, rep, '知秋的工作号')
    for (const id of [main, side]) await send('/sandbox/api/edit-mobile', { id, rep: 'wangmin', mobile: '13800006601' })
    await order(main, 'BR-1')
    await order(side, 'BR-2')
  })
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  test('the profile says quietly who it may be, and why', async () => {
    const found = async () => (await ask<Duplicates>(trial, rep, `/api/customers/${main}/duplicates`)).hints.length
    await expect.poll(found, SOON).toBe(1)
    await openProfile(main)
    const hint = rep.page.locator('.hint')
    await hint.getByText('知秋的工作号').waitFor()
    await hint.getByText('很可能：手机号相同').waitFor()
    await hint.scrollIntoViewIfNeeded()
    expect(await lookAt('merge-hint', rep)).toEqual([])
  })

  test('“not the same person” is gone at once and can be taken back for five seconds', async () => {
    await button('不是同一个人').click()
    await told('不再提示')
    expect(await rep.page.locator('.hint').count()).toBe(0)
    await rep.page.locator('.toast').getByRole('button', { name: '撤销' }).click()
    await rep.page.locator('.hint').waitFor()
  })

  test('both stand side by side, one of them becomes the main account, and five seconds take it back', async () => {
    await button('合并…').click()
    const dialog = rep.page.locator('dialog')
    expect(await dialog.getByRole('radio').count()).toBe(2)
    await dialog.locator('label', { hasText: '叶知秋' }).click()
    expect(await lookAt('merge-sheet', rep)).toEqual([])
    await dialog.getByRole('button', { name: '合并', exact: true }).click()
    await told('已合并为一位客户')
    await expect.poll(async () => (await mergedOf(side))?.primary?.externalUserid, SOON).toBe(main)
    await rep.page.getByText(/¥798.* · 2 单/).waitFor()
    await rep.page.locator('.toast').getByRole('button', { name: '撤销' }).click()
    await told('已恢复为两位客户')
    await rep.page.locator('.hint').waitFor()
    expect(await mergedOf(main)).toBeNull()
  })

  test('hint and sheet fit in English too', async () => {
    await speak('en')
    await openProfile(main)
    await rep.page.locator('.hint').scrollIntoViewIfNeeded()
    expect(await lookAt('en-merge-hint', rep)).toEqual([])
    await button('Merge…').click()
    expect(await lookAt('en-merge-sheet', rep)).toEqual([])
    await speak('zh-CN')
    await openProfile(main)
  })

  test('merged, both cards say so and show the same figures; the history says what came from where', async () => {
    await button('合并…').click()
    await rep.page.locator('dialog label', { hasText: '叶知秋' }).click()
    await rep.page.locator('dialog').getByRole('button', { name: '合并', exact: true }).click()
    await told('已合并为一位客户')
    await rep.page.getByRole('heading', { name: '同一位客户的账号' }).waitFor()
    expect(await lookAt('merge-done', rep)).toEqual([])
    await rep.page.getByRole('tab', { name: '动态' }).click()
    await rep.page.getByText('来自知秋的工作号').first().waitFor()
    await rep.page.getByText('合并了另一个账号').first().waitFor()
    expect(await lookAt('merge-timeline', rep)).toEqual([])
    await rep.page.getByRole('tab', { name: '订单' }).click()
    await rep.page.getByText('另一个账号').first().waitFor()
    await openProfile(side)
    await rep.page.getByText('这是叶知秋的另一个账号').waitFor()
    await rep.page.getByText(/¥798.* · 2 单/).waitFor()
    expect(await lookAt('merge-part', rep)).toEqual([])
  })

  test('the customer list has one line for both, found by either name and by the whole number', async () => {
    await openList()
    const lines = (name: string) => rep.page.locator('main li', { hasText: name })
    await lines('叶知秋').getByText('2 个账号').waitFor()
    expect([await lines('叶知秋').count(), await lines('知秋的工作号').count()]).toEqual([1, 0])
    expect(await lookAt('merge-list', rep)).toEqual([])
    for (const q of ['工作号', '138 0000 6601']) {
      await rep.page.getByRole('searchbox').fill(q)
      await expect.poll(() => rep.page.locator('main li h2').allInnerTexts(), SOON).toEqual(['叶知秋'])
      await rep.page.getByRole('searchbox').fill('')
      await expect.poll(() => rep.page.locator('main li').count(), SOON).toBeGreaterThan(1)
    }
    await lines('叶知秋').click()
    await rep.page.locator('h1', { hasText: '叶知秋' }).waitFor()
  })

  test('list, card and profile of a merged person fit in English too', async () => {
    await speak('en')
    await openList()
    await rep.page.getByText('2 accounts').waitFor()
    expect(await lookAt('en-merge-list', rep)).toEqual([])
    for (const [name, id] of [
      ['en-merge-done', main],
      ['en-merge-part', side],
    ] as const) {
      await openProfile(id)
      await rep.page.getByRole('heading', { name: 'Accounts of this customer' }).waitFor()
      expect(await lookAt(name, rep)).toEqual([])
    }
    await speak('zh-CN')
  })

  test('it is taken back later from the profile, by either account', async () => {
    await openProfile(side)
    await button('撤销合并').click()
    await told('已恢复为两位客户')
    await expect.poll(() => mergedOf(side), SOON).toBeNull()
    expect(await mergedOf(main)).toBeNull()
    await rep.page.getByText('这是叶知秋的另一个账号').waitFor({ state: 'detached' })
  })

  test('said to be somebody else, the hint stays away', async () => {
    await openProfile(side)
    await button('不是同一个人').click()
    await told('不再提示')
    const left = async () => (await ask<Duplicates>(trial, rep, `/api/customers/${main}/duplicates`)).hints.length
    await expect.poll(left, SOON).toBe(0)
    await openProfile(side)
    await rep.page.getByRole('heading', { name: '跟进同事' }).waitFor()
    expect(await rep.page.locator('.hint').count()).toBe(0)
  })
})
