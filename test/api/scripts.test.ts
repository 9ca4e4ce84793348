import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FollowUpView } from '../../src/features/follow-ups/shapes.ts'
import { followUps } from '../../src/features/follow-ups/tables.ts'
import type { ScriptCheck, ScriptView } from '../../src/features/scripts/shapes.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

type List = { items: ScriptView[]; nextCursor: string | null }
type Refused = { code: string; message: string }

describe.each(ENGINES)('scripts on %s', (engine) => {
  let world: World
  let rep: Client
  let colleague: Client
  let admin: Client
  let wangfang = ''

  const TEXT = { type: 'text', text: '{客户称呼}，周末到店有小样。' } as const
  const make = async (client: Client, body: Record<string, unknown> = {}): Promise<ScriptView> =>
    (await client.post<ScriptView>('/api/scripts', { title: '周末小样', category: 'offer', parts: [TEXT], ...body }))
      .body
  const find = async (client: Client, q: string): Promise<ScriptView[]> =>
    (await client.get<List>(`/api/scripts?q=${encodeURIComponent(q)}&limit=100`)).body.items
  const sent = (id: string, body: Record<string, unknown> = {}) =>
    rep.post(`/api/scripts/${id}/sent`, { externalUserid: wangfang, part: 0, ...body })
  const usesOf = async (id: string, q: string): Promise<number> =>
    (await find(rep, q)).find((one) => one.id === id)?.uses30d ?? -1

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    wangfang = await world.people.addCustomer({ name: '王芳', userid: 'wangmin', addWay: 1 })
    await world.settle()
    rep = await world.as('wangmin')
    colleague = await world.as('heping')
    admin = await world.as('linyu')
  })
  afterAll(() => world.close())

  test('a rep writes her own script, finds it by initials and changes it; a colleague does not see it', async () => {
    const mine = await make(rep, { title: '会员日暗号' })
    expect(mine).toMatchObject({
      scope: 'personal',
      mine: true,
      uses30d: 0,
      replies: { customers: 0, share: null },
      favourite: false,
    })
    expect((await find(rep, 'hyrah')).map((one) => one.id)).toEqual([mine.id])
    expect(await find(colleague, 'hyrah')).toEqual([])
    const changed = await fetch(`${world.url}/api/scripts/${mine.id}`, {
      method: 'PATCH',
      headers: { cookie: rep.cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ title: '会员日口令' }),
    })
    expect(changed.status).toBe(200)
    expect((await find(rep, 'hyrkl')).map((one) => one.title)).toEqual(['会员日口令'])
    expect((await find(rep, 'hyrah')).length).toBe(0)
  })

  test('only the company’s scripts, or only one’s own, can be asked for', async () => {
    await make(rep, { title: '只归我自己' })
    const own = (await rep.get<List>('/api/scripts?scope=personal&limit=100')).body.items
    expect(own.length).toBeGreaterThan(0)
    expect(own.every((one) => one.mine)).toBe(true)
    const company = (await rep.get<List>('/api/scripts?scope=company&limit=100')).body.items
    expect(company.every((one) => one.scope === 'company')).toBe(true)
  })

  test('a link’s card keeps its picture, and an address that is no web address is refused by name', async () => {
    const link = { type: 'link', title: '新品手册', url: 'https://shop.example/new', description: '三分钟看完' }
    const made = await make(rep, { title: '看看新品', parts: [{ ...link, imageUrl: 'https://shop.example/n.jpg' }] })
    expect(made.parts[0]).toMatchObject({ title: '新品手册', imageUrl: 'https://shop.example/n.jpg' })
    for (const bad of [{ url: 'javascript:alert(1)' }, { imageUrl: 'n.jpg' }]) {
      const body = { title: '坏链接', category: 'offer', parts: [{ ...link, ...bad }] }
      const refused = await rep.post<Refused>('/api/scripts', body)
      expect(refused.status).toBe(400)
      expect(refused.body.message).toContain(Object.keys(bad)[0] ?? '')
    }
  })

  test('a retired script is gone from the search and comes back when the step is taken back', async () => {
    const made = await make(rep, { title: '退下再回来' })
    expect((await rep.delete(`/api/scripts/${made.id}`)).status).toBe(200)
    expect(await find(rep, 'txzhl')).toEqual([])
    expect((await colleague.post(`/api/scripts/${made.id}/restore`)).status).toBe(404)
    expect((await rep.post(`/api/scripts/${made.id}/restore`)).status).toBe(200)
    expect((await find(rep, 'txzhl')).length).toBe(1)
  })

  test('a rep may not bring back what the manager took out of the company’s library', async () => {
    const made = await make(admin, { title: '公司的旧活动', scope: 'company' })
    await admin.delete(`/api/scripts/${made.id}`)
    expect((await rep.post(`/api/scripts/${made.id}/restore`)).status).toBe(403)
    expect((await admin.post(`/api/scripts/${made.id}/restore`)).status).toBe(200)
  })

  describe('one hand-over counts once', () => {
    test('a page that asks again with the same key, at once or much later', async () => {
      const { id } = await make(rep, { title: '只算一次甲' })
      await sent(id, { key: 'hand-over-0001' })
      await sent(id, { key: 'hand-over-0001' })
      await world.to('2026-11-24T11:00:00+08:00')
      await sent(id, { key: 'hand-over-0001' })
      expect(await usesOf(id, '只算一次甲')).toBe(1)
    })

    test('two requests at the very same moment', async () => {
      const { id } = await make(rep, { title: '只算一次乙' })
      const answers = await Promise.all([1, 2, 3].map(() => sent(id)))
      expect(answers.map((one) => one.status)).toEqual([200, 200, 200])
      expect(await usesOf(id, '只算一次乙')).toBe(1)
    })

    test('the same words an hour later, another part, and another key are hand-overs of their own', async () => {
      const { id } = await make(rep, { title: '只算一次丙', parts: [TEXT, { type: 'text', text: '第二段' }] })
      await sent(id)
      await sent(id, { part: 1 })
      await sent(id, { key: 'hand-over-0002' })
      await sent(id, { key: 'hand-over-0003' })
      await world.to('2026-11-24T12:30:00+08:00')
      await sent(id)
      expect(await usesOf(id, '只算一次丙')).toBe(5)
    })
  })

  describe('what is at hand', () => {
    const list = async (client: Client, query: string): Promise<ScriptView[]> =>
      (await client.get<List>(`/api/scripts?${query}`)).body.items
    const titles = async (client: Client, query: string) => (await list(client, query)).map((one) => one.title)

    test('a star is the member’s own, comes off again, and what was retired is not at hand', async () => {
      const shared = await make(admin, { title: '收藏这条', scope: 'company' })
      const star = (client: Client, on: boolean) => client.put(`/api/scripts/${shared.id}/favourite`, { on })
      expect((await star(rep, true)).status).toBe(200)
      expect((await star(rep, true)).status).toBe(200)
      expect(await titles(rep, 'list=favourite')).toEqual(['收藏这条'])
      expect((await find(rep, '收藏这条'))[0]?.favourite).toBe(true)
      expect(await list(colleague, 'list=favourite')).toEqual([])
      await admin.delete(`/api/scripts/${shared.id}`)
      expect(await list(rep, 'list=favourite')).toEqual([])
      expect((await star(rep, false)).status).toBe(200)
      await admin.post(`/api/scripts/${shared.id}/restore`)
      expect(await list(rep, 'list=favourite')).toEqual([])
    })

    test('nobody can put a star on a colleague’s own script', async () => {
      const { id } = await make(rep, { title: '我的不给看' })
      expect((await colleague.put(`/api/scripts/${id}/favourite`, { on: true })).status).toBe(404)
    })

    test('the latest ones come newest first, each once, and only one’s own', async () => {
      const [one, two] = [await make(rep, { title: '先发的' }), await make(rep, { title: '后发的' })]
      await sent(one.id, { key: 'recent-0001' })
      await world.to('2026-11-24T12:40:00+08:00')
      await sent(two.id, { key: 'recent-0002' })
      expect((await titles(rep, 'list=recent')).slice(0, 2)).toEqual(['后发的', '先发的'])
      await world.to('2026-11-24T12:50:00+08:00')
      await sent(one.id, { key: 'recent-0003' })
      const now = await titles(rep, `list=recent&customer=${wangfang}`)
      expect([now.slice(0, 2), now.filter((title) => title === '先发的').length]).toEqual([['先发的', '后发的'], 1])
      expect(await list(colleague, 'list=recent')).toEqual([])
    })

    test('what the customer waits for comes before what merely fits her stage', async () => {
      const [followUp] = (await rep.get<{ items: FollowUpView[] }>('/api/follow-ups?status=open')).body.items.filter(
        (one) => one.externalUserid === wangfang,
      )
      const { scriptCategory } = (
        await world.deps.core.db
          .select()
          .from(followUps)
          .where(eq(followUps.id, Number(followUp?.id)))
      )[0] ?? { scriptCategory: null }
      const found = await list(rep, `customer=${wangfang}&stage=new&limit=10`)
      const isMeant = found.filter((one) => one.stages.includes('new')).map((one) => one.category === scriptCategory)
      expect(isMeant).toContain(false)
      expect(isMeant.lastIndexOf(true)).toBeLessThan(isMeant.indexOf(false))
    })
  })

  describe('checking what is written', () => {
    test('shows the text as an invented customer would read it, with what the company set', async () => {
      const set = (key: string, value: unknown) => admin.put(`/api/settings/${key}`, { value })
      await set('brand', { name: '木兰花', product: '精华', store: '静安店' })
      await set('scriptValues', { coupon: 'ML88', link: 'https://shop.example/ml', appointment: '' })
      const text = '{客户称呼}，我是{品牌}的{我的名字}，报{优惠码|我的名字}，{链接}，{预约时间|这周哪天}方便？'
      const { body } = await rep.post<ScriptCheck>('/api/scripts/check', { texts: [text] })
      expect(body.texts[0]).toEqual({
        text: '张女士，我是木兰花的王敏，报ML88，https://shop.example/ml，这周哪天方便？',
        missing: [],
      })
    })

    test('names forbidden words, the company’s own among them, and variables nobody knows', async () => {
      await admin.put('/api/settings/forbiddenWords', { value: { words: ['竞品甲'] } })
      const texts = ['我们全网 最低，比竞品甲好', '{昵称}好']
      const { body } = await rep.post<ScriptCheck>('/api/scripts/check', { texts })
      expect(body.forbidden).toEqual(['全网最低', '竞品甲'])
      expect(body.unknown).toEqual(['昵称'])
    })

    test('fills for a real customer only where the rep may see her', async () => {
      const body = { texts: ['{客户称呼}您好'], customer: wangfang }
      expect((await rep.post('/api/scripts/check', body)).status).toBe(200)
      expect((await colleague.post('/api/scripts/check', body)).status).toBe(403)
    })

    test('a company script with the company’s own forbidden word is not saved, a rep’s is saved with a warning', async () => {
      const parts = [{ type: 'text', text: '比竞品甲好用' }]
      const refused = await admin.post<Refused>('/api/scripts', {
        title: '对比',
        category: 'objection',
        parts,
        scope: 'company',
      })
      expect([refused.status, refused.body.code]).toEqual([422, 'forbidden-word'])
      expect(refused.body.message).toContain('竞品甲')
      expect((await make(rep, { title: '我的对比', parts })).warnings).toEqual(['竞品甲'])
    })
  })

  // Three weeks of a company's life take half a minute; one database tells as much about the counting as two.
  describe.runIf(engine === ENGINES.at(-1))('whether a script gets answers', () => {
    const customers: string[] = []
    const repliesOf = async (id: string, q: string) => (await find(rep, q)).find((one) => one.id === id)?.replies

    test('nothing is said before twenty customers had two days to answer', async () => {
      const { id } = await make(rep, { title: '问一句近况' })
      for (let count = 0; count < 20; count += 1) {
        customers.push(await world.people.addCustomer({ name: `顾客${count}`, userid: 'wangmin', addWay: 1 }))
      }
      await world.settle()
      for (const externalUserid of customers) await sent(id, { externalUserid })
      expect(await repliesOf(id, '问一句近况')).toEqual({ customers: 0, share: null })
      await world.to('2026-11-28T10:00:00+08:00')
      // All of them had their time, and yet: where no answer of anybody is ever seen, silence says nothing.
      expect(await repliesOf(id, '问一句近况')).toEqual({ customers: 20, share: null })
    })

    test('an answer within two days counts for the last script before it, one of a later day for none', async () => {
      const { id } = await make(rep, { title: '再问一句近况' })
      for (const externalUserid of customers) await sent(id, { externalUserid })
      await world.to('2026-11-28T11:00:00+08:00')
      const speak = (externalUserid: string | undefined) =>
        world.deps.core.db.transaction((tx) =>
          world.deps.core.record(tx, {
            kind: 'customer-spoke',
            externalUserid: externalUserid ?? '',
            userid: 'wangmin',
            actor: { kind: 'customer', id: externalUserid ?? '' },
            data: { linkId: null },
          }),
        )
      for (const one of customers.slice(0, 5)) await speak(one)
      await world.to('2026-12-02T10:00:00+08:00')
      for (const one of customers.slice(5, 8)) await speak(one)
      expect(await repliesOf(id, '再问一句近况')).toEqual({ customers: 20, share: 0.25 })
      const first = (await find(rep, '问一句近况')).find((one) => one.title === '问一句近况')
      expect(first?.replies).toEqual({ customers: 20, share: 0 })
    })

    test('a stage that moves on within a week counts for the last script before it, a step back or mere time for none', async () => {
      const [early, late] = [await make(rep, { title: '先问预算' }), await make(rep, { title: '再约试用' })]
      for (const externalUserid of customers) await sent(early.id, { externalUserid })
      await world.to('2026-12-03T10:00:00+08:00')
      for (const externalUserid of customers) await sent(late.id, { externalUserid })
      const move = (externalUserid: string | undefined, stage: string, reason?: string) =>
        rep.post(`/api/customers/${externalUserid}/stage`, { stage, ...(reason === undefined ? {} : { reason }) })
      await world.to('2026-12-04T10:00:00+08:00')
      for (const one of customers.slice(0, 4)) expect((await move(one, 'intent')).status).toBe(200)
      for (const one of customers.slice(0, 2)) await move(one, 'lead', 'no-need')
      const advancesOf = async (title: string) => (await find(rep, title)).find((one) => one.title === title)?.advances
      expect(await advancesOf('再约试用')).toEqual({ customers: 0, share: null })
      await world.to('2026-12-10T11:00:00+08:00')
      expect(await advancesOf('再约试用')).toEqual({ customers: 20, share: 0.2 })
      expect(await advancesOf('先问预算')).toEqual({ customers: 20, share: 0 })
      // Five spoke and were new no more; for the others a week went by, which is nobody's success.
      expect(await advancesOf('再问一句近况')).toEqual({ customers: 20, share: 0.25 })
    })
  })
})
