import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Card, TimelineEntry } from '../../src/features/customers/shapes.ts'
import { customers } from '../../src/features/customers/tables.ts'
import type { FollowUpView } from '../../src/features/follow-ups/shapes.ts'
import { followUps } from '../../src/features/follow-ups/tables.ts'
import type { Duplicates } from '../../src/features/merges/shapes.ts'
import { accountMerges } from '../../src/features/merges/tables.ts'
import type { OrderView } from '../../src/features/orders/shapes.ts'
import { fillMobileKeys } from '../../src/features/relations/mobile-keys.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { countQueries } from '../support/count-queries.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('accounts of one person on %s', (engine) => {
  let world: World
  let rep: Client
  let admin: Client
  let lead: Client
  let stranger: Client

  const db = () => world.deps.core.db
  const add = async (name: string, given: { userid?: string; mobile?: string; addedTo?: string } = {}) => {
    const userid = given.userid ?? 'wangmin'
    const id = await world.people.addCustomer({
      name,
      userid,
      addWay: 1,
      ...(given.addedTo === undefined ? {} : { externalUserid: given.addedTo }),
    })
    if (given.mobile !== undefined) await world.people.editMobiles(id, userid, [given.mobile])
    await world.people.editRemark(id, userid, name)
    await world.settle()
    return id
  }
  const path = (id: string, rest = '') => `/api/customers/${id}${rest}`
  const cardOf = async (id: string, by = rep) => (await by.get<Card>(path(id))).body
  const duplicatesOf = async (id: string, by = rep) => (await by.get<Duplicates>(path(id, '/duplicates'))).body
  const hintsOf = async (id: string, by = rep) =>
    (await duplicatesOf(id, by)).hints.map((one) => [one.other.externalUserid, one.strength])
  const merge = (primary: string, other: string, by = rep) => by.post<Card>(path(primary, '/merge'), { other })
  const separate = (id: string, other: string, by = rep) => by.post<Card>(path(id, '/separate'), { other })
  const order = (id: string, orderNo: string, amount = 10_000) =>
    rep.post(path(id, '/orders'), { orderNo, amount, currency: 'CNY', paidAt: world.deps.core.now().toISOString() })
  const openOf = async (id: string) =>
    (await db().select().from(followUps).where(eq(followUps.externalUserid, id)))
      .filter((row) => row.status === 'open')
      .map((row) => row.id)
      .sort((a, b) => a - b)
  const rowOf = async (id: string) => {
    const [row] = await db().select().from(customers).where(eq(customers.externalUserid, id))
    const { contactAt: _moves, fetchedAt: _too, ...rest } = row ?? ({} as never)
    return rest
  }

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    rep = await world.as('wangmin')
    admin = await world.as('linyu')
    lead = await world.as('zhaolei')
    stranger = await world.as('heping')
  })
  afterAll(() => world?.close())

  test('one number on two remarks is a strong hint, however it was typed, and nothing of it lies readable in the database', async () => {
    const one = await add('张兰', { mobile: '138 0000 7701' })
    const two = await add('兰兰', { mobile: '+8613800007701' })
    await add('别人', { mobile: '13800007702' })
    const { hints } = await duplicatesOf(one)
    expect(hints).toMatchObject([
      { other: { externalUserid: two, name: '兰兰' }, strength: 'strong', reasons: ['mobile'] },
    ])
    expect(await hintsOf(two)).toEqual([[one, 'strong']])
    const rows = await db()
      .select({ keys: relations.mobileKeys })
      .from(relations)
      .where(eq(relations.externalUserid, one))
    expect(JSON.stringify(rows)).not.toMatch(/7701/)
    expect(rows[0]?.keys).toHaveLength(1)
  })

  test('numbers stored before there were keys are found after one night', async () => {
    const one = await add('旧数据甲', { mobile: '13800007711' })
    const two = await add('旧数据乙', { mobile: '13800007711' })
    await db().update(relations).set({ mobileKeys: null }).where(eq(relations.externalUserid, two))
    expect(await hintsOf(one)).toEqual([])
    expect(await fillMobileKeys(db())).toBe(1)
    expect(await hintsOf(one)).toEqual([[two, 'strong']])
    expect(await fillMobileKeys(db())).toBe(0)
  })

  test('one unionid is certain; the same remark at the same company with the same rep is weak', async () => {
    const [one, two] = [await add('同人甲'), await add('同人乙')]
    for (const id of [one, two])
      await db().update(customers).set({ unionid: 'oSame' }).where(eq(customers.externalUserid, id))
    expect(await hintsOf(one)).toEqual([[two, 'certain']])
    const [three, four] = [await add('李总'), await add('李总')]
    expect(await hintsOf(three)).toEqual([])
    for (const id of [three, four])
      await db().update(relations).set({ remarkCorpName: '云帆' }).where(eq(relations.externalUserid, id))
    expect(await hintsOf(three)).toEqual([[four, 'weak']])
  })

  test('a colleague’s customer with the same number is no hint to a rep, and one to whoever sees both', async () => {
    const mine = await add('我的客户', { mobile: '13800007721' })
    const theirs = await add('同事的客户', { userid: 'zhouyan', mobile: '13800007721' })
    expect(await hintsOf(mine)).toEqual([])
    expect(JSON.stringify(await duplicatesOf(mine))).not.toContain('同事的客户')
    expect(await hintsOf(mine, admin)).toEqual([[theirs, 'strong']])
    expect((await stranger.get(path(mine, '/duplicates'))).status).toBe(404)
    for (const [first, second] of [
      [mine, theirs],
      [theirs, mine],
    ] as const) {
      const foreign = await merge(first, second)
      const unknown = await merge(first === mine ? mine : 'wmNobody', first === mine ? 'wmNobody' : mine)
      expect([foreign.status, foreign.body]).toEqual([404, unknown.body])
    }
    expect((await rep.post(path(mine, '/duplicates/dismiss'), { other: theirs })).status).toBe(404)
  })

  test('“not the same person” holds for that pair, from both sides and for everybody, and can be taken back', async () => {
    const one = await add('双胞胎甲', { mobile: '13800007731' })
    const two = await add('双胞胎乙', { mobile: '13800007731' })
    const three = await add('双胞胎丙', { mobile: '13800007731' })
    const say = (dismissed: boolean) => rep.post(path(two, '/duplicates/dismiss'), { other: one, dismissed })
    expect((await say(true)).status).toBe(200)
    expect((await say(true)).status).toBe(200)
    expect(await hintsOf(one)).toEqual([[three, 'strong']])
    expect(await hintsOf(two, admin)).toEqual([[three, 'strong']])
    expect(await hintsOf(three)).toHaveLength(2)
    await say(false)
    expect(await hintsOf(one)).toHaveLength(2)
  })

  test('a merge shares orders, deals, answers and history, and leaves friendships and chats where they are', async () => {
    const field = await admin.post<{ items: { id: string }[] }>('/api/fields', { name: '肤质', kind: 'text' })
    const fieldId = field.body.items[0]?.id ?? ''
    const [one, two] = [await add('主号', { mobile: '13800007741' }), await add('小号', { mobile: '13800007741' })]
    // Somebody else's figures stay somebody else's.
    const third = await add('第三人')
    await order(third, 'MG-3', 99_000)
    await rep.put(path(third, `/fields/${fieldId}`), { value: '油性' })
    await rep.post(path(third, '/opportunities'), { amount: 900, expectedOn: '2026-11-30', nextStep: '等回复' })
    await order(one, 'MG-1', 10_000)
    await order(two, 'MG-2', 20_000)
    await rep.put(path(two, `/fields/${fieldId}`), { value: '敏感' })
    await rep.post(path(two, '/notes'), { text: '小号上说过喜欢淡香' })
    await rep.post(path(two, '/opportunities'), { amount: 5000, expectedOn: '2026-12-01', nextStep: '发报价' })
    const merged = await merge(one, two)
    expect(merged.status).toBe(200)
    expect(merged.body).toMatchObject({
      stage: { key: 'repeat' },
      facts: { orderCount: 2, orderTotals: [{ amount: 30_000, currency: 'CNY' }] },
      deals: { open: 1, nextOn: '2026-12-01' },
      merged: { role: 'primary', primary: null, accounts: [{ externalUserid: two, name: '小号' }] },
    })
    expect(merged.body.fields.find((one) => one.id === fieldId)?.value).toBe('敏感')
    const part = await cardOf(two)
    expect(part).toMatchObject({
      externalUserid: two,
      name: '小号',
      stage: { key: 'repeat' },
      facts: { orderCount: 2 },
      merged: { role: 'part', primary: { externalUserid: one, name: '主号' }, accounts: [] },
    })
    expect(part.followers.map((who) => who.userid)).toEqual(['wangmin'])
    const told = await rep.get<{ items: TimelineEntry[] }>(path(one, '/timeline?limit=100'))
    expect(told.body.items.find((line) => line.detail === '小号上说过喜欢淡香')?.account).toEqual({
      externalUserid: two,
      name: '小号',
    })
    expect(told.body.items.find((line) => line.kind === 'accounts-merged')).toMatchObject({
      text: '合并了另一个账号',
      account: null,
    })
    const orders = await rep.get<{ items: OrderView[] }>(path(two, '/orders'))
    expect(orders.body.items.map((line) => line.externalUserid).sort()).toEqual([one, two].sort())
    // Once answered on either card, it is answered on both; cleared, it is a gap on both.
    await rep.put(path(two, `/fields/${fieldId}`), { value: '干性' })
    const answer = async (id: string) => (await cardOf(id)).fields.find((one) => one.id === fieldId)?.value
    expect([await answer(one), await answer(two)]).toEqual(['干性', '干性'])
    await rep.put(path(one, `/fields/${fieldId}`), { value: null })
    expect([await answer(one), await answer(two)]).toEqual([null, null])
  })

  test('the card of a merged person stays within sixteen questions too', async () => {
    const [one, two] = [await add('数问题甲'), await add('数问题乙')]
    await merge(one, two)
    for (const id of [one, two]) {
      const asked = await countQueries(world.deps.opened, () => rep.get(path(id)))
      expect(asked.length, asked.join('\n')).toBeLessThanOrEqual(16)
    }
  })

  test('taken back at once, everything stands exactly as before', async () => {
    const [one, two] = [await add('还原甲'), await add('还原乙')]
    await order(one, 'RS-1')
    await order(two, 'RS-2')
    await rep.post(path(two, '/flags'), { flag: 'vip', on: true })
    await rep.post(path(two, '/notes'), { text: '答应周五回电', nextStepOn: '2026-11-27' })
    const look = async () => [await rowOf(one), await rowOf(two), await openOf(one), await openOf(two)]
    const before = await look()
    const dated = await db().select().from(followUps).where(eq(followUps.externalUserid, two))
    const own = dated.filter((row) => row.cadence === null && row.status === 'open').map((row) => row.id)
    await merge(one, two)
    await world.settle()
    expect((await rowOf(one)).flags).toEqual(['vip'])
    // The rhythm of the second account is over; the day agreed with the customer stands.
    expect(await openOf(two)).toEqual(own)
    const ended = await db().select().from(followUps).where(eq(followUps.externalUserid, two))
    expect(ended.filter((row) => row.endReason === 'accounts-merged').length).toBeGreaterThan(0)
    expect((await separate(two, one)).status).toBe(200)
    expect(await look()).toEqual(before)
    expect((await separate(two, one)).status).toBe(409)
    expect((await cardOf(one)).merged).toBeNull()
    // And it may be done again.
    expect((await merge(two, one)).status).toBe(200)
    expect((await cardOf(one)).merged?.role).toBe('part')
  })

  test('done twice it is done once; circles and chains are refused, and a part stands for its primary', async () => {
    const [one, two, three] = [await add('链甲'), await add('链乙'), await add('链丙')]
    expect((await merge(one, two)).status).toBe(200)
    expect((await merge(one, two)).status).toBe(200)
    expect(await db().select().from(accountMerges).where(eq(accountMerges.externalUserid, two))).toHaveLength(1)
    const code = async (asked: Promise<{ status: number; body: unknown }>) => {
      const { status, body } = await asked
      return [status, (body as { code?: string }).code]
    }
    expect(await code(merge(one, one))).toEqual([409, 'merge-same'])
    expect(await code(merge(two, one))).toEqual([409, 'merge-same'])
    expect(await code(merge(three, one))).toEqual([409, 'merge-has-accounts'])
    expect(await code(merge(three, two))).toEqual([409, 'merge-elsewhere'])
    // Into a part means into the account that stands for it.
    expect((await merge(two, three)).body.merged).toMatchObject({ primary: { externalUserid: one } })
    expect((await rowOf(three)).personId).toBe(one)
    // Taken back one by one, the last one leaves nobody behind.
    await separate(one, two)
    expect((await rowOf(one)).personId).toBe(one)
    await separate(three, one)
    expect((await rowOf(one)).personId).toBeNull()
  })

  test('merging the same two both ways at once makes one merge', async () => {
    const [one, two] = [await add('同时甲'), await add('同时乙')]
    const answers = await Promise.all([merge(one, two), merge(two, one)])
    expect(answers.map((one) => one.status).sort()).toEqual([200, 409])
    await separate(one, two)
  })

  test('a merge shows nobody more than before', async () => {
    const mine = await add('王敏看见的', { mobile: '13800007751' })
    const theirs = await add('周妍看见的', { userid: 'zhouyan', mobile: '13800007751' })
    await admin.post(path(theirs, '/orders'), {
      orderNo: 'HID-1',
      amount: 77_700,
      currency: 'CNY',
      paidAt: '2026-11-20T10:00:00+08:00',
    })
    await (await world.as('zhouyan')).post(path(theirs, '/notes'), { text: '只给周妍看的话' })
    expect((await merge(theirs, mine, admin)).status).toBe(200)
    const seen = await cardOf(mine)
    // The rep learns why the rhythm ended, and neither name nor figures of the other account.
    expect(seen.merged).toEqual({ role: 'part', primary: null, accounts: [] })
    expect(seen.facts).toMatchObject({ orderCount: 0, orderTotals: [] })
    for (const rest of ['', '/timeline?limit=100', '/orders', '/opportunities', '/duplicates'])
      expect(JSON.stringify((await rep.get(path(mine, rest))).body)).not.toMatch(/周妍看见的|只给周妍|HID-1|77700/)
    expect((await rep.get(path(mine, '/timeline?limit=100'))).body).not.toMatchObject({ items: [{ account: {} }] })
    const other = await world.as('zhouyan')
    expect((await cardOf(theirs, other)).merged).toBeNull()
    expect(JSON.stringify((await other.get(path(theirs, '/timeline?limit=100'))).body)).not.toContain('王敏看见的')
    expect((await cardOf(mine, admin)).facts.orderCount).toBe(1)
    // Nor may a rep who sees one side take it apart.
    expect((await separate(mine, theirs)).status).toBe(404)
    expect((await separate(mine, theirs, admin)).status).toBe(200)
  })

  test('a lead merges what the own team’s reps each have one half of', async () => {
    const mine = await add('半边甲', { mobile: '13800007761' })
    const theirs = await add('半边乙', { userid: 'chenxi', mobile: '13800007761' })
    expect(await hintsOf(mine)).toEqual([])
    expect(await hintsOf(mine, lead)).toEqual([[theirs, 'strong']])
    expect((await merge(mine, theirs, lead)).status).toBe(200)
    const today = await (await world.as('chenxi')).get<{ open: FollowUpView[] }>('/api/today')
    expect(today.body.open.map((one) => one.externalUserid)).not.toContain(theirs)
    const audit = await admin.get<{ items: { action: string; actor: string }[] }>('/api/audit?limit=20')
    expect(audit.body.items.find((one) => one.action === 'accounts-merged')?.actor).toBe('zhaolei')
  })
})
