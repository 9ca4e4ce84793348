import { readdirSync, statSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Card } from '../../src/features/customers/shapes.ts'
import type { FollowUpView } from '../../src/features/follow-ups/shapes.ts'
import { addFriend, ask, cutOff, lookAt, type Phone, phone } from './phone.ts'
import { answersAgain, canBrowse, openBrowser, SOON, startTrial, type Trial } from './trial.ts'

const ASSETS = new URL('../../sidebar-h5/dist/assets/', import.meta.url)
const FIRST_SCREEN_BYTES = 70_000

describe.runIf(canBrowse)('the card beside a chat', () => {
  let trial: Trial
  let browser: Browser
  let rep: Phone
  const goals: string[] = []

  const cardOf = (id: string) => ask<Card>(trial, rep, `/api/customers/${id}`)
  const manualOf = async (id: string) =>
    (await ask<{ items: FollowUpView[] }>(trial, rep, '/api/follow-ups?status=open&limit=100')).items.filter(
      (one) => one.externalUserid === id && one.kind === 'manual',
    )
  const button = (name: string, exact = true) => rep.page.getByRole('button', { name, exact })
  const told = (text: string) => rep.page.locator('.toast', { hasText: text }).waitFor()
  const undo = () => rep.page.locator('.toast').getByRole('button', { name: '撤销' })

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    rep = await phone(browser, trial, 'wangmin')
  })
  afterAll(async () => {
    if (goals.length > 0) process.stdout.write(`\n${goals.join('\n')}\n`)
    await browser?.close()
    await trial?.stop()
  })

  test('the first screen, JS-SDK included, is at most 70 KB of packed JavaScript and one API call', async () => {
    const id = await addFriend(trial, rep, '首屏客户')
    const scripts = new Set<string>()
    const calls: string[] = []
    const hear = (request: { url: () => string }) => {
      const file = /\/assets\/([^/?]+\.js)$/.exec(request.url())?.[1]
      if (file !== undefined) scripts.add(file)
      const { pathname } = new URL(request.url())
      if (pathname.startsWith('/api/')) calls.push(pathname)
    }
    rep.page.on('request', hear)
    await rep.chatWith(id)
    await expect.poll(() => rep.page.locator('.acts .primary').isEnabled(), SOON).toBe(true)
    await rep.page.locator('.script').nth(2).waitFor()
    rep.page.off('request', hear)
    // The signature is asked for by WeCom's own library; everything that is ours comes in one answer.
    const ours = calls.filter((path) => path !== '/api/wecom/js-signature')
    goals.push(`first screen: ${ours.length} API call`)
    expect(ours).toEqual([`/api/customers/${id}`])
    const packed = [...scripts].map((file) => statSync(new URL(`${file}.gz`, ASSETS)).size)
    const bytes = packed.reduce((sum, size) => sum + size, 0)
    goals.push(`first screen: ${(bytes / 1000).toFixed(1)} KB gz of JavaScript in ${packed.length} files`)
    expect(readdirSync(ASSETS).length).toBeGreaterThan(packed.length)
    expect(packed.length).toBeGreaterThan(1)
    expect(bytes).toBeLessThanOrEqual(FIRST_SCREEN_BYTES)
  })

  // A server that has much else to do sends the page without its first signature rather than late, and then only the
  // page's own code can ask: that is tried again.
  test('the card is asked for while the page’s own code is still on its way, and once', { retry: 2 }, async () => {
    const id = await addFriend(trial, rep, '路上的客户')
    const url = `/api/customers/${id}`
    const asked: string[] = []
    const hear = (request: { url: () => string }) => {
      const { pathname } = new URL(request.url())
      if (pathname === url) asked.push(pathname)
    }
    let letGo: () => void = () => undefined
    const arrived = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await rep.page.route('**/assets/index-*.js', async (route) => {
      await arrived
      await route.continue()
    })
    rep.page.on('request', hear)
    // The page never gets there where its code is held back for too long: that is told by what is waited for below.
    const opened = rep.chatWith(id).catch(() => undefined)
    try {
      await expect.poll(() => asked).toEqual([url])
    } finally {
      // Whatever came of it: held back for ever, the page's code would fail every later story too.
      letGo()
      await opened
      rep.page.off('request', hear)
      await answersAgain(rep.page)
    }
    await rep.page.getByText('路上的客户').first().waitFor()
    await rep.page.locator('.acts .primary').waitFor()
    expect(asked).toEqual([url])
  })

  test('the right script is sent with one tap, counts as contact, and the step can be taken up again', async () => {
    const id = await addFriend(trial, rep, '王芳')
    await rep.chatWith(id)
    const said = (await rep.page.locator('.say').first().innerText()).trim()
    const step = (await cardOf(id)).nextStep
    await expect.poll(() => rep.page.locator('.acts .primary').isEnabled(), SOON).toBe(true)
    await rep.tap(rep.page.locator('.acts .primary'))
    await told('自动记为已跟进')
    goals.push(`right script sent: ${rep.taps()} tap`)
    expect(rep.taps()).toBe(1)
    expect((await rep.sent()).at(-1)?.text?.content).toBe(said)
    await expect.poll(async () => (await cardOf(id)).nextStep?.id, SOON).not.toBe(step?.id)
    await undo().click()
    await expect.poll(async () => (await cardOf(id)).nextStep?.id, SOON).toBe(step?.id)
  })

  test('a contact with outcome and next date is logged with two taps, and taken back with one', async () => {
    const id = await addFriend(trial, rep, '李梅')
    await rep.chatWith(id)
    await rep.tap(button('问价格'))
    await rep.tap(button('记下'))
    await told('已记：问价格')
    goals.push(`contact logged with outcome and next date: ${rep.taps()} taps`)
    expect(rep.taps()).toBe(2)
    await rep.page.locator('.stage', { hasText: '意向' }).waitFor()
    expect((await cardOf(id)).stage.key).toBe('intent')
    expect((await manualOf(id)).map((one) => one.dueAt.slice(0, 10))).toEqual(['2026-11-25'])
    await undo().click()
    await rep.page.locator('.stage', { hasText: '新客' }).waitFor()
    expect(await manualOf(id)).toEqual([])
    expect((await cardOf(id)).stage.key).toBe('new')
  })

  test('a stage is moved with a note and a next date with three taps', async () => {
    const id = await addFriend(trial, rep, '赵静')
    await rep.chatWith(id)
    await rep.tap(rep.page.locator('.stage'))
    await rep.tap(rep.page.locator('dialog').getByRole('button', { name: '意向' }))
    expect(await lookAt('stage-sheet', rep)).toEqual([])
    await rep.tap(button('问了价格'))
    await told('已移到意向')
    goals.push(`stage moved with note and next date: ${rep.taps()} taps`)
    expect(rep.taps()).toBe(3)
    await expect.poll(async () => (await cardOf(id)).stage.key, SOON).toBe('intent')
    expect((await manualOf(id))[0]).toMatchObject({ nextStep: '问了价格' })
    await undo().click()
    await rep.page.locator('.stage', { hasText: '新客' }).waitFor()
  })

  test('what the rep promised stands first on the card until it is done', async () => {
    const id = await addFriend(trial, rep, '孙莉')
    await rep.chatWith(id)
    await button('我答应了…').click()
    await rep.page.locator('dialog textarea').fill('下午回复退换方案')
    await rep.page.getByRole('radio', { name: '今天' }).click()
    await rep.page.locator('dialog input[type=time]').fill('15:00')
    expect(await lookAt('promise-sheet', rep)).toEqual([])
    await button('记下').click()
    await told('已记下承诺')
    const now = rep.page.locator('section.sheet', { hasText: '下午回复退换方案' }).first()
    await now.getByText('承诺', { exact: true }).waitFor()
    await now.getByText('今天 15:00 前').waitFor()
    expect(await lookAt('card-promise', rep)).toEqual([])
  })

  test('words that are being written survive a closed sheet and a lost network', async () => {
    const id = await addFriend(trial, rep, '周倩')
    await rep.chatWith(id)
    await button('写一句').click()
    await rep.page.locator('dialog textarea').fill('想要敏感肌的小样')
    await button('关闭').click()
    await rep.page.route('**/api/**', (route) => route.abort())
    await button('写一句').click()
    expect(await rep.page.locator('dialog textarea').inputValue()).toBe('想要敏感肌的小样')
    await button('记下').click()
    await told('网络断了')
    await button('写一句').click()
    expect(await rep.page.locator('dialog textarea').inputValue()).toBe('想要敏感肌的小样')
    await button('关闭').click()
    await answersAgain(rep.page)
  })

  test('with the server away the device still shows the customers seen last, each with her card', async () => {
    const id = await addFriend(trial, rep, '吴桐')
    await rep.chatWith(id)
    const reconnect = await cutOff(rep)
    await rep.page.goto(new URL('/sidebar/', trial.url).toString())
    await rep.page.getByText('最近看过的客户').waitFor()
    expect(await lookAt('away', rep)).toEqual([])
    await rep.page.getByRole('button', { name: '吴桐' }).click()
    await rep.page.locator('h1', { hasText: '吴桐' }).waitFor()
    const age = rep.page.locator('.age', { hasText: '网络断了，写的内容都还在' })
    await age.waitFor()
    await reconnect()
    await age.getByRole('button', { name: '再试一次' }).click()
    await age.waitFor({ state: 'detached' })
    await rep.chatWith(id)
  })

  test('a hand-over the server did not hear of is told later, and counts once', async () => {
    const id = await addFriend(trial, rep, '郑爽')
    await rep.chatWith(id)
    await expect.poll(() => rep.page.locator('.acts .primary').isEnabled(), SOON).toBe(true)
    await rep.page.route('**/api/scripts/*/sent', (route) => route.abort())
    await rep.page.locator('.acts .primary').click()
    await expect.poll(async () => (await rep.sent()).length, SOON).toBeGreaterThan(0)
    expect((await cardOf(id)).facts.lastContactAt).toBeNull()
    await answersAgain(rep.page)
    await rep.chatWith(id)
    await expect.poll(async () => (await cardOf(id)).facts.lastContactAt, SOON).not.toBeNull()
  })

  test('a changed text is checked before it goes out, and the forbidden word is named', async () => {
    const id = await addFriend(trial, rep, '冯雪')
    await rep.chatWith(id)
    await button('改一改').first().click()
    const dialog = rep.page.locator('dialog')
    await dialog.locator('textarea').fill('我们是全网最低价，放心')
    const before = (await rep.sent()).length
    await expect.poll(() => dialog.locator('.primary').isEnabled(), SOON).toBe(true)
    await dialog.locator('.primary').click()
    await dialog.getByText('含有禁用词：').waitFor()
    expect(await dialog.locator('.banned').innerText()).toContain('全网最低')
    expect((await rep.sent()).length).toBe(before)
    expect(await lookAt('banned', rep)).toEqual([])
    await dialog.locator('textarea').fill('我们价格实在，放心')
    await dialog.locator('.primary').click()
    await expect.poll(async () => (await rep.sent()).at(-1)?.text?.content, SOON).toBe('我们价格实在，放心')
  })

  test('nothing of it made the console complain', () => {
    expect(rep.complaints.filter((text) => !/ERR_FAILED|ERR_INTERNET/.test(text))).toEqual([])
  })
})
