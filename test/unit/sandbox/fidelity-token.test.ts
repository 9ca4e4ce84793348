import { afterEach, describe, expect, it } from 'vitest'
import { KEYS, startTrial, type Trial } from './trial.ts'

let trial: Trial
afterEach(() => trial.end())

const ask = async (path: string) => {
  const response = await fetch(`${trial.url}/cgi-bin/${path}`)
  return {
    headers: response.headers,
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
  }
}
const gettoken = (secret: string, corp = KEYS.corpId) => ask(`gettoken?corpid=${corp}&corpsecret=${secret}`)

describe('§12.1 the access token', () => {
  it('§12.1 the same token comes back while it is valid, with what is left of its time, and a new one after', async () => {
    trial = await startTrial()
    const first = (await gettoken(KEYS.secret)).body
    trial.pass(1000)
    expect((await gettoken(KEYS.secret)).body).toMatchObject({ access_token: first.access_token, expires_in: 6200 })
    trial.pass(6200)
    expect((await gettoken(KEYS.secret)).body.access_token).not.toBe(first.access_token)
  })

  it('§12.1 every secret of the corp has a token of its own, and one cannot do the work of the other', async () => {
    trial = await startTrial({ secrets: [{ secret: 'secret-of-the-archive', kind: 'archive' }] })
    const app = `${(await gettoken(KEYS.secret)).body.access_token}`
    const archive = `${(await gettoken('secret-of-the-archive')).body.access_token}`
    expect(archive).not.toBe(app)
    const list = 'externalcontact/get_follow_user_list?access_token='
    expect((await ask(`${list}${app}`)).body).toMatchObject({ errcode: 0, follow_user: ['admin'] })
    expect((await ask(`${list}${archive}`)).body).toMatchObject({ errcode: 48002, follow_user: [] })
  })

  it.each([
    ['gettoken', 41004, 'the secret is asked for first'],
    ['gettoken?corpsecret=x', 40013, 'then the corp'],
    [`gettoken?corpid=${KEYS.corpId}&corpsecret=x`, 40001, 'then whether they belong together'],
    ['user/get', 41001, 'a call without a token'],
    ['user/get?access_token=made-up', 40014, 'a token that nobody was given'],
  ])('§12.1 %s answers %i: %s', async (path, errcode) => {
    trial = await startTrial()
    expect((await ask(path)).body.errcode).toBe(errcode)
  })

  it('§12.1 a token is read from the address alone: a header or the body does not count', async () => {
    trial = await startTrial()
    const access_token = await trial.token()
    const response = await fetch(`${trial.url}/cgi-bin/message/send`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}` },
      body: JSON.stringify({ access_token }),
    })
    expect(await response.json()).toMatchObject({ errcode: 41001 })
  })

  it('§12.1 tokens expire (42001) or are taken back early (40014) on demand, and the next fetch is a fresh one', async () => {
    trial = await startTrial()
    const first = await trial.token()
    trial.sandbox.tokens.expireNow()
    expect((await ask(`getcallbackip?access_token=${first}`)).body).toMatchObject({ errcode: 42001, ip_list: [] })
    const second = await trial.token()
    expect(second).not.toBe(first)
    trial.sandbox.tokens.invalidate()
    expect((await ask(`getcallbackip?access_token=${second}`)).body.errcode).toBe(40014)
    expect(await trial.token()).not.toBe(second)
  })

  it('§12.1 an address that is not trusted gets 60020, and the text names it', async () => {
    trial = await startTrial()
    trial.sandbox.switches.set({ trustedIps: ['203.0.113.7'] })
    const refused = await trial.call('department/list')
    expect(refused).toMatchObject({ errcode: 60020, department: [] })
    expect(refused.errmsg).toMatch(
      /^not allow to access from your ip, hint: \[\d{25}\], from ip: 127\.0\.0\.1, more info at https:\/\/open\.work\.weixin\.qq\.com\/devtool\/query\?e=60020$/,
    )
    trial.sandbox.switches.set({ trustedIps: ['127.0.0.1'] })
    expect(await trial.call('department/list')).toMatchObject({ errcode: 0 })
  })

  it('§12.1 an error stands in the headers too and keeps the empty results; a success has neither', async () => {
    trial = await startTrial()
    const refused = await ask('user/get?access_token=made-up')
    expect(refused.status).toBe(200)
    expect(refused.headers.get('error-code')).toBe('40014')
    expect(decodeURI(refused.headers.get('error-msg') ?? '')).toBe(refused.body.errmsg)
    expect(refused.body).toMatchObject({ department: [], order: [], is_leader_in_dept: [], direct_leader: [] })
    const fine = await ask(`user/get?userid=admin&access_token=${await trial.token()}`)
    expect([fine.headers.get('error-code'), fine.headers.get('error-msg')]).toEqual([null, null])
    trial.sandbox.faults.set({ api: 'externalcontact/list', kind: 'errcode', errcode: 45033 })
    const faulty = await ask(`externalcontact/list?userid=admin&access_token=${await trial.token()}`)
    expect(faulty.body).toMatchObject({ errcode: 45033, external_userid: [] })
  })

  it('§12.1 whoever goes on guessing secrets loses the address for an hour, even with the right one', async () => {
    trial = await startTrial({ switches: { wrongSecretsBeforeBan: 3 } })
    const good = await trial.token()
    for (const _ of [1, 2]) await gettoken('guess')
    expect((await gettoken(KEYS.secret)).body.errcode).toBe(0)
    for (const _ of [1, 2, 3]) expect((await gettoken('guess')).body.errcode).toBe(40001)
    expect((await gettoken(KEYS.secret)).body.errcode).toBe(45009)
    expect((await ask(`getcallbackip?access_token=${good}`)).body.errcode).toBe(45009)
    trial.pass(3599)
    expect((await gettoken(KEYS.secret)).body.errcode).toBe(45009)
    trial.pass(1)
    expect((await gettoken(KEYS.secret)).body.errcode).toBe(0)
  })

  it('§12.1 a login that asked for private details comes with a ticket for them, for half an hour', async () => {
    trial = await startTrial()
    const login = async (scope: string) => {
      const query = { appid: KEYS.corpId, redirect_uri: `${trial.url}/auth/callback`, response_type: 'code', scope }
      const address = `${trial.url}/connect/oauth2/authorize?${new URLSearchParams({ ...query, agentid: KEYS.agentId })}`
      const back = await fetch(address, { redirect: 'manual', headers: { cookie: 'sandbox_userid=admin' } })
      const code = new URL(back.headers.get('location') ?? '').searchParams.get('code')
      return trial.call(`auth/getuserinfo?code=${code}`)
    }
    expect(await login('snsapi_base')).not.toHaveProperty('user_ticket')
    const { user_ticket } = await login('snsapi_privateinfo')
    const detail = () => trial.call('auth/getuserdetail', { user_ticket })
    expect(await detail()).toMatchObject({ errcode: 0, userid: 'admin', gender: '0' })
    expect((await trial.call(`auth/getuserinfo?code=${user_ticket}`)).errcode).toBe(40029)
    trial.pass(1801)
    expect((await detail()).errcode).toBe(84014)
  })
})
