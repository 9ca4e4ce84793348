import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import { verifyChain } from '../../src/features/audit/view-chain.ts'
import { KEPT_TABLES } from '../../src/features/privacy/personal-data.ts'
import { personTables } from '../../src/features/privacy/queries.ts'
import type { EraseReply, PersonExport } from '../../src/features/privacy/shapes.ts'
import { refreshCustomer } from '../../src/features/relations/refresh-customer.ts'
import { ENGINES, type Engine } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

const PERSON = { name: '欧阳若溪', remark: '若溪-敏感肌', mobile: '13955501234', description: '两个孩子，住滨江' }
const OTHER = { name: '司马明远', remark: '明远-批发', mobile: '13755504321', description: '开三家店' }

/** Everything the database holds, as text: what pg_dump writes where there is one, else every row of every table. */
const dump = async ({ deps }: World, engine: Engine): Promise<string> => {
  const rows = await rowsOf<{ name: string }>(deps.core.db, sql`select current_database() as name`)
  if (engine === 'postgres' && existsSync('/usr/bin/pg_dump')) {
    const url = new URL(process.env.TEST_DATABASE_URL ?? '')
    url.pathname = `/${rows[0]?.name}`
    return execFileSync('/usr/bin/pg_dump', ['--data-only', url.toString()], {
      maxBuffer: 512 * 1024 * 1024,
    }).toString()
  }
  const tables = await rowsOf<{ name: string }>(
    deps.core.db,
    sql`select tablename as name from pg_tables where schemaname = 'public'`,
  )
  const texts: string[] = []
  for (const { name } of tables) {
    texts.push(JSON.stringify(await rowsOf(deps.core.db, sql`select t::text as row from ${sql.identifier(name)} t`)))
  }
  return texts.join('\n')
}

