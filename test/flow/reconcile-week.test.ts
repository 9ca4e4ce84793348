import { isDeepStrictEqual } from 'node:util'
import { isNull } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { customers } from '../../src/features/customers/tables.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { loadStageTags } from '../../src/features/tags/queries.ts'
import { relationTags } from '../../src/features/tags/tables.ts'
import type { Relation } from '../../src/sandbox/state.ts'
import { sizeFrom } from '../support/figures.ts'
import { startWorld, type World } from '../support/world.ts'

/** `RECONCILE_SEEDS=200 npx vitest run test/flow/reconcile-week.test.ts` is the long form. */
const SEEDS = Array.from({ length: sizeFrom('RECONCILE_SEEDS', 3) }, (_, n) => [7, 23, 101][n] ?? 1_000 + n)
const DAYS = 7
const CHANGES_PER_DAY = 14

/** Numbers from a seed, 0 ≤ n < 1. */
const dice = (seed: number) => {
  let state = seed >>> 0
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Fields = Record<string, unknown>
const byPair = (rows: [string, Fields][]): Record<string, Fields> => Object.fromEntries(rows.sort())

/** Every mirrored field as WeCom has it now. */
const theirs = ({ sandbox }: World): Record<string, Fields> =>
  byPair(
    [...sandbox.state.relations.values()]
      .filter((one) => one.alive)
      .map((one) => [
        `${one.externalUserid} ${one.userid}`,
        {
          name: sandbox.state.customers.get(one.externalUserid)?.name,
          gender: sandbox.state.customers.get(one.externalUserid)?.gender,
          remark: one.remark || null,
          description: one.description || null,
          company: one.remarkCompany || null,
          mobiles: [...one.remarkMobiles].sort(),
          addWay: one.addWay,
          operUserid: one.operUserid,
          addedAt: one.createdAt * 1000,
          tags: [...one.tags].sort(),
        },
      ]),
  )

/** The same as our database has it, stage tags included: they are read back like any other. */
const ours = async ({ deps }: World): Promise<Record<string, Fields>> => {
  const { db } = deps.core
  const people = new Map((await db.select().from(customers)).map((row) => [row.externalUserid, row]))
  const tags = await db.select().from(relationTags)
  const alive = await db.select().from(relations).where(isNull(relations.endedAt))
  return byPair(
    alive.map((one) => [
      `${one.externalUserid} ${one.userid}`,
      {
        name: people.get(one.externalUserid)?.name,
        gender: people.get(one.externalUserid)?.gender,
        remark: one.remark,
        description: one.description,
        company: one.remarkCorpName,
        mobiles: [...one.mobiles].sort(),
        addWay: one.addWay,
        operUserid: one.operUserid,
        addedAt: one.addedAt.getTime(),
        tags: tags
          .filter((tag) => tag.externalUserid === one.externalUserid && tag.userid === one.userid)
          .map((tag) => tag.tagId)
          .sort(),
      },
    ]),
  )
}

type Life = { world: World; roll: () => number; lossPercent: number }
const pick = <T>(list: readonly T[], roll: () => number): T | undefined => list[Math.floor(roll() * list.length)]
const REPS = ['wangmin', 'chenxi', 'zhaolei']

const alivePairs = ({ sandbox }: World): Relation[] => [...sandbox.state.relations.values()].filter((one) => one.alive)
const openTags = ({ sandbox }: World): string[] =>
  sandbox.state.tagGroups
    .filter((group) => !group.deleted && group.name !== '客户阶段')
    .flatMap((group) => group.tags.filter((tag) => !tag.deleted).map((tag) => tag.id))

/** What people, phones and other apps do in WeCom. The last three of them tell nobody. */
const DEEDS: ((life: Life, pair: Relation) => unknown)[] = [
  ({ world, roll }) =>
    world.people.addCustomer({ name: `新客${Math.floor(roll() * 1e6)}`, userid: pick(REPS, roll) ?? 'wangmin' }),
  ({ world, roll }, pair) =>
    world.people.addCustomer({
      name: '又加一位',
      userid: pick(REPS, roll) ?? 'chenxi',
      externalUserid: pair.externalUserid,
    }),
  ({ world, roll }, pair) =>
    world.people.editRemark(pair.externalUserid, pair.userid, `备注${Math.floor(roll() * 1e6)}`),
  ({ world, roll }, pair) => {
    const kept = pair.tags.filter((id) => !openTags(world).includes(id))
    return world.people.setTags(
      pair.externalUserid,
      pair.userid,
      [...kept, pick(openTags(world), roll) ?? ''].filter(Boolean),
    )
  },
  ({ world }, pair) => world.people.customerDeletesRep(pair.externalUserid, pair.userid),
  ({ world }, pair) => world.people.repDeletesCustomer(pair.externalUserid, pair.userid),
  (_life, pair) => {
    pair.description = `手机上改的 ${pair.createdAt}`
    pair.remarkCompany = '别处写的公司'
  },
  ({ roll }, pair) => {
    pair.remarkMobiles = roll() < 0.5 ? [] : [`1390000${Math.floor(1000 + roll() * 9000)}`]
  },
  ({ world, roll }, pair) => {
    const person = world.sandbox.state.customers.get(pair.externalUserid)
    if (person !== undefined) Object.assign(person, { name: `改名${Math.floor(roll() * 1e6)}`, gender: 2 })
  },
]

const liveDay = async (life: Life, day: string): Promise<void> => {
  await life.world.to(`${day}T20:00:00+08:00`)
  for (let deed = 0; deed < CHANGES_PER_DAY; deed += 1) {
    const { world, roll } = life
    const pair = pick(alivePairs(world), roll)
    if (pair === undefined) throw new Error('nobody has a friend left')
    world.sandbox.callbacks.mode(roll() * 100 < life.lossPercent ? 'lost' : roll() < 0.2 ? 'double' : 'normal')
    await pick(DEEDS, roll)?.(life, pair)
    world.sandbox.callbacks.mode('normal')
  }
  await life.world.settle()
}

describe.each(SEEDS)('a week in which callbacks are lost and phones tell nothing (seed %i)', (seed) => {
  test('after the last night every mirrored field is as WeCom has it', async () => {
    const world = await startWorld({ at: '2026-11-23T09:00:00+08:00' })
    try {
      await world.deps.desk.run('sync', null, 'linyu')
      await world.settle()
      const roll = dice(seed)
      const life: Life = { world, roll, lossPercent: 5 + Math.floor(roll() * 16) }
      const differed: boolean[] = []
      for (let day = 23; day < 23 + DAYS; day += 1) {
        await liveDay(life, `2026-11-${day}`)
        differed.push(!isDeepStrictEqual(await ours(world), theirs(world)))
      }
      expect(differed).toContain(true)
      await world.to('2026-11-30T04:00:00+08:00')
      expect(await loadStageTags(world.deps.core.db)).not.toBeNull()
      expect(await ours(world)).toEqual(theirs(world))
    } finally {
      await world.close()
    }
  }, 120_000)
})
