import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenDb } from '../../src/db/open.ts'
import { customers } from '../../src/features/customers/tables.ts'
import { profileTagCount } from '../../src/features/lifecycle/queries.ts'
import { STAGE_TAG_GROUP, STAGES } from '../../src/features/lifecycle/rules-model.ts'
import { endRelation } from '../../src/features/relations/end-relation.ts'
import { databaseTime } from '../../src/features/relations/refresh-customer.ts'
import { savePage } from '../../src/features/relations/save-page.ts'
import { saveReading } from '../../src/features/relations/save-reading.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { changeTags } from '../../src/features/tags/change-tags.ts'
import { writeStageTag } from '../../src/features/tags/mirror-stage.ts'
import { tagIdsOf } from '../../src/features/tags/queries.ts'
import { relationTags, tagGroups, tags } from '../../src/features/tags/tables.ts'
import { writeTags } from '../../src/features/tags/write-tags.ts'
import { jobs, outboxMessages } from '../../src/spine/tables.ts'
import type { Wecom } from '../../src/wecom/client-types.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'
import { at, coreAt, factsOf, messagesIn, seedCustomer, seedTeam } from './sales-world.ts'

const ZHANG = 'wm-zhang'
const ADDED = '2026-10-01T10:00:00'
const stageTag = (key: string) => `et-${key}`

