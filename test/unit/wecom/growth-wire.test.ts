import { afterEach, describe, expect, it } from 'vitest'
import { createWecom } from '../../../src/wecom/client.ts'
import { WecomRefused, WecomUnreachable } from '../../../src/wecom/errors.ts'
import type { Limiter } from '../../../src/wecom/limiter.ts'
import { memoryTokenStore } from '../../../src/wecom/token.ts'
import { type Answer, startTinyWecom } from './tiny-wecom.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const start = async (answers: Record<string, Answer>) => {
  const gettoken = () => ({ errcode: 0, access_token: 'token-one', expires_in: 7200 })
  const server = await startTinyWecom({ gettoken, ...answers })
  const keys: string[] = []
  const limiter: Limiter = {
    take: async (taken) => void keys.push(...taken.map(({ key }) => key)),
    block: async () => {},
  }
  const wecom = createWecom({
    ...{ corpId: 'ww1', agentId: '1000002', secret: 's', apiUrl: server.url, tokens: memoryTokenStore(), limiter },
  })
  closing.push(server.close, wecom.close)
  const sent = (api: string): unknown => JSON.parse(server.asked(api).at(-1)?.body ?? 'null')
  return { server, wecom, sent, keys }
}

const yes = () => ({ errcode: 0, errmsg: 'ok' })
const fileAnswer =
  (body: string, headers: Record<string, string>): Answer =>
  () =>
  (response: { writeHead(status: number, headers: object): { end(body: string): void } }) =>
    response.writeHead(200, headers).end(body)

describe('what goes out', () => {
  it('is a whole contact way at every change, so that nothing is cleared by leaving it out', async () => {
    const { wecom, sent } = await start({ 'externalcontact/update_contact_way': yes })
    await wecom.updateContactWay('c1', { kind: 'multi', scene: 'qr', userids: ['linyu'] })
    expect(sent('externalcontact/update_contact_way')).toEqual({
      config_id: 'c1',
      ...{ remark: '', skip_verify: true, state: '', user: ['linyu'], party: [], is_exclusive: false },
      mark_source: true,
    })
  })

  it('is a group send with the tags as "and" of "or", and no key that was not asked for', async () => {
    const { wecom, sent } = await start({ 'externalcontact/add_msg_template': () => ({ ...yes(), msgid: 'm1' }) })
    const tags = [['et1', 'et2'], ['et3']]
    const attachments = [{ kind: 'file', mediaId: 'f1' }] as const
    const made = await wecom.createGroupSend({ to: 'customers', sender: 'linyu', tags, text: '早', attachments })
    expect(made).toEqual({ msgid: 'm1', failed: [] })
    expect(sent('externalcontact/add_msg_template')).toEqual({
      ...{ chat_type: 'single', sender: 'linyu', text: { content: '早' } },
      tag_filter: { group_list: [{ tag_list: ['et1', 'et2'] }, { tag_list: ['et3'] }] },
      attachments: [{ msgtype: 'file', file: { media_id: 'f1' } }],
    })
  })

  it('is no message to the customer when the rep has left, for WeCom has no field for it', async () => {
    const { wecom, sent } = await start({ 'externalcontact/resigned/transfer_customer': yes })
    const wanted = { kind: 'resigned', from: 'linyu', to: 'chenxi', externalUserids: ['wm1'], message: '您好' } as const
    expect(await wecom.transferCustomers(wanted)).toEqual([])
    expect(sent('externalcontact/resigned/transfer_customer')).toEqual({
      ...{ handover_userid: 'linyu', takeover_userid: 'chenxi', external_userid: ['wm1'] },
    })
  })

  it('asks for the largest page and never for more', async () => {
    const list = () => ({ ...yes(), moment_list: [], group_msg_list: [] })
    const { wecom, sent } = await start({
      'externalcontact/get_moment_list': list,
      'externalcontact/get_groupmsg_list_v2': list,
    })
    const period = { from: new Date(1_762_740_000_000), until: new Date(1_762_826_400_000) }
    await wecom.moments({ ...period, limit: 500 })
    expect(sent('externalcontact/get_moment_list')).toEqual({
      ...{ start_time: 1_762_740_000, end_time: 1_762_826_400, filter_type: 2, cursor: '', limit: 20 },
    })
    await wecom.groupSends({ ...period, to: 'groups', cursor: 'next' })
    expect(sent('externalcontact/get_groupmsg_list_v2')).toMatchObject({
      ...{ chat_type: 'group', cursor: 'next', limit: 100 },
    })
  })

  it('is counted: moments by ten a minute, on top of what every API has', async () => {
    const { wecom, keys } = await start({ 'externalcontact/add_moment_task': () => ({ ...yes(), jobid: 'j1' }) })
    await wecom.createMoment({ text: '新品' })
    const api = 'externalcontact/add_moment_task'
    expect(keys).toEqual([`api:${api}:60`, `api:${api}:3600`, `${api}:corp:60`])
  })

  it('to an internal group is cut by bytes like an app message', async () => {
    const { wecom, sent } = await start({ 'appchat/send': yes })
    await wecom.sendAppchat('c1', { text: '好'.repeat(1000) })
    const body = sent('appchat/send') as { text: { content: string } }
    expect(Buffer.byteLength(body.text.content)).toBeLessThanOrEqual(2048)
  })
})

