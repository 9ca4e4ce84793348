import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenDb } from '../../../src/db/open.ts'
import { customers } from '../../../src/features/customers/tables.ts'
import { relations } from '../../../src/features/relations/tables.ts'
import type { ScriptsFact } from '../../../src/features/scripts/facts.ts'
import { fillScript, fillValues } from '../../../src/features/scripts/fill-script.ts'
import { bumpLibrary, createLibrary, type Library } from '../../../src/features/scripts/library.ts'
import { markScriptSent } from '../../../src/features/scripts/mark-script-sent.ts'
import { findScript, recommendScript, searchScripts } from '../../../src/features/scripts/queries.ts'
import { usesSince } from '../../../src/features/scripts/queries-uses.ts'
import { restoreScript } from '../../../src/features/scripts/restore-script.ts'
import { retireScript } from '../../../src/features/scripts/retire-script.ts'
import { scriptRoutes } from '../../../src/features/scripts/routes.ts'
import { type SaveScript, saveScript } from '../../../src/features/scripts/save-script.ts'
import { seedStarterScripts } from '../../../src/features/scripts/seed-starter-scripts.ts'
import { scriptList } from '../../../src/features/scripts/shapes.ts'
import type { Core } from '../../../src/spine/core.ts'
import { shelve, writeLibrary } from '../../support/script-library.ts'
import { ENGINES, openTestDb } from '../../support/store.ts'

const NOW = new Date('2026-11-23T02:00:00Z')
const FROM = new Date('2026-10-24T02:00:00Z')
const recorded: ScriptsFact[] = []
let opened: OpenDb
let core: Core<ScriptsFact>
let library: Library

const draft = (title: string, scope: 'company' | 'personal' = 'personal', text = '您好'): SaveScript['draft'] => ({
  title,
  scope,
  category: 'objection',
  parts: [{ type: 'text', text }],
})
const ALL = { all: true, leads: [] }
const OWN = { all: false, leads: [] }
const readerOf = (userid: string) => ({ userid, departments: [], keepsAll: false })
const save = (userid: string, one: SaveScript['draft'], keepsAll = false) =>
  saveScript(core, { id: null, userid, keeper: keepsAll ? ALL : OWN, draft: one })
const search = (
  q: string,
  { by = 'zhouning', ...rest }: { by?: string; stage?: string; limit?: number; cursor?: string } = {},
) => searchScripts(library, { reader: readerOf(by), today: '2026-11-24', q, usesFrom: FROM, limit: 20, ...rest })
const idOf = async (title: string): Promise<number> => {
  const row = (await search(title)).items[0]
  if (row === undefined) throw new Error(`no script ${title}`)
  return row.id
}

beforeAll(async () => {
  opened = await openTestDb(ENGINES.at(-1))
  library = createLibrary({ db: opened.db, now: () => NOW })
  core = {
    db: opened.db,
    now: () => NOW,
    zone: 'Asia/Shanghai',
    lang: 'zh-CN',
    publicUrl: 'http://localhost',
    record: async (_tx, fact) => recorded.push(fact),
    send: async () => {},
    later: async () => {},
    audit: async () => {},
  }
  await seedStarterScripts(core)
  const since = new Date('2026-11-01T02:00:00Z')
  await opened.db.insert(customers).values({
    externalUserid: 'wm-chen',
    name: '陈静',
    gender: 2,
    stageSince: since,
    firstAddedAt: since,
    observedSince: since,
  })
  await opened.db.insert(relations).values({ externalUserid: 'wm-chen', userid: 'zhouning', addedAt: since })
})
afterAll(() => opened.close())

