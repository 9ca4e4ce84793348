import { afterEach, describe, expect, it } from 'vitest'
import { signJsSdk } from '../../../src/wecom/jssdk.ts'
import { KEYS, startTrial, type Trial } from './trial.ts'

let trial: Trial
afterEach(() => trial.end())

const welcomeCode = (): string =>
  /<WelcomeCode><!\[CDATA\[(.+?)\]\]>/.exec(trial.received.at(-1)?.text ?? '')?.[1] ?? ''

describe('the token of the company app', () => {
  it('stays the same while it is valid and is a new one after two hours', async () => {
    trial = await startTrial()
    const first = await trial.token()
    trial.pass(7000)
    expect(await trial.token()).toBe(first)
    trial.pass(300)
    expect(await trial.request(`/cgi-bin/getcallbackip?access_token=${first}`)).toMatchObject({
      errcode: 42001,
      ip_list: [],
    })
    expect(await trial.token()).not.toBe(first)
  })

  it('is looked at before anything else of a request, and empty results stay beside the error', async () => {
    trial = await startTrial()
    const refused = await trial.request('/cgi-bin/externalcontact/list?access_token=wrong', 'not even json')
    expect(refused).toMatchObject({ errcode: 40014, external_userid: [] })
    expect(await trial.request('/cgi-bin/user/get')).toMatchObject({ errcode: 41001 })
    expect(await trial.request('/cgi-bin/gettoken')).toMatchObject({ errcode: 41004 })
    trial.sandbox.tokens.expireNow()
    const fresh = await trial.token()
    trial.sandbox.tokens.invalidate()
    expect(await trial.request(`/cgi-bin/department/list?access_token=${fresh}`)).toMatchObject({
      errcode: 40014,
      department: [],
    })
  })

  it('does not open paths that WeCom does not know', async () => {
    trial = await startTrial()
    const response = await fetch(`${trial.url}/cgi-bin/no/such/thing`)
    expect([response.status, await response.text()]).toEqual([404, ''])
  })
})

describe('a customer and a rep', () => {
  it('get one welcome: the first caller wins, and after twenty seconds nobody does', async () => {
    trial = await startTrial()
    await trial.sandbox.people.addCustomer({ name: '王芳', userid: 'admin' })
    const welcome = { welcome_code: welcomeCode(), text: { content: '您好' } }
    expect(await trial.call('externalcontact/send_welcome_msg', welcome)).toMatchObject({ errcode: 0 })
    expect(await trial.call('externalcontact/send_welcome_msg', welcome)).toMatchObject({ errcode: 41051 })
    await trial.sandbox.people.addCustomer({ name: '李静', userid: 'admin' })
    trial.pass(21)
    expect(
      await trial.call('externalcontact/send_welcome_msg', { ...welcome, welcome_code: welcomeCode() }),
    ).toMatchObject({ errcode: 41050 })
  })

  it('are not connected any more once the customer has deleted the rep', async () => {
    trial = await startTrial()
    const { people } = trial.sandbox
    expect(await trial.call('externalcontact/list?userid=admin')).toMatchObject({ errcode: 84061, external_userid: [] })
    const id = await people.addCustomer({ name: '王芳', userid: 'admin', state: 'jingan' })
    expect(await trial.call('externalcontact/list?userid=admin')).toMatchObject({ external_userid: [id] })
    const made = await trial.call('externalcontact/add_corp_tag', { group_name: '客户阶段', tag: [{ name: '新客' }] })
    const tagId = (made.tag_group as { tag: { id: string }[] }).tag[0]?.id
    const pair = { userid: 'admin', external_userid: id }
    expect(await trial.call('externalcontact/mark_tag', { ...pair, add_tag: ['etNoSuchTag'] })).toMatchObject({
      errcode: 40068,
    })
    expect(await trial.call('externalcontact/mark_tag', { ...pair, add_tag: [tagId] })).toMatchObject({ errcode: 0 })
    expect(people.relation(id, 'admin')?.tags).toMatchObject([{ name: '新客', group: '客户阶段' }])
    const batch = await trial.call('externalcontact/batch/get_by_user', { userid_list: ['admin'] })
    expect(batch.external_contact_list).toMatchObject([{ follow_info: { tag_id: [tagId], state: 'jingan' } }])
    const before = trial.received.length
    await people.customerDeletesRep(id, 'admin')
    expect(trial.received.slice(before).map((one) => one.text.includes('del_follow_user'))).toEqual([true])
    expect(await trial.call('externalcontact/mark_tag', { ...pair, add_tag: [tagId] })).toMatchObject({
      errcode: 84061,
    })
  })
})

