import { and, inArray, like, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded, Together } from '../../spine/core.ts'
import { loadCalendar } from '../calendar/queries.ts'
import { businessDay } from '../calendar/zone.ts'
import { customers } from '../customers/tables.ts'
import { FLAGS, isStageKey } from '../lifecycle/rules-model.ts'
import { readSetting } from '../settings/queries.ts'
import type { FollowUpsFact } from './facts.ts'
import { insertSteps, type StepRow, stepRow } from './insert-steps.ts'
import { planForNewcomer } from './plan-cadence.ts'
import { replanTogether } from './replan-together.ts'
import { type PlannedStep, planCadence } from './rules.ts'
import { cadenceForStage } from './rules-ending.ts'
import { importAnchors } from './rules-imports.ts'
import { followUps } from './tables.ts'

type ManyCore = Core<FollowUpsFact> & Together<FollowUpsFact>

/** An imported relation asks for no hello; any other does. */
export const planForNewcomers = async (core: ManyCore, tx: Db, facts: Recorded<AnyFact>[]): Promise<void> => {
  for (const fact of facts) if (fact.data.imported !== true) await planForNewcomer(core, tx, fact)
}

/** Imported first stages, and moves of the night: each in a few statements, with the same consequences as a single one. */
export const replanForStages = async (core: ManyCore, tx: Db, facts: Recorded<AnyFact>[]): Promise<void> => {
  const imported = facts.filter((fact) => fact.rule?.startsWith('L-import') === true && fact.data.from === null)
  await replanTogether(
    core,
    tx,
    facts.filter((fact) => !imported.includes(fact)),
  )
  if (imported.length > 0) await planImports(core, tx, imported)
}

/** Their cadences begin spread over the coming working days. */
const planImports = async (core: ManyCore, tx: Db, imported: Recorded<AnyFact>[]): Promise<void> => {
  const places = await placesOf(tx, [...new Set(imported.flatMap((fact) => fact.userid ?? []))])
  const left = await undisturbed(tx, imported)
  const plan = await planner(core, tx)
  const rows: StepRow[] = []
  for (const { externalUserid, userid, data } of imported) {
    if (externalUserid === null || userid === null || left.has(externalUserid)) continue
    const place = places.get(userid) ?? 0
    const steps = plan(String(data.to), place)
    if (steps.length === 0) continue
    places.set(userid, place + 1)
    const pair = { externalUserid, userid }
    // A pair is imported once, whatever asks for it again.
    rows.push(...steps.map((step) => stepRow(step, pair, `import:${step.code}:${externalUserid}:${userid}`)))
  }
  await insertSteps(core, tx, rows)
  await tellPlanned(core, tx, rows)
}

/** Steps by stage and place. Customers of one day have the same steps: they are worked out once. */
const planner = async (core: ManyCore, tx: Db): Promise<(to: string, place: number) => readonly PlannedStep[]> => {
  const [calendar, now] = [await loadCalendar(tx), core.now()]
  const { policy } = await readSetting(tx, 'postpone')
  const anchorOf = importAnchors(businessDay(now, core.zone), calendar)
  const known = new Map<string, readonly PlannedStep[]>()
  return (to, place) => {
    const kind = isStageKey(to) ? cadenceForStage(to) : null
    const anchorDay = anchorOf(place)
    if (kind === null || anchorDay === null) return []
    const key = `${kind} ${anchorDay}`
    const steps = known.get(key) ?? planCadence({ kind, anchorDay, calendar, zone: core.zone, now, postpone: policy })
    known.set(key, steps)
    return steps
  }
}

/** One fact per rep and cadence and page: a hundred thousand times "planned" would say no more. */
const tellPlanned = async (core: ManyCore, tx: Db, rows: readonly StepRow[]): Promise<void> => {
  const counts = new Map<string, { userid: string; cadence: string; count: number }>()
  for (const { userid, cadence } of rows) {
    const key = `${userid} ${cadence}`
    counts.set(key, { userid, cadence, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  await core.recordMany(
    tx,
    [...counts.values()].map(({ userid, cadence, count }) => ({
      kind: 'follow-ups-planned',
      externalUserid: null,
      userid,
      actor: { kind: 'rule', id: `cadence-${cadence}` },
      rule: `cadence-${cadence}`,
      data: { cadence, count },
    })),
  )
}

/** How many imported customers each rep has been given already. */
const placesOf = async (tx: Db, userids: string[]): Promise<Map<string, number>> => {
  if (userids.length === 0) return new Map()
  const rows = await tx
    .select({ userid: followUps.userid, count: sql<string>`count(distinct ${followUps.externalUserid})` })
    .from(followUps)
    .where(and(inArray(followUps.userid, userids), like(followUps.planKey, 'import:%')))
    .groupBy(followUps.userid)
  return new Map(rows.map((row) => [row.userid, Number(row.count)]))
}

/** Whoever asked for quiet is asked for nothing. */
const undisturbed = async (tx: Db, facts: readonly Recorded<AnyFact>[]): Promise<Set<string>> => {
  const ids = facts.flatMap((fact) => fact.externalUserid ?? [])
  if (ids.length === 0) return new Set()
  const rows = await tx
    .select({ id: customers.externalUserid })
    .from(customers)
    .where(and(inArray(customers.externalUserid, ids), sql`${FLAGS.dnd} = any(${customers.flags})`))
  return new Set(rows.map((row) => row.id))
}
