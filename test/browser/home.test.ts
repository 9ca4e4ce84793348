import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Today } from '../../src/features/follow-ups/shapes.ts'
import { addFriend, ask, lookAt, type Phone, phone } from './phone.ts'
import { canBrowse, openBrowser, SOON, startTrial, type Trial } from './trial.ts'

describe.runIf(canBrowse)('the workbench', () => {
  let trial: Trial
  let browser: Browser
  let rep: Phone
  let other: Phone
  let lead: Phone
  let admin: Phone

  const open = async (who: Phone, path: string) => {
    await who.page.goto(new URL(path, trial.url).toString())
    await who.page.locator('main:not([aria-busy]) h1').waitFor()
    await who.page.waitForLoadState('networkidle')
  }
  const today = () => ask<Today>(trial, rep, '/api/today')

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    ;[rep, other, lead, admin] = await Promise.all([
      phone(browser, trial, 'wangmin'),
      phone(browser, trial, 'wangmin'),
      phone(browser, trial, 'zhaolei'),
      phone(browser, trial, 'linyu'),
    ])
    for (const name of ['梁一', '梁二']) await addFriend(trial, rep, name)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  test('opened from the workbench, a rep sees what waits and begins with one tap', async () => {
    await open(rep, '/sidebar/')
    await rep.page.locator('h1', { hasText: '王敏，今天' }).waitFor()
    expect(await rep.page.getByText('团队今天').count()).toBe(0)
    expect(await lookAt('home-rep', rep)).toEqual([])
    await rep.page.getByRole('button', { name: '开始今天的跟进' }).click()
    await rep.page.locator('main ul li', { hasText: '梁一' }).waitFor()
  })

  test('an admin sees the doctor, what is stuck and the sync beside the team', async () => {
    await open(admin, '/sidebar/home')
    await admin.page.getByText('没发出去的消息').waitFor()
    await admin.page.getByText('团队今天').waitFor()
    expect(await lookAt('home-admin', admin)).toEqual([])
  })

  test('a lead opens a rep’s list; whoever is no friend of the customer is named with the reason', async () => {
    await open(lead, '/sidebar/home')
    await lead.page.getByRole('link', { name: /王敏/ }).click()
    await lead.page.locator('h1', { hasText: '王敏的今天' }).waitFor()
    await lead.page.getByRole('button', { name: '转给别人 梁一' }).click()
    await lead.page.getByText('还没加这位客户').first().waitFor()
    expect(await lookAt('team-heirs', lead)).toEqual([])
    await lead.page.getByRole('button', { name: '关闭' }).click()
    expect(await lookAt('team', lead)).toEqual([])
  })

  test('two devices of one rep agree: what is done on one is gone on the other when it is looked at', async () => {
    await open(rep, '/sidebar/today')
    await open(other, '/sidebar/today')
    const item = (await today()).open.find((one) => one.customerName === '梁二')
    await other.page.locator('main ul li button', { hasText: '去聊' }).first().waitFor()
    const { request } = rep.page.context()
    const done = await request.post(new URL(`/api/follow-ups/${item?.id}/complete`, trial.url).toString(), {
      data: { evidence: 'call-logged' },
    })
    expect(done.status()).toBe(200)
    await other.page.evaluate("window.dispatchEvent(new Event('focus'))")
    await expect
      .poll(
        () => other.page.locator('main li', { hasText: '梁二' }).getByRole('button', { name: /去聊/ }).count(),
        SOON,
      )
      .toBe(0)
  })

  test('a step the server refuses is back on the list with the reason', async () => {
    await open(rep, '/sidebar/today')
    await rep.page.route('**/snooze', (route) => route.fulfill({ status: 500, body: '{}' }))
    const before = (await today()).open.length
    await rep.page.getByRole('button', { name: '延后' }).click()
    await rep.page.getByRole('button', { name: '客户在忙' }).click()
    await rep.page.locator('.toast', { hasText: '服务暂时没有回应' }).waitFor()
    expect(await rep.page.getByRole('button', { name: /^去聊/ }).count()).toBe(before)
    rep.complaints.length = 0
  })

  test('the history of a customer is read by kind', async () => {
    const item = (await today()).open.find((one) => one.customerName === '梁一')
    await open(rep, `/sidebar/customers/${item?.externalUserid}`)
    await rep.page.getByRole('tab', { name: '动态' }).click()
    await rep.page.getByRole('button', { name: '阶段', exact: true }).click()
    await rep.page.getByText('刚加好友，从新客开始').waitFor()
    expect(await lookAt('timeline', rep)).toEqual([])
    await rep.page.getByRole('button', { name: '备注', exact: true }).click()
    await rep.page.getByText('这一类还没有').waitFor()
  })

  test('a rep signs the other phone out, then this one, which keeps nothing of a customer', async () => {
    await open(rep, '/sidebar/home')
    await rep.page.getByRole('link', { name: '登录的设备' }).click()
    await rep.page.getByText('这台', { exact: true }).waitFor()
    expect(await rep.page.locator('main li').count()).toBe(2)
    await rep.page.getByRole('button', { name: '让它退出' }).click()
    await rep.page.getByRole('button', { name: '再点一次' }).click()
    await expect.poll(() => rep.page.locator('main li').count(), SOON).toBe(1)
    const { request } = other.page.context()
    expect((await request.get(new URL('/api/today', trial.url).toString())).status()).toBe(401)

    const kept = () => rep.page.evaluate<string[]>("Object.keys(localStorage).filter((key) => key.startsWith('zg:'))")
    expect((await kept()).some((key) => key.startsWith('zg:card'))).toBe(true)
    await rep.page.getByRole('button', { name: '退出这台设备' }).click()
    await rep.page.getByRole('heading', { name: '已退出' }).waitFor()
    expect((await kept()).filter((key) => key !== 'zg:tab' && key !== 'zg:lang')).toEqual([])
    await rep.page.getByRole('button', { name: '重新进入' }).click()
    await rep.page.locator('h1', { hasText: '王敏，今天' }).waitFor()
  })

  test('nothing of it made the console complain', () =>
    expect([rep, other, lead, admin].flatMap((one) => one.complaints)).toEqual([]))
})
