import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import { ACCESS, type Access } from '../../src/http/access.ts'
import { type Client, startWorld, type World } from '../support/world.ts'
import { callOf, type Described, describedRoutes, fieldsOf, type Named, send } from './described.ts'

const NAME = '王芳今日'
const SECRETS = [NAME, '只给王敏看的备注', '只给王敏看的话', '只有王敏的话术']
const CUSTOMER_FIELDS = ['externalUserid', 'customer']

const rules = Object.entries(ACCESS) as [string, Access][]
const ofReps = rules.filter(([, access]) => access === 'member')
/** With what leads may: one of them is of another team. */
const ofMembers = rules.filter(([, access]) => access === 'member' || access === 'lead')

let world: World
const routes = new Map<string, Described>()
let owner: Client
let strangers: [string, Client][] = []
let foreign: {
  customer: string
  own: string
  /** One more of the same rep: two accounts may be of one person. */
  other: string
  followUp: string
  script: string
  log: string
  deal: string
  chat: string
  file: string
  session: string
}

const routeOf = (key: string): Described => routes.get(key) as Described
const takesCustomer = (key: string) => fieldsOf(routeOf(key)).some((name) => CUSTOMER_FIELDS.includes(name))

/** The foreign row an `:id` of this address names; an address nobody listed fails below. */
const idFor = (key: string): string | null => {
  if (key.includes('/follow-ups/:id')) return foreign.followUp
  if (key.includes('/scripts/:id')) return foreign.script
  if (key.includes('/media/:id')) return foreign.file
  if (key.includes('/opportunities/:id')) return foreign.deal
  if (key.includes('/me/sessions/:id')) return foreign.session
  return key.includes('/log/:id') ? foreign.log : null
}
const foreignFor = (key: string, customer = foreign.customer): Named => ({
  externalUserid: customer,
  customer,
  followUpId: foreign.followUp,
  chatId: foreign.chat,
  id: idFor(key) ?? '1',
})

beforeAll(async () => {
  world = await startWorld({ at: '2026-11-24T10:00:00+08:00', admins: ['heping'] })
  for (const one of await describedRoutes(world)) routes.set(one.key, one)
  const customer = await world.people.addCustomer({ name: NAME, userid: 'wangmin', addWay: 1 })
  const own = await world.people.addCustomer({ name: '周妍的客户', userid: 'zhouyan', addWay: 1 })
  const other = await world.people.addCustomer({ name: '她的另一个号', userid: 'wangmin', addWay: 1 })
  await world.people.editRemark(customer, 'wangmin', SECRETS[1] ?? '')
  await world.settle()
  owner = await world.as('wangmin')
  strangers = [
    ['another rep', await world.as('zhouyan')],
    ['the lead of another team', await world.as('suntao')],
  ]
  const log = await owner.post<{ undo: string }>(`/api/customers/${customer}/log`, { text: SECRETS[2] })
  const followUps = await owner.get<{ items: { id: string }[] }>('/api/follow-ups')
  const script = await owner.post<{ id: string }>('/api/scripts', {
    title: SECRETS[3],
    category: 'care',
    parts: [{ type: 'text', text: SECRETS[3] }],
  })
  const picture = await fetch(`${world.url}/api/media?kind=image&name=secret.png`, {
    method: 'POST',
    headers: { cookie: owner.cookie },
    body: Buffer.from('89504e470d0a1a0a00000000', 'hex'),
  })
  const deal = callOf(routeOf('POST /api/customers/:externalUserid/opportunities'), { externalUserid: customer })
  const opened = await send(world, deal, { cookie: owner.cookie })
  const chat = await world.people.createGroup({ name: SECRETS[1] ?? '', owner: 'wangmin', externalUserids: [customer] })
  await world.settle()
  foreign = {
    chat,
    deal: /"id":"(\d+)"/.exec(opened.text)?.[1] ?? '',
    customer,
    own,
    other,
    followUp: followUps.body.items[0]?.id ?? '',
    script: script.body.id,
    log: log.body.undo,
    file: ((await picture.json()) as { id: string }).id,
    session: (await owner.get<{ items: { id: string }[] }>('/api/me/sessions')).body.items[0]?.id ?? '',
  }
})
afterAll(() => world.close())

