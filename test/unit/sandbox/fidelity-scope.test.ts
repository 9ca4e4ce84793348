import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KEYS, startTrial, type Trial } from './trial.ts'

let trial: Trial
let hers = ''
let his = ''
beforeEach(async () => {
  trial = await startTrial()
  const { people } = trial.sandbox
  await people.createDepartment({ id: 2, name: '华东', parentId: 1 })
  await people.createDepartment({ id: 3, name: '上海', parentId: 2 })
  await people.memberJoins({ userid: 'inside', name: '范围内', departments: [3] })
  await people.memberJoins({ userid: 'outside', name: '范围外', departments: [1] })
  hers = await people.addCustomer({ name: '王芳', userid: 'inside' })
  his = await people.addCustomer({ name: '李静', userid: 'outside' })
})
afterEach(() => trial.end())

const text = (more: object) => ({ msgtype: 'text', agentid: 1000007, text: { content: '早' }, ...more })

describe('§12.2 what the app may see', () => {
  it('§12.2 with a visible department, its members and those below are there and others are 60011', async () => {
    trial.sandbox.switches.set({ visibleDepartments: [2] })
    expect(await trial.call('user/get?userid=inside')).toMatchObject({ errcode: 0, userid: 'inside' })
    expect(await trial.call('user/get?userid=outside')).toMatchObject({ errcode: 60011, department: [] })
    expect(await trial.call('user/list?department_id=1')).toMatchObject({ errcode: 60011, userlist: [] })
    const { department } = await trial.call('department/list')
    expect((department as { id: number }[]).map((one) => one.id)).toEqual([2, 3])
    expect(await trial.call('externalcontact/get_follow_user_list')).toMatchObject({ follow_user: ['inside'] })
  })

  it('§12.2 customers of a member out of range are out of reach for reading and writing', async () => {
    trial.sandbox.switches.set({ visibleMembers: ['INSIDE'], visibleDepartments: [] })
    expect(await trial.call('externalcontact/list?userid=inside')).toMatchObject({ external_userid: [hers] })
    const answers = await Promise.all([
      trial.call('externalcontact/list?userid=outside'),
      trial.call(`externalcontact/get?external_userid=${his}`),
      trial.call('externalcontact/batch/get_by_user', { userid_list: ['inside', 'outside'] }),
      trial.call('externalcontact/remark', { userid: 'outside', external_userid: his, remark: '甲' }),
      trial.call('externalcontact/mark_tag', { userid: 'outside', external_userid: his, add_tag: ['et1'] }),
    ])
    expect(answers.map((one) => one.errcode)).toEqual([60011, 60011, 60011, 60011, 60011])
  })

  it('§12.2 a shared customer shows the followers in range only', async () => {
    await trial.sandbox.people.addCustomer({ name: '王芳', userid: 'outside', externalUserid: hers })
    trial.sandbox.switches.set({ visibleDepartments: [2] })
    const { follow_user: followers } = await trial.call(`externalcontact/get?external_userid=${hers}`)
    expect(followers).toMatchObject([{ userid: 'inside' }])
  })

  it('§12.2 groups of an owner out of range are neither listed nor read', async () => {
    const { people, switches } = trial.sandbox
    const seen = await people.createGroup({ name: '甲群', owner: 'inside', externalUserids: [hers] })
    const hidden = await people.createGroup({ name: '乙群', owner: 'outside', externalUserids: [his] })
    switches.set({ visibleDepartments: [2] })
    const { group_chat_list: groups } = await trial.call('externalcontact/groupchat/list', { limit: 10 })
    expect(groups).toEqual([{ chat_id: seen, status: 0 }])
    expect(await trial.call('externalcontact/groupchat/get', { chat_id: hidden })).toMatchObject({ errcode: 60011 })
  })

  it('§12.2 a message names who is out of range and reaches the others; nobody left is 81013', async () => {
    trial.sandbox.switches.set({ visibleDepartments: [2] })
    const half = await trial.call('message/send', text({ touser: 'inside|OUTSIDE|nobody', toparty: '1|3|99' }))
    expect(half).toMatchObject({ errcode: 0, invaliduser: 'outside|nobody', invalidparty: '1|99' })
    expect(trial.sandbox.people.messagesTo('inside')).toHaveLength(1)
    expect(trial.sandbox.people.messagesTo('outside')).toHaveLength(0)
    const none = await trial.call('message/send', text({ touser: 'Outside' }))
    expect(none).toMatchObject({ errcode: 81013, invaliduser: 'outside' })
    const everybody = await trial.call('message/send', text({ touser: '@all', toparty: '99' }))
    expect(everybody).not.toHaveProperty('invalidparty')
    expect(trial.sandbox.people.messagesTo('outside')).toHaveLength(0)
  })
})

