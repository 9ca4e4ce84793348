import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SandboxServer, startSandboxServer } from '../../src/sandbox/server.ts'
import { TRIAL_CORP } from '../../src/trial.ts'
import { canBrowse, OUTPUT, openBrowser, SOON } from './trial.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const WIDTHS = [375, 800, 1280]
const VIEWS = ['messages', 'members', 'workbench', 'events', 'control']
const THEMES = ['light', 'dark'] as const

type AxeResult = { violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }

/** The page around the sidebar; the sidebar itself is looked at in its own test. */
const faultsIn = async (page: Page): Promise<string[]> => {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<AxeResult>('axe.run(document, { iframes: false })')
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`),
  )
}

const overflowOf = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - window.innerWidth')

const OPTIONS = {
  ...TRIAL_CORP,
  adminUserid: 'linyu',
  seed: 'demo',
  now: () => new Date(),
  // Nobody listens there: the timeline has failures to show.
  callbackUrl: () => 'http://127.0.0.1:9/wecom/callback',
  retryDelayMs: 10,
} as const

describe.runIf(canBrowse)('the sandbox page on its own', () => {
  let server: SandboxServer
  let browser: Browser

  const start = (port = 0): Promise<SandboxServer> =>
    startSandboxServer({ ...OPTIONS, appUrl: () => server?.url ?? 'http://127.0.0.1' }, { port })
  const open = async (query = ''): Promise<Page> => {
    const page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 1280, height: 800 } })
    page.setDefaultTimeout(SOON.timeout)
    await page.goto(`${server.url}/sandbox/${query}`)
    await page.locator('#rows .c').first().waitFor()
    return page
  }

  beforeAll(async () => {
    mkdirSync(OUTPUT, { recursive: true })
    ;[server, browser] = await Promise.all([start(), openBrowser()])
    await server.sandbox.people.addCustomer({ name: '王芳', userid: 'wangmin' })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  test.each(THEMES)(
    'every view fits 375, 800 and 1280 and reads well to a screen reader in %s',
    async (theme) => {
      const page = await open()
      const wrong: string[] = []
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      for (const view of VIEWS) {
        await page.click(`nav [data-view=${view}]`)
        await page.locator(`#win[data-view=${view}]`).waitFor()
        if (view === 'events') await page.locator('.entry summary').first().click()
        if (view === 'control') await page.locator('.switch').first().waitFor()
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 800 })
          if ((await overflowOf(page)) > 0) wrong.push(`${view} scrolls sideways at ${width}`)
          if (process.env.SAVE_PICTURE === 'true')
            await page.screenshot({ path: new URL(`sandbox-${view}-${width}-${theme}.png`, OUTPUT).pathname })
          if (width !== 800) wrong.push(...(await faultsIn(page)).map((fault) => `${view} ${width}: ${fault}`))
        }
      }
      expect(wrong).toEqual([])
      await page.close()
    },
    120_000,
  )

  /** A group send to confirm, a robot that was asked, a customer of customer service who wrote. */
  const busy = async (): Promise<string[]> => {
    const { people, smartRobots, kf } = server.sandbox
    const id = await people.addCustomer({ name: '李静', userid: 'wangmin' })
    const api = async (path: string, body?: object): Promise<Record<string, unknown>> => {
      const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
      return (await (await fetch(`${server.url}/cgi-bin/${path}`, sent)).json()) as Record<string, unknown>
    }
    const { corpId, secret } = TRIAL_CORP
    const { access_token: token } = await api(`gettoken?corpid=${corpId}&corpsecret=${secret}`)
    const send = { sender: 'wangmin', external_userid: [id], text: { content: '周三上新，给您留了一份' } }
    await api(`externalcontact/add_msg_template?access_token=${token}`, { chat_type: 'single', ...send })
    const pair = { handover_userid: 'wangmin', takeover_userid: 'chenxi', external_userid: [id] }
    await api(`externalcontact/transfer_customer?access_token=${token}`, pair)
    const { botId } = smartRobots.add({ name: '夜班机器人' })
    await smartRobots.says(botId, { userid: 'wangmin', text: '今天先联系谁' })
    const account = kf.openAccount({ name: '售后客服' })
    const { externalUserid } = await kf.enter(account, { nickname: '客服来的小周' })
    await kf.says(account, externalUserid, '我的订单到哪了')
    await kf.servicerSays(account, externalUserid, 'wangmin', '马上帮您查')
    return ['企业通知', '夜班机器人', '客服来的小周', '栖木会员福利群']
  }

  test('notices, smart robots, customer service and a group’s acts fit and read well in both themes', async () => {
    const chats = await busy()
    const page = await open()
    const wrong: string[] = []
    await page.click('#tab-details')
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      for (const width of [375, 1280]) {
        await page.setViewportSize({ width, height: 800 })
        for (const chat of chats) {
          if (width === 375 && (await page.locator('.chat .back').isVisible())) await page.click('.chat .back')
          await page.locator('#rows .c', { hasText: chat }).first().click()
          await page.locator('#who', { hasText: chat }).waitFor()
          await page.locator('#talk').waitFor()
          if ((await overflowOf(page)) > 0) wrong.push(`${chat} scrolls sideways at ${width}`)
          if (process.env.SAVE_PICTURE === 'true')
            await page.screenshot({
              path: new URL(`chat-${chats.indexOf(chat)}-${width}-${theme}.png`, OUTPUT).pathname,
            })
          wrong.push(...(await faultsIn(page)).map((fault) => `${chat} ${width}: ${fault}`))
        }
      }
    }
    expect(wrong).toEqual([])
    await page.close()
  }, 120_000)

  test('on a phone the list leads to the chat, the chat to the sidebar, and both lead back', async () => {
    const page = await open()
    await page.setViewportSize({ width: 375, height: 740 })
    await page.locator('#rows .c', { hasText: '张女士' }).first().click()
    await page.locator('#talk').waitFor({ state: 'visible' })
    await page.click('.open-side')
    await page.locator('#side').waitFor({ state: 'visible' })
    await page.click('.side .back')
    await page.click('.chat .back')
    await page.locator('#rows').waitFor({ state: 'visible' })
    await page.close()
  })

  test('in English no Chinese is left on the buttons', async () => {
    const page = await open('?lang=en')
    const words = async (where: string): Promise<string[]> =>
      (await page.locator(where).allInnerTexts()).filter((text) => /[\u4e00-\u9fff]/.test(text))
    expect(await words('.bench button:not(#language), .rail small, .filters button, .tabs button')).toEqual([])
    await page.click('nav [data-view=control]')
    await page.locator('.switch').first().waitFor()
    expect(await words('.control')).toEqual([])
    await page.click('nav [data-view=events]')
    await page.locator('.entry').first().waitFor()
    expect(await words('#event-bar, .entry .why, .entry summary b')).toEqual([])
    await page.click('nav [data-view=members]')
    for (const dialog of ['hand-over', 'company-moment']) {
      await page.click(`#panel [data-${dialog}]`)
      await page.locator('#ask[open] .many label').first().waitFor()
      expect(await words('#panel .two-keys, #ask h2, #ask .dim, #ask .head, #ask .foot')).toEqual([])
      if (process.env.SAVE_PICTURE === 'true')
        await page.screenshot({ path: new URL(`sandbox-${dialog}-en.png`, OUTPUT).pathname })
      await page.click('#ask [data-leave]')
    }
    await page.close()
  })

  test('a callback nobody answered says so in plain words', async () => {
    const page = await open()
    await page.click('nav [data-view=events]')
    await page.click('[data-bad]')
    await page.locator('.entry', { hasText: '最多重试三次' }).filter({ hasText: '没有送达' }).first().waitFor()
    await page.close()
  })

  test('without a clock to move, the page says why, and the time buttons rest', async () => {
    const page = await open()
    expect(await page.locator('[data-act=morning]').first().isDisabled()).toBe(true)
    await page.click('nav [data-view=control]')
    await page.locator('#time-part', { hasText: '不能快进' }).waitFor()
    await page.close()
  })

  test('a sandbox that is gone is said to be gone until it is back', async () => {
    const page = await open()
    const port = Number(new URL(server.url).port)
    await server.close()
    await page.locator('#offline', { hasText: '正在重新连接' }).waitFor()
    server = await start(port)
    await page.locator('#offline').waitFor({ state: 'hidden' })
    await page.locator('#rows .c').first().waitFor()
    await page.close()
  })
})
