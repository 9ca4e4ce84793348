import type { Browser, FrameLocator, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BRIDGE_FAILURES } from '../../src/sandbox/switches/switches-shapes.ts'
import { answersAgain, canBrowse, openBrowser, SOON, startTrial, type Trial, type Visitor, visit } from './trial.ts'

// What the first sync has not come to yet, or belongs to the rep somebody has just been, is answered 404.
const isFirstLook = (complaint: string): boolean => /404 .*\/api\/(?:groups|customers)\//.test(complaint)

/** What the client says of each misbehaviour: which call, and the words of its answer. */
const WORDS: Record<(typeof BRIDGE_FAILURES)[number], [name: string, words: string]> = {
  none: ['getCurExternalContact', 'getCurExternalContact:ok'],
  'no-permission': ['getCurExternalContact', 'getCurExternalContact:fail no permission'],
  'no-context': ['getCurExternalContact', 'getCurExternalContact:fail without context of external contact'],
  cancel: ['sendChatMessage', 'sendChatMessage:cancel'],
  'invalid-img-url': ['sendChatMessage', 'sendChatMessage:fail invalid imgUrl'],
  'cross-corp': ['sendChatMessage', 'sendChatMessage:fail, not allow to cross corp'],
  'permission-denied': ['sendChatMessage', 'sendChatMessage:permission denied'],
  'not-in-allow-list': ['getCurExternalContact', 'getCurExternalContact:fail user not in allow list'],
  'invalid-signature': ['agentConfig', 'agentConfig:fail_invalid signature'],
  'windows-wording': ['getCurExternalContact', 'getCurExternalContact:fail_without context of external contact'],
  'mac-wording': ['getCurExternalContact', 'getCurExternalContact:fail_fail_without context of external contact'],
  silent: ['getCurExternalContact', 'no answer'],
}

const ENTRIES = [
  ...['contact_profile', 'single_chat_tools', 'group_chat_tools', 'chat_attachment', 'single_kf_tools'],
  ...['chain_single_chat_tools', 'chain_group_chat_tools', 'internal_group_chat_board', 'normal'],
]

