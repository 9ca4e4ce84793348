import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addFriend, type Phone, phone } from './phone.ts'
import { canBrowse, openBrowser, SOON, startTrial, type Trial, visit } from './trial.ts'

const DARK_ANDROID =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116.0 Mobile wxwork/4.1.36 MicroMessenger/7.0.1 ColorScheme/Dark'

describe.runIf(canBrowse)('without a mouse, in the dark, beside another client', () => {
  let trial: Trial
  let browser: Browser
  let rep: Phone
  let customer = ''

  const sheet = (page: Page) => page.locator('dialog[open]')
  const gone = (page: Page) => expect.poll(() => sheet(page).count(), SOON).toBe(0)
  const focused = (page: Page) =>
    page.evaluate<string>(
      "(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim()",
    )
  const open = async (path: string) => {
    await rep.page.goto(new URL(path, trial.url).toString())
    await rep.page.locator('main:not([aria-busy]) h1').waitFor()
    await rep.page.waitForLoadState('networkidle')
  }

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    rep = await phone(browser, trial, 'wangmin')
    customer = await addFriend(trial, rep, '韩一')
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  test('Escape and the way back shut a sheet and nothing else, and the focus is where it was', async () => {
    const { page } = rep
    for (const [path, opener] of [
      ['/sidebar/today', '延后'],
      [`/sidebar/customers/${customer}`, '选日期'],
    ] as const) {
      await open(path)
      for (const shut of [() => page.keyboard.press('Escape'), () => page.goBack()]) {
        const button = page.getByRole('button', { name: opener, exact: true }).first()
        await button.focus()
        await page.keyboard.press('Enter')
        await sheet(page).waitFor()
        await shut()
        await gone(page)
        expect(new URL(page.url()).pathname).toBe(path)
        await expect.poll(() => focused(page), SOON).toBe(opener)
      }
    }
  })

  test('after a sheet was shut, one step back leaves the card', async () => {
    const { page } = rep
    await open('/sidebar/customers')
    await open(`/sidebar/customers/${customer}`)
    await page.getByRole('button', { name: '选日期', exact: true }).click()
    await sheet(page).waitFor()
    await page.keyboard.press('Escape')
    await gone(page)
    await page.goBack()
    await expect.poll(() => new URL(page.url()).pathname, SOON).toBe('/sidebar/customers')
  })

  test('the whole card is worked with the keyboard, in the order it is read', async () => {
    const { page } = rep
    await page.setViewportSize({ width: 1280, height: 900 })
    await open(`/sidebar/customers/${customer}`)
    await page.evaluate('document.activeElement?.blur()')
    const visited: { text: string; top: number }[] = []
    for (let tabs = 0; tabs < 60; tabs += 1) {
      await page.keyboard.press('Tab')
      const at = await page.evaluate<{ text: string; top: number; inside: boolean; outlined: boolean }>(`(() => {
        const one = document.activeElement
        const box = one.getBoundingClientRect()
        return {
          text: (one.getAttribute('aria-label') ?? one.textContent ?? '').trim(),
          top: Math.round(box.top + window.scrollY),
          inside: one.closest('main') !== null,
          outlined: getComputedStyle(one).outlineStyle !== 'none',
        }
      })()`)
      if (!at.inside) break
      expect(at.outlined, `${at.text} shows that it has the focus`).toBe(true)
      visited.push({ text: at.text, top: at.top })
    }
    const texts = visited.map((one) => one.text)
    for (const needed of ['已跟进', '选日期', '不用跟进', '聊上了', '添加标签', '话术', '今天的跟进'])
      expect(texts).toContain(needed)
    expect(texts.filter((one) => ['动态', '订单', '资料'].includes(one))).toEqual([])
    const back = visited.filter((one, at) => at > 0 && one.top < (visited[at - 1]?.top ?? 0) - 60)
    expect(back).toEqual([])
    await page.getByRole('tab', { name: '话术' }).focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => focused(page), SOON).toBe('动态')
    await page.setViewportSize({ width: 375, height: 800 })
  })

  test('whoever wants no motion sees none', async () => {
    const { page } = rep
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await open(`/sidebar/customers/${customer}`)
    await page.getByRole('button', { name: '选日期', exact: true }).click()
    await sheet(page).waitFor()
    const moving = () =>
      page.evaluate<number>(
        'document.getAnimations().filter((one) => one.effect.getComputedTiming().activeDuration > 50).length',
      )
    expect(await moving()).toBe(0)
    await page.keyboard.press('Escape')
    await gone(page)
    await page.emulateMedia({ reducedMotion: 'no-preference' })
  })

  test('WeCom on Android says that it is dark in its name alone, and the page follows', async () => {
    const dark = await visit(browser, trial, { as: 'wangmin', userAgent: DARK_ANDROID, colorScheme: 'light' })
    await dark.page.goto(new URL('/sidebar/today', trial.url).toString())
    await dark.page.locator('main:not([aria-busy]) h1').waitFor()
    expect(await dark.page.locator('html').getAttribute('data-theme')).toBe('dark')
    expect(await dark.page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(20, 24, 30)')
    await dark.close()
  })

  test('outside WeCom a script is copied even where the browser refuses its clipboard', async () => {
    const desk = await visit(browser, trial, { as: 'wangmin', viewport: { width: 375, height: 800 } })
    await desk.page.addInitScript(`
      Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('refused')) } })
      document.addEventListener('copy', () => { window.copied = String(document.getSelection() || '') || document.activeElement?.value })
    `)
    await desk.page.goto(new URL(`/sidebar/customers/${customer}`, trial.url).toString())
    const copy = desk.page.locator('.acts').getByRole('button', { name: '复制', exact: true })
    await copy.click()
    await desk.page.locator('.toast', { hasText: '已复制' }).waitFor()
    expect((await desk.page.evaluate<string>('window.copied')).length).toBeGreaterThan(10)
    await expect.poll(() => focused(desk.page), SOON).toBe('复制')
    expect(desk.complaints).toEqual([])
    await desk.close()
  })

  test('nothing of it made the console complain', () => expect(rep.complaints).toEqual([]))
})
