import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OpenDb } from '../../src/db/open.ts'
import { customers } from '../../src/features/customers/tables.ts'
import { syncCustomers } from '../../src/features/relations/sync-customers.ts'
import { countDone, lastRun } from '../../src/features/relations/sync-store.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { facts } from '../../src/spine/tables.ts'
import { type House, openHouse } from '../bench/house.ts'
import { type BigCompany, startBigCompany } from '../support/big-company.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'

const MEMBERS = 3
const EACH = 130

describe.each(ENGINES)('a sync while somebody waits for answers, on %s', (engine) => {
  let store: OpenDb
  let house: House
  let company: BigCompany
  beforeAll(async () => {
    company = await startBigCompany({ members: MEMBERS, each: EACH })
    store = await openTestDb(engine)
    await emptyDb(store)
    house = await openHouse(store, { at: '2026-11-24T10:00:00+08:00', wecomUrl: company.url })
  })
  afterAll(async () => {
    await house.close()
    await store.close()
    company.close()
  })

  const stored = async () => {
    const { db } = house.deps.core
    return [await db.$count(customers), await db.$count(relations), await db.$count(facts)]
  }

  test('goes in short steps, reads each page once and brings everybody', async () => {
    const breaths: number[] = []
    const core = {
      ...house.deps.core,
      breathe: async (mostMs: number) => {
        breaths.push(mostMs)
        return false
      },
    }
    await syncCustomers(core, house.deps.wecom.inLane('bulk'), { day: '2026-11-24' })
    const run = await lastRun(house.deps.core.db, 'sync')
    expect(await countDone(house.deps.core.db, run?.id ?? 0)).toMatchObject({ rows: MEMBERS * EACH })
    // A page of a hundred is four steps, three of them with a breath after them.
    const { pages } = await company.ledger()
    expect(breaths.length).toBeGreaterThan(2 * Object.keys(pages).length)
    expect(Object.values(pages).filter((times) => times > 1)).toEqual([])
    const [people, friendships, told] = await stored()
    expect([people, friendships]).toEqual([MEMBERS * EACH, MEMBERS * EACH])
    // Read once more when nobody waits, it finds nothing that is not known.
    await syncCustomers(house.deps.core, house.deps.wecom.inLane('bulk'), { day: '2026-11-25' })
    expect(await stored()).toEqual([people, friendships, told])
  })
})
