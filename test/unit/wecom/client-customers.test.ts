import { afterEach, describe, expect, it } from 'vitest'
import { createWecom } from '../../../src/wecom/client.ts'
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

describe('customers', () => {
  const contact = { external_userid: 'wm1', name: '王芳', type: 1, gender: 2, avatar: '' }

  it('come with all pages of their reps', async () => {
    const { server, wecom } = await start({
      'externalcontact/get': (seen) =>
        seen.query.cursor === undefined
          ? { external_contact: contact, follow_user: [{ userid: 'lin', createtime: 1_700_000_000 }], next_cursor: 'n' }
          : {
              external_contact: contact,
              follow_user: [
                {
                  userid: 'chen',
                  remark: '老客户',
                  createtime: '1700000001',
                  state: '展会',
                  add_way: 16,
                  tags: [
                    { group_name: '客户阶段', tag_name: '意向', tag_id: 'et1', type: 1 },
                    { tag_name: '自己的标签', type: 2 },
                  ],
                },
              ],
              next_cursor: '',
            },
    })
    const customer = await wecom.customer('wm1')
    expect(server.asked('externalcontact/get')).toHaveLength(2)
    expect(customer.contact).toMatchObject({ externalUserid: 'wm1', name: '王芳', avatar: null, unionid: null })
    expect(customer.followers.map(({ userid }) => userid)).toEqual(['lin', 'chen'])
    expect(customer.followers[1]).toMatchObject({
      remark: '老客户',
      createdAt: new Date(1_700_000_001_000),
      state: '展会',
      addWay: 16,
      tags: [
        { id: 'et1', name: '意向', groupName: '客户阶段', type: 1 },
        { id: null, name: '自己的标签', groupName: null, type: 2 },
      ],
    })
  })

  it('come in batches with tag ids only', async () => {
    const { wecom, sent } = await start({
      'externalcontact/batch/get_by_user': () => ({
        external_contact_list: [
          { external_contact: contact, follow_info: { userid: 'lin', createtime: 1, tag_id: ['et1', 'st2'] } },
        ],
        next_cursor: 'more',
        fail_info: { unlicensed_userid_list: ['wu'] },
      }),
    })
    const page = await wecom.customersByUsers(['lin', 'wu'], null, 50)
    expect(sent('externalcontact/batch/get_by_user')).toEqual({ userid_list: ['lin', 'wu'], cursor: '', limit: 50 })
    expect(page).toMatchObject({ nextCursor: 'more', unlicensedUserids: ['wu'] })
    expect(page.rows[0]?.follow).toMatchObject({ userid: 'lin', tagIds: ['et1', 'st2'] })
  })

  it('get a remark in which only the named parts change', async () => {
    const { wecom, sent } = await start({ 'externalcontact/remark': yes })
    await wecom.remark({ userid: 'lin', externalUserid: 'wm1', remark: '王芳-意向', mobiles: [] })
    expect(sent('externalcontact/remark')).toEqual({
      userid: 'lin',
      external_userid: 'wm1',
      remark: '王芳-意向',
      remark_mobiles: [''],
    })
  })

  it('leave figures that WeCom did not send empty, not zero', async () => {
    const { wecom, sent } = await start({
      'externalcontact/get_user_behavior_data': () => ({
        behavior_data: [{ stat_time: 1_700_000_000, chat_cnt: 0, reply_percentage: '60.25' }],
      }),
    })
    const [from, to] = [new Date('2026-03-01T00:00:00+08:00'), new Date('2026-03-02T00:00:00+08:00')]
    const days = await wecom.behaviorData({ userids: ['lin'], from, to })
    expect(sent('externalcontact/get_user_behavior_data')).toEqual({
      userid: ['lin'],
      start_time: 1_772_294_400,
      end_time: 1_772_380_800,
    })
    expect(days[0]).toMatchObject({ chats: 0, messages: null, replyPercentage: 60.25, averageReplyMinutes: null })
  })
})

describe('the directory', () => {
  it('names departments, leaders and members', async () => {
    const { wecom } = await start({
      'department/list': () => ({ department: [{ id: 2, name: '销售部', parentid: 1, order: 10 }] }),
      'user/list': () => ({
        userlist: [
          { userid: 'lin', name: '林', department: [2, 3], is_leader_in_dept: [1, 0], gender: '1', status: 1 },
        ],
      }),
    })
    expect(await wecom.departments()).toEqual([{ id: 2, name: '销售部', parentId: 1, order: 10, leaders: [] }])
    expect((await wecom.departmentMembers(2))[0]).toMatchObject({
      userid: 'lin',
      departments: [2, 3],
      leads: [2],
      gender: 1,
      mobile: null,
    })
  })

  it('falls back to names where details may not be read', async () => {
    const { server, wecom } = await start({
      'user/list': () => ({ errcode: 48009, errmsg: 'no', userlist: [] }),
      'user/simplelist': () => ({ userlist: [{ userid: 'lin', name: '林', department: [2] }] }),
    })
    expect(await wecom.departmentMembers(2)).toMatchObject([{ userid: 'lin', name: '林', status: null }])
    expect(server.asked('user/simplelist')[0]?.query.department_id).toBe('2')
  })
})

describe('tags', () => {
  it('are read, made, changed, put on and taken off', async () => {
    const group = { group_id: 'etg', group_name: '客户阶段', create_time: 1, order: 3 }
    const tag = [{ id: 'et1', name: '新客', create_time: 1, order: 9, deleted: true }]
    const { server, wecom, sent } = await start({
      'externalcontact/get_corp_tag_list': () => ({ tag_group: [{ ...group, tag }] }),
      'externalcontact/add_corp_tag': () => ({ tag_group: group }),
      'externalcontact/edit_corp_tag': yes,
      'externalcontact/del_corp_tag': yes,
      'externalcontact/mark_tag': yes,
    })
    expect((await wecom.corpTags({ groupIds: ['etg'] }))[0]).toMatchObject({
      id: 'etg',
      name: '客户阶段',
      deleted: false,
      tags: [{ id: 'et1', name: '新客', order: 9, deleted: true }],
    })
    expect(sent('externalcontact/get_corp_tag_list')).toEqual({ group_id: ['etg'] })
    expect((await wecom.addCorpTags({ group: { name: '客户阶段' }, tags: [{ name: '新客' }] })).tags).toEqual([])
    expect(sent('externalcontact/add_corp_tag')).toEqual({ group_name: '客户阶段', tag: [{ name: '新客' }] })
    await wecom.editCorpTag({ id: 'et1', name: '潜客' })
    expect(sent('externalcontact/edit_corp_tag')).toEqual({ id: 'et1', name: '潜客' })
    await wecom.markTag({ userid: 'lin', externalUserid: 'wm1', add: ['et1'] })
    expect(sent('externalcontact/mark_tag')).toEqual({ userid: 'lin', external_userid: 'wm1', add_tag: ['et1'] })
    await wecom.markTag({ userid: 'lin', externalUserid: 'wm1' })
    await wecom.deleteCorpTags({})
    expect(server.asked('externalcontact/mark_tag')).toHaveLength(1)
    expect(server.asked('externalcontact/del_corp_tag')).toHaveLength(0)
  })
})
