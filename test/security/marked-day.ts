import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { expect } from 'vitest'
import { loggerOptions } from '../../src/http/logging.ts'
import { client, startWorld, type World } from '../support/world.ts'
import { makeKey, SCOPES, send } from './described.ts'
import { deliver, eventText, keysOf, sealFor } from './sealed.ts'

/** A value with its name in the report. `inTables`: where it stands in the clear because it must be used again. */
export type Canary = { name: string; value: string; inTables?: string[] }
const secrets: Canary[] = []
const words: Canary[] = []

const lines: string[] = []
let world: World
const errors: string[] = []

const word = (name: string, value: string): string => {
  words.push({ name, value })
  return value
}
const hide = (name: string, value: string | null | undefined, inTables: string[] = []) => {
  if (!value) throw new Error(`${name} was never seen`)
  secrets.push({ name, value, inTables })
}

const cookieOf = (response: Response, name: string): string =>
  response.headers
    .getSetCookie()
    .find((one) => one.startsWith(`${name}=`))
    ?.split(';')[0] ?? ''
const tokenOf = (cookie: string) => decodeURIComponent(cookie.split('=')[1] ?? '').replace(/\.[^.]*$/, '')

/** The round through WeCom with everything in it written down. */
const signIn = async (userid: string) => {
  const login = await fetch(`${world.url}/auth/login?return_to=/sidebar/today`, { redirect: 'manual' })
  const authorize = new URL((login.headers.get('location') ?? '').replace(/#.*$/, ''))
  authorize.searchParams.set('sandbox_userid', userid)
  const allowed = await fetch(authorize, { redirect: 'manual' })
  const back = new URL(allowed.headers.get('location') ?? '')
  const browser = cookieOf(login, 'zg_login')
  const session = cookieOf(await fetch(back, { redirect: 'manual', headers: { cookie: browser } }), 'zg_session')
  hide(`${userid}: state of the login`, back.searchParams.get('state'))
  hide(`${userid}: code of the login`, back.searchParams.get('code'))
  hide(`${userid}: cookie of the login`, tokenOf(browser))
  hide(`${userid}: session`, tokenOf(session))
  hide(`${userid}: signature of the session`, decodeURIComponent(session).split('.').at(-1))
  return client(world.url, session)
}

/** Everything that can go wrong in the middle of a day, with words in hand. */
const troubles = async (cookie: string, customer: string) => {
  const text = word('note that was not saved', '记下没成的悄悄话')
  const { db } = world.deps.core
  await db.execute(sql`alter table notes rename to notes_away`)
  const failed = await send(
    world,
    { method: 'POST', url: `/api/customers/${customer}/notes`, body: { text } },
    { cookie },
  )

  await db.execute(sql`alter table notes_away rename to notes`)
  expect(failed.status).toBe(500)
  errors.push(failed.text)
  await db.execute(sql`alter table inbox_events rename to inbox_away`)
  const event = eventText(world, 1_795_485_600, {
    Event: 'change_external_contact',
    ChangeType: 'edit_external_contact',
    UserID: 'wangmin',
    ExternalUserID: word('id in a lost event', 'wmLostEventCanary'),
  })
  errors.push((await deliver(world.app, sealFor(keysOf(world), event))).body)

  await db.execute(sql`alter table inbox_away rename to inbox_events`)
  await db.execute(sql`alter table customers rename column avatar to avatar_away`)
  await world.people.addCustomer({ name: word('name in a failing reading', '读不出来的名字'), userid: 'wangmin' })
  await world.settle()

  await db.execute(sql`alter table customers rename column avatar_away to avatar`)
  for (const kind of ['http500', 'errcode', 'accept-then-cut'] as const) {
    world.sandbox.faults.set({ api: 'externalcontact', kind, errcode: 40014, times: 2 })
    await world.people.editRemark(customer, 'wangmin', word(`remark during ${kind}`, `出事时的备注-${kind}`))
    await world.settle()
  }
  world.sandbox.faults.clear()
  const query = word('searched for', '找的是谁呀')
  for (const path of [
    `/api/customers?q=${encodeURIComponent(query)}&limit=0`,
    `/api/scripts?q=${encodeURIComponent(query)}`,
    `/api/nowhere?q=${encodeURIComponent(query)}`,
  ])
    errors.push((await send(world, { method: 'GET', url: path, body: undefined }, { cookie })).text)
}

/** A full day with marked values in every field, and with trouble in the middle of it. */
export const playMarkedDay = async () => {
  const log = pino(loggerOptions('trace'), { write: (line: string) => lines.push(line) })
  world = await startWorld({ at: '2026-11-24T08:00:00+08:00', log, admins: ['heping'] })
  const { corp, sessionSecret } = world.deps
  hide('secret of the app', corp.secret)
  hide('token of the callback', corp.token)
  hide('key of the callback', corp.encodingAesKey)
  hide('secret of the sessions', sessionSecret, ['settings'])
  const [rep, admin] = [await signIn('wangmin'), await signIn('heping')]
  await signIn('zhouyan')

  const customer = await world.people.addCustomer({
    name: word('name of a customer', '金丝雀甲'),
    userid: 'wangmin',
    addWay: 1,
  })
  await world.people.addCustomer({ name: word('name of another', '金丝雀乙'), userid: 'wangmin' })
  await world.people.halfAdd({ name: word('name of somebody who waits', '金丝雀丙'), userid: 'wangmin' })
  await world.people.editRemark(customer, 'wangmin', word('remark', '备注里的金丝雀'))
  await world.people.customerSays(customer, 'wangmin', word('what a customer said', '客户说的金丝雀'))
  await world.settle()
  const path = `/api/customers/${customer}`
  await rep.post(`${path}/notes`, { text: word('note', '记录里的金丝雀 13912345678') })
  word('phone in a note', '13912345678')
  await rep.post(`${path}/log`, { outcome: 'replied', text: word('text of a contact', '联系里的金丝雀') })
  await rep.post(`${path}/stage`, { stage: 'intent', reason: word('reason of a stage', '阶段里的金丝雀') })
  await rep.post(`${path}/orders`, {
    orderNo: 'C-1',
    amount: 56900,
    currency: 'CNY',
    paidAt: '2026-11-24T07:00:00+08:00',
  })
  const script = { category: 'care', parts: [{ type: 'text', text: word('text of a script', '话术里的金丝雀') }] }
  await rep.post('/api/scripts', { ...script, title: word('title of a script', '标题里的金丝雀') })
  const { body } = await rep.get<{ items: { id: string }[] }>('/api/follow-ups')
  await rep.post(`/api/follow-ups/${body.items[0]?.id}/snooze`, {
    until: '2026-11-25',
    reason: word('reason of a delay', '推迟的金丝雀'),
  })
  await rep.post(`/api/follow-ups/${body.items[1]?.id}/dismiss`, { reason: word('reason of an end', '不跟的金丝雀') })

  for (const scope of SCOPES) hide(`key for ${scope}`, await makeKey(world, admin.cookie, scope))
  for (const group of ['甲群', '乙群']) {
    const url = `${world.deps.config.wecomApiUrl}${world.people.addRobot(group)}`
    hide(`key of the robot in ${group}`, new URL(url).searchParams.get('key'))
    await admin.post('/api/digest-channels', { name: group, url, scope: { company: true }, kinds: ['daily'] })
  }

  await troubles(rep.cookie, customer)

  await world.to('2026-11-24T09:40:00+08:00')

  const welcomes = world.people.calls('send_welcome_msg').map((call) => String(call.body.welcome_code))
  for (const [index, code] of welcomes.slice(0, 3).entries())
    hide(`welcome code ${index}`, code, ['inbox_events', 'outbox_messages'])
  const used = new Set(world.people.calls().map((call) => call.query.access_token ?? ''))
  for (const token of [...used].filter((one) => one !== '').slice(0, 4)) hide('access token', token)
  await rep.get(`/api/wecom/js-signature?url=${encodeURIComponent(`${world.url}/sidebar/`)}`)
  return { world, secrets, words, lines, errors }
}
