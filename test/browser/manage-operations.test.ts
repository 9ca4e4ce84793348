import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canBrowse, OUTPUT, openBrowser, SOON, startTrial, type Trial, type Visitor, visit } from './trial.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const WIDTHS = [280, 375, 1280]
const THEMES = ['light', 'dark'] as const

type AxeResult = { violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[] }

describe.runIf(canBrowse)('what an admin sees of events and of the doctor', () => {
  let trial: Trial
  let browser: Browser
  let admin: Visitor
  let page: Page

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    admin = await visit(browser, trial, { as: 'linyu' })
    page = admin.page
    await page.goto(new URL('/sidebar/manage', trial.url).toString())
    await section('体检').waitFor()
    // Until the first sync is through it may be the one that finds a new friend, before her event does.
    for (let state = ''; state !== 'done'; await pause(100)) {
      const answer = await page.request.get(new URL('/api/sync', trial.url).toString())
      state = ((await answer.json()) as { state: string }).state
    }
  })
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  const section = (title: string): Locator =>
    page.locator('section.sheet', { has: page.getByRole('heading', { name: title, exact: true }) })
  const inSandbox = async (act: string, data: object): Promise<void> => {
    const answer = await page.request.post(new URL(`/sandbox/api/${act}`, trial.url).toString(), { data })
    expect(answer.ok()).toBe(true)
  }
  const serious = async (): Promise<string[]> => {
    await page.evaluate(AXE)
    const { violations } = await page.evaluate<AxeResult>('axe.run()')
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`))
  }
  const lookAround = async (name: string, what: () => Locator): Promise<string[]> => {
    const wrong: string[] = []
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 })
        await what().scrollIntoViewIfNeeded()
        await what().screenshot({ path: new URL(`${name}-${width}-${theme}.png`, OUTPUT).pathname })
        const over = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
        if (Number(over) > 0) wrong.push(`${name} scrolls sideways at ${width}`)
      }
      wrong.push(...(await serious()))
    }
    await page.setViewportSize({ width: 375, height: 900 })
    return wrong
  }

  test('before the first event the list says so instead of being blank', async () => {
    await section('事件').getByText('还没有收到过事件').waitFor()
  })

  test('a new friend is one line; behind it stands what WeCom said and what followed', async () => {
    await inSandbox('add-customer', { name: '何沁', rep: 'wangmin' })
    const listed = async () =>
      (await page.request.get(new URL('/api/inbox?q=何沁', trial.url).toString())).text().catch(() => '')
    await expect.poll(listed, SOON).toContain('何沁')
    await page.reload()
    const row = section('事件').getByRole('button', { name: /添加了客户 · 何沁/ })
    await row.waitFor()
    await expect.poll(() => row.innerText()).toContain('已处理')
    expect(await lookAround('inbox', () => section('事件'))).toEqual([])
    await row.click()
    const sheet = page.getByRole('dialog')
    await sheet.getByText('加为好友').waitFor()
    await sheet.getByText('欢迎语').waitFor()
    await sheet.getByText('重新读取客户资料').first().waitFor()
    expect(await sheet.locator('dt', { hasText: 'WelcomeCode' }).count()).toBe(1)
    expect(await sheet.locator('dd', { hasText: '已隐藏' }).innerText()).toMatch(/^••••/)
    expect(await lookAround('inbox-detail', () => sheet)).toEqual([])
  })

  test('handling it again takes two taps and ends where it was', async () => {
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('button', { name: '重新处理' }).click()
    await sheet.getByRole('button', { name: '再点一次确认' }).click()
    await page.getByText('已重新排队').waitFor()
    await expect.poll(() => sheet.locator('.top').innerText(), SOON).toContain('已处理')
    await sheet.getByRole('button', { name: '关闭' }).click()
    await sheet.waitFor({ state: 'detached' })
  })

  test('a filter that fits nothing says so, and a search finds her again', async () => {
    const events = section('事件')
    await events.getByRole('button', { name: '没处理成' }).click()
    await events.getByText('没有这样的事件').waitFor()
    await events.getByRole('button', { name: '全部' }).click()
    await events.getByRole('searchbox').fill('何沁')
    await events.getByRole('button', { name: /添加了客户 · 何沁/ }).waitFor()
    await events.getByRole('combobox').selectOption('change_contact')
    await events.getByText('没有这样的事件').waitFor()
  })

  test('the doctor waits to be asked, then says in one line how things are', async () => {
    const doctor = section('体检')
    await doctor.getByText('不会发送任何消息').waitFor()
    await doctor.getByRole('button', { name: '开始检查' }).click()
    await doctor.locator('.sum', { hasText: '可以使用' }).waitFor()
    await doctor.getByText('现在是演示公司').waitFor()
    await doctor.locator('summary').click()
    await doctor.getByText('回调地址通过了与企业微信相同的验证').waitFor()
    expect(await doctor.locator('.chip.red').count()).toBe(0)
  })

  test('a red light says what is wrong, what to click and what the code of WeCom means', async () => {
    await inSandbox('fault', { kind: 'errcode', errcode: 60020, api: 'externalcontact/' })
    const doctor = section('体检')
    await doctor.getByRole('button', { name: '重新检查' }).click()
    const red = doctor.locator('li', { has: page.locator('.chip.red') })
    await red.waitFor()
    expect(await red.innerText()).toMatch(/企业可信IP[\s\S]*不在企业可信IP 里[\s\S]*怎么办：[\s\S]*错误码 60020：/)
    expect(await lookAround('doctor', () => doctor)).toEqual([])
    await inSandbox('fault', {})
    await doctor.getByRole('button', { name: '重新检查' }).click()
    await red.waitFor({ state: 'detached' })
  })

  test('without a network the list keeps what it has and offers to try again', async () => {
    await page.context().setOffline(true)
    await section('体检').getByRole('button', { name: '重新检查' }).click()
    await section('体检').getByRole('alert').waitFor()
    await page.context().setOffline(false)
    await section('体检').getByRole('alert').getByRole('button').click()
    await section('体检').locator('.sum', { hasText: '可以使用' }).waitFor()
    const complaints = admin.complaints.filter((one) => !/ERR_INTERNET_DISCONNECTED/.test(one))
    expect(complaints).toEqual([])
  })
})
