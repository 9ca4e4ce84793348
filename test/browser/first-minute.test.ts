import { statSync, writeFileSync } from 'node:fs'
import type { Browser, FrameLocator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canBrowse, OUTPUT, openBrowser, SOON, startBuilt, type Trial, type Visitor, visit } from './trial.ts'

/** The README shows these; SAVE_PICTURE=true takes them anew. */
const keepPicture = (name: string, picture: Buffer): void => {
  const kept = new URL(`pictures/${name}.png`, import.meta.url)
  if (process.env.SAVE_PICTURE === 'true') writeFileSync(kept, picture)
  expect(statSync(kept).size).toBeLessThan(400 * 1024)
}

describe.runIf(canBrowse)('the first minute with 掌柜', () => {
  let trial: Trial
  let browser: Browser
  let rep: Visitor
  let side: FrameLocator

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startBuilt(), openBrowser()])
    rep = await visit(browser, trial, { as: 'wangmin' })
    side = rep.page.frameLocator('#side')
  })
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  const chatWith = (name: string) => rep.page.locator('#rows .c', { hasText: name }).first().click()

  test('a new friend has her card beside the chat: 新客, the next step and what to say', async () => {
    await rep.page.goto(trial.url)
    await side.locator('h1').waitFor()
    // Until the first sync is through, the product knows none of the customers and says so.
    rep.complaints.length = 0
    await rep.page.click('[data-act=add-customer]')
    expect(await rep.page.inputValue('#ask [name=name]')).toBe('王芳')
    await rep.page.click('#ask .go')
    // The company is only just being read: on a busy machine her event waits behind that.
    await side.locator('h1', { hasText: '王芳' }).waitFor()
    await side.locator('.stage', { hasText: '新客' }).waitFor()
    await side.getByText('下一步：').waitFor()
    await side.getByRole('button', { name: '发送', exact: true }).first().waitFor()
    await rep.page.locator('#who', { hasText: '新客' }).waitFor()
    const picture = await rep.page.screenshot()
    writeFileSync(new URL('sandbox-1280-light.png', OUTPUT), picture)
    keepPicture('sandbox', picture)
  })

  test('发送 puts the script into the chat', async () => {
    const said = (await side.locator('.say').first().innerText()).trim()
    const button = side.locator('.acts .primary')
    await expect.poll(() => button.isEnabled(), SOON).toBe(true)
    await button.click()
    await rep.page.locator('#talk .m.me', { hasText: said.slice(0, 20) }).waitFor()
    await side.getByText('记为已跟进').waitFor()
  })

  test('when she buys, the card says 首购 without being opened again', async () => {
    await rep.page.click('[data-act=order]')
    await side.locator('.stage', { hasText: '首购' }).waitFor()
    await rep.page.locator('#who', { hasText: '首购' }).waitFor()
  })

  test('the next morning brings the reminder, and her name in it opens her card', async () => {
    await rep.page.click('[data-act=morning]')
    await rep.page.locator('#clock', { hasText: '08:50' }).waitFor()
    await rep.page.locator('#rows .c.app', { hasText: '客户要跟进' }).waitFor()
    await chatWith('掌柜助手')
    await rep.page.locator('#talk a', { hasText: '王芳' }).click()
    await side.locator('h1', { hasText: '王芳' }).waitFor()
    await side.locator('.stage', { hasText: '首购' }).waitFor()
  })

  test('after ten past nine the group has its digest', async () => {
    await rep.page.click('[data-act=digest]')
    await rep.page.locator('#rows .c.robot', { hasText: '[机器人]' }).waitFor()
    await chatWith('华东一组')
    await rep.page.locator('#talk .m', { hasText: '华东一组 · 私域日报' }).waitFor()
    await side.locator('main:not([aria-busy])').waitFor()
    await rep.page.screenshot({ path: new URL('digest-1280-light.png', OUTPUT).pathname })
    expect(rep.complaints).toEqual([])
  })

  test('what a newcomer breaks with a switch, the events and the doctor explain in plain words', async () => {
    await rep.page.click('nav [data-view=control]')
    await rep.page.selectOption('#fault-form [name=kind]', 'errcode')
    await rep.page.fill('#fault-form [name=api]', 'externalcontact/')
    await rep.page.fill('#fault-form [name=errcode]', '60020')
    await rep.page.click('#fault-form .go')
    await rep.page.click('[data-act=add-customer]')
    await rep.page.fill('#ask [name=name]', '周晴')
    await rep.page.click('#ask .go')
    await rep.page.locator('#who', { hasText: '周晴' }).waitFor()
    await rep.page.click('nav [data-view=events]')
    const refused = rep.page.locator('#entries .entry', { hasText: '60020' }).first()
    await refused.waitFor()
    expect(await refused.innerText()).toContain('可信')
    keepPicture('events', await rep.page.screenshot())

    const admin = await visit(browser, trial, { as: 'linyu', viewport: { width: 420, height: 900 } })
    await admin.page.goto(new URL('/sidebar/manage', trial.url).toString())
    const heading = admin.page.getByRole('heading', { name: '体检', exact: true })
    const doctor = admin.page.locator('section.sheet', { has: heading })
    await doctor.getByRole('button', { name: '开始检查' }).click()
    await doctor.locator('.chip.red').first().waitFor()
    expect(await doctor.innerText()).toMatch(/企业可信IP[\s\S]*怎么办：[\s\S]*错误码 60020：/)
    keepPicture('doctor', await doctor.screenshot())
    await admin.close()
  })
})
