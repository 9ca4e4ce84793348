import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Card } from '../../src/features/customers/shapes.ts'
import type { FieldList } from '../../src/features/fields/shapes.ts'
import { addFriend, ask, lookAt, type Phone, phone } from './phone.ts'
import { answersAgain, canBrowse, openBrowser, SOON, startTrial, type Trial } from './trial.ts'

describe.runIf(canBrowse)('steps on the card', () => {
  let trial: Trial
  let browser: Browser
  let rep: Phone
  let admin: Phone

  const cardOf = (id: string) => ask<Card>(trial, rep, `/api/customers/${id}`)
  const send = async (by: Phone, method: 'POST' | 'PATCH' | 'PUT', path: string, data: unknown) => {
    const answer = await by.page.context().request.fetch(new URL(path, trial.url).toString(), { method, data })
    expect(answer.ok(), await answer.text()).toBe(true)
  }
  const act = (name: string) => rep.page.locator('.acts').getByRole('button', { name, exact: true })
  const button = (name: string) => rep.page.getByRole('button', { name, exact: true })
  const told = (text: string) => rep.page.locator('.toast', { hasText: text }).waitFor()
  const undo = () => rep.page.locator('.toast').getByRole('button', { name: '撤销' })
  const stage = (name: string) => rep.page.locator('.stage', { hasText: name })

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    rep = await phone(browser, trial, 'wangmin')
    admin = await phone(browser, trial, 'linyu')
  })
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  test('明天 puts a step off with one tap and can be taken back; 选日期 has its own button', async () => {
    const id = await addFriend(trial, rep, '明天见')
    const step = (await cardOf(id)).nextStep
    await rep.chatWith(id)
    expect(await lookAt('card-acts', rep)).toEqual([])
    await rep.tap(act('明天'))
    await told('已延到')
    expect(rep.taps()).toBe(1)
    await undo().click()
    await expect.poll(async () => (await cardOf(id)).nextStep?.dueAt, SOON).toBe(step?.dueAt)
    await act('选日期').click()
    await rep.page.locator('dialog [role=radio][aria-checked=true]').focus()
    await rep.page.keyboard.press('ArrowRight')
    expect(await rep.page.locator('dialog [role=radio]').nth(1).getAttribute('aria-checked')).toBe('true')
    expect(await rep.page.locator('dialog [role=radio][tabindex="0"]').count()).toBe(1)
    await button('关闭').click()
  })

  test('the day proposed for the next contact is one the team works', async () => {
    const id = await addFriend(trial, rep, '放假那天')
    await send(admin, 'PUT', '/api/calendar/2026-11-26', { kind: 'off', label: '公司年会' })
    await rep.chatWith(id)
    await rep.page.locator('.stage').click()
    await rep.page.locator('dialog').getByRole('button', { name: '意向' }).click()
    const chosen = rep.page.locator('dialog [role=radio][aria-checked=true]')
    expect(await chosen.innerText()).toContain('11/27')
    await button('关闭').click()
    await send(admin, 'PUT', '/api/calendar/2026-11-26', { kind: null })
  })

  test('nothing is put off to a day off by a tap, and one chosen by hand says that it is one', async () => {
    const id = await addFriend(trial, rep, '放假之前')
    const days = ['2026-11-25', '2026-11-26']
    for (const day of days) await send(admin, 'PUT', `/api/calendar/${day}`, { kind: 'off', label: '盘点' })
    await rep.chatWith(id)
    await act('周五 11/27').waitFor()
    await act('选日期').click()
    const dialog = rep.page.locator('dialog')
    expect(await dialog.locator('[role=radio]').first().innerText()).toBe('周五 11/27')
    await dialog.locator('input[type=date]').fill('2026-11-25')
    await dialog.getByText('这天是休息日').waitFor()
    expect(await lookAt('put-off-to-a-day-off', rep)).toEqual([])
    await button('关闭').click()
    await act('周五 11/27').click()
    await told('已延到 11 月 27 日')
    for (const day of days) await send(admin, 'PUT', `/api/calendar/${day}`, { kind: null })
  })

  test('a promise for today is never offered at an hour that is over', async () => {
    const id = await addFriend(trial, rep, '今天答应')
    await rep.chatWith(id)
    await rep.page.getByRole('button', { name: '我答应了…' }).click()
    const hour = rep.page.locator('dialog input[type=time]')
    await hour.fill('06:00')
    await rep.page.locator('dialog [role=radio]', { hasText: '今天' }).click()
    expect((await hour.inputValue()) > '10:00').toBe(true)
    await hour.fill('06:00')
    await rep.page.locator('dialog textarea').fill('回电话')
    await rep.page.locator('dialog .primary').click()
    await rep.page.locator('.toast', { hasText: '这个时间已经过了' }).waitFor()
    // The words are not lost by the refusal.
    await rep.page.getByRole('button', { name: '我答应了…' }).click()
    expect(await rep.page.locator('dialog textarea').inputValue()).toBe('回电话')
    await button('关闭').click()
  })

  test('silence set by mistake and taken back has cancelled nothing', async () => {
    const id = await addFriend(trial, rep, '点错了')
    const step = (await cardOf(id)).nextStep?.id
    await rep.chatWith(id)
    await rep.page.getByRole('tab', { name: '资料' }).click()
    await rep.page.getByRole('switch', { name: /^勿扰/ }).click()
    await told('已标为勿扰')
    await undo().click()
    await rep.page.getByRole('switch', { name: /^勿扰/, checked: false }).waitFor()
    expect((await cardOf(id)).nextStep?.id).toBe(step)
    await rep.page.getByRole('switch', { name: /^勿扰/ }).click()
    await expect.poll(async () => (await cardOf(id)).flags, SOON).toEqual(['dnd'])
  })

  test('a refused stage and a refused tag are taken back on the screen', async () => {
    const id = await addFriend(trial, rep, '被拒绝')
    await rep.chatWith(id)
    const refuse = { status: 409, json: { statusCode: 409, error: 'Conflict', message: '现在不行', code: 'nope' } }
    await rep.page.route(/\/(log|tags)$/, (route) =>
      route.request().method() === 'POST' ? route.fulfill(refuse) : route.continue(),
    )
    await rep.page.locator('.stage').click()
    await rep.page.locator('dialog').getByRole('button', { name: '意向' }).click()
    await button('问了价格').click()
    await told('现在不行')
    await stage('新客').waitFor()
    const tags = await rep.page.locator('.tags span').allInnerTexts()
    await button('添加标签').click()
    await rep.page.locator('dialog .pill[aria-pressed=false]').first().click()
    await rep.page.locator('dialog .foot button').click()
    await told('现在不行')
    await expect.poll(() => rep.page.locator('.tags span').allInnerTexts(), SOON).toEqual(tags)
    await answersAgain(rep.page)
    // The refusals are what this test is about; the browser writes them down as its own errors.
    rep.complaints.splice(0, rep.complaints.length, ...rep.complaints.filter((one) => !/status of 409/.test(one)))
  })

  test('two devices at once show the same customer in the end', async () => {
    const id = await addFriend(trial, rep, '两台设备')
    const other = await phone(browser, trial, 'wangmin')
    await Promise.all([rep.chatWith(id), other.chatWith(id)])
    await Promise.all(
      [rep, other].map(async ({ page }, at) => {
        await page.locator('.stage').click()
        await page.locator('dialog').getByRole('button', { name: '意向' }).click()
        await page.getByRole('button', { name: at === 0 ? '问了价格' : '聊到需求了', exact: true }).click()
      }),
    )
    for (const { page } of [rep, other]) {
      await page.locator('.toast').waitFor()
      await page.evaluate('window.dispatchEvent(new Event("focus"))')
      await page.locator('.stage', { hasText: '意向' }).waitFor()
    }
    expect((await cardOf(id)).stage.key).toBe('intent')
    await other.close()
  })

  test('an older draft never covers what a colleague answered meanwhile', async () => {
    await send(admin, 'POST', '/api/fields', { name: '喜好', kind: 'text' })
    const field = (await ask<FieldList>(trial, admin, '/api/fields')).items.find((one) => one.name === '喜好')?.id
    const id = await addFriend(trial, rep, '有草稿')
    const openField = async () => {
      await rep.chatWith(id)
      await rep.page.getByRole('tab', { name: '资料' }).click()
      await rep.page.getByRole('button', { name: /^喜好/ }).click()
    }
    const box = rep.page.locator('dialog textarea')
    await openField()
    await box.fill('写到一半')
    await openField()
    expect(await box.inputValue()).toBe('写到一半')
    await send(admin, 'PUT', `/api/customers/${id}/fields/${field}`, { value: '喜欢小样' })
    await rep.chatWith(id)
    await expect.poll(async () => (await cardOf(id)).fields.map((one) => one.value), SOON).toContain('喜欢小样')
    await openField()
    await expect.poll(() => box.inputValue(), SOON).toBe('喜欢小样')
  })

  test('a script of several parts is looked at whole and goes out part by part', async () => {
    const id = await addFriend(trial, rep, '两条话术')
    const script = (await cardOf(id)).nextStep?.script
    const parts = ['您好，我是您的顾问。', '这是常见问题。'].map((text) => ({ type: 'text', text }))
    await send(admin, 'PATCH', `/api/scripts/${script?.id}`, { parts })
    await rep.chatWith(id)
    const main = rep.page.getByRole('button', { name: '依次发送 2 条' })
    await expect.poll(() => main.first().isEnabled(), SOON).toBe(true)
    expect(await lookAt('card-two-parts', rep)).toEqual([])
    await main.first().click()
    await rep.page.locator('dialog').getByText('第 2 / 2 条').waitFor()
    const before = (await rep.sent()).length
    await rep.page.locator('dialog .primary').click()
    await expect.poll(async () => (await rep.sent()).length, SOON).toBe(before + 2)
    expect((await rep.sent()).slice(-2).map((one) => one.text?.content)).toEqual(parts.map((one) => one.text))
  })

  test('a link of the morning message opens a card that knows who comes next', async () => {
    await addFriend(trial, rep, '排在后面')
    const id = await addFriend(trial, rep, '来自链接')
    await rep.page.evaluate('localStorage.clear()')
    await rep.page.goto(new URL(`/sidebar/customers/${id}`, trial.url).toString())
    await rep.page.locator('.bar', { hasText: '下一位' }).waitFor()
  })

  test('a dark phone never flashes white: the page is dark before its script has run', async () => {
    const context = await browser.newContext({ colorScheme: 'dark', javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(new URL('/sidebar/', trial.url).toString())
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(20, 24, 30)')
    await context.close()
  })

  // The hour that was over is refused on purpose, and the browser writes every refusal down.
  test('nothing of it made the console complain', () => {
    expect([...rep.complaints, ...admin.complaints].filter((one) => !/422 .*\/log/.test(one))).toEqual([])
  })
})
