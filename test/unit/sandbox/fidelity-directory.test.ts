import { afterEach, describe, expect, it } from 'vitest'
import { KEYS, startTrial, type Trial } from './trial.ts'

let trial: Trial
afterEach(() => trial.end())

const company = async (more: Parameters<typeof startTrial>[0] = {}): Promise<void> => {
  trial = await startTrial(more)
  const { people } = trial.sandbox
  await people.createDepartment({ id: 2, name: '华东销售', parentId: 1 })
  await people.createDepartment({ id: 3, name: '上海门店', parentId: 2 })
  await people.memberJoins({ userid: 'linyu', name: '林语', departments: [2], leaderIn: [2], position: '组长' })
  await people.memberJoins({ userid: 'chenxi', name: '陈曦', departments: [3, 2] })
}
const userids = (reply: Record<string, unknown>): string[] =>
  (reply.userlist as { userid: string }[]).map((one) => one.userid).sort()

describe('§6.1 members of a department', () => {
  it('§6.1 those of the department itself, and with fetch_child those below it too', async () => {
    await company()
    for (const api of ['user/list', 'user/simplelist']) {
      expect(userids(await trial.call(`${api}?department_id=2`))).toEqual(['chenxi', 'linyu'])
      expect(userids(await trial.call(`${api}?department_id=3`))).toEqual(['chenxi'])
      expect(userids(await trial.call(`${api}?department_id=1&fetch_child=1`))).toEqual(['admin', 'chenxi', 'linyu'])
      expect(await trial.call(`${api}?department_id=99`)).toMatchObject({ errcode: 60123, userlist: [] })
    }
  })

  it('§6.1 a member leads or does not, per department, and a new app learns no picture, number or sex', async () => {
    await company()
    const { userlist } = await trial.call('user/list?department_id=2')
    const chenxi = (userlist as Record<string, unknown>[]).find((one) => one.userid === 'chenxi')
    expect(chenxi).toMatchObject({ department: [3, 2], is_leader_in_dept: [0, 0], main_department: 3, status: 1 })
    const linyu = await trial.call('user/get?userid=linyu')
    expect(linyu).toMatchObject({ name: '林语', position: '组长', is_leader_in_dept: [1] })
    for (const hidden of ['avatar', 'gender', 'mobile', 'email', 'biz_mail', 'qr_code', 'address'])
      expect([hidden, hidden in linyu]).toEqual([hidden, false])
  })
})

describe('§6.2 who logs in', () => {
  const codeOf = async (): Promise<string> => {
    const asked = new URLSearchParams({
      ...{ appid: KEYS.corpId, redirect_uri: `${trial.url}/auth/callback`, response_type: 'code' },
      ...{ scope: 'snsapi_base', state: 's', sandbox_userid: 'linyu' },
    })
    const response = await fetch(`${trial.url}/connect/oauth2/authorize?${asked}`, { redirect: 'manual' })
    return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? ''
  }

  it('§6.2 the older address answers in capitals, and a code works at one of the two once', async () => {
    await company()
    const code = await codeOf()
    expect(await trial.call(`user/getuserinfo?code=${code}`)).toMatchObject({ errcode: 0, UserId: 'linyu' })
    expect(await trial.call(`auth/getuserinfo?code=${code}`)).toMatchObject({ errcode: 40029 })
    expect(await trial.call(`auth/getuserinfo?code=${await codeOf()}`)).toMatchObject({ errcode: 0, userid: 'linyu' })
  })
})

describe('§1 what belongs to the app', () => {
  it('§1 its own page tells its trusted domain and whom it sees; another number is 301002', async () => {
    await company({ switches: { visibleMembers: ['linyu'], visibleDepartments: [3] } })
    expect(await trial.call(`agent/get?agentid=${KEYS.agentId}`)).toMatchObject({
      ...{ errcode: 0, agentid: 1000007, redirect_domain: new URL(trial.url).host },
      ...{ allow_userinfos: { user: [{ userid: 'linyu' }] }, allow_partys: { partyid: [3] } },
    })
    expect(await trial.call('agent/get?agentid=1000008')).toMatchObject({ errcode: 301002 })
  })

  it('§1 the addresses WeCom calls from are a list, and an empty one beside an error', async () => {
    await company()
    for (const api of ['getcallbackip', 'get_api_domain_ip']) {
      expect((await trial.call(api)).ip_list).not.toEqual([])
      expect(await trial.request(`/cgi-bin/${api}?access_token=wrong`)).toMatchObject({ errcode: 40014, ip_list: [] })
    }
  })
})
