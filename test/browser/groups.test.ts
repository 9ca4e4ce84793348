import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GroupView } from '../../src/features/groups/shapes.ts'
import type { ScriptView } from '../../src/features/scripts/shapes.ts'
import { addFriend, ask, lookAt, type Phone, phone } from './phone.ts'
import { answersAgain, canBrowse, openBrowser, SOON, startTrial, type Trial } from './trial.ts'

/** The client beside a group's chat; everything else is as on any phone. */
const inGroup = (chatId: string): string => `(() => {
  const real = window.WeixinJSBridge.invoke
  const say = (name, fields) => ({ err_msg: name + ':ok', ...fields })
  window.WeixinJSBridge.invoke = (name, params, callback) => {
    if (name === 'getContext') return setTimeout(() => callback?.(say(name, { entry: 'group_chat_tools' })), 0)
    if (name === 'getCurExternalChat') return setTimeout(() => callback?.(say(name, { chatId: '${chatId}' })), 0)
    return real(name, params, callback)
  }
})()`

const PDF = Buffer.from(`%PDF-1.7\n${'活动规则'.repeat(2000)}`)

type State = { rows: { kind: string; id: string; name: string }[] }

describe.runIf(canBrowse)('the sidebar beside a customer group', () => {
  let trial: Trial
  let browser: Browser
  let rep: Phone
  let lead: Phone
  let chatId = ''

  const open = async (who: Phone) => {
    await who.page.goto(new URL('/sidebar/', trial.url).toString())
    await who.page.locator('main:not([aria-busy]) h1').waitFor()
    await who.page.waitForLoadState('networkidle')
  }
  const group = () => ask<GroupView>(trial, rep, `/api/groups/${chatId}`)

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    ;[rep, lead] = await Promise.all([phone(browser, trial, 'wangmin'), phone(browser, trial, 'zhaolei')])
    await addFriend(trial, rep, '谷一')
    const state = await ask<State>(trial, rep, '/sandbox/api/state?rep=wangmin')
    chatId = state.rows.find((row) => row.kind === 'group')?.id ?? ''
    expect(chatId).not.toBe('')
    for (const who of [rep, lead]) await who.page.addInitScript(inGroup(chatId))
  })
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  test('a group nobody told us about is read while the rep waits, and says who is in it', async () => {
    await open(rep)
    await rep.page.locator('h1', { hasText: '栖木会员福利群' }).waitFor()
    await rep.page.getByText('群主王敏 · 11 人').waitFor()
    await rep.page.getByRole('button', { name: /^(我的客户|还没加好友) 9$/ }).waitFor()
    expect(await lookAt('group', rep)).toEqual([])
  })

  test('a script goes to the whole group in two taps, and is counted', async () => {
    await open(rep)
    await rep.page
      .getByRole('button', { name: /^发送 / })
      .first()
      .click()
    await rep.page.locator('dialog .primary').click()
    await rep.page.locator('.toast', { hasText: '已放进聊天' }).waitFor()
    const sent = await rep.sent()
    expect(sent.at(-1)?.text?.content ?? '').not.toMatch(/[{}]/)
    expect(sent.length).toBeGreaterThan(0)
  })

  test('a script for groups is found by initials, a change outlives the sheet, and a count that got lost is made up for', async () => {
    const openScript = async () => {
      await rep.page.getByLabel('搜话术，拼音首字母也行').fill('qgsm')
      await rep.page.getByRole('button', { name: '发送 群规说明' }).click()
    }
    await open(rep)
    await openScript()
    expect(await lookAt('group-send', rep)).toEqual([])
    await rep.page.locator('dialog').getByRole('button', { name: '改一改' }).first().click()
    await rep.page.locator('dialog textarea').fill('群规只有一条：好好说话')
    await rep.page.locator('dialog').getByRole('button', { name: '关闭' }).click()
    await rep.page.waitForFunction('!history.state?.sheet')
    await open(rep)
    await openScript()
    expect(await rep.page.locator('dialog textarea').inputValue()).toBe('群规只有一条：好好说话')
    await rep.page.route('**/api/groups/*/sent', (route) => route.abort())
    await rep.page.locator('dialog .primary').click()
    await rep.page.locator('.toast', { hasText: '已放进聊天' }).waitFor()
    expect((await rep.sent()).at(-1)?.text?.content).toBe('群规只有一条：好好说话')
    await answersAgain(rep.page)
    rep.complaints.length = 0
    const counted = rep.page.waitForResponse((reply) => /groups\/.+\/sent$/.test(new URL(reply.url()).pathname))
    await open(rep)
    expect((await counted).status()).toBe(200)
  })

  test('a file goes into the group’s own chat and nowhere else, is taken by WeCom, and is counted', async () => {
    const post = async (path: string, given: { data: unknown; headers?: Record<string, string> }) =>
      (await rep.page.context().request.post(new URL(path, trial.url).toString(), given)).json()
    const headers = { 'content-type': 'application/octet-stream' }
    const file = await post(`/api/media?kind=file&name=${encodeURIComponent('活动规则.pdf')}`, { data: PDF, headers })
    const parts = [{ type: 'file', fileId: file.id }]
    const script = await post('/api/scripts', { data: { title: '群活动资料', category: 'group', parts } })
    await open(rep)
    const openFile = async () => {
      await rep.page.getByLabel('搜话术，拼音首字母也行').fill('qhdzl')
      await rep.page.getByRole('button', { name: '发送 群活动资料' }).click()
      await rep.page.locator('dialog .media', { hasText: '活动规则.pdf' }).waitFor()
    }
    await openFile()
    expect(await lookAt('group-file', rep)).toEqual([])
    const before = (await rep.sent()).length
    // While the file is fetched the rep has gone on to another group's chat.
    await rep.page.evaluate(inGroup('wrAnotherGroup000000000000000000'))
    await rep.page.locator('dialog .primary').click()
    await rep.page.locator('dialog [role=alert]').waitFor()
    expect((await rep.sent()).length).toBe(before)
    await rep.page.evaluate(inGroup(chatId))
    await rep.page.locator('dialog .primary').click()
    await rep.page.locator('.toast', { hasText: '已放进聊天' }).waitFor()
    const [sent] = (await rep.sent()).slice(before) as unknown as { msgtype: string; file?: { mediaid: string } }[]
    expect(sent?.msgtype).toBe('file')
    const media = await rep.page
      .context()
      .request.get(new URL(`/sandbox/media/${sent?.file?.mediaid}`, trial.url).toString())
    expect(Buffer.compare(await media.body(), PDF)).toBe(0)
    const uses = async () => {
      const { items } = await ask<{ items: ScriptView[] }>(trial, rep, '/api/scripts?q=qhdzl')
      return items.find((one) => one.id === script.id)?.uses30d
    }
    await expect.poll(uses, SOON).toBe(1)
  })

  test('a note and a tag stand at once and are there for the colleague; a refused tag goes back', async () => {
    await rep.page.getByRole('textbox', { name: '群备注' }).fill('周五发福利')
    await rep.page.locator('form .save').click()
    await rep.page.locator('.toast', { hasText: '已记下' }).waitFor()
    await rep.page.getByRole('button', { name: '+ 福利群' }).click()
    await expect.poll(async () => (await group()).tags, SOON).toEqual(['福利群'])
    await rep.page.route('**/tags', (route) => route.fulfill({ status: 500, body: '{}' }))
    await rep.page.getByRole('button', { name: '+ 老客群' }).click()
    await rep.page.locator('.toast', { hasText: '服务暂时没有回应' }).waitFor()
    await rep.page.getByRole('button', { name: '+ 老客群' }).waitFor()
    await answersAgain(rep.page)
    rep.complaints.length = 0
    await open(lead)
    await lead.page.getByText('周五发福利').waitFor()
    await lead.page.getByRole('button', { name: '去掉标签 福利群' }).waitFor()
  })

  test('the lead switches the morning message on, and the other device shows it when it is looked at again', async () => {
    await lead.page.getByRole('button', { name: '打开 群晨报' }).click()
    await lead.page.getByText('赵磊打开的').waitFor()
    expect(await lookAt('group-lead', lead)).toEqual([])
    await lead.page.getByRole('textbox', { name: '群备注' }).fill('群里有同行')
    await lead.page.locator('form .save').click()
    await lead.page.locator('.toast', { hasText: '已记下' }).waitFor()
    await rep.page.evaluate("window.dispatchEvent(new Event('focus'))")
    await rep.page.getByText('群里有同行').waitFor()
  })

  test('nothing of it made the console complain', () => expect([...rep.complaints, ...lead.complaints]).toEqual([]))
})
