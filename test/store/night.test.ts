import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenDb } from '../../src/db/open.ts'
import { customers } from '../../src/features/customers/tables.ts'
import { lifecycleStateOf, listForNight } from '../../src/features/lifecycle/queries.ts'
import { runNight } from '../../src/features/lifecycle/run-night.ts'
import { orders } from '../../src/features/orders/tables.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'
import { at, coreAt, seedCustomer, seedTeam } from './sales-world.ts'

describe.each(ENGINES)('the night of the stages on %s', (engine) => {
  let store: OpenDb
  beforeAll(async () => {
    store = await openTestDb(engine)
  }, 60_000)
  afterAll(() => store?.close())
  beforeEach(async () => {
    await emptyDb(store)
    await seedTeam(store.db)
    for (const id of ['wm-a', 'wm-b', 'wm-c'])
      await seedCustomer(store.db, id, { userid: 'WangMin', name: id, addedAt: '2026-06-01T10:00:00' })
    await seedCustomer(store.db, 'wm-young', { userid: 'WangMin', name: '新朋友', addedAt: '2026-11-20T10:00:00' })
  })

  const core = () => coreAt(store.db, '2026-11-24T02:10:00')
  const stages = async () =>
    Object.fromEntries(
      (await store.db.select().from(customers).orderBy(customers.externalUserid)).map((row) => [
        row.externalUserid,
        row.stage,
      ]),
    )

  it('goes on after a customer that cannot be saved, and says which one it was', async () => {
    await store.db.execute(sql`alter table stage_moves add constraint refused check (external_userid <> 'wm-b')`)
    const night = await runNight(core()).finally(() =>
      store.db.execute(sql`alter table stage_moves drop constraint refused`),
    )
    expect(night).toMatchObject({ looked: 4, changed: 2, apart: 1, failed: [{ externalUserid: 'wm-b' }] })
    expect(await stages()).toEqual({ 'wm-a': 'dormant', 'wm-b': 'lead', 'wm-c': 'dormant', 'wm-young': 'lead' })
    expect(await runNight(core())).toEqual({ looked: 4, changed: 1, apart: 0, failed: [] })
    expect((await stages())['wm-b']).toBe('dormant')
  })

  it('judges every customer by the same facts as an event does', async () => {
    const order = (orderNo: string, paidAt: string, refundedAmount = 0) => ({
      ...{ orderNo, externalUserid: 'wm-a', amount: 100, currency: 'CNY', source: 'open' as const, refundedAmount },
      ...{ paidAt: at(paidAt), createdAt: at(paidAt) },
    })
    await store.db
      .insert(orders)
      .values([
        order('1', '2025-06-10T10:00:00'),
        order('2', '2026-07-01T10:00:00.125'),
        order('3', '2026-08-09T10:00:00'),
        order('4', '2026-09-01T10:00:00', 100),
      ])
    const marks = {
      flags: ['vip', 'waking'],
      lastInboundAt: at('2026-08-01T10:00:00'),
      goneAt: at('2026-11-23T10:00:00'),
    }
    await store.db
      .update(customers)
      .set({ ...marks, protectedUntil: at('2026-12-01T10:00:00') })
      .where(eq(customers.externalUserid, 'wm-a'))
    const now = core().now()
    const rows = await listForNight(store.db, { after: '', limit: 10, now })
    expect(rows).toHaveLength(4)
    for (const { externalUserid, merged, ...row } of rows) {
      expect(merged).toBe(false)
      const [customer] = await store.db.select().from(customers).where(eq(customers.externalUserid, externalUserid))
      if (customer === undefined) throw new Error(`no ${externalUserid}`)
      expect(await lifecycleStateOf(store.db, customer, now)).toMatchObject(row)
    }
  })
})
