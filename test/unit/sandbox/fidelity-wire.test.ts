import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KEYS, startTrial, type Trial } from './trial.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.end())

describe('§12.12 the way in', () => {
  it('§12.12 a path nobody knows is 404 with an empty body, whatever the method and however good the token', async () => {
    const token = await trial.token()
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const response = await fetch(`${trial.url}/cgi-bin/externalcontact/nothing?access_token=${token}`, { method })
      expect([response.status, await response.text()]).toEqual([404, ''])
    }
  })

  it('§12.12 the token is looked at before the body, a wrong body says so after it', async () => {
    const path = '/cgi-bin/message/send?access_token='
    const post = async (token: string, body: string) => {
      const response = await fetch(`${trial.url}${path}${token}`, { method: 'POST', body })
      return (await response.json()) as Record<string, unknown>
    }
    expect((await post('wrong', '')).errcode).toBe(40014)
    expect((await post('wrong', '{')).errcode).toBe(40014)
    const refused = await post(await trial.token(), '{"touser":')
    expect(refused).toMatchObject({ errcode: 40058 })
    expect(refused.errmsg).toContain('Warning: wrong json format.')
    expect((await trial.call('message/send')).errcode).toBe(40058)
  })

  it('§12.12 characters written as \\uXXXX are refused (40033), a backslash before a u is not', async () => {
    const post = async (content: string) => {
      const body = `{"touser":"admin","msgtype":"text","agentid":1000007,"text":{"content":"${content}"}}`
      const url = `${trial.url}/cgi-bin/message/send?access_token=${await trial.token()}`
      return ((await (await fetch(url, { method: 'POST', body })).json()) as { errcode: number }).errcode
    }
    expect([await post('\\u65e9'), await post('早'), await post('C:\\\\u1234')]).toEqual([40033, 0, 0])
  })

  it('§12.12 the token of another app acts for its own number only', async () => {
    await trial.end()
    trial = await startTrial({ secrets: [{ secret: 'secret-of-another-app', kind: 'app', agentId: '1000009' }] })
    const gettoken = `/cgi-bin/gettoken?corpid=${KEYS.corpId}&corpsecret=secret-of-another-app`
    const { access_token: token } = await trial.request(gettoken)
    const send = (agentid: number) =>
      trial.request(`/cgi-bin/message/send?access_token=${token}`, {
        touser: 'admin',
        msgtype: 'text',
        agentid,
        text: { content: '早' },
      })
    expect([(await send(1000007)).errcode, (await send(1000009)).errcode]).toEqual([40056, 0])
  })
})
