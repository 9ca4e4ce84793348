import { afterEach, describe, expect, it } from 'vitest'
import { createWecom } from '../../../src/wecom/client.ts'
import { WecomRefused } from '../../../src/wecom/errors.ts'
import { noLimiter } from '../../../src/wecom/limiter.ts'
import { memoryTokenStore } from '../../../src/wecom/token.ts'
import { startGrowth } from '../sandbox/growth-trial.ts'
import { type Answer, startTinyWecom } from './tiny-wecom.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** Refuses the wrong method, as WeCom does. */
const start = async (answers: Record<string, ['GET' | 'POST', (body: Record<string, unknown>) => unknown]>) => {
  const strict = Object.fromEntries(
    Object.entries(answers).map(([api, [method, answer]]): [string, Answer] => [
      api,
      (seen) =>
        seen.method === method
          ? answer(method === 'GET' ? seen.query : JSON.parse(seen.body))
          : { errcode: 43002, errmsg: 'require POST' },
    ]),
  )
  const gettoken = () => ({ errcode: 0, access_token: 'token-one', expires_in: 7200 })
  const server = await startTinyWecom({ gettoken, ...strict })
  const wecom = createWecom({
    ...{ corpId: 'ww1', agentId: '1000002', secret: 's', apiUrl: server.url, tokens: memoryTokenStore() },
    limiter: noLimiter,
  })
  closing.push(server.close, wecom.close)
  return { server, wecom }
}
const yes = { errcode: 0, errmsg: 'ok' }
const no = (errcode: number) => ({ errcode, errmsg: 'no' })

describe('a directory of which WeCom shows ids alone', () => {
  const pages: Record<string, unknown> = {
    '': {
      ...yes,
      dept_user: [
        { userid: 'linyu', department: 1 },
        { userid: 'linyu', department: 2 },
      ],
      next_cursor: 'more',
    },
    more: { ...yes, dept_user: [{ userid: 'chenxi', department: 2 }] },
  }
  const list = ({ cursor, limit }: Record<string, unknown>) => (limit === 10_000 ? pages[String(cursor)] : no(40058))

  it('still gives every department its members, once each, without a name', async () => {
    const { wecom } = await start({
      'user/list': ['GET', () => no(48009)],
      'user/simplelist': ['GET', () => no(48009)],
      'user/list_id': ['POST', list],
    })
    const members = await wecom.departmentMembers(2)
    expect(members.map(({ userid, name, departments }) => [userid, name, departments])).toEqual([
      ['linyu', null, [2]],
      ['chenxi', null, [2]],
    ])
    expect(await wecom.memberIds()).toMatchObject({ rows: [{ departmentId: 1 }, {}], nextCursor: 'more' })
  })

  it('is not asked for where the app sees the department not at all: that refusal is said as it is', async () => {
    const { wecom, server } = await start({
      'user/list': ['GET', () => no(60011)],
      'user/simplelist': ['GET', () => no(60011)],
      'user/list_id': ['POST', list],
    })
    await expect(wecom.departmentMembers(2)).rejects.toMatchObject({ errcode: 60011 })
    expect(server.asked('user/list_id')).toEqual([])
  })
})

describe('what is looked up by an id', () => {
  it('is one department, the tags of members, and who carries one of them', async () => {
    const { wecom } = await start({
      'department/get': ['GET', ({ id }) => ({ ...yes, department: { id: Number(id), name: '直播组', parentid: 1 } })],
      'tag/list': ['GET', () => ({ ...yes, taglist: [{ tagid: 7, tagname: '店长' }] })],
      'tag/get': [
        'GET',
        ({ tagid }) => ({ ...yes, tagname: `${tagid}`, userlist: [{ userid: 'linyu' }], partylist: [2] }),
      ],
    })
    expect(await wecom.department(77)).toMatchObject({ id: 77, name: '直播组', parentId: 1, leaders: [] })
    expect(await wecom.memberTags()).toEqual([{ id: 7, name: '店长' }])
    expect(await wecom.memberTag(7)).toEqual({ name: '7', userids: ['linyu'], departmentIds: [2] })
  })

  it('is a customer by the ids of WeChat, and nobody where there is no friendship', async () => {
    const { wecom } = await start({
      'externalcontact/unionid_to_external_userid': [
        'POST',
        ({ unionid, openid }) =>
          unionid === 'oz1' && openid === 'o1' ? { ...yes, external_userid: 'wm1' } : no(84061),
      ],
    })
    expect(await wecom.externalUseridOf({ unionid: 'oz1', openid: 'o1' })).toBe('wm1')
    expect(await wecom.externalUseridOf({ unionid: 'oz2', openid: 'o1' })).toBeNull()
  })

  it('is the tags of a rule group, asked for with its number', async () => {
    const tag_group = [{ group_id: 'st1', group_name: '等级', strategy_id: 3, tag: [{ id: 'st2', name: '金' }] }]
    const { wecom } = await start({
      'externalcontact/get_strategy_tag_list': [
        'POST',
        ({ strategy_id }) => ({ ...yes, tag_group: strategy_id === 3 ? tag_group : [] }),
      ],
    })
    expect(await wecom.strategyTags({ strategyId: 3 })).toMatchObject([
      { id: 'st1', name: '等级', strategyId: 3, tags: [{ id: 'st2', name: '金' }] },
    ])
    expect(await wecom.strategyTags()).toEqual([])
  })
})

