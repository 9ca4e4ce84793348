import { isNull } from 'drizzle-orm'
import { customers } from '../../src/features/customers/tables.ts'
import { recordOrder } from '../../src/features/orders/record-order.ts'
import { orders } from '../../src/features/orders/tables.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { foundScenario, type Lived, liveScenario } from '../../src/sandbox/scenario/live.ts'
import type { Scenario } from '../../src/sandbox/scenario/shape.ts'
import { advancedTime } from '../../src/sandbox/scenario/time.ts'
import { nextInstant } from '../../src/timetable-run.ts'
import { advanceTo } from '../../src/trial.ts'
import type { Engine } from '../support/store.ts'
import { startWorld, type World } from '../support/world.ts'

export type LivedWorld = Lived & { world: World }

/** A company that is there, a first sync by its admin, and then the whole scenario on the world's clock. */
export const liveInWorld = async (
  scenario: Scenario,
  { start, seed, engine }: { start: string; seed: number; engine: Engine },
): Promise<LivedWorld> => {
  const world = await startWorld({ at: start, engine, sandbox: { seed: 'empty' } })
  const { core } = world.deps
  const begin = new Date(start)
  await foundScenario(world.sandbox, { scenario, seed, start: begin }, 'loudly')
  await world.settle()
  await world.deps.desk.run('sync', null, 'linyu')
  await world.settle()
  let next = await nextInstant(core, core.now())
  /** Where nothing is due on the way the clock alone moves: everything before was worked off already. */
  const advance = async (to: Date): Promise<void> => {
    if (next !== null && to < next) {
      world.deps.clock.moveTo(to)
      return
    }
    await advanceTo(world.deps, to)
    next = await nextInstant(core, core.now())
  }
  const time = advancedTime({
    now: core.now,
    advance,
    settle: world.settle,
  })
  const lived = await liveScenario({
    scenario,
    seed,
    start: begin,
    sandbox: world.sandbox,
    time,
    placeOrder: async ({ at, ...order }) => {
      const actor = { kind: 'system', id: 'shop' } as const
      const result = await recordOrder(core, { ...order, paidAt: at, source: 'open', actor })
      return result.ok ? { ok: true } : { ok: false, why: result.why }
    },
  })
  return { ...lived, world }
}

type Pair = { externalUserid: string; userid: string }
const keyOf = ({ externalUserid, userid }: Pair): string => `${userid}/${externalUserid}`

/** Who is whose friend, as WeCom has it and as the product has it. */
export const friendships = async ({ world }: LivedWorld): Promise<{ wecom: string[]; product: string[] }> => {
  const alive = await world.deps.core.db.select().from(relations).where(isNull(relations.endedAt))
  const truth = [...world.sandbox.state.relations.values()].filter((one) => one.alive)
  return { wecom: truth.map(keyOf).sort(), product: alive.map(keyOf).sort() }
}

/** Friendships whose stage tags in WeCom are not exactly the one of the customer's stage in the product. */
export const wrongTags = async ({ world }: LivedWorld): Promise<string[]> => {
  const admin = await world.as('linyu')
  const wrong: string[] = []
  const labels = new Map<string, string>()
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path: string = `/api/customers?limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
    const { body } = await admin.get<{
      items: { externalUserid: string; stage: { label: string } }[]
      nextCursor: string | null
    }>(path)
    for (const one of body.items) labels.set(one.externalUserid, one.stage.label)
    cursor = body.nextCursor
  }
  for (const one of world.sandbox.state.relations.values()) {
    if (!one.alive) continue
    const tags = world.people.relation(one.externalUserid, one.userid)?.tags.filter((tag) => tag.group === '客户阶段')
    const names = tags?.map((tag) => tag.name).join('+')
    if (names !== labels.get(one.externalUserid))
      wrong.push(`${keyOf(one)}: ${names} in WeCom, ${labels.get(one.externalUserid)} here`)
  }
  return wrong
}

export const ordersOf = async ({ world }: LivedWorld) => {
  const rows = await world.deps.core.db.select().from(orders)
  return rows.map(({ orderNo, externalUserid, userid, amount }) => ({ orderNo, externalUserid, userid, amount }))
}

export const orderedIn = ({ happenings }: LivedWorld) =>
  happenings.flatMap((one) => {
    if (one.kind !== 'ordered') return []
    const { orderNo, externalUserid, userid, amount } = one
    return [{ orderNo, externalUserid, userid, amount }]
  })

export const byNumber = (one: { orderNo: string }, other: { orderNo: string }): number =>
  one.orderNo < other.orderNo ? -1 : 1

/** Customers the product takes for gone. */
export const goneOf = async ({ world }: LivedWorld): Promise<string[]> => {
  const rows = await world.deps.core.db.select().from(customers)
  return rows.flatMap((one) => (one.goneAt === null ? [] : [one.externalUserid])).sort()
}
