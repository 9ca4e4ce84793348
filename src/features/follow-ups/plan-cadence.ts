import { eq } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import { loadCalendar } from '../calendar/queries.ts'
import type { BusinessDay } from '../calendar/zone.ts'
import { customers } from '../customers/tables.ts'
import { FLAGS, isStageKey, type StageKey } from '../lifecycle/rules-model.ts'
import { chatOfPerson } from '../merges/queries.ts'
import { orderFactsOf } from '../orders/queries.ts'
import { readSetting } from '../settings/queries.ts'
import { type CadenceKind, OCCASIONS } from './cadences-data.ts'
import { cancelOpen } from './cancel-open.ts'
import type { FollowUpsFact } from './facts.ts'
import { insertSteps, type Pair, planKeyOf, stepRow } from './insert-steps.ts'
import { lockOpenOf } from './queries.ts'
import { anchorDayOf, type PlannedStep, planCadence } from './rules.ts'
import { cadenceForStage } from './rules-ending.ts'

/** Reaction to a moved stage: what the old stage asked for ends, what the new one asks for begins. */
export const replanForStage = async (core: Core<FollowUpsFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const to = String(fact.data.to)
  if (fact.externalUserid === null || !isStageKey(to)) return
  await cancelOpen(core, tx, { externalUserid: fact.externalUserid, event: { kind: 'stage-changed', to } })
  const cadence = cadenceForStage(to)
  if (cadence !== null) await planFor(core, tx, { fact, cadence })
  if (fact.data.refundRevisit === true) await planFor(core, tx, { fact, cadence: 'refund-revisit' })
}

/**
 * Reaction to a further rep becoming a friend: he gets a hello of his own while the customer is new. Later on the steps
 * of the colleagues are enough, unless there are none: he is the one the customer was handed to.
 */
export const planForNewcomer = async (core: Core<FollowUpsFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const { externalUserid, userid } = fact
  if (externalUserid === null || userid === null || fact.data.imported === true) return
  if ((await stageOf(tx, externalUserid)) !== 'new') return planWhereNone(core, tx, fact)
  if ((await lockOpenOf(tx, { externalUserid, userid })).length > 0) return
  await planFor(core, tx, { fact, cadence: 'new' })
}

/**
 * Reaction to an order that moves no stage and to a rep who is a friend no more: where no cadence is left, that of the
 * stage begins again with whoever answers for the customer now.
 */
export const planWhereNone = async (core: Core<FollowUpsFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const { externalUserid } = fact
  if (externalUserid === null) return
  const open = await lockOpenOf(tx, { externalUserid })
  if (open.some((one) => one.cadence !== null && !OCCASIONS.includes(one.cadence))) return
  const stage = await stageOf(tx, externalUserid)
  const cadence = stage === null ? null : cadenceForStage(stage)
  if (cadence !== null) await planFor(core, tx, { fact, cadence })
}

const stageOf = async (tx: Db, externalUserid: string): Promise<StageKey | null> => {
  const [customer] = await tx
    .select({ stage: customers.stage })
    .from(customers)
    .where(eq(customers.externalUserid, externalUserid))
  return customer?.stage ?? null
}

/** `anchorDay`, where the cadence does not count from the fact; `anchor`, where the fact is no name for the plan. */
type PlanFor = {
  fact: Pick<Recorded<AnyFact>, 'id' | 'at' | 'externalUserid' | 'userid'>
  cadence: CadenceKind
  anchorDay?: BusinessDay
  anchor?: string
}

/** The steps of a cadence for whoever answers for the customer; none for one who asked for quiet. */
export const planFor = async (core: Core<FollowUpsFact>, tx: Db, given: PlanFor): Promise<void> => {
  const { fact, cadence } = given
  const externalUserid = fact.externalUserid ?? ''
  const [customer] = await tx.select().from(customers).where(eq(customers.externalUserid, externalUserid))
  const chat = await chatOfPerson(tx, { externalUserid, userid: fact.userid })
  if (customer === undefined || chat === null || customer.flags.includes(FLAGS.dnd)) return
  const orders = await orderFactsOf(tx, externalUserid, core.now())
  const steps = planCadence({
    kind: cadence,
    anchorDay: given.anchorDay ?? anchorDayOf(cadence, { at: fact.at, lastPaidAt: orders.lastPaidAt }, core.zone),
    calendar: await loadCalendar(tx),
    zone: core.zone,
    now: core.now(),
    cycleDays: orders.cycleDays,
    postpone: cadence === 'birthday' ? 'keep' : (await readSetting(tx, 'postpone')).policy,
  }).filter((step) => !(step.marketing && customer.flags.includes(FLAGS.complaint)))
  const written = await writeSteps(core, tx, { steps, ...chat, anchor: given.anchor ?? `${fact.id}` })
  if (written === 0) return
  await core.record(tx, {
    kind: 'follow-ups-planned',
    ...chat,
    actor: { kind: 'rule', id: `cadence-${cadence}` },
    rule: `cadence-${cadence}`,
    data: { cadence, count: written },
  })
}

type WriteSteps = Pair & { steps: readonly PlannedStep[]; anchor: string }

export const writeSteps = async (core: Core, tx: Db, { steps, anchor, ...pair }: WriteSteps): Promise<number> => {
  const rows = steps.map((step) => stepRow(step, pair, planKeyOf(step, pair, anchor)))
  return (await insertSteps(core, tx, rows)).length
}
