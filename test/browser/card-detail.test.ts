import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Card } from '../../src/features/customers/shapes.ts'
import type { FeedbackList } from '../../src/features/feedback/shapes.ts'
import type { FieldList } from '../../src/features/fields/shapes.ts'
import { addFriend, ask, lookAt, type Phone, phone } from './phone.ts'
import { answersAgain, canBrowse, openBrowser, SOON, startTrial, type Trial, type Visitor, visit } from './trial.ts'

describe.runIf(canBrowse)('what the card knows about a customer', () => {
  let trial: Trial
  let browser: Browser
  let rep: Phone
  let admin: Visitor
  let id = ''

  const cardOf = () => ask<Card>(trial, rep, `/api/customers/${id}`)
  const button = (name: string, exact = true) => rep.page.getByRole('button', { name, exact })
  const told = (text: string) => rep.page.locator('.toast', { hasText: text }).waitFor()
  const send = (path: string, data: unknown) =>
    admin.page.context().request.post(new URL(path, trial.url).toString(), { data })
  const fieldId = async (name: string) =>
    (await ask<FieldList>(trial, admin, '/api/fields')).items.find((one) => one.name === name)?.id ?? ''

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    rep = await phone(browser, trial, 'wangmin')
    admin = await visit(browser, trial, { as: 'linyu', viewport: { width: 375, height: 800 } })
    await admin.page.goto(new URL('/sidebar/settings', trial.url).toString())
    await admin.page.getByRole('heading', { name: '自定义资料' }).waitFor()
    id = await addFriend(trial, rep, '秦岚')
  })
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  test('an admin defines a field and puts it on the card', async () => {
    const { page } = admin
    await page.getByLabel('名称').fill('肤质')
    await page.getByLabel('类型').selectOption({ label: '单选' })
    await page.getByLabel('选项（一行一个）').fill('干性\n油性\n敏感')
    await page.getByRole('button', { name: '添加', exact: true }).click()
    await page.locator('.toast', { hasText: '已添加' }).waitFor()
    for (const field of [
      { name: '有孩子', kind: 'yesno' },
      { name: '生日', kind: 'date' },
    ])
      expect((await send('/api/fields', field)).status()).toBe(201)
    await page.reload()
    for (const name of [/对方沉默/, /加好友/]) await page.getByRole('button', { name }).click()
    for (const name of ['肤质', '有孩子']) await page.getByRole('button', { name, exact: true }).click()
    expect(await lookAt('settings-fields', admin)).toEqual([])
    await page
      .getByRole('heading', { name: '卡片上的六项' })
      .locator('..')
      .getByRole('button', { name: '保存' })
      .click()
    await page.locator('.toast', { hasText: '已保存' }).waitFor()
    const keys = [
      'contact',
      'order',
      'total',
      'source',
      `field:${await fieldId('肤质')}`,
      `field:${await fieldId('有孩子')}`,
    ]
    expect((await cardOf()).shown).toEqual(keys)
  })

  test('a gap is a question that takes one tap, and a choice takes two', async () => {
    await rep.chatWith(id)
    await rep.page.getByRole('group', { name: '还不知道有孩子？' }).waitFor()
    expect(await lookAt('card-gaps', rep)).toEqual([])
    await rep.tap(
      rep.page.getByRole('group', { name: '还不知道有孩子？' }).getByRole('button', { name: '是', exact: true }),
    )
    await expect.poll(async () => (await cardOf()).fields.find((one) => one.name === '有孩子')?.value, SOON).toBe(true)
    expect(rep.taps()).toBe(1)
    await rep.tap(button('还不知道肤质？'))
    await rep.tap(rep.page.locator('dialog').getByRole('button', { name: '敏感' }))
    await told('已记下')
    expect(rep.taps()).toBe(3)
    await rep.page.locator('dd', { hasText: '敏感' }).waitFor()
  })

  test('the profile shows every field, and a date is answered there', async () => {
    await rep.page.getByRole('tab', { name: '资料' }).click()
    await button('生日 还不知道').click()
    expect(await lookAt('field-sheet', rep)).toEqual([])
    await rep.page.locator('dialog input[type=date]').fill('1992-06-18')
    await rep.page.locator('dialog').getByRole('button', { name: '保存' }).click()
    await told('已记下')
    await button('生日 1992 年 6 月 18 日').waitFor()
    expect(await lookAt('profile', rep)).toEqual([])
  })

  test('an opportunity is added beside the orders and moves the customer to intent', async () => {
    await rep.page.getByRole('tab', { name: '订单' }).click()
    await button('记商机').click()
    await rep.page.getByLabel('预计金额（元）').fill('1299')
    await rep.page.getByLabel('下一步做什么').fill('周四发报价单')
    expect(await lookAt('deal-sheet', rep)).toEqual([])
    await rep.page.locator('dialog').getByRole('button', { name: '保存' }).click()
    await told('商机已记下')
    await rep.page.locator('.stage', { hasText: '意向' }).waitFor()
    await rep.page.getByText('1 个商机在谈').waitFor()
    expect(await lookAt('deals', rep)).toEqual([])
    await rep.page.locator('.deal').click()
    await rep.page.getByRole('radio', { name: '输单' }).click()
    await button('买了别家').click()
    await told('商机已更新')
    await rep.page.getByText('输单 · 买了别家').waitFor()
  })

  test('the reminder says its rule, and less of it reaches the lead', async () => {
    await rep.chatWith(id)
    await button('为什么提醒我').click()
    await rep.page.getByText(/^规则「.+」：/).waitFor()
    await button('少提醒这类').click()
    expect(await lookAt('fewer', rep)).toEqual([])
    await button('太频繁').click()
    await told('已告诉规则的负责人')
    await rep.page.locator('.toast').getByRole('button', { name: '撤销' }).click()
    const complaints = async () => (await ask<FeedbackList>(trial, admin, '/api/rule-feedback')).items
    await expect.poll(complaints, SOON).toEqual([])
    await button('少提醒这类').click()
    await button('太频繁').click()
    await told('已告诉规则的负责人')
    expect((await complaints()).map((one) => one.reasons.map((reason) => reason.label))).toEqual([['太频繁']])
    await admin.page.goto(new URL('/sidebar/manage', trial.url).toString())
    await admin.page.getByText('太频繁 1').waitFor()
    const lead = await visit(browser, trial, { as: 'zhaolei', viewport: { width: 375, height: 800 } })
    await lead.page.goto(new URL('/sidebar/home', trial.url).toString())
    await lead.page.getByText('太频繁 1').waitFor()
    expect(await lookAt('home-lead-feedback', lead)).toEqual([])
    await lead.close()
  })

  test('a message beyond the agreed contacts asks once more before it goes out', async () => {
    const other = await addFriend(trial, rep, '超次数')
    await rep.chatWith(other)
    await rep.page.getByText('今天 0/1 次').waitFor()
    await rep.page.route(`**/api/customers/${other}`, async (route) => {
      const response = await route.fetch()
      const card = (await response.json()) as Card
      const budget = { today: { used: 1, allowed: 1 }, week: { used: 1, allowed: 3 }, over: true }
      await route.fulfill({ response, json: { ...card, budget } })
    })
    await rep.chatWith(other)
    // The card kept on the device is shown first; what the server says comes a moment later.
    await rep.page.getByText('今天 1/1 次').waitFor()
    await expect.poll(() => rep.page.locator('.acts .primary').isEnabled(), SOON).toBe(true)
    const before = (await rep.sent()).length
    await rep.page.locator('.acts .primary').click()
    await rep.page.getByText('再发就超过联系次数了').waitFor()
    expect((await rep.sent()).length).toBe(before)
    expect(await lookAt('over-budget', rep)).toEqual([])
    await button('仍要发送').click()
    await expect.poll(async () => (await rep.sent()).length, SOON).toBe(before + 1)
    await answersAgain(rep.page)
  })

  test('nothing of it made the console complain', () => {
    expect([...rep.complaints, ...admin.complaints]).toEqual([])
  })
})