describe.each(ENGINES)('A person who asks to be forgotten, on %s', (engine) => {
  let world: World
  let admin: Client
  let rep: Client
  let person = ''
  let other = ''
  let erased: EraseReply
  let others: unknown

  const count = async (table: string): Promise<number> => {
    const [row] = await rowsOf<{ count: string }>(
      world.deps.core.db,
      sql`select count(*) as count from ${sql.identifier(table)}`,
    )
    return Number(row?.count)
  }
  const cardOf = async (id: string) => (await rep.get(`/api/customers/${id}`)).body
  const sync = async () => {
    await world.deps.desk.run('sync', null, 'linyu')
    await world.settle()
  }

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-23T09:30:00+08:00', engine })
    await sync()
    person = await world.people.addCustomer({ name: PERSON.name, userid: 'wangmin' })
    other = await world.people.addCustomer({ name: OTHER.name, userid: 'wangmin' })
    await world.settle()
    ;[admin, rep] = [await world.as('linyu'), await world.as('wangmin')]
    for (const [id, one] of [
      [person, PERSON],
      [other, OTHER],
    ] as const) {
      const pair = [...world.sandbox.state.relations.values()].find((row) => row.externalUserid === id)
      if (pair === undefined) throw new Error('no friendship')
      Object.assign(pair, { description: one.description, remarkMobiles: [one.mobile] })
      await world.people.editRemark(id, 'wangmin', one.remark)
      await world.settle()
      await rep.post(`/api/customers/${id}/notes`, { text: `${one.name}说周三到店`, nextStepOn: '2026-11-24' })
      const order = {
        orderNo: `D1-${one.remark.length}-${one.name.length}`,
        amount: 9900,
        currency: 'CNY',
        paidAt: '2026-11-23T09:30:00+08:00',
      }
      expect((await rep.post(`/api/customers/${id}/orders`, order)).status).toBe(201)
      const moved = await rep.post(`/api/customers/${id}/stage`, { stage: 'intent', reason: `${one.name}想看新品` })
      expect(moved.status).toBe(200)
    }
    await world.settle()
    // The morning's message to the rep names everybody who is due.
    await world.to('2026-11-24T08:51:00+08:00')
  })
  afterAll(() => world.close())

  test('stays in no table but those that are named', async () => {
    const tables = await personTables(world.deps.core.db)
    expect(tables).toEqual(expect.arrayContaining(['customers', 'relations', 'notes', 'facts']))
    expect(tables).toEqual(expect.arrayContaining(Object.keys(KEPT_TABLES).filter((one) => one !== 'rule_feedback')))
  })

  test('is all over the database before', async () => {
    const text = await dump(world, engine)
    for (const word of [person, PERSON.name, PERSON.remark, PERSON.description])
      expect([word, text.includes(word)]).toEqual([word, true])
    // Sealed at rest: not even now.
    expect(text.includes(PERSON.mobile)).toBe(false)
  })

  test('is given everything about themselves, readable, and that stands in the audit log', async () => {
    const { status, body } = await admin.post<PersonExport>(`/api/customers/${person}/export`)
    expect(status).toBe(200)
    expect(body.tables.customers).toMatchObject([{ name: PERSON.name }])
    expect(body.tables.relations).toMatchObject([{ remark: PERSON.remark, mobiles: [PERSON.mobile] }])
    expect(body.tables.notes).toHaveLength(1)
    expect(body.tables.orders).toHaveLength(1)
    expect(body.events.length).toBeGreaterThan(0)
    for (const word of [other, OTHER.name, OTHER.remark]) expect(JSON.stringify(body).includes(word)).toBe(false)
    const log = await admin.get<{ items: { action: string; actor: string }[] }>(`/api/audit?customer=${person}`)
    expect(log.body.items[0]).toMatchObject({ action: 'person-exported', actor: 'linyu', text: '导出客户资料' })
    expect((await admin.post('/api/customers/wm-nobody/export')).status).toBe(404)
  })

  test('is not erased by mistake: no such person, no reason', async () => {
    expect((await admin.post('/api/customers/wm-nobody/erase', { reason: 'requested' })).status).toBe(404)
    expect((await admin.post(`/api/customers/${person}/erase`, {})).status).toBe(400)
    expect((await rep.post(`/api/customers/${person}/erase`, { reason: 'requested' })).status).toBe(403)
    expect(await cardOf(person)).toMatchObject({ name: PERSON.remark })
  })

  test('is gone from a full dump, down to a keyed hash', async () => {
    others = await cardOf(other)
    const before = { orders: await count('orders'), facts: await count('facts') }
    const answer = await admin.post<EraseReply>(`/api/customers/${person}/erase`, { reason: 'requested' })
    expect(answer.status).toBe(200)
    erased = answer.body
    const text = await dump(world, engine)
    for (const word of [person, ...Object.values(PERSON)]) expect([word, text.includes(word)]).toEqual([word, false])
    expect(text.includes(erased.pseudonym)).toBe(true)
    expect({ orders: await count('orders'), facts: await count('facts') }).toEqual(before)
  })

  test('is found by nobody any more, and nothing is planned for them', async () => {
    expect((await admin.get(`/api/customers/${person}`)).status).toBe(404)
    const list = await rep.get(`/api/customers?q=${encodeURIComponent(PERSON.name)}`)
    expect(list.body).toMatchObject({ items: [] })
    const open = await rowsOf(
      world.deps.core.db,
      sql`select 1 from follow_ups where external_userid = ${erased.pseudonym} and status = 'open'`,
    )
    expect(open).toEqual([])
    expect(JSON.stringify((await rep.get('/api/follow-ups?limit=100')).body)).not.toContain(erased.pseudonym)
  })

  test('leaves the customer beside them as they were', async () => {
    expect(await cardOf(other)).toEqual(others)
  })

  test('is not brought back by a reading that was under way', async () => {
    await refreshCustomer(world.deps.core, world.deps.wecom, person)
    expect((await dump(world, engine)).includes(person)).toBe(false)
  })

  test('is not brought back by a full sync, a night’s comparison or what WeCom tells of them', async () => {
    await world.people.editRemark(person, 'wangmin', '若溪又来了')
    await world.settle()
    await sync()
    await world.to('2026-11-26T03:30:00+08:00')
    const text = await dump(world, engine)
    for (const word of [person, '若溪']) expect([word, text.includes(word)]).toEqual([word, false])
    const [run] = await rowsOf<{ state: string }>(
      world.deps.core.db,
      sql`select state from sync_runs where kind = 'reconcile' order by id desc limit 1`,
    )
    expect(run?.state).toBe('done')
  })

  test('may be erased again without harm', async () => {
    const again = await admin.post<EraseReply>(`/api/customers/${person}/erase`, { reason: 'requested' })
    expect(again).toMatchObject({ status: 200, body: { pseudonym: erased.pseudonym } })
  })

  test('is a new customer when they add a rep again of their own will', async () => {
    await world.to('2026-11-26T10:00:00+08:00')
    await world.people.customerDeletesRep(person, 'wangmin')
    await world.settle()
    expect((await dump(world, engine)).includes(person)).toBe(false)
    await world.people.addCustomer({ externalUserid: person, name: PERSON.name, userid: 'chenxi' })
    await world.settle()
    const card = await (await world.as('chenxi')).get(`/api/customers/${person}`)
    expect(card).toMatchObject({ status: 200, body: { name: PERSON.name, facts: { orderCount: 0 } } })
  })

  test('leaves an audit log that tells who did what, and that still verifies', async () => {
    await admin.put('/api/settings/brand', { value: { name: '花间', product: '', store: '' } })
    const made = await admin.post<{ id: string }>('/api/api-keys', { name: 'shop', scopes: ['orders:write'] })
    await admin.delete(`/api/api-keys/${made.body.id}`)
    const { body } = await admin.get<{ items: { action: string }[] }>('/api/audit?limit=100')
    const actions = body.items.map((one) => one.action)
    expect(actions.slice(0, 3)).toEqual(['api-key-revoked', 'api-key-made', 'setting-changed'])
    const rest = ['signed-in', 'job-run', 'stage-moved', 'person-exported', 'person-erased']
    expect(actions).toEqual(expect.arrayContaining(rest))
    const verdict = await admin.get('/api/audit/verdict')
    expect(verdict.body).toMatchObject({ entries: actions.length, signed: true, broken: null })
    expect(await verifyChain(world.deps.core.db)).toMatchObject({ signed: true, broken: null })
  })
})
