import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import type { Card } from '../../src/features/customers/shapes.ts'
import { TRIAL_CORP } from '../../src/trial.ts'
import { ask } from './phone.ts'
import { openBrowser, SOON, startTrial, type Trial, type Visitor, visit } from './trial.ts'

/** Calls WeCom as another app of the company would. */
const caller =
  (trial: Trial) =>
  async <T>(api: string, body: unknown): Promise<T> => {
    const at = (path: string) => new URL(`/cgi-bin/${path}`, trial.url)
    const { corpId, secret } = TRIAL_CORP
    const given = await fetch(at(`gettoken?corpid=${corpId}&corpsecret=${secret}`))
    const { access_token: token } = (await given.json()) as { access_token: string }
    const answer = await fetch(at(`${api}?access_token=${token}`), { method: 'POST', body: JSON.stringify(body) })
    return (await answer.json()) as T
  }

/** What somebody presses on the sandbox page, and what the product knows afterwards. */
const openDesk = (trial: Trial, rep: Visitor, admin: Visitor) => {
  const { page } = rep
  const row = (name: string): Locator => page.locator('#rows .c', { hasText: name }).first()
  const idOf = async (name: string): Promise<string> => (await row(name).getAttribute('data-id')) ?? ''
  const view = (name: string): Promise<void> => page.click(`nav [data-view=${name}]`)
  const learn = <T>(path: string): Promise<T> => ask<T>(trial, admin, path)
  /** The dialog that is open, filled and confirmed. A list of words is what is ticked, and nothing else. */
  const answer = async (fields: Record<string, string | string[]> = {}): Promise<void> => {
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value !== 'string') {
        for (const box of await page.locator(`#ask [data-many=${name}] label:has(:enabled)`).all())
          await box.locator('input').setChecked(value.includes(await box.locator('span').innerText()))
        continue
      }
      const field = page.locator(`#ask [name=${name}]`)
      if ((await field.evaluate((one) => one.tagName)) === 'SELECT') await field.selectOption({ label: value })
      else await field.fill(value)
    }
    await page.click('#ask .go')
  }
  /** Whose customer she is as the product knows it; nobody's where it does not know her. */
  const followers = async (id: string): Promise<string[]> =>
    ((await learn<Partial<Card>>(`/api/customers/${id}`)).followers ?? []).map((one) => one.userid).sort()
  const onSwitch = async (name: string, press: (control: Locator) => Promise<void>): Promise<void> => {
    await view('control')
    await press(page.locator(`#switch-${name}`))
    await view('messages')
  }
  return {
    ...{ rep, page, row, idOf, view, learn, answer, followers, call: caller(trial) },
    said: (text: string): Promise<void> => page.locator('#talk', { hasText: text }).waitFor(),
    /** A card that the product does not have (yet) is answered 404, and the browser writes that down. */
    complaints: (): string[] => rep.complaints.filter((one) => !/404 .*\/api\/(customers|groups)\//.test(one)),
    hint: (text: string): Promise<void> => page.locator('#toast', { hasText: text }).waitFor(),
    /** A menu offers what was possible when it was opened: until the page has heard of the last act it is opened anew. */
    menu: async (act: string): Promise<void> => {
      const item = page.locator(`#menu [${act}]`)
      const isOffered = async (): Promise<boolean> => {
        await page.click('#more')
        if (await item.isVisible()) return true
        await page.keyboard.press('Escape')
        return false
      }
      await expect.poll(isOffered, { ...SOON, message: `the menu offers ${act}` }).toBe(true)
      await item.click()
    },
    newcomer: async (name: string): Promise<string> => {
      await page.click('[data-act=add-customer]')
      await answer({ name })
      await page.locator('#who', { hasText: name }).waitFor()
      return idOf(name)
    },
    /** A notice of the company in the rep's list. */
    notice: async (text: string): Promise<Locator> => {
      await row('企业通知').click()
      return page.locator('#talk .card', { hasText: text })
    },
    /** The newest entry of the timeline with all of these words in it; the page goes back to the chats afterwards. */
    told: async (...texts: string[]): Promise<string> => {
      await view('events')
      const all = page.locator('#entries .entry')
      const found = texts.reduce((left, hasText) => left.filter({ hasText }), all).first()
      await found.waitFor()
      const words = await found.innerText()
      await view('messages')
      return words
    },
    heldBy: (id: string, reps: string[]): Promise<void> => expect.poll(() => followers(id), SOON).toEqual(reps),
    turn: (name: string, value: string): Promise<void> =>
      onSwitch(name, async (control) => {
        await control.locator(`[data-value="${value}"]`).click()
        await control.locator(`[data-value="${value}"][aria-pressed=true]`).waitFor()
      }),
    number: (name: string, value: string): Promise<void> =>
      onSwitch(name, async (control) => {
        await control.locator('input').fill(value)
        await control.locator('form button').click()
        await control.getByText('已改').waitFor()
      }),
  }
}
export type Desk = ReturnType<typeof openDesk> & { stop: () => Promise<void> }

/** 王敏 at the sandbox page of a company of its own, with 林语 beside her, who may ask the product about everybody. */
export const startDesk = async (): Promise<Desk> => {
  const [trial, browser] = await Promise.all([startTrial(), openBrowser()])
  const rep = await visit(browser, trial, { as: 'wangmin' })
  const admin = await visit(browser, trial, { as: 'linyu' })
  await rep.page.goto(trial.url)
  await rep.page.frameLocator('#side').locator('h1').waitFor()
  await admin.page.goto(new URL('/sidebar/today', trial.url).toString())
  await admin.page.locator('main:not([aria-busy])').waitFor()
  // Until the first sync is through, the product knows none of the customers and says so.
  rep.complaints.length = 0
  const stop = async (): Promise<void> => {
    await browser.close()
    await trial.stop()
  }
  return { ...openDesk(trial, rep, admin), stop }
}
