import { and, inArray, like, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded, Together } from '../../spine/core.ts'
import { loadCalendar } from '../calendar/queries.ts'
import { businessDay } from '../calendar/zone.ts'
import { customers } from '../customers/tables.ts'
import { FLAGS, isStageKey } from '../lifecycle/rules-model.ts'
import { readSetting } from '../settings/queries.ts'
import type { FollowUpsFact } from './facts.ts'
import { planForNewcomer, replanForStage } from './plan-cadence.ts'
import { type PlannedStep, planCadence } from './rules.ts'
import { cadenceForStage } from './rules-ending.ts'
import { importAnchors } from './rules-imports.ts'
import { followUps } from './tables.ts'

type ManyCore = Core<FollowUpsFact> & Together<FollowUpsFact>

/** An imported relation asks for no hello; any other does. */
export const planForNewcomers = async (core: ManyCore, tx: Db, facts: Recorded<AnyFact>[]): Promise<void> => {
  for (const fact of facts) if (fact.data.imported !== true) await planForNewcomer(core, tx, fact)
}

/** First stages of imported customers: their cadences begin spread over the coming working days. */
export const replanForStages = async (core: ManyCore, tx: Db, facts: Recorded<AnyFact>[]): Promise<void> => {
  const imported = facts.filter((fact) => fact.rule?.startsWith('L-import') === true && fact.data.from === null)
  for (const fact of facts) if (!imported.includes(fact)) await replanForStage(core, tx, fact)
  const places = await placesOf(tx, [...new Set(imported.flatMap((fact) => fact.userid ?? []))])
  const left = await undisturbed(tx, imported)
  const plan = await planner(core, tx)
  const rows: Row[] = []
  for (const { externalUserid, userid, data } of imported) {
    if (externalUserid === null || userid === null || left.has(externalUserid)) continue
    const place = places.get(userid) ?? 0
    const steps = plan(String(data.to), place)
    if (steps.length === 0) continue
    places.set(userid, place + 1)
    rows.push(...steps.map((step) => toRow(step, { externalUserid, userid })))
  }
  await insertRows(core, tx, rows)
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

type Pair = { externalUserid: string; userid: string }
type Row = ReturnType<typeof toRow>

const toRow = (step: PlannedStep, { externalUserid, userid }: Pair) => ({
  plan_key: `import:${step.code}:${externalUserid}:${userid}`,
  id: externalUserid,
  userid,
  cadence: step.kind,
  step: step.code,
  reason_key: step.reasonKey,
  kind_of_task: step.kindOfTask,
  script_category: step.scriptCategory,
  marketing: step.marketing,
  due_on: step.dueOn,
  due_at: step.dueAt,
})

/** One fact per rep and cadence and page: a hundred thousand times "planned" would say no more. */
const insertRows = async (core: ManyCore, tx: Db, rows: readonly Row[]): Promise<void> => {
  if (rows.length === 0) return
  await tx.execute(
    sql`insert into ${followUps} (plan_key, external_userid, userid, cadence, step, reason_key, kind_of_task, script_category,
          marketing, due_on, due_at, created_at)
        select r.plan_key, r.id, r.userid, r.cadence, r.step, r.reason_key, r.kind_of_task, r.script_category, r.marketing,
          r.due_on, r.due_at, ${core.now().toISOString()}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(plan_key text, id text, userid text, cadence text,
          step text, reason_key text, kind_of_task text, script_category text, marketing boolean, due_on date,
          due_at timestamptz)
        on conflict (plan_key) do nothing`,
  )
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
