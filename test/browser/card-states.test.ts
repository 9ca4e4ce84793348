import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Today } from '../../src/features/follow-ups/shapes.ts'
import { addFriend, ask, cutOff, lookAt, type Phone, phone } from './phone.ts'
import { answersAgain, canBrowse, openBrowser, startTrial, type Trial } from './trial.ts'

/** The next page is opened in a client that answers one question as WeCom does where something is missing. */
const answering = (name: string, words: string): string => `(() => {
  if (sessionStorage.getItem('refuses') !== '${name}') return
  const real = window.WeixinJSBridge.invoke
  window.WeixinJSBridge.invoke = (name, params, callback) =>
    name === '${name}'
      ? setTimeout(() => callback?.({ err_msg: '${name}:${words}' }), 0)
      : real(name, params, callback)
})()`

describe.runIf(canBrowse)('every sheet and every state of the sidebar', () => {
  let trial: Trial
  let browser: Browser
  let rep: Phone
  let customer = ''

  const look = (name: string) => lookAt(`state-${name}`, rep)
  const button = (name: string | RegExp) => rep.page.getByRole('button', { name, exact: true }).first()
  const sheet = () => rep.page.locator('dialog[open]')
  const close = async () => {
    await rep.page.keyboard.press('Escape')
    await sheet().waitFor({ state: 'detached' })
  }
  /** Opens a sheet by its button, looks at it and shuts it; answers with what is wrong there. */
  const seen = async (name: string, opener: string | RegExp): Promise<string[]> => {
    await button(opener).click()
    await sheet().waitFor()
    await rep.page.waitForLoadState('networkidle')
    const wrong = await look(name)
    await close()
    return wrong
  }
  const go = async (path: string, waitsFor: string) => {
    await rep.page.goto(new URL(path, trial.url).toString())
    await rep.page.getByText(waitsFor, { exact: true }).first().waitFor()
  }
  const refusing = (name: string) => rep.page.evaluate(`sessionStorage.setItem('refuses', '${name}')`)

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    rep = await phone(browser, trial, 'wangmin')
    await rep.page.addInitScript(answering('getContext', 'no permission'))
    await rep.page.addInitScript(answering('getCurExternalContact', 'fail without context'))
    customer = await addFriend(trial, rep, '万象')
    await rep.chatWith(customer)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  test('the sheets of the card can be read by everybody and fit', async () => {
    const wrong = [
      ...(await seen('tags', '添加标签')),
      ...(await seen('done', '已跟进')),
      ...(await seen('snooze', '选日期')),
      ...(await seen('log', '聊上了')),
      ...(await seen('promise', '我答应了…')),
      ...(await seen('dismiss', '不用跟进')),
      ...(await seen('send', '改一改')),
    ]
    expect(wrong).toEqual([])
  }, 180_000)

  test('so do those of orders, opportunities and the profile', async () => {
    await rep.page.getByRole('tab', { name: '订单' }).click()
    const wrong = [...(await seen('order', '记一单')), ...(await seen('deal', '记商机'))]
    expect(wrong).toEqual([])
  }, 120_000)

  test('who may not, who is nowhere and whom nobody knows yet are told what to do', async () => {
    await refusing('getContext')
    await go('/sidebar/', '企业微信没有放行')
    expect(await look('no-permission')).toEqual([])
    await refusing('getCurExternalContact')
    await go('/sidebar/', '没认出是哪位客户')
    expect(await look('no-context')).toEqual([])
    await refusing('nothing')
    await go('/sidebar/customers/wmNobodyKnowsThisOne', '还没有这位客户，或不在你的范围里')
    expect(await look('unknown')).toEqual([])
    rep.complaints.length = 0
  }, 120_000)

  test('a friend of a moment ago appears without a tap, as soon as the product knows her', async () => {
    const where = `**/api/customers/${customer}*`
    let asked = 0
    await rep.page.route(where, (route) => {
      asked += 1
      return asked === 1 ? route.fulfill({ status: 404, json: { message: 'not yet' } }) : route.continue()
    })
    await go(`/sidebar/customers/${customer}`, '还没有这位客户，或不在你的范围里')
    await rep.page.getByRole('heading', { name: '万象' }).first().waitFor()
    expect(asked).toBe(2)
    await rep.page.unroute(where)
    rep.complaints.length = 0
  }, 60_000)

  test('before the first answer there is a skeleton, and without a network the customers seen last', async () => {
    let letGo: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await rep.page.route('**/api/today*', async (route) => {
      await held
      await route.continue()
    })
    await rep.page.evaluate(
      'for (const key of Object.keys(localStorage)) if (/today/.test(key)) localStorage.removeItem(key)',
    )
    await rep.page.goto(new URL('/sidebar/today', trial.url).toString())
    await rep.page.locator('main[aria-busy]').waitFor()
    expect(await look('skeleton')).toEqual([])
    letGo()
    await rep.page.locator('main:not([aria-busy]) h1').waitFor()
    await answersAgain(rep.page)
    const reconnect = await cutOff(rep)
    await go('/sidebar/', '网络断了')
    await rep.page.getByText('最近看过的客户').waitFor()
    expect(await look('offline')).toEqual([])
    await reconnect()
    rep.complaints.length = 0
  }, 120_000)

  test('a day without customers says so, and does not look like a fault', async () => {
    const whole = await ask<Today>(trial, rep, '/api/today')
    await rep.page.route('**/api/today*', (route) =>
      route.fulfill({ json: { ...whole, open: [], doneToday: [], overdue: 0, minutes: 0 } }),
    )
    await rep.page.goto(new URL('/sidebar/today', trial.url).toString())
    await rep.page.locator('main:not([aria-busy]) h2').first().waitFor()
    expect(await look('empty-day')).toEqual([])
    await answersAgain(rep.page)
  }, 60_000)

  test('nothing of it made the console complain', () => expect(rep.complaints).toEqual([]))
})
