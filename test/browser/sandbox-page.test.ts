import type { Browser, FrameLocator, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FAULT_KINDS } from '../../src/sandbox/switches/switches-shapes.ts'
import { TRIAL_CORP } from '../../src/trial.ts'
import { canBrowse, openBrowser, startBuilt, type Trial, type Visitor, visit } from './trial.ts'

const CARD = {
  touser: 'wangmin',
  agentid: Number(TRIAL_CORP.agentId),
  msgtype: 'template_card',
  template_card: {
    card_type: 'button_interaction',
    main_title: { title: '今天先联系谁' },
    task_id: 'who-first',
    button_selection: {
      question_key: 'when',
      title: '改到',
      option_list: [
        { id: 'tomorrow', text: '明天' },
        { id: 'friday', text: '周五' },
      ],
    },
    button_list: [{ text: '已跟进', style: 1, key: 'done' }],
  },
}

describe.runIf(canBrowse)('the sandbox page', () => {
  let trial: Trial
  let browser: Browser
  let rep: Visitor
  let side: FrameLocator

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startBuilt(), openBrowser()])
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

  const row = (name: string): Locator => rep.page.locator('#rows .c', { hasText: name }).first()
  const view = (name: string): Promise<void> => rep.page.click(`nav [data-view=${name}]`)
  const entry = (...texts: string[]): Locator =>
    texts.reduce((found, hasText) => found.filter({ hasText }), rep.page.locator('#entries .entry')).first()
  const call = async (api: string, body: unknown): Promise<Record<string, unknown>> => {
    const at = (path: string) => new URL(`/cgi-bin/${path}`, trial.url)
    const { corpId, secret } = TRIAL_CORP
    const given = await fetch(at(`gettoken?corpid=${corpId}&corpsecret=${secret}`))
    const { access_token: token } = (await given.json()) as { access_token: string }
    const answer = await fetch(at(`${api}?access_token=${token}`), { method: 'POST', body: JSON.stringify(body) })
    return (await answer.json()) as Record<string, unknown>
  }
  const switchesNow = async (): Promise<Record<string, unknown>> => {
    const answer = await fetch(new URL('/sandbox/api/switches', trial.url))
    return ((await answer.json()) as { switches: Record<string, unknown> }).switches
  }
  const act = (name: string, body: unknown): Promise<Response> =>
    fetch(new URL(`/sandbox/api/${name}`, trial.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  test('a customer is found by the first letters of her name, from the keyboard alone', async () => {
    await rep.page.keyboard.press('Control+k')
    await rep.page.keyboard.type('zns')
    await row('张女士').waitFor()
    await rep.page.keyboard.press('Enter')
    await rep.page.locator('#who', { hasText: '张女士' }).waitFor()
    await side.locator('h1', { hasText: '张女士' }).waitFor()
    await rep.page.fill('#search', '')
    expect(await rep.page.locator('#rows .c').count()).toBeGreaterThan(5)
  })

  test('the rep’s words stand on the right, the customer’s on the left, and what she wrote is a callback', async () => {
    await rep.page.fill('#line', '张姐，明天到店可以试用')
    await rep.page.keyboard.press('Enter')
    await rep.page.locator('#talk .m.me', { hasText: '明天到店可以试用' }).waitFor()
    await rep.page.click('#speakers .customer')
    await rep.page.fill('#line', '好的我下午过来')
    await rep.page.click('#box [type=submit]')
    await rep.page.locator('#talk .m:not(.me)', { hasText: '好的我下午过来' }).waitFor()
    await view('events')
    await entry('客户发来消息', '张女士', '已送达').waitFor()
    await view('messages')
  })

  test('a chat that is not open counts its new messages until it is opened', async () => {
    const id = (await row('阿May').getAttribute('data-id')) ?? ''
    await act('customer-says', { id, rep: 'wangmin', text: '还有小样吗' })
    await row('阿May').locator('u', { hasText: '1' }).waitFor()
    await rep.page.locator('nav .mark', { hasText: '1' }).waitFor()
    await row('阿May').click()
    await row('阿May').locator('u').waitFor({ state: 'detached' })
  })

  test('the client’s own page about her changes remark and tags, and WeCom tells the app', async () => {
    await rep.page.click('#tab-details')
    await rep.page.click('#details [data-act=edit-remark]')
    await rep.page.fill('#ask [name=remark]', '阿May 周末来')
    await rep.page.click('#ask .go')
    await rep.page.locator('#details', { hasText: '阿May 周末来' }).waitFor()
    const tag = rep.page.locator('#details [data-tag]', { hasText: '小红书' })
    await tag.click()
    await rep.page.locator('#details [data-tag][aria-pressed=true]', { hasText: '小红书' }).waitFor()
    await view('events')
    await entry('客户备注或标签变了', '阿May').waitFor()
    await view('messages')
    await rep.page.click('#tab-app')
    await side.locator('h1', { hasText: '周末来' }).waitFor()
  })

  test('a button of a template card reaches the app as a callback, and the timeline shows it decrypted', async () => {
    expect(await call('message/send', CARD)).toMatchObject({ errcode: 0 })
    await row('掌柜助手').click()
    const card = rep.page.locator('#talk .card', { hasText: '今天先联系谁' })
    await card.locator('select').selectOption('friday')
    await card.locator('[data-key=done]').click()
    await view('events')
    const tapped = entry('点了卡片按钮', '已送达')
    await tapped.locator('summary').click()
    const fields = tapped.locator('.fields')
    await fields.waitFor()
    const text = await fields.innerText()
    expect(text).toMatch(/按钮\s*EventKey\s*done/)
    expect(text).toMatch(/卡片编号\s*TaskId\s*who-first/)
    expect(text).toMatch(/OptionId\s*friday/)
    expect(text).toContain('王敏（wangmin）')
  })

  test('the timeline is searched and filtered, and an open entry stays where it is while new ones come in', async () => {
    const tapped = entry('点了卡片按钮', '已送达')
    const before = await tapped.boundingBox()
    const id = (await act('add-robot', { name: '值班群' })).ok
    expect(id).toBe(true)
    await rep.page.locator('#fresh:not([hidden])').waitFor()
    expect((await tapped.boundingBox())?.y).toBe(before?.y)
    await rep.page.click('#fresh')
    await entry('添加群机器人', '人').waitFor()
    await rep.page.fill('#event-search', 'who-first')
    await expect.poll(() => rep.page.locator('#entries .entry').count()).toBeLessThan(6)
    await rep.page.fill('#event-search', '')
    await rep.page.click('[data-kind-filter=callback]')
    expect(new Set(await rep.page.locator('#entries summary b').allInnerTexts())).toEqual(new Set(['回调']))
    await rep.page.click('[data-kind-filter=all]')
  })

  test('an API that was made to fail fails, and the timeline says what the code means and what to do', async () => {
    await view('control')
    await rep.page.selectOption('#fault-form [name=kind]', 'errcode')
    await rep.page.fill('#fault-form [name=api]', 'externalcontact/mark_tag')
    await rep.page.fill('#fault-form [name=errcode]', '48002')
    await rep.page.click('#fault-form .go')
    await rep.page.locator('#fault-part', { hasText: '48002 · externalcontact/mark_tag' }).waitFor()
    await rep.page.locator('#trouble', { hasText: '错误码' }).waitFor()
    await rep.page.click('[data-act=add-customer]')
    await rep.page.click('#ask .go')
    await rep.page.locator('#who', { hasText: '王芳' }).waitFor()
    await view('events')
    await entry('给客户打标签', '48002', '可调用接口的应用').waitFor()
    await view('control')
    await rep.page.click('[data-clear-faults]')
    await rep.page.locator('#fault-part', { hasText: '所有接口正常' }).waitFor()
  })

  test('§12 every kind of fault is set on the page, and one nobody knows changes nothing', async () => {
    const present = rep.page.locator('#fault-part')
    for (const kind of FAULT_KINDS) {
      await rep.page.selectOption('#fault-form [name=kind]', kind)
      const label = await rep.page.locator('#fault-form [name=kind] option:checked').innerText()
      await rep.page.fill('#fault-form [name=api]', 'media/uploadimg')
      expect(await rep.page.locator('#fault-form [name=errcode]').isVisible()).toBe(kind === 'errcode')
      await rep.page.click('#fault-form .go')
      await present.filter({ hasText: label }).waitFor()
      expect((await switchesNow()).faults).toMatchObject([{ kind, api: 'media/uploadimg' }])
    }
    expect(await (await act('fault', { kind: 'gremlins' })).json()).toEqual({ ok: false, why: 'unknown-fault' })
    await present.filter({ hasText: '做完后答 HTTP 500' }).waitFor()
    await rep.page.click('[data-clear-faults]')
    await present.filter({ hasText: '所有接口正常' }).waitFor()
  })

  test('every switch of the sandbox has a control, and one that was changed says so and goes back', async () => {
    const names = Object.keys(await switchesNow())
    await rep.page.locator('#switch-bridge').waitFor()
    const shown = await rep.page.locator('.switch').evaluateAll((all) => all.map((one) => one.id.slice(7)))
    expect(new Set(shown)).toEqual(new Set(names))
    await rep.page.fill('#switch-staleSeconds input', '7')
    await rep.page.click('#switch-staleSeconds form button')
    await rep.page.locator('#switch-staleSeconds', { hasText: '已改' }).waitFor()
    await rep.page.click('[data-reset=staleSeconds]')
    await rep.page.locator('#switch-staleSeconds:not(.changed)').waitFor()
    expect(await rep.page.inputValue('#switch-staleSeconds input')).toBe('0')
  })

  test('§12.9 a group send of the company waits as a card in the rep’s list, and a tap sends it', async () => {
    await view('messages')
    const id = (await row('张女士').getAttribute('data-id')) ?? ''
    const send = { sender: 'wangmin', external_userid: [id], text: { content: '周三上新，给您留了一份' } }
    const { msgid } = await call('externalcontact/add_msg_template', { chat_type: 'single', ...send })
    await row('企业通知').click()
    const card = rep.page.locator('#talk .card', { hasText: '周三上新' })
    await card.getByText('张女士').waitFor()
    await card.locator('[data-task=confirm-send]').click()
    await card.getByText('已经结束').waitFor()
    const { task_list: tasks } = await call('externalcontact/get_groupmsg_task', { msgid })
    expect(tasks).toMatchObject([{ userid: 'wangmin', status: 2 }])
    await row('张女士').click()
    await rep.page.locator('#talk .m.me', { hasText: '周三上新' }).waitFor()
  })

  test('somebody talks with a smart robot by hand: her words, and the robot’s answer as it grows', async () => {
    await view('members')
    await rep.page.click('[data-add-smart]')
    await rep.page.fill('#ask [name=name]', '夜班机器人')
    await rep.page.click('#ask .go')
    await rep.page.locator('#who', { hasText: '夜班机器人' }).waitFor()
    await rep.page.click('#tab-details')
    const [botId = '', secret = '', address = ''] = await rep.page.locator('#details .url').allInnerTexts()
    await rep.page.evaluate(
      `new Promise((done) => {
        const [bot_id, secret, address] = ${JSON.stringify([botId, secret, address])}
        const robot = (window.robot = new WebSocket(address))
        robot.onopen = () => robot.send(JSON.stringify({ cmd: 'aibot_subscribe', headers: { req_id: 'one' }, body: { bot_id, secret } }))
        robot.onmessage = ({ data }) => {
          const { cmd, headers, body } = JSON.parse(data)
          if (cmd === undefined) done()
          if (cmd !== 'aibot_msg_callback') return
          const stream = { id: 's1', finish: true, content: '收到：' + body.text.content }
          robot.send(JSON.stringify({ cmd: 'aibot_respond_msg', headers, body: { msgtype: 'stream', stream } }))
        }
      })`,
    )
    await rep.page.fill('#line', '今天先联系谁')
    await rep.page.keyboard.press('Enter')
    await rep.page.locator('#talk .m.me', { hasText: '今天先联系谁' }).waitFor()
    await rep.page.locator('#talk .m:not(.me)', { hasText: '收到：今天先联系谁' }).waitFor()
    await rep.page.evaluate('window.robot.close()')
    await rep.page.click('#tab-app')
  })

  test('a customer of WeChat customer service writes, and the message waits in sync_msg', async () => {
    await view('members')
    await rep.page.click('[data-kf-customer]')
    await rep.page.fill('#ask [name=name]', '客服来的小周')
    await rep.page.click('#ask .go')
    await rep.page.locator('#who', { hasText: '客服来的小周' }).waitFor()
    await rep.page.click('#speakers .customer')
    await rep.page.fill('#line', '我的订单到哪了')
    await rep.page.keyboard.press('Enter')
    await rep.page.locator('#talk .m:not(.me)', { hasText: '我的订单到哪了' }).waitFor()
    const { account_list: accounts } = await call('kf/account/list', {})
    const open_kfid = (accounts as { open_kfid: string }[])[0]?.open_kfid
    const { msg_list: messages } = await call('kf/sync_msg', { open_kfid })
    expect(messages).toMatchObject([{ msgtype: 'event' }, { text: { content: '我的订单到哪了' } }])
    await view('events')
    await entry('微信客服有新消息', '已送达').waitFor()
  })

  test('§12.7 §12.8 groups and company tags are changed on the page, and WeCom tells the app', async () => {
    await view('messages')
    await row('栖木会员福利群').click()
    await rep.page.click('#tab-details')
    await rep.page.click('[data-group-act=rename-group]')
    await rep.page.fill('#ask [name=name]', '栖木老友群')
    await rep.page.click('#ask .go')
    await rep.page.locator('#who', { hasText: '栖木老友群' }).waitFor()
    await row('阿May').click()
    await rep.page.click('[data-company-tags]')
    await rep.page.selectOption('#ask [name=id]', { label: '小红书' })
    await rep.page.fill('#ask [name=name]', '红书')
    await rep.page.click('#ask .go')
    await rep.page.locator('#details [data-tag]', { hasText: /^红书$/ }).waitFor()
    await view('events')
    await entry('客户群变了', '已送达').waitFor()
    await entry('标签改名了', '已送达').waitFor()
    await view('messages')
    await rep.page.click('#tab-app')
  })

  // Whoever comes to customer service is nobody's friend: the product has no card of hers and answers 404.
  test('nothing was thrown on the way', () =>
    expect(rep.complaints.filter((one) => !/404 .*\/api\/customers\/wm/.test(one))).toEqual([]))
})
