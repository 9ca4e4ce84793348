import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded, Together } from '../../spine/core.ts'
import { loadCalendar } from '../calendar/queries.ts'
import { customers } from '../customers/tables.ts'
import { FLAGS, isStageKey, type StageKey } from '../lifecycle/rules-model.ts'
import { factsOfPayments, validOrder } from '../orders/queries.ts'
import { orders } from '../orders/tables.ts'
import { relations } from '../relations/tables.ts'
import { readSetting } from '../settings/queries.ts'
import type { CadenceKind } from './cadences-data.ts'
import type { FollowUpsFact } from './facts.ts'
import { insertSteps, planKeyOf, stepRow } from './insert-steps.ts'
import { replanForStage } from './plan-cadence.ts'
import { anchorDayOf, type PlannedStep, planCadence } from './rules.ts'
import { cadenceForStage, stopsOn } from './rules-ending.ts'
import { followUps } from './tables.ts'

type ManyCore = Core<FollowUpsFact> & Together<FollowUpsFact>
type Moved = { id: number; externalUserid: string; userid: string | null; at: Date; to: StageKey }

/**
 * `replanForStage` for many customers in a few statements. A merged person, whose orders and friendships stand with
 * several accounts, and a refund, which asks for a talk besides, go one by one.
 */
export const replanTogether = async (core: ManyCore, tx: Db, facts: readonly Recorded<AnyFact>[]): Promise<void> => {
  if (facts.length === 0) return
  const people = await peopleOf(
    tx,
    facts.flatMap((fact) => fact.externalUserid ?? []),
  )
  const together: Moved[] = []
  for (const fact of facts) {
    const { id, externalUserid, userid, at, data } = fact
    const to = String(data.to)
    const single = data.refundRevisit === true || together.some((one) => one.externalUserid === externalUserid)
    const person = people.get(externalUserid ?? '')
    if (externalUserid === null || !isStageKey(to) || person === undefined) continue
    if (single || person.personId !== null) await replanForStage(core, tx, fact)
    else together.push({ id, externalUserid, userid, at, to })
  }
  await stopTogether(core, tx, together)
  await planTogether(core, tx, together, people)
}

type Person = { externalUserid: string; personId: string | null; flags: readonly string[] }
type People = ReadonlyMap<string, Person>

const peopleOf = async (tx: Db, ids: string[]): Promise<People> => {
  const rows = await tx
    .select({ externalUserid: customers.externalUserid, personId: customers.personId, flags: customers.flags })
    .from(customers)
    .where(inArray(customers.externalUserid, ids))
  return new Map(rows.map((row) => [row.externalUserid, row]))
}

const stopTogether = async (core: ManyCore, tx: Db, moved: readonly Moved[]): Promise<void> => {
  if (moved.length === 0) return
  const stages = new Map(moved.map((one) => [one.externalUserid, one.to]))
  const open = await tx
    .select()
    .from(followUps)
    .where(and(eq(followUps.status, 'open'), inArray(followUps.externalUserid, [...stages.keys()])))
    .orderBy(asc(followUps.id))
    .for('update')
  const stopped = open.filter((row) => {
    const to = stages.get(row.externalUserid)
    return to !== undefined && stopsOn({ kind: 'stage-changed', to }, row)
  })
  if (stopped.length === 0) return
  await tx
    .update(followUps)
    .set({ status: 'cancelled', endedAt: core.now(), endReason: 'stage-changed' })
    .where(
      inArray(
        followUps.id,
        stopped.map((row) => row.id),
      ),
    )
  await core.recordMany(
    tx,
    [...countBy(stopped.map((row) => row.externalUserid))].map(([externalUserid, count]) => ({
      kind: 'follow-ups-cancelled',
      externalUserid,
      userid: null,
      actor: { kind: 'rule', id: 'stop-stage-changed' },
      rule: 'stop-stage-changed',
      data: { count, why: 'stage-changed' },
    })),
  )
}