describe('a callback', () => {
  it('is repeated three times with the same words under a fresh seal', async () => {
    trial = await startTrial({}, [500, 503, 500, 500])
    await trial.sandbox.people.addCustomer({ name: '王芳', userid: 'admin' })
    expect(trial.received).toHaveLength(4)
    expect(new Set(trial.received.map((one) => one.text)).size).toBe(1)
    expect(new Set(trial.received.map((one) => one.encrypt)).size).toBe(4)
    expect(new Set(trial.received.map((one) => one.nonce)).size).toBe(4)
  })

  it('can come twice, never, or in the wrong order', async () => {
    trial = await startTrial()
    const { callbacks, people } = trial.sandbox
    const id = await people.addCustomer({ name: '王芳', userid: 'admin' })
    callbacks.mode('double')
    await people.editRemark(id, 'admin', '王芳 干性')
    callbacks.mode('lost')
    await people.editRemark(id, 'admin', '王芳 混合性')
    expect(trial.received).toHaveLength(3)
    callbacks.mode('reordered')
    await people.customerSays(id, 'admin', '在吗')
    await people.customerDeletesRep(id, 'admin')
    await callbacks.idle()
    const names = trial.received.slice(3).map((one) => /<ChangeType><!\[CDATA\[(\w+)/.exec(one.text)?.[1])
    expect(names).toEqual(['del_follow_user', 'message_from_customer'])
  })
})

describe('messages', () => {
  it('reach whoever exists, and the thirty-first in a minute vanishes without a word', async () => {
    trial = await startTrial()
    const message = (content: string, touser = 'Admin|Ghost') => ({
      touser,
      msgtype: 'text',
      agentid: 1000007,
      text: { content },
    })
    expect(await trial.call('message/send', message('早'))).toMatchObject({ errcode: 0, invaliduser: 'ghost' })
    expect(await trial.call('message/send', message('早', 'Ghost'))).toMatchObject({
      errcode: 81013,
      invaliduser: 'ghost',
    })
    for (let count = 0; count < 31; count += 1)
      expect(await trial.call('message/send', message(`第 ${count} 条`))).toMatchObject({ errcode: 0 })
    expect(trial.sandbox.people.messagesTo('admin')).toHaveLength(30)
  })

  it('of a group robot are refused from the twenty-first in a minute on, and when too long', async () => {
    trial = await startTrial()
    const path = trial.sandbox.people.addRobot('华东一组')
    const text = (content: string) => ({ msgtype: 'markdown', markdown: { content } })
    expect(await trial.request(path, text('好'.repeat(1400)))).toMatchObject({ errcode: 40058 })
    for (let count = 0; count < 20; count += 1)
      expect(await trial.request(path, text('日报'))).toMatchObject({ errcode: 0 })
    expect(await trial.request(path, text('日报'))).toMatchObject({ errcode: 45009 })
    expect(await trial.request(`${path}x`, text('日报'))).toMatchObject({ errcode: 93000 })
    expect(trial.sandbox.people.robotMessages(path)).toHaveLength(20)
  })
})

describe('the sidebar inside the sandbox', () => {
  it('is let in only with a signature of the app ticket over its own address', async () => {
    trial = await startTrial()
    const app = `${(await trial.call('ticket/get?type=agent_config')).ticket}`
    const corp = `${(await trial.call('get_jsapi_ticket')).ticket}`
    const url = `${trial.url}/sidebar/`
    const ask = (ticket: string, signedUrl: string) =>
      trial.request('/sandbox/api/js-verify', {
        ...{
          kind: 'agentConfig',
          corpid: KEYS.corpId,
          agentid: KEYS.agentId,
          timestamp: '1795658400',
          nonceStr: 'abc',
          url,
        },
        signature: signJsSdk({ ticket, nonce: 'abc', timestamp: '1795658400', url: signedUrl }),
      })
    expect((await ask(app, url)).err_msg).toBe('agentConfig:ok')
    expect((await ask(corp, url)).err_msg).toContain('invalid signature')
    expect((await ask(app, `${url}?other`)).err_msg).toContain('invalid signature')
  })

  it('logs in with a code that works once and for five minutes, and only back to the company domain', async () => {
    trial = await startTrial()
    const address = (back: string) =>
      `${trial.url}/connect/oauth2/authorize?${new URLSearchParams({ appid: KEYS.corpId, redirect_uri: back, response_type: 'code', scope: 'snsapi_base', state: 's1' })}`
    const visit = (back: string) =>
      fetch(address(back), { redirect: 'manual', headers: { cookie: 'sandbox_userid=admin' } })
    expect((await visit('https://elsewhere.example/auth')).status).toBe(400)
    const code = async (): Promise<string> =>
      new URL((await visit(`${trial.url}/auth/callback`)).headers.get('location') ?? '').searchParams.get('code') ?? ''
    const one = await code()
    expect(await trial.call(`auth/getuserinfo?code=${one}`)).toMatchObject({ errcode: 0, userid: 'admin' })
    expect(await trial.call(`auth/getuserinfo?code=${one}`)).toMatchObject({ errcode: 40029 })
    const late = await code()
    trial.pass(301)
    expect(await trial.call(`auth/getuserinfo?code=${late}`)).toMatchObject({ errcode: 40029 })
  })
})
