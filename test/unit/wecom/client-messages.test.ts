import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { createWecom } from '../../../src/wecom/client.ts'
import { WecomRefused } from '../../../src/wecom/errors.ts'
import { noLimiter } from '../../../src/wecom/limiter.ts'
import { memoryTokenStore } from '../../../src/wecom/token.ts'
import { type Answer, startTinyWecom } from './tiny-wecom.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const start = async (answers: Record<string, Answer>) => {
  const gettoken = () => ({ errcode: 0, access_token: 'token-one', expires_in: 7200 })
  const server = await startTinyWecom({ gettoken, ...answers })
  const wecom = createWecom({
    corpId: 'ww1',
    agentId: '1000002',
    secret: 'a-secret-value',
    apiUrl: server.url,
    tokens: memoryTokenStore(),
    limiter: noLimiter,
  })
  closing.push(server.close, wecom.close)
  const sent = (api: string): unknown => JSON.parse(server.asked(api).at(-1)?.body ?? 'null')
  return { server, wecom, sent }
}

const yes: Answer = () => ({ errcode: 0, errmsg: 'ok' })

describe('messages', () => {
  it('to members say whom they did not reach, and are cut to what WeCom shows', async () => {
    const { wecom, sent } = await start({
      'message/send': () => ({ errcode: 0, msgid: 'm1', invaliduser: 'chen|wu', response_code: 'r1' }),
    })
    const input = { toUsers: ['lin', 'chen', 'wu'], text: '早'.repeat(1000), duplicateCheckSeconds: 1800 }
    expect(await wecom.sendAppMessage(input)).toEqual({
      msgid: 'm1',
      invalidUsers: ['chen', 'wu'],
      responseCode: 'r1',
    })
    expect(sent('message/send')).toMatchObject({
      touser: 'lin|chen|wu',
      agentid: 1000002,
      msgtype: 'text',
      text: { content: `${'早'.repeat(681)}…` },
      enable_duplicate_check: 1,
      duplicate_check_interval: 1800,
    })
    await expect(wecom.sendAppMessage({ toUsers: [], text: 'x' })).rejects.toThrow(RangeError)
  })

  it('carry cards, and update them', async () => {
    const { wecom, sent } = await start({
      'message/send': () => ({ errcode: 0, msgid: 'm1' }),
      'message/update_template_card': () => ({ errcode: 0, invaliduser: ['wu'] }),
    })
    const card = { kind: 'buttons', taskId: 't', title: '今天', buttons: [{ text: '完成', key: 'done' }] } as const
    await wecom.sendAppMessage({ toUsers: ['lin'], card })
    expect(sent('message/send')).toMatchObject({ msgtype: 'template_card', template_card: { task_id: 't' } })
    const update = { userids: ['lin', 'wu'], responseCode: 'r1', replaceName: '已完成' }
    expect(await wecom.updateTemplateCard(update)).toEqual({ invalidUsers: ['wu'] })
    expect(sent('message/update_template_card')).toEqual({
      userids: ['lin', 'wu'],
      agentid: 1000002,
      response_code: 'r1',
      button: { replace_name: '已完成' },
    })
  })

  it('greet a new friend with text and attachments', async () => {
    const { wecom, sent } = await start({ 'externalcontact/send_welcome_msg': yes })
    await wecom.sendWelcome({
      welcomeCode: 'c',
      text: '您好',
      attachments: [
        { kind: 'link', title: '菜单', url: 'https://x' },
        { kind: 'image', mediaId: 'm' },
      ],
    })
    expect(sent('externalcontact/send_welcome_msg')).toEqual({
      welcome_code: 'c',
      text: { content: '您好' },
      attachments: [
        { msgtype: 'link', link: { title: '菜单', url: 'https://x' } },
        { msgtype: 'image', image: { media_id: 'm' } },
      ],
    })
  })

  it('carry uploaded files whose names cannot break the request', async () => {
    const { server, wecom } = await start({ 'media/upload': () => ({ media_id: 'M1', created_at: '1380000000' }) })
    const bytes = Buffer.from('hello')
    expect(await wecom.uploadMedia({ type: 'file', filename: '报价"\r\n.txt', bytes })).toEqual({
      mediaId: 'M1',
      createdAt: new Date(1_380_000_000_000),
    })
    const seen = server.asked('media/upload')[0]
    expect(seen?.contentType).toMatch(/^multipart\/form-data; boundary=/)
    expect(seen?.body).toContain('name="media"; filename="报价___.txt"; filelength=5\r\n')
    expect(seen?.body).toContain('\r\n\r\nhello\r\n--')
    expect(seen?.query).toMatchObject({ type: 'file', access_token: 'token-one' })
  })
})