/** Everything that belongs to the customer or her rep, as one text. */
const traces = async (): Promise<string> => {
  const rows = await rowsOf<{ kept: string }>(
    world.deps.core.db,
    sql`select (select coalesce(string_agg(x::text, '|' order by id), '') from follow_ups x where userid = 'wangmin')
      || (select coalesce(string_agg(x::text, '|' order by id), '') from facts x where external_userid = ${foreign.customer})
      || (select string_agg(x::text, '|') from customers x where external_userid = ${foreign.customer})
      || (select string_agg(x::text, '|') from relations x where external_userid = ${foreign.customer})
      || (select string_agg(x::text, '|') from scripts x where id = ${Number(foreign.script)})
      || (select coalesce(string_agg(x::text, '|' order by id), '') from notes x)
      || (select coalesce(string_agg(left(x.hash, 16), '|' order by x.hash), '') from sessions x) as kept`,
  )
  return rows[0]?.kept ?? ''
}

describe('a customer of somebody else', () => {
  test('is named by every kind of id the house has, and each kind is tried', () => {
    const unknown = ofMembers
      .map(([key]) => key)
      .filter((key) => key.includes('/:') && !takesCustomer(key) && !key.includes('/:chatId') && idFor(key) === null)
    expect(unknown).toEqual([])
    expect(Object.entries(foreign).filter(([, id]) => id === '')).toEqual([])
    expect(foreign.followUp).toMatch(/^\d+$/)
    expect(ofMembers.filter(([key]) => takesCustomer(key)).length).toBeGreaterThan(10)
  })

  test.each(ofMembers)('%s shows and changes nothing of her', async (key) => {
    const before = await traces()
    for (const [who, { cookie }] of strangers) {
      const answer = await send(world, callOf(routeOf(key), foreignFor(key)), { cookie })
      expect([who, SECRETS.filter((secret) => answer.text.includes(secret))]).toEqual([who, []])
      expect(answer.status).toBeLessThan(500)
      if (takesCustomer(key) || key.includes('/:'))
        expect([who, [403, 404]]).toEqual([who, expect.arrayContaining([answer.status])])
    }
    expect(await traces()).toBe(before)
  })

  test.each(ofMembers)('%s answers the same about her as about nobody at all', async (key) => {
    if (!takesCustomer(key)) return
    for (const [, { cookie }] of strangers) {
      const real = await send(world, callOf(routeOf(key), foreignFor(key)), { cookie })
      const made = await send(world, callOf(routeOf(key), { ...foreignFor(key, 'wmNobodyAtAll'), id: '1' }), { cookie })
      expect(made).toEqual(real)
    }
  })

  test.each(ofReps)('%s does not mistake her own rep for a stranger', async (key) => {
    const { status, code } = await send(
      world,
      callOf(routeOf(key), { ...foreignFor(key), id: '1', other: foreign.other }),
      {
        cookie: owner.cookie,
      },
    )
    expect(['no-session', 'wrong-role', 'no-such-customer']).not.toContain(code)
    expect(status).toBeLessThan(500)
  })

  test('does not lose her follow-up to a colleague who writes its number beside a customer of his own', async () => {
    const [, stranger] = strangers[0] ?? ['', owner]
    const before = await traces()
    const answer = await stranger.post(`/api/customers/${foreign.own}/log`, {
      outcome: 'no-answer',
      text: '借用别人的编号',
      followUpId: foreign.followUp,
    })
    expect(JSON.stringify(answer.body)).not.toContain(NAME)
    expect(await traces()).toBe(before)
  })

  test('is in no list, search or day of a stranger', async () => {
    for (const [, stranger] of strangers) {
      for (const path of [
        '/api/customers?limit=100',
        `/api/customers?q=${encodeURIComponent(NAME)}`,
        '/api/follow-ups?limit=100',
        '/api/today',
        '/api/scripts?limit=100',
        `/api/scripts?q=${encodeURIComponent('只有王敏')}`,
      ]) {
        const { status, body } = await stranger.get(path)
        expect(status).toBe(200)
        expect(SECRETS.filter((secret) => JSON.stringify(body).includes(secret))).toEqual([])
      }
    }
  })

  test('is seen by her rep’s lead, their manager and an admin', async () => {
    for (const userid of ['wangmin', 'zhaolei', 'linyu', 'heping'])
      expect((await (await world.as(userid)).get(`/api/customers/${foreign.customer}`)).body).toMatchObject({
        name: SECRETS[1],
      })
  })
})
