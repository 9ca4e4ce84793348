import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Today } from '../../src/features/follow-ups/shapes.ts'
import { addFriend, ask, type Phone, phone } from './phone.ts'
import { canBrowse, openBrowser, SOON, startTrial, type Trial } from './trial.ts'

describe.runIf(canBrowse)('what a rep writes', () => {
  let trial: Trial
  let browser: Browser
  let rep: Phone
  let [first, second] = ['', '']

  const open = async (customer: string) => {
    await rep.page.goto(new URL(`/sidebar/customers/${customer}`, trial.url).toString())
    await button('已跟进').waitFor()
  }
  const button = (name: string) => rep.page.getByRole('button', { name, exact: true }).first()
  const note = () => rep.page.locator('dialog[open] textarea')
  const own = () => rep.page.locator('dialog[open] form input.input')

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    rep = await phone(browser, trial, 'wangmin')
    first = await addFriend(trial, rep, '甘一')
    second = await addFriend(trial, rep, '甘二')
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  test('about a contact is there again when the network was away, and gone once it is saved', async () => {
    await open(first)
    await rep.page.context().setOffline(true)
    await button('已跟进').click()
    await note().fill('打了电话，没空')
    await button('打过电话').click()
    await rep.page.locator('.toast', { hasText: '写的内容都还在' }).waitFor()
    await rep.page.context().setOffline(false)
    await button('已跟进').click()
    expect(await note().inputValue()).toBe('打了电话，没空')
    await button('打过电话').click()
    await rep.page.getByRole('button', { name: '撤销' }).waitFor()
    expect(
      await rep.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('zg:draft:done'))"),
    ).toEqual([])
  })

  test('about one customer never stands in the sheet of another', async () => {
    await open(second)
    await button('选日期').click()
    await own().fill('客户住院了')
    await rep.page.keyboard.press('Escape')
    const third = await addFriend(trial, rep, '甘三')
    await open(third)
    await button('选日期').click()
    expect(await own().inputValue()).toBe('')
    await rep.page.keyboard.press('Escape')
    await open(second)
    await button('选日期').click()
    expect(await own().inputValue()).toBe('客户住院了')
    await rep.page.keyboard.press('Escape')
  })

  test('into a script by hand with a place left open does not go out', async () => {
    await rep.chatWith(second)
    await open(second)
    await button('改一改').click()
    await note().fill('您好，您的 {订单号} 到了')
    await rep.page.locator('dialog[open] .note', { hasText: '订单号' }).waitFor()
    expect(await rep.page.locator('dialog[open] .primary').isDisabled()).toBe(true)
    await note().fill('您好，您的包裹到了')
    await expect.poll(() => rep.page.locator('dialog[open] .primary').isDisabled(), SOON).toBe(false)
    await rep.page.keyboard.press('Escape')
  })

  test('a step that was ended on another device is gone after the refusal, without a further look', async () => {
    await open(second)
    const { open: list } = await ask<Today>(trial, rep, '/api/today')
    const step = list.find((one) => one.externalUserid === second)
    const { request } = rep.page.context()
    const done = await request.post(new URL(`/api/follow-ups/${step?.id}/complete`, trial.url).toString(), {
      data: { evidence: 'call-logged' },
    })
    expect(done.status()).toBe(200)
    const before = await rep.page.locator('main section').first().innerText()
    await button('明天').click()
    await expect.poll(() => rep.page.locator('main section').first().innerText(), SOON).not.toBe(before)
    await expect.poll(() => rep.page.locator('main').innerText(), SOON).toContain('今天不用联系')
  })
})