describe('group robots', () => {
  const address = (server: { url: string }) => `${server.url}/cgi-bin/webhook/send?key=robot-key-0001`

  it('get markdown and images without a token', async () => {
    const { server, wecom, sent } = await start({ 'webhook/send': yes })
    await wecom.sendRobot(address(server), { markdown: '**日报**' })
    expect(sent('webhook/send')).toEqual({ msgtype: 'markdown', markdown: { content: '**日报**' } })
    expect(server.asked('webhook/send')[0]?.query).toEqual({ key: 'robot-key-0001' })
    const image = Buffer.from([1, 2, 3])
    await wecom.sendRobot(address(server), { image })
    const md5 = createHash('md5').update(image).digest('hex')
    expect(sent('webhook/send')).toEqual({ msgtype: 'image', image: { base64: 'AQID', md5 } })
    expect(server.asked('gettoken')).toHaveLength(0)
  })

  it('refuse too long a text and a foreign address without a request', async () => {
    const { server, wecom } = await start({ 'webhook/send': yes })
    const codeOf = (promise: Promise<void>) =>
      promise.then(
        () => 0,
        (error: unknown) => (error instanceof WecomRefused ? error.errcode : -1),
      )
    await wecom.sendRobot(address(server), { markdown: '字'.repeat(1365) })
    expect(await codeOf(wecom.sendRobot(address(server), { markdown: '字'.repeat(1366) }))).toBe(40058)
    expect(await codeOf(wecom.sendRobot(address(server), { text: ' ' }))).toBe(44004)
    expect(await codeOf(wecom.sendRobot(address(server), { image: new Uint8Array(2_200_000) }))).toBe(45001)
    expect(await codeOf(wecom.sendRobot('https://evil.cn/cgi-bin/webhook/send?key=k', { text: 'x' }))).toBe(93000)
    expect(server.asked('webhook/send')).toHaveLength(1)
  })

  it('never show their key in an error', async () => {
    const { server, wecom } = await start({
      'webhook/send': (seen) => ({ errcode: 93000, errmsg: `invalid webhook url ${seen.query.key} key=abc` }),
    })
    await expect(wecom.sendRobot(address(server), { text: 'x' })).rejects.toSatisfy(
      (error: unknown) => error instanceof WecomRefused && !/robot-key|abc/.test(error.message),
    )
  })
})

describe('groups and logins', () => {
  it('read a customer group', async () => {
    const { wecom, sent } = await start({
      'externalcontact/groupchat/get': () => ({
        group_chat: {
          chat_id: 'wr1',
          name: '老客户群',
          owner: 'lin',
          create_time: 1_700_000_000,
          member_list: [
            { userid: 'lin', type: 1, join_time: 1_700_000_000, join_scene: 1 },
            { userid: 'wm1', type: 2, join_time: 1_700_000_001, join_scene: 3, invitor: { userid: 'lin' } },
          ],
          admin_list: [{ userid: 'chen' }],
          member_version: 'v1',
        },
      }),
      'externalcontact/groupchat/list': () => ({ group_chat_list: [{ chat_id: 'wr1', status: 0 }], next_cursor: '' }),
    })
    const group = await wecom.groupChat('wr1')
    expect(group.members.map(({ id, type, invitedBy }) => [id, type, invitedBy])).toEqual([
      ['lin', 'member', null],
      ['wm1', 'external', 'lin'],
    ])
    expect(group).toMatchObject({ admins: ['chen'], memberVersion: 'v1', notice: null })
    expect(await wecom.groupChats({ owners: ['lin'] })).toEqual({
      rows: [{ chatId: 'wr1', status: 0 }],
      nextCursor: null,
    })
    expect(sent('externalcontact/groupchat/list')).toEqual({
      status_filter: 0,
      owner_filter: { userid_list: ['lin'] },
      limit: 1000,
    })
  })

  it('tell a member from somebody else in both spellings', async () => {
    const replies: Record<string, object> = {
      new: { userid: 'lin', user_ticket: 't' },
      old: { UserId: 'lin', DeviceId: 'd' },
      other: { openid: 'o1', external_userid: 'wm1' },
      stranger: { OpenId: 'o2' },
    }
    const { wecom } = await start({ 'auth/getuserinfo': (seen) => replies[seen.query.code ?? ''] })
    expect(await wecom.oauthUser('new')).toEqual({ kind: 'member', userid: 'lin', userTicket: 't' })
    expect(await wecom.oauthUser('old')).toEqual({ kind: 'member', userid: 'lin', userTicket: null })
    expect(await wecom.oauthUser('other')).toEqual({ kind: 'outsider', externalUserid: 'wm1', openid: 'o1' })
    expect(await wecom.oauthUser('stranger')).toEqual({ kind: 'outsider', externalUserid: null, openid: 'o2' })
  })

  it('fetch each page ticket once', async () => {
    const { server, wecom } = await start({
      get_jsapi_ticket: () => ({ errcode: 0, ticket: 'corp-ticket', expires_in: 7200 }),
      'ticket/get': (seen) => ({ errcode: 0, ticket: `app-${seen.query.type}`, expires_in: 7200 }),
      'auth/getuserdetail': () => ({ userid: 'lin', gender: '2', avatar: 'https://a' }),
    })
    await Promise.all([wecom.jsapiTicket(), wecom.jsapiTicket(), wecom.agentTicket()])
    expect(await wecom.jsapiTicket()).toBe('corp-ticket')
    expect(await wecom.agentTicket()).toBe('app-agent_config')
    expect([server.asked('get_jsapi_ticket').length, server.asked('ticket/get').length]).toEqual([1, 1])
    expect(await wecom.userDetail('t')).toMatchObject({ userid: 'lin', gender: 2, avatar: 'https://a', email: null })
  })
})