const countBy = (ids: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

const planTogether = async (core: ManyCore, tx: Db, moved: readonly Moved[], people: People): Promise<void> => {
  const wanted = moved.flatMap((one) => {
    const cadence = cadenceForStage(one.to)
    const quiet = people.get(one.externalUserid)?.flags.includes(FLAGS.dnd) === true
    return cadence === null || quiet ? [] : [{ ...one, cadence }]
  })
  if (wanted.length === 0) return
  const ids = wanted.map((one) => one.externalUserid)
  const [friends, paid, plan] = [await friendsOf(tx, ids), await paymentsOf(tx, ids), await planner(core, tx)]
  const rows = wanted.flatMap((one) => {
    const { externalUserid } = one
    const userids = friends.get(externalUserid) ?? []
    const userid = userids.find((friend) => friend === one.userid) ?? userids[0]
    if (userid === undefined) return []
    const complaint = people.get(externalUserid)?.flags.includes(FLAGS.complaint) === true
    const pair = { externalUserid, userid }
    return plan(one, paid.get(externalUserid) ?? [])
      .filter((step) => !(step.marketing && complaint))
      .map((step) => stepRow(step, pair, planKeyOf(step, pair, `${one.id}`)))
  })
  const written = countBy(await insertSteps(core, tx, rows))
  const userids = new Map(rows.map((row) => [row.id, row.userid]))
  await core.recordMany(
    tx,
    wanted.flatMap(({ externalUserid, cadence }) => {
      const [count, userid] = [written.get(externalUserid) ?? 0, userids.get(externalUserid) ?? null]
      const rule = `cadence-${cadence}`
      const planned = { kind: 'follow-ups-planned', externalUserid, userid, rule, data: { cadence, count } } as const
      return count === 0 ? [] : [{ ...planned, actor: { kind: 'rule', id: rule } as const }]
    }),
  )
}

/** Steps of one cadence that counts from one day are the same for everybody: they are worked out once. */
const planner = async (core: ManyCore, tx: Db) => {
  const [calendar, now, { policy }] = [await loadCalendar(tx), core.now(), await readSetting(tx, 'postpone')]
  const known = new Map<string, readonly PlannedStep[]>()
  return ({ at, cadence: kind }: Moved & { cadence: CadenceKind }, paidAt: readonly Date[]): readonly PlannedStep[] => {
    const { lastPaidAt, cycleDays } = factsOfPayments(paidAt, now)
    const anchorDay = anchorDayOf(kind, { at, lastPaidAt }, core.zone)
    const key = `${kind} ${anchorDay} ${cycleDays}`
    const steps =
      known.get(key) ?? planCadence({ kind, anchorDay, calendar, zone: core.zone, now, cycleDays, postpone: policy })
    known.set(key, steps)
    return steps
  }
}

/** Living friends, the oldest first, of customers who are not merged. */
const friendsOf = async (tx: Db, ids: readonly string[]): Promise<Map<string, string[]>> => {
  const rows = await tx
    .select({ key: relations.externalUserid, value: relations.userid })
    .from(relations)
    .where(and(inArray(relations.externalUserid, [...ids]), isNull(relations.endedAt)))
    .orderBy(asc(relations.addedAt), asc(relations.userid))
  return groupBy(rows)
}

const paymentsOf = async (tx: Db, ids: readonly string[]): Promise<Map<string, Date[]>> => {
  const rows = await tx
    .select({ key: orders.externalUserid, value: orders.paidAt })
    .from(orders)
    .where(and(inArray(orders.externalUserid, [...ids]), validOrder))
    .orderBy(asc(orders.paidAt))
  return groupBy(rows)
}

const groupBy = <T>(rows: readonly { key: string | null; value: T }[]): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const { key, value } of rows) groups.set(key ?? '', [...(groups.get(key ?? '') ?? []), value])
  return groups
}
