import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KEYS, startTrial, type Trial } from './trial.ts'

const CONTACTS = 'the-secret-of-the-directory-assistant'
let trial: Trial
beforeEach(async () => {
  trial = await startTrial({ secrets: [{ secret: CONTACTS, kind: 'contacts' }] })
  await trial.sandbox.people.createDepartment({ id: 2, name: '华东销售', parentId: 1 })
  await trial.sandbox.people.memberJoins({ userid: 'wangmin', name: '王敏', departments: [1, 2], leaderIn: [2] })
  await trial.sandbox.people.memberJoins({ userid: 'chenxi', name: '陈曦', departments: [2] })
})
afterEach(() => trial.end())

const errcodes = async (calls: Promise<Record<string, unknown>>[]): Promise<unknown[]> =>
  (await Promise.all(calls)).map((one) => one.errcode)

describe('§12.2 the directory by ids', () => {
  const ids = async (body: object): Promise<Record<string, unknown>> => {
    const { access_token: token } = await trial.request(
      `/cgi-bin/gettoken?corpid=${KEYS.corpId}&corpsecret=${CONTACTS}`,
    )
    return trial.request(`/cgi-bin/user/list_id?access_token=${token}`, body)
  }

  it('§12.2 a member comes once per department, page by page, and only with the token of the assistant', async () => {
    const first = await ids({ limit: 3 })
    expect(first.dept_user).toEqual([
      { userid: 'admin', department: 1 },
      { userid: 'wangmin', department: 1 },
      { userid: 'wangmin', department: 2 },
    ])
    const rest = await ids({ limit: 3, cursor: first.next_cursor })
    expect(rest).toMatchObject({ errcode: 0, dept_user: [{ userid: 'chenxi', department: 2 }] })
    expect(rest).not.toHaveProperty('next_cursor')
    expect(await errcodes([ids({ limit: 10_001 }), trial.call('user/list_id', {})])).toEqual([40058, 48002])
  })

  it('§12.2 one department is read with its leaders; none is 60123, one out of range 60011', async () => {
    expect((await trial.call('department/get?id=2')).department).toEqual({
      ...{ id: 2, name: '华东销售', name_en: '', parentid: 1, order: 2, department_leader: ['wangmin'] },
    })
    trial.sandbox.switches.set({ visibleDepartments: [2] })
    const asked = ['department/get?id=9', 'department/get?id=1', 'department/get?id=2'].map((api) => trial.call(api))
    expect(await errcodes(asked)).toEqual([60123, 60011, 0])
  })

  it('§12.2 a tag on members is listed, read as far as the app sees, and takes messages', async () => {
    const id = trial.sandbox.people.createMemberTag('值班', { users: ['wangmin'], parties: [2] })
    expect((await trial.call('tag/list')).taglist).toEqual([{ tagid: id, tagname: '值班' }])
    expect(await trial.call(`tag/get?tagid=${id}`)).toMatchObject({
      ...{ tagname: '值班', userlist: [{ userid: 'wangmin', name: '王敏' }], partylist: [2] },
    })
    expect(await trial.call('tag/get?tagid=77')).toMatchObject({ errcode: 40068, userlist: [], partylist: [] })
    const text = { agentid: Number(KEYS.agentId), msgtype: 'text', text: { content: '早' } }
    expect(await trial.call('message/send', { ...text, totag: `${id}|77` })).toMatchObject({ invalidtag: '77' })
    expect(trial.sandbox.people.messagesTo('chenxi')).toHaveLength(1)
    trial.sandbox.switches.set({ visibleDepartments: [], visibleMembers: ['chenxi'] })
    expect(await trial.call(`tag/get?tagid=${id}`)).toMatchObject({ errcode: 0, userlist: [], partylist: [] })
  })
})

it('§12.2 a customer is found by unionid and openid together, and nobody else’s', async () => {
  const id = await trial.sandbox.people.addCustomer({ name: '王芳', userid: 'wangmin' })
  const read = async () =>
    (await trial.call(`externalcontact/get?external_userid=${id}`)).external_contact as { unionid?: string }
  expect(await read()).not.toHaveProperty('unionid')
  trial.sandbox.switches.set({ unionids: true })
  const { unionid } = await read()
  expect(unionid).toMatch(/^oz[\w-]{26}$/)
  const find = (body: object) => trial.call('externalcontact/unionid_to_external_userid', body)
  expect(
    await errcodes([find({ unionid }), find({ unionid, openid: 'o-else' }), find({ unionid: 'oz', openid: 'o' })]),
  ).toEqual([40063, 84061, 84061])
  const openid = `o1${createHash('sha256').update(`open ${id}`).digest('base64url').slice(0, 26)}`
  expect(await find({ unionid, openid })).toMatchObject({ errcode: 0, external_userid: id })
})