describe('§12.2 what the app may do', () => {
  it('§12.2 without the customer-contact permission every call of it is 48002, the directory still answers', async () => {
    trial.sandbox.switches.set({ customerContact: false })
    expect(await trial.call('externalcontact/list?userid=inside')).toMatchObject({
      errcode: 48002,
      external_userid: [],
    })
    expect((await trial.call('externalcontact/get_corp_tag_list', {})).errcode).toBe(48002)
    expect((await trial.call('user/get?userid=inside')).errcode).toBe(0)
  })

  it('§12.2 a member without the right to have customers is 84074 and no follower', async () => {
    trial.sandbox.switches.set({ membersWithoutCustomers: ['inside'] })
    expect((await trial.call('externalcontact/list?userid=inside')).errcode).toBe(84074)
    const { follow_user: followers } = await trial.call('externalcontact/get_follow_user_list')
    expect(followers).toEqual(['admin', 'outside'])
  })

  it('§12.2 the permission is asked before the body is read', async () => {
    trial.sandbox.switches.set({ customerContact: false })
    const token = await trial.token()
    const refused = await trial.request(`/cgi-bin/externalcontact/mark_tag?access_token=${token}`, 'no json')
    expect(refused.errcode).toBe(48002)
  })

  it('§12.2 members without a licence are named, and only a list of nobody else is 701008', async () => {
    trial.sandbox.switches.set({ unlicensedMembers: ['outside'] })
    const sent = await trial.call('message/send', text({ touser: 'inside|outside' }))
    expect(sent).toMatchObject({ errcode: 0, unlicenseduser: 'outside' })
    const both = await trial.call('externalcontact/batch/get_by_user', { userid_list: ['inside', 'outside'] })
    expect(both).toMatchObject({ errcode: 0, fail_info: { unlicensed_userid_list: ['outside'] } })
    const one = await trial.call('externalcontact/batch/get_by_user', { userid_list: ['outside'] })
    expect(one).toMatchObject({ errcode: 701008, external_contact_list: [] })
  })

  it('§12.2 the archive opens to its own secret once the corp has one, and not to the app', async () => {
    await trial.end()
    trial = await startTrial({ secrets: [{ secret: 'archive', kind: 'archive' }] })
    const token = (await trial.request(`/cgi-bin/gettoken?corpid=${KEYS.corpId}&corpsecret=archive`)).access_token
    const path = '/cgi-bin/msgaudit/get_permit_user_list?access_token='
    expect((await trial.request(`${path}${await trial.token()}`, {})).errcode).toBe(48002)
    expect((await trial.request(`${path}${token}`, {})).errcode).toBe(0)
    trial.sandbox.switches.set({ chatArchive: false })
    expect((await trial.request(`${path}${token}`, {})).errcode).toBe(48002)
  })

  it('§12.2 groups of the app need the root department in range', async () => {
    const make = () => trial.call('appchat/create', { name: '早会', owner: 'inside', userlist: ['inside', 'outside'] })
    expect((await make()).errcode).toBe(0)
    trial.sandbox.switches.set({ visibleDepartments: [2] })
    expect((await make()).errcode).toBe(48002)
    trial.sandbox.switches.set({ visibleDepartments: [1] })
    expect((await make()).errcode).toBe(0)
  })

  it('§12.2 customer service asks for a permission of its own', async () => {
    const list = () => trial.call('kf/account/list', {})
    expect((await list()).errcode).toBe(0)
    trial.sandbox.switches.set({ customerService: false })
    expect((await list()).errcode).toBe(48002)
  })
})
