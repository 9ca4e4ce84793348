import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { OUTPUT, type Visitor } from './trial.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const WIDTHS = [280, 375, 1280]
const THEMES = ['light', 'dark'] as const
/** What WCAG 2.2 asks on level AA, whatever axe thinks of its weight; of the rest, what is serious. */
const ASKED = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** The night changes colours and nothing else. */
const COLOURS = ", runOnly: ['color-contrast', 'link-in-text-block']"
const axeRun = (only = ''): string => `axe.run(document, {
  resultTypes: ['violations'],
  rules: { 'target-size': { enabled: true } }${only},
})`

type AxeResult = {
  violations: { id: string; impact: string; tags: string[]; nodes: { target: string[]; failureSummary: string }[] }[]
}

/** A sheet that is still fading in has the colours of neither; what turns for ever is not waited for. */
const AT_REST = `Promise.all(document.getAnimations()
  .filter((one) => one.effect?.getTiming().iterations !== Infinity)
  .map((one) => one.finished.catch(() => undefined)))`

const faultsIn = async (page: Page, theme: (typeof THEMES)[number]): Promise<string[]> => {
  // Half a megabyte: brought once to a page, not once a question.
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(AXE)
  await page.evaluate(AT_REST)
  const { violations } = await page.evaluate<AxeResult>(axeRun(theme === 'dark' ? COLOURS : ''))
  return violations
    .filter(
      ({ impact, tags }) => impact === 'serious' || impact === 'critical' || tags.some((tag) => ASKED.includes(tag)),
    )
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`))
}

/** Words that do not fit what they stand on, and what stands out of the window. In a strip that scrolls nothing is lost. */
const CUT_OFF = `(() => {
  const named = (one) => (one.tagName.toLowerCase() + '.' + one.className + ' ' + one.textContent.trim().slice(0, 40))
  const shown = [...document.querySelectorAll('button, a, .pill, h1, h2, h3, summary, legend, dt, label > span, [role=tab]')]
    .filter((one) => one.checkVisibility() && !one.closest('.hidden, .unseen') && one.textContent.trim() !== '')
  const cut = shown.flatMap((one) => [one, ...one.children])
    .filter((one) => !one.matches('input') && one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1)
  const out = shown.filter((one) => {
    const { left, right } = one.getBoundingClientRect()
    return !one.closest('.strip') && (right > window.innerWidth + 1 || left < -1)
  })
  const pen = document.createElement('canvas').getContext('2d')
  const unread = [...document.querySelectorAll('input[placeholder]')].filter((one) => {
    if (one.value !== '' || !one.checkVisibility()) return false
    const { font, paddingLeft, paddingRight } = getComputedStyle(one)
    pen.font = font
    return pen.measureText(one.placeholder).width > one.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight)
  })
  const options = [...document.querySelectorAll('select')].filter((one) => one.checkVisibility()).filter((one) => {
    pen.font = getComputedStyle(one).font
    return pen.measureText(one.selectedOptions[0]?.textContent.trim() ?? '').width > one.clientWidth
  })
  return [...unread.map((one) => 'hint is cut off: ' + one.placeholder),
    ...options.map((one) => 'choice is cut off: ' + one.selectedOptions[0].textContent),
    ...cut.map((one) => 'is cut off: ' + named(one)), ...out.map((one) => 'stands out: ' + named(one))]
})()`

/** For people's eyes, and on the build machine nobody looks: there it is enough that the new width was drawn. */
const takePicture = async (page: Page, name: string, fullPage: boolean): Promise<void> => {
  if (process.env.CI === 'true') await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => drawn()))')
  else await page.screenshot({ path: new URL(`${name}.png`, OUTPUT).pathname, fullPage })
}

/**
 * Pictures of what is on the screen in every width and both themes; answers with what is wrong there: sideways
 * scrolling, words cut off, and whatever axe finds in the narrowest and in the widest: between them nothing else is laid
 * out.
 */
export const lookAt = async (
  name: string,
  { page }: Visitor,
  widths: readonly number[] = WIDTHS,
): Promise<string[]> => {
  const before = page.viewportSize() ?? { width: 375, height: 800 }
  const wrong: string[] = []
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 })
      const at = `${name} ${width} ${theme}`
      // The whole page, not its first screen: what lies below is looked at as well. A sheet covers one screen alone.
      const fullPage = (await page.locator('dialog[open]').count()) === 0
      await takePicture(page, `${name}-${width}-${theme}`, fullPage)
      const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
      if (over > 0) wrong.push(`${at} scrolls sideways`)
      // A name of any length may end in dots; at 280 px, with the names of these stories, nothing has to.
      if (width === 280) wrong.push(...(await page.evaluate<string[]>(CUT_OFF)).map((line) => `${at} ${line}`))
      if (width === widths[0] || width === widths.at(-1))
        wrong.push(...(await faultsIn(page, theme)).map((line) => `${at}: ${line}`))
    }
  }
  await page.setViewportSize(before)
  await page.emulateMedia({ colorScheme: 'light' })
  return wrong
}

/** The quick look at the narrow panel alone, for a page whose rules were checked in the other language. */
export const glanceAt = async (name: string, { page }: Visitor): Promise<string[]> => {
  const before = page.viewportSize() ?? { width: 375, height: 800 }
  await page.setViewportSize({ width: 280, height: 900 })
  await takePicture(page, `${name}-280-light`, true)
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
  const cut = await page.evaluate<string[]>(CUT_OFF)
  await page.setViewportSize(before)
  return [...(over > 0 ? [`${name} scrolls sideways`] : []), ...cut.map((line) => `${name} ${line}`)]
}