describe.each(ENGINES)('tags on %s', (engine) => {
  let store: OpenDb
  beforeAll(async () => {
    store = await openTestDb(engine)
  }, 60_000)
  afterAll(() => store?.close())
  beforeEach(async () => {
    await emptyDb(store)
    await seedTeam(store.db)
    await seedCustomer(store.db, ZHANG, { userid: 'WangMin', name: '张女士', addedAt: ADDED })
    await seedCustomer(store.db, ZHANG, { userid: 'LiQiang', name: '张女士', addedAt: ADDED })
    await store.db.insert(tagGroups).values([
      { id: 'g-stage', name: STAGE_TAG_GROUP },
      { id: 'g-taste', name: '口味' },
    ])
    const stages = STAGES.map(({ key, label }) => ({ id: stageTag(key), groupId: 'g-stage', name: label }))
    const tastes = ['et-sweet', 'et-salty'].map((id) => ({ id, groupId: 'g-taste', name: id }))
    await store.db.insert(tags).values([...stages, ...tastes])
  })

  const core = () => coreAt(store.db, '2026-11-24T10:00:00')
  const pair = (userid = 'WangMin') => ({ externalUserid: ZHANG, userid })
  const hang = (userid: string, ...ids: string[]) =>
    store.db.insert(relationTags).values(ids.map((tagId) => ({ ...pair(userid), tagId })))
  const tagsOf = async (userid = 'WangMin') => (await tagIdsOf(store.db, pair(userid))).sort()
  const change = (lists: { add?: string[]; remove?: string[] }) =>
    changeTags(core(), { ...pair(), add: [], remove: [], ...lists })
  /** What WeCom took from us, in its order. */
  const taken: unknown[] = []
  const wecom = { markTag: async (input: unknown) => void taken.push(input) } as unknown as Wecom

  const contact = {
    externalUserid: ZHANG,
    name: '张女士',
    avatar: null,
    type: 1,
    gender: 0,
    unionid: null,
    position: null,
    corpName: null,
    corpFullName: null,
  }
  const follow = (tagIds: string[]) => ({
    userid: 'WangMin',
    remark: null,
    description: null,
    createdAt: at(ADDED),
    state: null,
    addWay: null,
    operUserid: null,
    remarkCorpName: null,
    remarkMobiles: [],
    channelsNickname: null,
    tagIds,
  })
  const seen = (startedAt: Date, ...tagIds: string[]) =>
    store.db.transaction((tx) => saveReading(core(), tx, { contact, followers: [follow(tagIds)], startedAt }))
  /** A reading that is held up right before it writes the friendship; `meanwhile` happens then. */
  const heldUp = async (startedAt: Date, tagIds: string[], meanwhile: () => Promise<void>) =>
    store.db.transaction(async (tx) => {
      const insert = (table: Parameters<typeof tx.insert>[0]) => {
        if (table !== relations) return tx.insert(table)
        const later = (values: typeof relations.$inferInsert) => ({
          onConflictDoUpdate: (how: { target: []; set: object }) => ({
            returning: async (columns: { tagsWrittenAt: typeof relations.tagsWrittenAt }) => {
              await meanwhile()
              return tx.insert(relations).values(values).onConflictDoUpdate(how).returning(columns)
            },
          }),
        })
        return { values: later }
      }
      const slow = new Proxy(tx, { get: (of, key) => (key === 'insert' ? insert : Reflect.get(of, key, of)) })
      await saveReading(core(), slow, { contact, followers: [follow(tagIds)], startedAt })
    })
  const looksAgain = async () =>
    (await store.db.select().from(jobs).where(eq(jobs.kind, 'refresh-customer'))).map((row) => row.payload)

  // The embedded database has one connection: there nothing happens in the middle of a transaction.
  it.runIf(engine === 'postgres')(
    'of ours that was written while a slow reading was saved is not taken for a hand’s',
    async () => {
      const here = and(eq(relations.externalUserid, ZHANG), eq(relations.userid, 'WangMin'))
      await store.db.update(customers).set({ stage: 'lead' }).where(eq(customers.externalUserid, ZHANG))
      await store.db.update(relations).set({ stageTagWritten: 'new' }).where(here)
      const startedAt = await databaseTime(store.db)
      await heldUp(startedAt, [stageTag('new')], () => writeStageTag(core(), wecom, pair()))
      expect(await factsOf(store.db, 'stage-tag-edited')).toEqual([])
      expect(await tagsOf()).toEqual([stageTag('lead')])
      expect(await looksAgain()).toEqual([{ externalUserid: ZHANG }])
    },
  )

  it('taken off the card go from every friendship that carries them, with one message each', async () => {
    await hang('WangMin', 'et-salty')
    await hang('LiQiang', 'et-sweet', 'et-salty')
    expect(await change({ add: ['et-salty'], remove: ['et-sweet'] })).toEqual({ ok: true })
    expect([await tagsOf('WangMin'), await tagsOf('LiQiang')]).toEqual([['et-salty'], ['et-salty']])
    expect((await messagesIn(store.db)).map((one) => one.payload)).toEqual([
      { ...pair('WangMin'), add: ['et-salty'], remove: ['et-sweet'] },
      { ...pair('LiQiang'), add: [], remove: ['et-sweet'] },
    ])
    expect(await factsOf(store.db, 'tags-changed')).toHaveLength(1)
  })

  it('of an ended friendship are neither counted nor taken off there', async () => {
    await hang('LiQiang', 'et-sweet', 'et-salty')
    expect(await profileTagCount(store.db, ZHANG)).toBe(2)
    await endRelation(core(), { ...pair('LiQiang'), by: 'rep', at: at('2026-11-24T09:00:00') })
    expect(await profileTagCount(store.db, ZHANG)).toBe(0)
    await change({ remove: ['et-sweet'] })
    expect((await messagesIn(store.db)).map((one) => one.payload.userid)).toEqual(['WangMin'])
  })

  it('count as known about a person before we know their names, stage tags never', async () => {
    await hang('WangMin', 'et-made-a-minute-ago', 'et-sweet', stageTag('lead'))
    await hang('LiQiang', 'et-sweet')
    expect(await profileTagCount(store.db, ZHANG)).toBe(2)
  })

  it('written while WeCom was being asked are not taken away by its answer, which is asked for again', async () => {
    const startedAt = await databaseTime(store.db)
    await change({ add: ['et-sweet'] })
    await writeTags(core(), wecom, { ...pair(), add: ['et-sweet'], remove: [] })
    await store.db.update(outboxMessages).set({ status: 'done' })
    await seen(startedAt)
    expect(await tagsOf()).toEqual(['et-sweet'])
    expect(await looksAgain()).toEqual([{ externalUserid: ZHANG }])
    await seen(await databaseTime(store.db))
    expect(await tagsOf()).toEqual([])
  })

  it('of the stage written meanwhile stay too, and count as nobody’s hand', async () => {
    const startedAt = await databaseTime(store.db)
    await hang('WangMin', stageTag('new'))
    await writeStageTag(core(), wecom, pair())
    await seen(startedAt, stageTag('new'))
    expect(await tagsOf()).toEqual([stageTag('lead')])
    expect(await factsOf(store.db, 'stage-tag-edited')).toEqual([])
    expect(await looksAgain()).toEqual([{ externalUserid: ZHANG }])
  })

  it('a rep has just set stay while their message still waits', async () => {
    await change({ add: ['et-sweet'] })
    await seen(await databaseTime(store.db), 'et-salty')
    expect(await tagsOf()).toEqual(['et-salty', 'et-sweet'])
    await store.db.update(outboxMessages).set({ status: 'done' })
    await seen(await databaseTime(store.db), 'et-salty')
    expect(await tagsOf()).toEqual(['et-salty'])
  })

  it('of the stage that WeCom has and we lack are put right by the night’s comparison', async () => {
    await store.db.update(customers).set({ type: 1 })
    const written = and(eq(relations.externalUserid, ZHANG), eq(relations.userid, 'WangMin'))
    await store.db.update(relations).set({ stageTagWritten: 'lead' }).where(written)
    const page = { rows: [{ contact, follow: follow([stageTag('lead')]) }], startedAt: await databaseTime(store.db) }
    const { found } = await store.db.transaction((tx) => savePage(core(), tx, page))
    expect(found.map((one) => one.kind)).toEqual(['stage-tag'])
    expect(await tagsOf()).toEqual([stageTag('lead')])
    expect(await messagesIn(store.db)).toEqual([])
  })
})
