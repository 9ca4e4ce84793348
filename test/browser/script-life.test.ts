import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScriptView } from '../../src/features/scripts/shapes.ts'
import { ask, lookAt, type Phone, phone } from './phone.ts'
import { canBrowse, openBrowser, SOON, startTrial, type Trial } from './trial.ts'

describe.runIf(canBrowse)('a script from a rep’s phone to everybody’s library', () => {
  let trial: Trial
  let browser: Browser
  let rep: Phone
  let admin: Phone

  const open = async (who: Phone, path: string) => {
    await who.page.goto(new URL(`/sidebar/${path}`, trial.url).toString())
    await who.page.locator('main:not([aria-busy]) h1').waitFor()
    await who.page.waitForLoadState('networkidle')
  }
  const find = async (who: Phone, q: string) =>
    (await ask<{ items: ScriptView[] }>(trial, who, `/api/scripts?q=${encodeURIComponent(q)}`)).items[0]
  const dialog = (who: Phone) => who.page.locator('dialog[open]')
  const tap = (who: Phone, name: string) => dialog(who).getByRole('button', { name, exact: true }).click()
  const shut = async (who: Phone) => {
    await dialog(who).waitFor({ state: 'detached' })
    await who.page.waitForFunction('!history.state?.sheet')
  }
  const told = (who: Phone, text: string) => who.page.locator('.toast', { hasText: text }).waitFor()
  const row = (who: Phone, title: string) => who.page.locator('main li', { hasText: title })
  const shelf = (who: Phone, name: string) => who.page.getByLabel('状态').selectOption({ label: name })
  const write = async (who: Phone, title: string, text: string) => {
    await who.page.getByRole('button', { name: '写一条话术' }).click()
    await dialog(who).getByLabel('标题（怎么想得起来就怎么写）').fill(title)
    await dialog(who).getByLabel('要发的话', { exact: true }).fill(text)
  }

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    ;[rep, admin] = await Promise.all([phone(browser, trial, 'wangmin'), phone(browser, trial, 'linyu')])
  })
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  test('a rep offers her own with one tap and sees that it waits', async () => {
    await open(rep, 'scripts')
    await write(rep, '雨天问候', '{客户称呼}，外面下雨，路上慢点。')
    await tap(rep, '保存')
    await shut(rep)
    await row(rep, '雨天问候').getByRole('button').first().click()
    expect(await lookAt('script-offer', rep)).toEqual([])
    await tap(rep, '推荐给公司用')
    await told(rep, '已推荐，等主管审核')
    await shut(rep)
    await row(rep, '雨天问候').getByText('待审核').waitFor()
    await shelf(rep, '我推荐的')
    await expect.poll(() => rep.page.locator('main li').count(), SOON).toBe(1)
  })

  test('whoever looks after the library is told on the first page, reads it and sends it back with a word', async () => {
    await open(admin, '')
    await admin.page.getByRole('link', { name: '1 条同事推荐的话术等你审核' }).click()
    await row(admin, '雨天问候').getByText('王敏推荐').waitFor()
    expect(await lookAt('script-offers', admin)).toEqual([])
    await row(admin, '雨天问候').getByRole('button').first().click()
    await dialog(admin).getByText('外面下雨').waitFor()
    expect(await lookAt('script-review', admin)).toEqual([])
    await tap(admin, '退回给作者')
    await dialog(admin).getByText('写一句为什么退回').waitFor()
    await dialog(admin).getByLabel('退回时说一句为什么').fill('加一句为什么今天写')
    await tap(admin, '退回给作者')
    await shut(admin)
    await admin.page.getByText('没有等着审核的话术').waitFor()
  })

  test('the writer reads why, changes it and offers it again; then everybody has it', async () => {
    await open(rep, 'scripts?state=review')
    await row(rep, '雨天问候').getByText('没有采用：加一句为什么今天写').waitFor()
    await row(rep, '雨天问候').getByRole('button').first().click()
    const text = dialog(rep).getByLabel('要发的话', { exact: true })
    await text.fill('{客户称呼}，外面下雨，路上慢点。您上次问的那款今天到了。')
    await tap(rep, '保存')
    await shut(rep)
    await row(rep, '雨天问候').getByRole('button').first().click()
    await tap(rep, '推荐给公司用')
    await shut(rep)
    await open(admin, 'scripts?state=review')
    await row(admin, '雨天问候').getByRole('button').first().click()
    await tap(admin, '通过，给大家用')
    await told(admin, '已成为公司话术')
    expect(await find(admin, '雨天问候')).toMatchObject({ scope: 'company', state: 'live', version: 2 })
  })

  test('what it said before can be read and put back into the editor', async () => {
    await open(admin, 'scripts')
    await admin.page.getByLabel('搜标题、内容或拼音首字母').fill('雨天问候')
    await row(admin, '雨天问候').getByRole('button').first().click()
    await dialog(admin).getByRole('button', { name: '历史版本' }).click()
    await dialog(admin).getByText('第 1 版').waitFor()
    expect(await lookAt('script-versions', admin)).toEqual([])
    await tap(admin, '用回这一版')
    expect(await dialog(admin).getByLabel('要发的话', { exact: true }).inputValue()).toBe(
      '{客户称呼}，外面下雨，路上慢点。',
    )
    await tap(admin, '保存')
    await shut(admin)
    expect((await find(admin, '雨天问候'))?.version).toBe(3)
  })

  test('a forbidden word is published with a reason, and a draft with an end waits on its shelf', async () => {
    await open(admin, 'scripts')
    await write(admin, '检测报告', '检测排名第一，报告给您看。')
    await dialog(admin).getByRole('radio', { name: '公司的' }).click()
    const publish = dialog(admin).getByRole('button', { name: '保存并发布' })
    await dialog(admin).getByText('含有禁用词：第一').waitFor()
    await expect.poll(() => publish.isDisabled(), SOON).toBe(true)
    expect(await lookAt('script-forbidden', admin)).toEqual([])
    await dialog(admin).getByLabel('确实可以这样说？写明依据，会记入审计日志').fill('检测报告 2026-118')
    await publish.click()
    await shut(admin)
    expect((await find(rep, '检测报告'))?.warnings).toBeUndefined()

    await write(admin, '年底满减', '年底前满 300 减 30。')
    await dialog(admin).getByRole('radio', { name: '公司的' }).click()
    await dialog(admin).getByLabel('用到哪天（到期自动下架，不填就一直用）').fill('2099-12-31')
    await tap(admin, '先存草稿')
    await shut(admin)
    expect(await find(rep, '年底满减')).toBeUndefined()
    await shelf(admin, '草稿')
    await row(admin, '年底满减').getByText('用到').waitFor()
    expect(await lookAt('script-drafts', admin)).toEqual([])
    await row(admin, '年底满减').getByRole('button').first().click()
    await tap(admin, '保存并发布')
    await shut(admin)
    expect((await find(rep, '年底满减'))?.validUntil).toBe('2099-12-31')
  })

  test('what was taken out of use is used again from its shelf', async () => {
    await open(admin, 'scripts')
    await admin.page.getByLabel('搜标题、内容或拼音首字母').fill('年底满减')
    await row(admin, '年底满减').getByRole('button').first().click()
    await tap(admin, '停用')
    await told(admin, '已停用')
    await shut(admin)
    await shelf(admin, '已停用')
    await row(admin, '年底满减').getByRole('button').first().click()
    await tap(admin, '重新启用')
    await told(admin, '已重新启用')
    await shut(admin)
    await admin.page.getByText('没有停用的话术').waitFor()
  })

  test('a lead writes for her team on the phone, and her rep’s list says whose it is', async () => {
    const lead = await phone(browser, trial, 'zhaolei')
    await open(lead, 'scripts')
    await write(lead, '本组早会话', '今天先问一句近况。')
    await dialog(lead).getByRole('radio', { name: '组里的' }).click()
    expect(await lookAt('script-team', lead)).toEqual([])
    await tap(lead, '保存并发布')
    await shut(lead)
    await open(rep, 'scripts')
    await rep.page.getByLabel('搜标题、内容或拼音首字母').fill('本组早会')
    await row(rep, '本组早会话').getByText('华东一组').waitFor()
    expect(await lookAt('library-team', rep)).toEqual([])
    await row(rep, '本组早会话').getByRole('button').first().click()
    await dialog(rep).getByText('组里的由组长维护').waitFor()
    await tap(rep, '存一份给自己改')
    await shut(rep)
    expect(
      (await ask<{ items: ScriptView[] }>(trial, rep, '/api/scripts?scope=personal&q=本组早会')).items,
    ).toHaveLength(1)
  })
})
