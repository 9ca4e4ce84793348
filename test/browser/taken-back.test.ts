import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Card } from '../../src/features/customers/shapes.ts'
import { addFriend, ask, lookAt, type Phone, phone } from './phone.ts'
import { canBrowse, openBrowser, SOON, startTrial, type Trial } from './trial.ts'

/** Longer than the seconds in which a step can be taken back. */

type State = { rows: { kind: string; id: string }[] }
type Items = { items: unknown[] }
type Group = { notes: { text: string }[]; tags: string[]; digest: { on: boolean } }

describe.runIf(canBrowse)('a step taken by mistake', () => {
  let trial: Trial
  let browser: Browser
  let rep: Phone
  let lead: Phone
  let id = ''
  let chatId = ''

  const told = (who: Phone, text: string) => who.page.locator('.toast', { hasText: text }).waitFor()
  const undo = (who: Phone) => who.page.locator('.toast').getByRole('button', { name: '撤销' })
  const ended = (who: Phone) => who.page.locator('.toast').waitFor({ state: 'hidden', ...SOON })
  const orders = async () => (await ask<Items>(trial, rep, `/api/customers/${id}/orders`)).items.length
  const deals = async () => (await ask<Items>(trial, rep, `/api/customers/${id}/opportunities`)).items.length
  const group = () => ask<Group>(trial, lead, `/api/groups/${chatId}`)
  const openGroup = async () => {
    await lead.page.goto(new URL(`/sidebar/groups/${chatId}`, trial.url).toString())
    await lead.page.locator('main:not([aria-busy]) h1').waitFor()
  }
  const fillOrder = async (no: string) => {
    await rep.page.getByRole('button', { name: '记一单', exact: true }).click()
    await rep.page.getByLabel('单号').fill(no)
    await rep.page.getByLabel('金额（元）').fill('128.50')
    await rep.page.locator('dialog').getByRole('button', { name: '保存' }).click()
    await told(rep, '这一单已记下')
  }

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    ;[rep, lead] = await Promise.all([phone(browser, trial, 'wangmin'), phone(browser, trial, 'zhaolei')])
    id = await addFriend(trial, rep, '沈知')
    const state = await ask<State>(trial, rep, '/sandbox/api/state?rep=wangmin')
    chatId = state.rows.find((row) => row.kind === 'group')?.id ?? ''
    expect(chatId).not.toBe('')
  })
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  test('an order taken back within its seconds was never written, and one that was not is', async () => {
    await rep.chatWith(id)
    await rep.page.getByRole('tab', { name: '订单' }).click()
    await fillOrder('ZG-0001')
    expect(await orders()).toBe(0)
    await undo(rep).click()
    await ended(rep)
    expect(await orders()).toBe(0)
    await fillOrder('ZG-0002')
    await expect.poll(orders, SOON).toBe(1)
  })

  test('so with an opportunity', async () => {
    const fill = async () => {
      await rep.page.getByRole('button', { name: '记商机', exact: true }).click()
      await rep.page.getByLabel('预计金额（元）').fill('1299')
      await rep.page.getByLabel('下一步做什么').fill('周四发报价单')
      await rep.page.locator('dialog').getByRole('button', { name: '保存' }).click()
      await told(rep, '商机已记下')
    }
    await fill()
    await undo(rep).click()
    await ended(rep)
    expect(await deals()).toBe(0)
    await fill()
    await expect.poll(deals, SOON).toBe(1)
  })

  test('a group’s note goes and comes back, and the morning message stays as it was', async () => {
    await openGroup()
    await lead.page.getByRole('textbox', { name: '群备注' }).fill('周五发福利')
    await lead.page.locator('form .save').click()
    await told(lead, '已记下')
    await undo(lead).click()
    await expect.poll(async () => (await group()).notes.length, SOON).toBe(0)
    await lead.page.getByRole('textbox', { name: '群备注' }).fill('群主周日休息')
    await lead.page.locator('form .save').click()
    await told(lead, '已记下')
    await lead.page.getByRole('button', { name: '删除 群主周日休息' }).click()
    await told(lead, '已删除')
    await undo(lead).click()
    await lead.page.getByText('群主周日休息').waitFor()
    await ended(lead)
    expect((await group()).notes.map((note) => note.text)).toEqual(['群主周日休息'])
    await lead.page.getByRole('button', { name: '打开 群晨报' }).click()
    await told(lead, '群晨报已打开')
    await undo(lead).click()
    await lead.page.getByRole('button', { name: '打开 群晨报' }).waitFor()
    await ended(lead)
    expect((await group()).digest.on).toBe(false)
  })

  test('beside the name stands who else is in touch, and since when', async () => {
    const { request } = rep.page.context()
    const data = { id, name: '沈知', rep: 'chenxi' }
    expect((await request.post(new URL('/sandbox/api/add-customer', trial.url).toString(), { data })).ok()).toBe(true)
    const followers = async () =>
      (await ask<Card>(trial, rep, `/api/customers/${id}`)).followers.map((one) => one.userid)
    await expect.poll(followers, SOON).toEqual(expect.arrayContaining(['wangmin', 'chenxi']))
    await rep.chatWith(id)
    await rep.page.locator('.who .line').click()
    const sheet = rep.page.locator('dialog[open]')
    await sheet.getByRole('heading', { name: '跟进同事' }).waitFor()
    await expect.poll(() => sheet.locator('li').count(), SOON).toBe(2)
    expect(await sheet.locator('li').allInnerTexts()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/王敏[\s\S]*加的 · /),
        expect.stringMatching(/陈曦[\s\S]*还没联系过/),
      ]),
    )
    expect(await lookAt('followers', rep)).toEqual([])
  })

  test('nothing of it made the console complain', () => expect([...rep.complaints, ...lead.complaints]).toEqual([]))
})