it('§12.2 the app’s messages of today and yesterday are counted by person', async () => {
  const text = { touser: 'wangmin|chenxi', agentid: Number(KEYS.agentId), msgtype: 'text', text: { content: '早' } }
  await trial.call('message/send', text)
  const counted = (time_type: number) => trial.call('message/get_statistics', { time_type })
  const row = { agentid: Number(KEYS.agentId), app_name: '掌柜', count: 2 }
  expect([(await counted(0)).statistics, (await counted(1)).statistics]).toEqual([[row], []])
  trial.pass(86_400)
  expect([(await counted(0)).statistics, (await counted(1)).statistics]).toEqual([[], [row]])
  expect(await counted(5)).toMatchObject({ errcode: 40058, statistics: [] })
})

it('§12.8 tags of a rule group are made, read, renamed and deleted by their own calls and stay out of the corp’s', async () => {
  const strategy_id = trial.sandbox.people.createStrategy({ name: '华东' })
  const call = (api: string, body: object) => trial.call(`externalcontact/${api}`, body)
  const made = (
    await call('add_strategy_tag', { strategy_id, group_name: '意向', tag: [{ name: '高', order: 9 }, { name: '低' }] })
  ).tag_group as { group_id: string; tag: { id: string }[] }
  const [high = '', low = ''] = made.tag.map(({ id }) => id)
  expect([made.group_id, high, low].every((id) => /^st\w{30}$/.test(id))).toBe(true)
  const names = async (body: object): Promise<string[][]> =>
    ((await call('get_strategy_tag_list', body)).tag_group as { tag: { name: string }[] }[]).map((group) =>
      group.tag.map(({ name }) => name),
    )
  expect([await names({ strategy_id }), await names({ strategy_id: 9 })]).toEqual([[['高', '低']], []])
  await call('edit_strategy_tag', { id: low, name: '观望', order: 10 })
  expect(await names({ tag_id: [low] })).toEqual([['观望']])
  await call('del_strategy_tag', { tag_id: [high] })
  expect(await names({ group_id: [made.group_id] })).toEqual([['观望']])
  expect((await call('get_corp_tag_list', {})).tag_group).toEqual([])
  expect(
    await errcodes([
      call('add_strategy_tag', { strategy_id: 9, group_name: '意向', tag: [{ name: '高' }] }),
      call('add_strategy_tag', { strategy_id, group_id: 'st', group_name: '意向', tag: [{ name: '高' }] }),
      call('add_strategy_tag', { strategy_id, group_name: '意向', tag: [] }),
      call('edit_strategy_tag', { id: high, name: '高' }),
      call('del_strategy_tag', {}),
    ]),
  ).toEqual([40058, 40068, 40063, 40068, 40063])
})

it('§12.10 a file is fetched by its address, told of by a callback, and lives as long as an uploaded one', async () => {
  const bytes = Buffer.from('报价单,298\n')
  const shop = createServer((_request, response) => response.end(bytes))
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/a.csv`
  const md5 = createHash('md5').update(bytes).digest('hex')
  const wanted = { scene: 1, type: 'file', filename: 'a.csv', url, md5 }
  const begin = (more: object = {}) => trial.call('media/upload_by_url', { ...wanted, ...more })
  const ended = async (more: object = {}): Promise<Record<string, unknown>> => {
    const { jobid } = await begin(more)
    await expect.poll(() => trial.newest('JobId')).toBe(jobid)
    return trial.call('media/get_upload_by_url_result', { jobid })
  }
  const done = await ended()
  expect(done).toMatchObject({ errcode: 0, status: 2, detail: { errcode: 0 } })
  const { media_id } = done.detail as { media_id: string }
  const get = async (): Promise<string> =>
    (await fetch(`${trial.url}/cgi-bin/media/get?media_id=${media_id}&access_token=${await trial.token()}`)).text()
  expect(await get()).toBe(bytes.toString())
  trial.pass(3 * 86_400 + 1)
  expect(await get()).toContain('40007')
  for (const more of [{ md5: 'a'.repeat(32) }, { url: 'https://shop.example/a.csv' }])
    expect(await ended(more)).toMatchObject({ errcode: 0, status: 3, detail: { errcode: 830001 } })
  expect(
    await errcodes([
      begin({ url: '' }),
      begin({ scene: 2 }),
      begin({ type: 'image' }),
      trial.call('media/get_upload_by_url_result', { jobid: 'nobody' }),
    ]),
  ).toEqual([40063, 40058, 40004, 40058])
  await new Promise((resolve) => shop.close(resolve))
})
