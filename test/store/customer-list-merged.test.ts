import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenDb } from '../../src/db/open.ts'
import { readAs } from '../../src/db/reader.ts'
import { listCustomers } from '../../src/features/customers/queries.ts'
import type { CustomerSearch } from '../../src/features/customers/queries-search.ts'
import { customers } from '../../src/features/customers/tables.ts'
import type { Scope } from '../../src/features/members/rules.ts'
import { mergeAccounts } from '../../src/features/merges/merge-accounts.ts'
import { separateAccounts } from '../../src/features/merges/separate-accounts.ts'
import { takeKeys } from '../../src/features/privacy/take-keys.ts'
import { mobileKeysOf } from '../../src/features/relations/mobile-keys.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { relationTags } from '../../src/features/tags/tables.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'
import { at, coreAt, seedCustomer, seedTeam } from './sales-world.ts'

const EVERYBODY: Scope = { all: true }
const only = (...userids: string[]): Scope => ({ all: false, userids })

// 张女士 has two accounts with 王敏 and a third, older than both, with 李强; 刘先生 stands between her two.
describe.each(ENGINES)('a person with several accounts in the list of customers on %s', (engine) => {
  let store: OpenDb
  beforeAll(async () => {
    store = await openTestDb(engine)
  }, 60_000)
  afterAll(() => store?.close())
  beforeEach(async () => {
    await emptyDb(store)
    await seedTeam(store.db)
    const seed = (id: string, userid: string, name: string, addedAt: string) =>
      seedCustomer(store.db, id, { userid, name, addedAt: `${addedAt}T10:00:00` })
    await seed('wm-zhang', 'WangMin', '张女士', '2026-03-01')
    await seed('wm-liu', 'WangMin', '刘先生', '2026-04-01')
    await seed('wm-zhang-work', 'WangMin', '木子工作室', '2026-05-01')
    await seed('wm-zhang-old', 'LiQiang', '兰兰', '2026-02-01')
    await merge('wm-zhang-work')
    await merge('wm-zhang-old')
  })

  const core = () => coreAt(store.db, '2026-06-01T10:00:00')
  const merge = (account: string) => mergeAccounts(core(), { primary: 'wm-zhang', account, userid: 'WangMin' })
  const list = (search: Partial<CustomerSearch> = {}) =>
    listCustomers(store.db, { userid: 'WangMin', scope: EVERYBODY, limit: 50, ...search })
  const ids = async (search: Partial<CustomerSearch> = {}) =>
    (await list(search)).items.map((one) => one.externalUserid)
  const update = (id: string, values: Partial<typeof customers.$inferInsert>) =>
    store.db.update(customers).set(values).where(eq(customers.externalUserid, id))
  const pair = (id: string, userid: string) => and(eq(relations.externalUserid, id), eq(relations.userid, userid))

  it('is one line: the main account, with everybody who follows and the newest contact by any account', async () => {
    await update('wm-zhang', { lastOutboundAt: at('2026-03-02T10:00:00') })
    await update('wm-zhang-work', { lastOutboundAt: at('2026-05-02T10:00:00') })
    const { items } = await list()
    expect(items.map((one) => [one.externalUserid, one.accounts])).toEqual([
      ['wm-zhang', 3],
      ['wm-liu', 1],
    ])
    expect(items[0]).toMatchObject({ name: '张女士', owners: ['王敏', '李强'] })
    expect(items[0]?.lastContactAt).toBe(at('2026-05-02T10:00:00').toISOString())
  })

  it('comes up as soon as one of the accounts is heard of, whichever it is', async () => {
    await update('wm-liu', { lastInboundAt: at('2026-05-20T10:00:00') })
    expect(await ids()).toEqual(['wm-liu', 'wm-zhang'])
    await update('wm-zhang-old', { lastInboundAt: at('2026-05-21T10:00:00') })
    expect(await ids()).toEqual(['wm-zhang', 'wm-liu'])
  })

  it('is found by the name, the remark or the tag of any account, and by a stage once', async () => {
    await store.db.update(relations).set({ remark: '采购对接' }).where(pair('wm-zhang-work', 'WangMin'))
    await store.db.insert(relationTags).values({ externalUserid: 'wm-zhang-work', userid: 'WangMin', tagId: 'et-vip' })
    for (const q of ['张女士', '木子', '兰兰', '采购']) expect([q, await ids({ q })]).toEqual([q, ['wm-zhang']])
    expect(await ids({ tag: 'et-vip' })).toEqual(['wm-zhang'])
    expect(await ids({ stage: 'lead' })).toEqual(['wm-zhang', 'wm-liu'])
    expect(await ids({ stage: 'lead', tag: 'et-vip', q: '木子' })).toEqual(['wm-zhang'])
    expect(await ids({ stage: 'first', q: '兰兰' })).toEqual([])
  })

  it('is found by a whole phone number of any account, however it is typed, but not by a part of one', async () => {
    await takeKeys(store.db, [], async () => undefined)
    const keysOf = await mobileKeysOf(store.db)
    const number = { mobiles: ['13800007701'], mobileKeys: keysOf(['13800007701']) }
    await store.db.update(relations).set(number).where(pair('wm-zhang-work', 'WangMin'))
    for (const q of ['13800007701', '138 0000 7701', '+86 138-0000-7701'])
      expect([q, await ids({ q })]).toEqual([q, ['wm-zhang']])
    expect(await ids({ q: '0000770' })).toEqual([])
    expect(await ids({ q: '13800007702' })).toEqual([])
    // A colleague's number is hers: whoever may not read it whole cannot try it digit by digit.
    expect(await ids({ userid: 'LiQiang', q: '13800007701' })).toEqual([])
  })

  it('stands in a colleague’s list by the account that colleague sees, and says nothing of the others', async () => {
    const { items } = await list({ userid: 'LiQiang', scope: only('LiQiang') })
    expect(items).toMatchObject([{ externalUserid: 'wm-zhang-old', name: '兰兰', accounts: 1, owners: ['李强'] }])
    const found = (q: string) => ids({ userid: 'LiQiang', scope: only('LiQiang'), q })
    expect(await found('兰兰')).toEqual(['wm-zhang-old'])
    expect(await found('张女士')).toEqual([])
    expect(await found('木子')).toEqual([])
  })

  it('counts as many accounts as the one who asks may see', async () => {
    const { items } = await list({ scope: only('WangMin') })
    expect(items.map((one) => [one.externalUserid, one.accounts])).toEqual([
      ['wm-zhang', 2],
      ['wm-liu', 1],
    ])
    expect(await ids({ scope: only('WangMin'), q: '兰兰' })).toEqual([])
  })

  it('is there for everybody behind the second wall too, also by the second account alone', async () => {
    const behind = (userid: string, userids: string[]) =>
      readAs(store.db, { userid, all: false, userids }, (tx) =>
        listCustomers(tx, { userid, scope: only(...userids), limit: 50 }),
      )
    const lines = async (...asked: Parameters<typeof behind>) =>
      (await behind(...asked)).items.map((one) => [one.externalUserid, one.accounts])
    expect(await lines('LiQiang', ['LiQiang'])).toEqual([['wm-zhang-old', 1]])
    expect((await lines('WangMin', ['WangMin']))[0]).toEqual(['wm-zhang', 2])
    expect((await lines('WangMin', ['WangMin', 'LiQiang']))[0]).toEqual(['wm-zhang', 3])
    expect(await lines('ChenChen', ['ChenChen'])).toEqual([])
  })

  it('is met once on the way through the pages, also where the accounts are merged half-way', async () => {
    await separateAccounts(core(), { primary: 'wm-zhang', account: 'wm-zhang-work', userid: 'WangMin' })
    const first = await list({ limit: 2 })
    expect(first.items.map((one) => one.externalUserid)).toEqual(['wm-zhang-work', 'wm-liu'])
    await merge('wm-zhang-work')
    expect(await list({ limit: 2, cursor: first.nextCursor ?? '' })).toEqual({ items: [], nextCursor: null })
    const seen: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await list({ limit: 1, cursor })
      seen.push(...page.items.map((one) => one.externalUserid))
      cursor = page.nextCursor
    }
    expect(seen).toEqual(['wm-zhang', 'wm-liu'])
  })

  it('is two lines again once the merge was taken back', async () => {
    await separateAccounts(core(), { primary: 'wm-zhang', account: 'wm-zhang-work', userid: 'WangMin' })
    expect((await list()).items.map((one) => [one.externalUserid, one.accounts])).toEqual([
      ['wm-zhang-work', 1],
      ['wm-liu', 1],
      ['wm-zhang', 2],
    ])
  })
})
