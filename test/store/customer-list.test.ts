import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenDb } from '../../src/db/open.ts'
import { listCustomers } from '../../src/features/customers/queries.ts'
import type { CustomerSearch } from '../../src/features/customers/queries-search.ts'
import { customers } from '../../src/features/customers/tables.ts'
import { addRelation } from '../../src/features/relations/add-relation.ts'
import { endRelation } from '../../src/features/relations/end-relation.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { relationTags } from '../../src/features/tags/tables.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'
import { at, coreAt, seedCustomer, seedTeam } from './sales-world.ts'

describe.each(ENGINES)('the list of customers on %s', (engine) => {
  let store: OpenDb
  beforeAll(async () => {
    store = await openTestDb(engine)
  }, 60_000)
  afterAll(() => store?.close())
  beforeEach(async () => {
    await emptyDb(store)
    await seedTeam(store.db)
    await seedCustomer(store.db, 'wm-zhang', { userid: 'WangMin', name: '张女士', addedAt: '2026-03-01T10:00:00' })
    await seedCustomer(store.db, 'wm-liu', { userid: 'WangMin', name: '刘先生', addedAt: '2026-04-01T10:00:00' })
    await seedCustomer(store.db, 'wm-chen', { userid: 'LiQiang', name: '陈小姐', addedAt: '2026-05-01T10:00:00' })
  })

  const page = (search: Partial<CustomerSearch> = {}) =>
    listCustomers(store.db, { userid: 'WangMin', scope: { all: true }, limit: 50, ...search })
  const ids = async () => (await page()).items.map((one) => one.externalUserid)
  const seedFriend = (externalUserid: string, userid: string) =>
    store.db.insert(relations).values({ externalUserid, userid, addedAt: at('2026-06-01T10:00:00') })
  const remark = (externalUserid: string, userid: string, text: string) =>
    store.db
      .update(relations)
      .set({ remark: text })
      .where(and(eq(relations.externalUserid, externalUserid), eq(relations.userid, userid)))
  const added = (userid: string, moment: string) =>
    addRelation(coreAt(store.db, moment), {
      userid,
      externalUserid: 'wm-zhang',
      half: false,
      state: null,
      welcomeCode: null,
      at: at(moment),
      eventId: 1,
      receivedAtMs: at(moment).getTime(),
    })

  it('begins with whom there was contact last, by either side', async () => {
    expect(await ids()).toEqual(['wm-chen', 'wm-liu', 'wm-zhang'])
    const spoke = { lastInboundAt: at('2026-06-01T10:00:00') }
    await store.db.update(customers).set(spoke).where(eq(customers.externalUserid, 'wm-liu'))
    expect(await ids()).toEqual(['wm-liu', 'wm-chen', 'wm-zhang'])
  })

  it('shows a customer who came back on top, and counts the silence from the return', async () => {
    const gone = {
      userid: 'WangMin',
      externalUserid: 'wm-zhang',
      by: 'customer',
      at: at('2026-05-20T10:00:00'),
    } as const
    await endRelation(coreAt(store.db, '2026-05-20T10:00:00'), gone)
    expect((await ids()).at(-1)).toBe('wm-zhang')
    await added('WangMin', '2026-11-01T10:00:00')
    expect((await ids())[0]).toBe('wm-zhang')
    const [row] = await store.db.select().from(customers).where(eq(customers.externalUserid, 'wm-zhang'))
    expect(row?.observedSince).toEqual(at('2026-11-01T10:00:00'))
  })

  it('shows a customer whom a second rep befriends on top, who was never away', async () => {
    await added('LiQiang', '2026-11-01T10:00:00')
    expect((await ids())[0]).toBe('wm-zhang')
    const [row] = await store.db.select().from(customers).where(eq(customers.externalUserid, 'wm-zhang'))
    expect(row?.observedSince).toEqual(at('2026-03-01T10:00:00'))
  })

  it('goes on after the last one shown, also where several were added in the same moment', async () => {
    await seedCustomer(store.db, 'wm-a', { userid: 'LiQiang', name: '甲', addedAt: '2026-05-01T10:00:00' })
    const seen: string[] = []
    let cursor: string | undefined
    for (let pages = 0; pages < 6; pages += 1) {
      const { items, nextCursor } = await page({ limit: 1, ...(cursor === undefined ? {} : { cursor }) })
      seen.push(...items.map((one) => one.externalUserid))
      if (nextCursor === null) break
      cursor = nextCursor
    }
    expect(seen).toEqual(['wm-chen', 'wm-a', 'wm-liu', 'wm-zhang'])
  })

  it('names a customer as the asking rep does, and nobody by a colleague’s remark', async () => {
    await seedFriend('wm-zhang', 'LiQiang')
    await remark('wm-zhang', 'WangMin', '张姐')
    await remark('wm-zhang', 'LiQiang', '大客户张')
    const nameFor = async (userid: string, q?: string) =>
      (await page({ userid, q })).items.find((one) => one.externalUserid === 'wm-zhang')?.name
    expect(await nameFor('WangMin')).toBe('张姐')
    expect(await nameFor('LiQiang', '大客户')).toBe('大客户张')
    expect(await nameFor('ChenChen')).toBe('张女士')
    expect(await nameFor('ChenChen', '张姐')).toBeUndefined()
    const [zhang] = (await page({ q: '张女士' })).items
    expect(zhang?.owners).toEqual(['王敏', '李强'])
  })

  it('does not find a customer by a tag of a friendship that is over', async () => {
    await store.db.insert(relationTags).values([
      { externalUserid: 'wm-zhang', userid: 'WangMin', tagId: 'et-vip' },
      { externalUserid: 'wm-liu', userid: 'WangMin', tagId: 'et-vip' },
    ])
    const gone = { userid: 'WangMin', externalUserid: 'wm-zhang', by: 'rep', at: at('2026-05-20T10:00:00') } as const
    await endRelation(coreAt(store.db, '2026-05-20T10:00:00'), gone)
    expect((await page({ tag: 'et-vip' })).items.map((one) => one.externalUserid)).toEqual(['wm-liu'])
  })
})