describe('what comes in', () => {
  it('ends where WeCom says "last", although a cursor is there', async () => {
    const info = [{ handover_userid: 'linyu', external_userid: 'wm1', dimission_time: 1_762_740_000 }]
    const { wecom } = await start({
      'externalcontact/get_unassigned_list': () => ({ ...yes(), info, is_last: true, next_cursor: 'c' }),
    })
    expect(await wecom.unassignedCustomers()).toEqual({
      rows: [{ from: 'linyu', externalUserid: 'wm1', leftAt: new Date(1_762_740_000_000) }],
      nextCursor: null,
    })
  })

  it('that WeCom invents later is "unknown", not a success', async () => {
    const send_list = [{ external_userid: 'wm1', userid: 'linyu', status: 9 }]
    const { wecom } = await start({
      'externalcontact/get_groupmsg_send_result': () => ({ ...yes(), send_list }),
      'externalcontact/transfer_result': () => ({ ...yes(), customer: [{ external_userid: 'wm1', status: 5 }] }),
      'externalcontact/customer_acquisition/customer': () => ({
        ...yes(),
        customer_list: [{ external_userid: 'wm1' }],
      }),
    })
    expect((await wecom.groupSendResults({ msgid: 'm', userid: 'linyu' })).rows[0]?.outcome).toBe('unknown')
    const asked = { kind: 'on-job', from: 'linyu', to: 'chenxi' } as const
    expect((await wecom.transferResults(asked)).rows[0]?.outcome).toBe('no-record')
    expect((await wecom.acquisitionCustomers('l1')).rows[0]?.chat).toBe('unknown')
  })

  it('is a failed moment when the inner verdict says so, although the outer one is fine', async () => {
    const result = { errcode: 40031, errmsg: 'invalid userid list' }
    const { wecom, server } = await start({
      'externalcontact/get_moment_task_result': () => ({ ...yes(), status: 3, result }),
    })
    expect(await wecom.momentJob('j1')).toEqual({ state: 'failed', errcode: 40031 })
    expect(server.asked('externalcontact/get_moment_task_result')[0]).toMatchObject({
      method: 'GET',
      query: { jobid: 'j1' },
    })
  })

  it('is a figure or nothing: what WeCom leaves out is never zero', async () => {
    const items = [{ stat_time: 1_762_704_000, data: { new_chat_cnt: 0, chat_total: '3' } }]
    const { wecom } = await start({
      'externalcontact/groupchat/statistic_group_by_day': () => ({ ...yes(), items }),
    })
    const [from, until] = [new Date(1_762_704_000_000), new Date(1_762_704_000_000)]
    const [day] = await wecom.groupStatisticDays({ owners: ['linyu'], from, until })
    expect(day?.figures).toMatchObject({ newGroups: 0, groups: 3, members: null, messages: null })
  })
})

describe('a file', () => {
  it('may be JSON itself when it has a name, and is a refusal without one', async () => {
    const { wecom, server } = await start({
      'media/get': fileAnswer('{"errcode":0}', {
        'content-type': 'application/json',
        'content-disposition': 'attachment; filename="list.json"',
      }),
    })
    expect(await wecom.media('m1')).toMatchObject({ filename: 'list.json', bytes: Buffer.from('{"errcode":0}') })
    expect(server.asked('media/get')[0]?.query.media_id).toBe('m1')
    const other = await start({ 'media/get': () => ({ errcode: 40007, errmsg: 'invalid media_id' }) })
    await expect(other.wecom.media('m1')).rejects.toThrow(WecomRefused)
  })

  it('has its name read whether in UTF-8 bytes, percent signs or the extended form', async () => {
    const named = async (disposition: string): Promise<string | null> => {
      const { wecom } = await start({
        'media/get': fileAnswer('x', { 'content-type': 'image/png', 'content-disposition': disposition }),
      })
      return (await wecom.media('m1')).filename
    }
    const bytes = Buffer.from('价目表.png').toString('latin1')
    expect(await named(`attachment; filename="${bytes}"`)).toBe('价目表.png')
    expect(await named(`attachment; filename="a.png"; filename*=UTF-8''${encodeURIComponent('价目表.png')}`)).toBe(
      '价目表.png',
    )
    expect(await named('attachment; filename="50%.png"')).toBe('50%.png')
    expect(await named('inline')).toBeNull()
  })

  it('that does not come is unreachable, and an answer that is neither file nor refusal is too', async () => {
    const { wecom } = await start({
      'media/get': () => (response: { writeHead(s: number): { end(): void } }) => response.writeHead(502).end(),
    })
    await expect(wecom.media('m1')).rejects.toThrow(WecomUnreachable)
    const other = await start({ 'media/get': () => ({ errcode: 0 }) })
    await expect(other.wecom.media('m1')).rejects.toThrow('not a file')
  })
})