describe('what became of what was sent', () => {
  it('is taken back by its id, and refused once a day has passed', async () => {
    const { wecom } = await start({ 'message/recall': ['POST', ({ msgid }) => (msgid === 'm1' ? yes : no(42052))] })
    await wecom.recallMessage('m1')
    await expect(wecom.recallMessage('old')).rejects.toThrow(WecomRefused)
  })

  it('is counted app by app, for today or for yesterday', async () => {
    const { wecom } = await start({
      'message/get_statistics': [
        'POST',
        ({ time_type }) => ({ ...yes, statistics: [{ agentid: 1000002, app_name: '掌柜', count: Number(time_type) }] }),
      ],
    })
    expect(await wecom.messageCounts('today')).toEqual([{ agentId: '1000002', app: '掌柜', count: 0 }])
    expect((await wecom.messageCounts('yesterday'))[0]?.count).toBe(1)
  })

  it('is a file that WeCom fetches itself: under way, there, or failed with a reason', async () => {
    const ends: Record<string, unknown> = {
      j1: { ...yes, status: 1 },
      j2: { ...yes, status: 2, detail: { ...yes, media_id: '3ab', created_at: '1795572000' } },
      j3: { ...yes, status: 3, detail: { errcode: 830001, errmsg: 'bad url' } },
    }
    const asked: unknown[] = []
    const { wecom } = await start({
      'media/upload_by_url': [
        'POST',
        (body) => {
          asked.push(body)
          return { ...yes, jobid: 'j1' }
        },
      ],
      'media/get_upload_by_url_result': ['POST', ({ jobid }) => ends[String(jobid)]],
    })
    const file = {
      type: 'file',
      filename: '价目表.pdf',
      url: 'https://files.example/a.pdf',
      md5: 'a'.repeat(32),
    } as const
    expect(await wecom.uploadByUrl(file)).toEqual({ jobId: 'j1' })
    expect(asked).toEqual([{ scene: 1, ...file }])
    expect(await Promise.all(['j1', 'j2', 'j3'].map((job) => wecom.uploadByUrlResult(job)))).toEqual([
      { state: 'running' },
      { state: 'done', mediaId: '3ab', createdAt: new Date(1_795_572_000_000) },
      { state: 'failed', errcode: 830001 },
    ])
  })
})

describe('the same questions to a whole company', () => {
  it('find its departments, tags of members and customers, take a message back and have a file fetched', async () => {
    const { people, wecom, friend, sandbox, url, end } = await startGrowth()
    closing.push(end, wecom.close)
    expect(await wecom.department(2)).toMatchObject({ id: 2, name: '华东销售', parentId: 1 })
    const tag = people.createMemberTag('值班', { users: ['linyu'], parties: [2] })
    expect(await wecom.memberTags()).toEqual([{ id: tag, name: '值班' }])
    expect(await wecom.memberTag(tag)).toEqual({ name: '值班', userids: ['linyu'], departmentIds: [2] })
    await expect(wecom.memberIds()).rejects.toMatchObject({ errcode: 48002 })
    await friend('王芳', 'linyu')
    expect(await wecom.externalUseridOf({ unionid: 'oz-nobody', openid: 'o1' })).toBeNull()
    expect(await wecom.strategyTags()).toEqual([])
    const { msgid } = await wecom.sendAppMessage({ toUsers: ['linyu'], text: '早' })
    expect(await wecom.messageCounts('today')).toMatchObject([{ count: 1 }])
    await wecom.recallMessage(msgid)
    const file = { type: 'file', filename: 'a.txt', url: `${url}/nothing-here`, md5: 'a'.repeat(32) } as const
    const { jobId } = await wecom.uploadByUrl(file)
    await sandbox.callbacks.idle()
    await expect.poll(() => wecom.uploadByUrlResult(jobId)).toEqual({ state: 'failed', errcode: 830001 })
  })
})