describe('the script library in the database', () => {
  it('seeding twice adds nothing', async () => {
    expect(await seedStarterScripts(core)).toEqual({ added: 0 })
  })
  it('initials, pinyin and characters find 价格异议 first', async () => {
    for (const q of ['jgyy', 'jiageyiyi', '价格异议', 'JGYY'])
      expect((await search(q)).items[0]?.title).toBe('价格异议')
  })
  it('a percent sign is searched for, not a wildcard', async () => {
    expect((await search('%')).items).toEqual([])
  })
  it('a keystroke does not read the library again; whatever changes it in any process does', async () => {
    const [made] = writeLibrary(1)
    if (made === undefined) throw new Error('no script')
    const { title } = made
    await shelve(opened.db, [made], NOW)
    expect((await search(title)).items).toEqual([])
    await opened.db.transaction((tx) => bumpLibrary(tx))
    expect((await search(title)).items.map((row) => row.title)).toEqual([title])
  })
  it('a script that was changed, retired or brought back is found as it is now', async () => {
    const made = await save('boss', draft('公司新礼盒', 'company'), true)
    if (!made.ok) throw new Error(made.why)
    const by = { id: made.script.id, userid: 'boss', keeper: ALL }
    expect(await idOf('gsxlh')).toBe(made.script.id)
    await retireScript(core, by)
    expect((await search('公司新礼盒')).items).toEqual([])
    await restoreScript(core, by)
    expect(await idOf('公司新礼盒')).toBe(made.script.id)
  })
  it('pages do not repeat and do not lose a script', async () => {
    const whole = (await search('您', { limit: 100 })).items.map((row) => row.id)
    const seen: number[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof search>> = await search('您', { limit: 7, ...(cursor ? { cursor } : {}) })
      seen.push(...page.items.map((row) => row.id))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(seen).toEqual(whole)
  })
  it('a stage shows its own scripts and those for everybody', async () => {
    const { items } = await search('', { stage: 'intent', limit: 100 })
    expect(items.every((row) => row.stages.length === 0 || row.stages.includes('intent'))).toBe(true)
    expect(items[0]?.stages).toContain('intent')
  })
  it('a personal script is only for its owner', async () => {
    const saved = await save('linxia', draft('林夏的小抄'))
    expect((await search('林夏的小抄')).items).toEqual([])
    expect((await search('lxdxc', { by: 'linxia' })).items.map((row) => row.title)).toEqual(['林夏的小抄'])
    if (saved.ok) expect(await findScript(opened.db, { id: saved.script.id, userid: 'zhouning' })).toBeNull()
  })
  it('a rep cannot save a company script, a manager can, but not with forbidden words', async () => {
    expect(await save('zhouning', draft('新话术', 'company'))).toEqual({ ok: false, why: 'company-only' })
    expect(await save('boss', draft('新话术', 'company', '全国销量第一'), true)).toMatchObject({
      why: 'forbidden-word',
    })
    expect(await save('boss', draft('经理写的话术', 'company'), true)).toMatchObject({ ok: true })
  })
  it('a personal script with forbidden words is saved with a warning, one with an unknown variable is not', async () => {
    expect(await save('zhouning', draft('我的', 'personal', '最佳选择'))).toMatchObject({
      ok: true,
      warnings: ['最佳'],
    })
    expect(await save('zhouning', draft('我的', 'personal', '{客户名}好'))).toMatchObject({ words: ['客户名'] })
  })
  it('a change keeps what was not named and makes the new title searchable', async () => {
    const made = await save('zhouning', draft('旧标题', 'personal', '正文还在'))
    if (!made.ok) throw new Error(made.why)
    const { id } = made.script
    const changed = await saveScript(core, {
      id,
      userid: 'zhouning',
      keeper: OWN,
      draft: { title: '换新名字' },
    })
    expect(changed).toMatchObject({ ok: true, script: { parts: [{ type: 'text', text: '正文还在' }] } })
    expect(await idOf('hxmz')).toBe(id)
    expect(await retireScript(core, { id, userid: 'zhouning', keeper: OWN })).toEqual({ ok: true })
    expect((await search('换新名字')).items).toEqual([])
  })
})

describe('handing a script over', () => {
  it('counts once, moves our clocks and is written down with the member as actor', async () => {
    const scriptId = await idOf('问清顾虑')
    const sent = { scriptId, part: 0, userid: 'zhouning', externalUserid: 'wm-chen' }
    expect(await markScriptSent(core, sent)).toEqual({ ok: true })
    expect(await markScriptSent(core, { ...sent, part: 8 })).toEqual({ ok: false, why: 'no-such-part' })
    expect((await usesSince(opened.db, { ids: [scriptId], since: FROM })).get(scriptId)).toBe(1)
    const [customer] = await opened.db.select().from(customers)
    const [relation] = await opened.db.select().from(relations)
    expect([customer?.lastOutboundAt, relation?.lastContactAt]).toEqual([NOW, NOW])
    expect(recorded.at(-1)).toMatchObject({ kind: 'script-sent', actor: { kind: 'member', id: 'zhouning' } })
  })
  it('fills in the customer and the member', async () => {
    const script = await findScript(opened.db, { id: await idOf('问清顾虑'), userid: 'zhouning' })
    const who = { externalUserid: 'wm-chen', userid: 'zhouning', zone: 'Asia/Shanghai', lang: 'zh-CN' }
    const [part] = fillScript(script ?? { parts: [] }, await fillValues(opened.db, who))
    expect(part?.text.startsWith('陈女士，')).toBe(true)
    expect(part?.missing).toEqual([])
  })
  it('the card gets the script written for the step', async () => {
    const wish = { stage: 'first', category: 'after-sales', reader: readerOf('zhouning'), today: '2026-11-24' }
    expect((await recommendScript(opened.db, { ...wish, step: 'first-d3' }))?.title).toBe('使用方法分步教')
    expect((await recommendScript(opened.db, wish))?.title).toBe('感谢下单，告知发货')
    expect(await recommendScript(opened.db, { ...wish, category: 'nothing' })).toBeNull()
  })
  it('a customer of somebody else is refused, one’s own is filled in', async () => {
    const list = scriptRoutes({ core, library, freshMedia: () => Promise.reject(new Error('no file is asked for')) })[
      'GET /api/scripts'
    ]
    const ask = (userid: string, customer: string) =>
      list.handle({
        params: undefined,
        query: { q: '问清顾虑', customer, limit: 20 },
        body: undefined,
        caller: {
          userid,
          name: userid,
          role: 'rep',
          scope: { all: false, userids: [userid] },
          departments: [],
          leads: [],
        },
        lang: 'zh-CN',
      })
    await expect(ask('linxia', 'wm-chen')).rejects.toMatchObject({ statusCode: 403 })
    const answer = scriptList.parse(await ask('zhouning', 'wm-chen'))
    expect(answer.items[0]).toMatchObject({ categoryLabel: '异议处理', uses30d: 1, parts: [{ missing: [] }] })
  })
})
