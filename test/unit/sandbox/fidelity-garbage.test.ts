import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APIS } from '../../../src/sandbox/api/plugin.ts'
import { seededRandom } from '../../../src/sandbox/seed/seeded-random.ts'
import { startTrial, type Trial } from './trial.ts'

const SEED = 20261126
const BODIES_PER_API = 14

let trial: Trial
let token = ''
let robot = ''
let customer = ''
beforeAll(async () => {
  trial = await startTrial({ switches: { callsPerMinute: {}, memberPerMinute: 100_000 } })
  token = await trial.token()
  robot = trial.sandbox.people.addRobot('测试群').replace(/^.*key=/, '')
  customer = await trial.sandbox.people.addCustomer({ name: '王芳', userid: 'admin' })
})
afterAll(() => trial.end())

/** Names that the APIs read, so that garbage reaches deep places and is not refused at the door. */
const NAMES = (
  'userid external_userid userid_list chat_id chat_id_list limit cursor add_tag remove_tag tag group_name group_id tag_id id name order remark ' +
  'remark_mobiles welcome_code text content attachments msgtype touser toparty totag agentid template_card card_type ' +
  'button_list task_id response_code button image base64 md5 news articles markdown file media_id media type state user party scene ' +
  'start_time end_time day_begin_time owner_filter partyid config_id sender link_id range user_list department_list open_kfid token msgid ' +
  'handover_userid takeover_userid new_owner strategy_id privilege rule_name word_list roomid info exteranalopenid owner chatid userlist ' +
  'code welcome_msg __proto__ constructor'
).split(' ')

const garbage = (random: () => number) => {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
  const leaf = (): unknown =>
    pick<unknown>([
      null,
      true,
      0,
      -1,
      1.5,
      1e308,
      '',
      'admin',
      customer,
      '@all',
      'x'.repeat(5000),
      '好'.repeat(700),
      '0',
      'NaN',
      '../../etc/passwd',
      '%00%ff',
      '<xml>',
      1795658400,
      Number.MAX_SAFE_INTEGER + 2,
    ])
  const value = (depth: number): unknown => {
    const kind = depth > 4 ? 0 : random()
    if (kind < 0.55) return leaf()
    if (kind < 0.75) return Array.from({ length: Math.floor(random() * 4) }, () => value(depth + 1))
    return body(depth + 1)
  }
  const body = (depth = 0): Record<string, unknown> =>
    Object.fromEntries(Array.from({ length: Math.floor(random() * 12) }, () => [pick(NAMES), value(depth + 1)]))
  const query = (): string =>
    new URLSearchParams(
      Array.from({ length: Math.floor(random() * 5) }, (): [string, string] => [pick(NAMES), `${leaf()}`.slice(0, 60)]),
    ).toString()
  return { body, query, pick }
}

const RAW = [
  '',
  'null',
  '[]',
  '"text"',
  '12',
  '{"a":',
  '{"__proto__":{"userid":"admin"}}',
  `${'['.repeat(20_000)}`,
  `{"userid":"${'\\u0000'.repeat(4)}"}`,
]

const ask = async (api: string, query: string, body: string | Buffer, type: string) => {
  const url = `${trial.url}/cgi-bin/${api}?${query}&key=${robot}&access_token=${token}`
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': type } })
  return { status: response.status, text: await response.text(), errcode: response.headers.get('error-code') }
}

/** A JSON object with an errcode, or the bytes of a file; never words about our own code. */
const expectWecom = (api: string, sent: string, { status, text }: { status: number; text: string }): void => {
  const where = `${api} ← ${sent.slice(0, 300)}`
  expect([where, status]).toEqual([where, 200])
  const parsed = JSON.parse(text) as Record<string, unknown>
  // -1 is what a bug of ours would answer.
  expect([where, typeof parsed.errcode === 'number', parsed.errcode === -1]).toEqual([where, true, false])
  expect(text).not.toMatch(/\bat .*\.ts:\d+|TypeError|Cannot read prop/)
}

describe('§12.12 whatever is sent', () => {
  it.each(Object.keys(APIS).filter((api) => api !== 'gettoken'))('§12.12 %s answers in WeCom’s form', async (api) => {
    const random = seededRandom(SEED + [...api].reduce((sum, one) => sum + one.charCodeAt(0), 0))
    const { body, query } = garbage(random)
    for (let round = 0; round < BODIES_PER_API; round += 1) {
      const sent = JSON.stringify(body())
      expectWecom(api, sent, await ask(api, query(), sent, 'application/json'))
      trial.pass(61)
      token = await trial.token()
    }
    for (const sent of RAW) expectWecom(api, sent, await ask(api, '', sent, 'text/plain'))
    const bytes = Buffer.from(Array.from({ length: 300 }, () => Math.floor(random() * 256)))
    expectWecom(api, 'bytes', await ask(api, '', bytes, 'multipart/form-data; boundary=x'))
    const get = await fetch(`${trial.url}/cgi-bin/${api}?${query()}&access_token=${token}`)
    expectWecom(api, 'GET', { status: get.status, text: await get.text() })
  })

  it('§12.12 a body beyond all bounds is refused as too large, not with a page of ours', async () => {
    const answer = await ask('message/send', '', Buffer.alloc(25 * 1024 * 1024, 97), 'application/json')
    expectWecom('message/send', 'huge', answer)
    expect(answer.errcode).toBe('45001')
  })

  it('§12.12 a bug of the sandbox looks like WeCom being busy, never like a stack trace', async () => {
    const run = () => {
      throw new TypeError('Cannot read properties of undefined')
    }
    APIS['bug/of/ours'] = { method: 'POST', empty: { items: [] }, run }
    const { status, text } = await ask('bug/of/ours', '', '{}', 'application/json')
    delete APIS['bug/of/ours']
    expect([status, JSON.parse(text)]).toMatchObject([200, { errcode: -1, items: [] }])
    expect(text).toContain('system busy')
    expect(text).not.toContain('Cannot read')
  })

  it('§12.12 after all that the sandbox still works', async () => {
    expect((await trial.call('user/get?userid=admin')).errcode).toBe(0)
    expect(Object.hasOwn(Object.prototype, 'userid')).toBe(false)
  })
})