describe.runIf(canBrowse)('the WeCom client that the sandbox page stands for', () => {
  let trial: Trial
  let browser: Browser
  let rep: Visitor
  let side: FrameLocator

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    rep = await visit(browser, trial, { as: 'wangmin' })
    side = rep.page.frameLocator('#side')
    await rep.page.goto(trial.url)
    await side.locator('h1').waitFor()
    // Until the first sync is through, the product knows none of the customers and says so.
    rep.complaints.length = 0
  })
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  const chatWith = async (name: string): Promise<void> => {
    await view('messages')
    await rep.page.locator('#rows .c', { hasText: name }).first().click()
  }
  const view = (name: string): Promise<void> => rep.page.click(`nav [data-view=${name}]`)
  const bridgeCall = (...texts: string[]): Locator =>
    texts
      .reduce((found, hasText) => found.filter({ hasText }), rep.page.locator('#entries .entry', { hasText: '侧边栏' }))
      .first()
  const answerOf = async (call: Locator): Promise<string> => {
    await call.locator('summary').click()
    await call.locator('pre').last().waitFor()
    return call.locator('pre').last().innerText()
  }
  const misbehave = async (value: string): Promise<void> => {
    await view('control')
    await rep.page.click(`[data-choice=bridge][data-value=${value}]`)
    await rep.page.locator(`[data-choice=bridge][data-value=${value}][aria-pressed=true]`).waitFor()
    await chatWith('张女士')
  }

  test('§12.11 the official SDK asks the bridge where it is and who the customer is, and the timeline shows both', async () => {
    await chatWith('张女士')
    await side.locator('h1', { hasText: '张女士' }).waitFor()
    await view('events')
    await bridgeCall('getContext', '单聊工具栏').waitFor()
    expect(await answerOf(bridgeCall('getCurExternalContact', '张女士'))).toMatch(/"userId": "wm\w{30}"/)
    await bridgeCall('agentConfig', '成功').waitFor()
    await view('messages')
  })

  test('§12.11 each way of failing is seen in the sidebar and named in the timeline', async () => {
    const said: [string, string, string][] = [
      ['no-permission', '企业微信没有放行', 'fail no permission'],
      ['windows-wording', '没认出是哪位客户', 'fail_without context'],
      ['mac-wording', '没认出是哪位客户', 'fail_fail_without context'],
      ['invalid-signature', '没连上企业微信', 'invalid signature'],
    ]
    for (const [value, title, words] of said) {
      await misbehave(value)
      await side.getByText(title).waitFor()
      await view('events')
      await rep.page.fill('#event-search', words)
      await bridgeCall('✕').waitFor()
      await rep.page.fill('#event-search', '')
    }
    await misbehave('none')
    await side.locator('h1', { hasText: '张女士' }).waitFor()
  })

  /** A call of the page inside, past the SDK; `as` registers anew first, with the product's own signatures. */
  const invoke = (name: string, as?: { kind: 'config' | 'agentConfig'; apis: string[] }): Promise<string> =>
    side.locator('html').evaluate(
      `(async (name, as) => {
        const call = (name, params) => new Promise((done) => window.WeixinJSBridge.invoke(name, params, done))
        const within = (ms) => new Promise((done) => setTimeout(() => done({ err_msg: 'no answer' }), ms))
        const url = location.href.split('#')[0]
        const signed = await (await fetch('/api/wecom/js-signature?url=' + encodeURIComponent(url))).json()
        const app = { corpid: signed.corpId, agentid: signed.agentId, ...signed.agentConfig, jsApiList: as?.apis }
        const { timestamp, nonceStr, signature } = signed.config
        const corp = { verifyAppId: signed.corpId, verifyTimestamp: timestamp, verifyNonceStr: nonceStr }
        if (as?.kind === 'agentConfig') await call('agentConfig', app)
        if (as?.kind === 'config') await call('preVerifyJSAPI', { ...corp, verifySignature: signature, verifyJsApiList: as.apis })
        const answer = await Promise.race([call(name, name === 'agentConfig' ? app : { msgtype: 'text', text: { content: '好' } }), within(800)])
        return answer.err_msg ?? answer.errmsg
      })(${JSON.stringify(name)}, ${JSON.stringify(as)})`,
    )
  const turn = async (switches: Record<string, string>): Promise<void> => {
    const body = JSON.stringify(switches)
    await fetch(new URL('/sandbox/api/switches', trial.url), { method: 'POST', body })
    // The page looks every second; a window that comes forward looks at once.
    await rep.page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`)
    const known = `__sandbox.failure() + __sandbox.identity()`
    const wanted = { bridge: 'none', bridgeIdentity: 'app', ...switches }
    await expect.poll(() => rep.page.evaluate(known), SOON).toBe(wanted.bridge + wanted.bridgeIdentity)
  }

  test('§12.11 every misbehaviour of the bridge has its own words, and each is told apart', async () => {
    for (const failure of BRIDGE_FAILURES) {
      await turn({ bridge: failure })
      const [name, words] = WORDS[failure]
      expect([failure, await invoke(name)]).toEqual([failure, expect.stringContaining(words)])
    }
    await turn({ bridge: 'none' })
    await rep.page.click('#reload')
    await side.locator('h1', { hasText: '张女士' }).waitFor()
  })

  test('§12.11 sidebar calls want the app’s identity and stand in its list; other calls take the corp’s', async () => {
    const all = ['getContext', 'getCurExternalContact', 'openUserProfile']
    await turn({ bridgeIdentity: 'corp' })
    await rep.page.click('#reload')
    await side.getByText('企业微信没有放行').waitFor()
    expect(await invoke('getCurExternalContact', { kind: 'config', apis: all })).toMatch(/:fail no permission$/)
    expect(await invoke('getCurExternalContact', { kind: 'agentConfig', apis: all })).toMatch(/:fail no permission$/)
    expect(await invoke('openUserProfile')).toBe('openUserProfile:ok')
    await turn({ bridgeIdentity: 'none' })
    expect(await invoke('openUserProfile', { kind: 'config', apis: all })).toMatch(/:fail no permission$/)
    await turn({ bridgeIdentity: 'app' })
    expect(await invoke('getContext', { kind: 'agentConfig', apis: ['getContext'] })).toBe('getContext:ok')
    expect(await invoke('getCurExternalContact')).toMatch(/:fail no permission$/)
    await rep.page.click('#reload')
    await side.locator('h1', { hasText: '张女士' }).waitFor()
  })

  test('§12.11 every way into the sidebar can be chosen and is told to it', async () => {
    const entries = await rep.page
      .locator('#entry option')
      .evaluateAll((all) => all.map((one) => one.getAttribute('value')))
    expect(entries).toEqual(expect.arrayContaining([...ENTRIES]))
    for (const entry of ['chain_single_chat_tools', 'internal_group_chat_board', 'chat_attachment']) {
      await rep.page.selectOption('#entry', entry)
      await expect.poll(() => rep.page.evaluate('__sandbox.entry()'), SOON).toBe(entry)
      const asked = { kind: 'agentConfig' as const, apis: ['getCurExternalContact'] }
      const said = (): Promise<string> => invoke('getCurExternalContact', asked).catch(() => 'reloading')
      await expect.poll(said, SOON).toMatch(/:fail without context/)
    }
    await rep.page.selectOption('#entry', 'auto')
    await side.locator('h1', { hasText: '张女士' }).waitFor()
  })

  test('a cancelled 发送 puts nothing into the chat', async () => {
    // A newcomer has something to be sent today.
    const url = new URL('/sandbox/api/add-customer', trial.url).toString()
    await rep.page.request.post(url, { data: { name: '何秋', rep: 'wangmin' } })
    await misbehave('cancel')
    await chatWith('何秋')
    await side.locator('h1', { hasText: '何秋' }).waitFor()
    const said = (await side.locator('.say').first().innerText()).trim().slice(0, 20)
    const send = side.locator('.acts .primary')
    await expect.poll(() => send.isEnabled(), SOON).toBe(true)
    await send.click()
    await view('events')
    await bridgeCall('sendChatMessage', 'cancel').waitFor()
    await misbehave('none')
    await chatWith('何秋')
    await rep.page.locator('#who', { hasText: '何秋' }).waitFor()
    expect(await rep.page.locator('#talk .m.me', { hasText: said }).count()).toBe(0)
  })

  test('the workbench opens the day’s work, and WeCom tells the app who entered', async () => {
    await view('workbench')
    await rep.page.click('[data-open-app]')
    await side.locator('h1', { hasText: '今天' }).waitFor()
    await view('events')
    await rep.page.locator('#entries .entry', { hasText: '进入应用' }).first().waitFor()
  })

  test('§12.11 from the customer’s profile the app is opened as contact_profile', async () => {
    await chatWith('张女士')
    await rep.page.click('#tab-details')
    await rep.page.click('[data-profile]')
    await side.locator('h1', { hasText: '张女士' }).waitFor()
    await view('events')
    await bridgeCall('getContext', '客户资料页').waitFor()
    await view('messages')
  })

  test('a group’s chat shows who speaks, and the sidebar knows it is a group', async () => {
    await chatWith('栖木会员福利群')
    await rep.page.locator('#speaker').selectOption({ label: '刘先生' })
    await rep.page.fill('#line', '这个还有货吗')
    await rep.page.click('#box [type=submit]')
    await rep.page.locator('#talk .said', { hasText: '刘先生' }).filter({ hasText: '这个还有货吗' }).waitFor()
    await side.locator('h1', { hasText: '栖木会员福利群' }).waitFor()
  })

  test('on a phone the page is 375 wide, and a client set to dark makes it dark', async () => {
    await chatWith('张女士')
    await rep.page.click('#device')
    await side.locator('h1', { hasText: '张女士' }).waitFor()
    const inside = (what: string): Promise<unknown> => side.locator('html').evaluate(what)
    await expect.poll(() => inside('navigator.userAgent'), SOON).toMatch(/wxwork\/[\d.]+ .*Mobile/)
    expect(await inside('innerWidth')).toBe(375)
    await rep.page.click('#theme')
    await rep.page.click('#theme')
    await side.locator('html[data-theme=dark]').waitFor()
    await rep.page.click('#theme')
    await side.locator('html[data-theme=light]').waitFor()
    await rep.page.click('#device')
  })

  test('being another rep shows her chats and her customers’ cards', async () => {
    await rep.page.click('#me')
    await rep.page.click('#menu [data-rep=chenxi]')
    await rep.page.locator('#me', { hasText: '陈' }).waitFor()
    await side.getByText('陈曦负责').waitFor()
    await rep.page.locator('#rows .c', { hasText: '张女士' }).waitFor({ state: 'detached' })
  })

  test('the switch holds although the page was just asking as the rep before', async () => {
    const { page } = rep
    let asked = () => {}
    const underWay = new Promise<void>((resolve) => {
      asked = resolve
    })
    let answer = () => {}
    const switched = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.route(/\/sandbox\/api\/state/, async (route) => {
      if (!route.request().url().includes('chenxi')) return route.continue()
      asked()
      await switched
      await route.continue()
    })
    await underWay
    await page.click('#me')
    const left = page.waitForRequest(/\/auth\/logout/)
    await page.click('#menu [data-rep=wangmin]')
    await (await left).response()
    answer()
    await page.locator('#me', { hasText: '王' }).waitFor()
    await answersAgain(page)
    await page.locator('#rows .c', { hasText: '张女士' }).waitFor()
  })

  test('nothing was thrown on the way but what the official SDK throws when its signature is refused', () =>
    expect(rep.complaints.filter((one) => one !== 'thrown: Object' && !isFirstLook(one))).toEqual([]))
})
