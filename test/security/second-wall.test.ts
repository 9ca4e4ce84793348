import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import { type ReaderScope, readAs } from '../../src/db/reader.ts'
import { ACCESS, BEHIND_WALL } from '../../src/http/access.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

// The first wall is torn down: no query filters by the caller's scope any more.
vi.mock('../../src/features/relations/queries.ts', async (original) => ({
  ...(await original<typeof import('../../src/features/relations/queries.ts')>()),
  visibleCustomer: () => undefined,
}))

/** Figures over the whole company are counted from these; no page shows a row of them. */
const COMPANY_WIDE = ['script_uses']
/** Read by admins alone, or by nobody. */
const NOT_READ = ['zg_pairs', 'erased_people']

describe.each(ENGINES)('the second wall on %s', (engine) => {
  let world: World
  let mine: string
  let foreign: string
  let rep: Client

  const as = (scope: Partial<ReaderScope>) => ({ userid: 'wangmin', all: false, userids: ['wangmin'], ...scope })
  const count = (scope: ReaderScope, table: string) =>
    readAs(world.deps.core.db, scope, async (tx) => {
      const [row] = await rowsOf<{ n: number | string }>(tx, sql`select count(*) as n from ${sql.identifier(table)}`)
      return Number(row?.n)
    })
  const tables = async (): Promise<string[]> => {
    const rows = await rowsOf<{ name: string }>(
      world.deps.core.db,
      sql`select table_name as name from information_schema.columns
        where table_schema = 'public' and column_name = 'external_userid' order by 1`,
    )
    return rows.map((row) => row.name)
  }

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine, admins: ['heping'] })
    mine = await world.people.addCustomer({ name: '王敏的客户', userid: 'wangmin', addWay: 1 })
    foreign = await world.people.addCustomer({ name: '周妍的客户', userid: 'zhouyan', addWay: 1 })
    await world.settle()
    rep = await world.as('wangmin')
    const other = await world.as('zhouyan')
    await other.post(`/api/customers/${foreign}/notes`, { text: '只给周妍看' })
  })
  afterAll(() => world?.close())

  test('every table about customers has a rule of its own in the database', async () => {
    const rows = await rowsOf<{ name: string }>(
      world.deps.core.db,
      sql`select c.relname as name from pg_class c join pg_policy p on p.polrelid = c.oid where c.relrowsecurity`,
    )
    const guarded = new Set(rows.map((row) => row.name))
    const open = (await tables()).filter((name) => ![...COMPANY_WIDE, ...NOT_READ].includes(name))
    expect(open.length).toBeGreaterThan(10)
    expect(open.filter((name) => !guarded.has(name))).toEqual([])
  })

  test('a rep reads own customers even where a query asks for everybody’s', async () => {
    expect(await count(as({}), 'customers')).toBe(1)
    expect(await count(as({ all: true }), 'customers')).toBe(2)
    expect(await count(as({ userids: ['wangmin', 'zhouyan'] }), 'customers')).toBe(2)
  })

  test('who belongs to nobody reads nothing at all about customers', async () => {
    for (const name of (await tables()).filter((one) => ![...COMPANY_WIDE, ...NOT_READ, 'facts'].includes(one)))
      expect([name, await count(as({ userids: [] }), name)]).toEqual([name, 0])
  })

  test('the months of the journal can be read as the whole journal alone, which has a rule', async () => {
    await expect(
      readAs(world.deps.core.db, as({ all: true }), (tx) => tx.execute(sql`select count(*) from by_month.facts_rest`)),
    ).rejects.toMatchObject({ cause: { message: expect.stringContaining('permission denied') } })
  })

  test('nothing can be written while reading', async () => {
    const write = readAs(world.deps.core.db, as({ all: true }), (tx) => tx.execute(sql`delete from notes`))
    await expect(write).rejects.toThrow()
  })

  test('pages still show nothing foreign when the first wall is down', async () => {
    const card = await rep.get(`/api/customers/${mine}`)
    expect(card.status).toBe(200)
    for (const path of ['', '/timeline', '/orders', '/opportunities'])
      expect([path, (await rep.get(`/api/customers/${foreign}${path}`)).status]).toEqual([path, 404])
    const list = await rep.get<{ items: { externalUserid: string }[] }>('/api/customers')
    expect(list.body.items.map((one) => one.externalUserid)).toEqual([mine])
    expect((await rep.post(`/api/customers/${foreign}/notes`, { text: '不该写' })).status).toBe(404)
    expect((await rep.post(`/api/customers/${foreign}/stage`, { stage: 'intent' })).status).toBe(404)
  })

  test('an admin and a manager still see the whole company', async () => {
    const admin = await world.as('heping')
    expect((await admin.get<{ items: unknown[] }>('/api/customers')).body.items).toHaveLength(2)
  })

  test('every reading page about one customer is answered behind it', () => {
    const about = Object.keys(ACCESS).filter((key) => /^GET \/api\/customers\/:externalUserid/.test(key))
    expect(about.length).toBeGreaterThan(3)
    expect(about.filter((key) => !(BEHIND_WALL as ReadonlySet<string>).has(key))).toEqual([])
  })
})
