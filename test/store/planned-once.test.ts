import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Db, rowsOf } from '../../src/db/db.ts'
import type { OpenDb } from '../../src/db/open.ts'
import { customers } from '../../src/features/customers/tables.ts'
import { ENGINES, openTestDb } from '../support/store.ts'
import { seedCustomer, seedTeam } from './sales-world.ts'

const postgres = ENGINES.filter((engine) => engine === 'postgres')
const OFTEN = 60

describe.each(postgres)('plans of statements that are asked again and again, on %s', (engine) => {
  let store: OpenDb
  beforeAll(async () => {
    store = await openTestDb(engine)
    await seedTeam(store.db)
    await seedCustomer(store.db, 'wm-a', { userid: 'WangMin', name: '王芳' })
  }, 60_000)
  afterAll(() => store?.close())

  const ask = (db: Db, id: string) =>
    db.select({ name: customers.name }).from(customers).where(eq(customers.externalUserid, id))
  const kept = (db: Db) =>
    rowsOf<{ statement: string; plans: string }>(
      db,
      sql`select statement, generic_plans + custom_plans as plans from pg_prepared_statements where name like 'zg\\_%'`,
    )

  it('are made once a connection and kept; what is asked a few times keeps none', async () => {
    await store.db.transaction(async (tx) => {
      await tx.execute(sql`select 'asked once'`)
      for (let n = 0; n < OFTEN; n += 1) expect(await ask(tx as unknown as Db, 'wm-a')).toEqual([{ name: '王芳' }])
      expect(await ask(tx as unknown as Db, 'wm-nobody')).toEqual([])
      const statements = (await kept(tx as unknown as Db)).map((row) => row.statement)
      expect(
        statements.some((text) => text.includes('from "customers" where "customers"."external_userid" = $1')),
      ).toBe(true)
      expect(statements.some((text) => text.includes('asked once'))).toBe(false)
    })
  })

  it('are given up for good where names do not hold, as behind a pooler: one question fails, and no other', async () => {
    const lost = store.db.transaction(async (tx) => {
      await tx.execute(sql`deallocate all`)
      await ask(tx as unknown as Db, 'wm-a')
    })
    const why = await lost.catch((error: unknown) => error)
    expect(why).toMatchObject({ cause: { code: '26000' } })
    for (let n = 0; n < OFTEN; n += 1) expect(await ask(store.db, 'wm-a')).toEqual([{ name: '王芳' }])
    await store.db.transaction(async (tx) => {
      await tx.execute(sql`deallocate all`)
      expect(await ask(tx as unknown as Db, 'wm-a')).toEqual([{ name: '王芳' }])
      expect(await kept(tx as unknown as Db)).toEqual([])
    })
  })
})
