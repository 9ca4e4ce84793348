import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import type { PlannedStep } from './rules.ts'
import { WAITS_FOR_REP } from './rules-ending.ts'
import { followUps } from './tables.ts'

export type Pair = { externalUserid: string; userid: string }
export type StepRow = ReturnType<typeof stepRow>

export const stepRow = (step: PlannedStep, { externalUserid, userid }: Pair, planKey: string) => ({
  plan_key: planKey,
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

/** `anchor`: what asked for the step. The key makes planning twice for one and the same reason harmless. */
export const planKeyOf = (step: PlannedStep, { externalUserid, userid }: Pair, anchor: string): string =>
  `${step.kind}:${anchor}:${step.code}:${step.dueOn}:${externalUserid}:${userid}`

/**
 * One statement for any number of steps. Answers whose steps are new, once for each. A step that would come before a day
 * the rep agreed on is left out: when that day is done, the cadence goes on by itself.
 */
export const insertSteps = async (core: Core, tx: Db, rows: readonly StepRow[]): Promise<string[]> => {
  if (rows.length === 0) return []
  const written = await rowsOf<{ id: string }>(
    tx,
    sql`insert into ${followUps} (plan_key, external_userid, userid, cadence, step, reason_key, kind_of_task, script_category,
          marketing, due_on, due_at, created_at)
        select r.plan_key, r.id, r.userid, r.cadence, r.step, r.reason_key, r.kind_of_task, r.script_category, r.marketing,
          r.due_on, r.due_at, ${core.now().toISOString()}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(plan_key text, id text, userid text, cadence text,
          step text, reason_key text, kind_of_task text, script_category text, marketing boolean, due_on date,
          due_at timestamptz)
        where not (r.cadence in ${WAITS_FOR_REP} and exists (select 1 from ${followUps} own where own.external_userid = r.id
          and own.status = 'open' and own.userid = r.userid and own.holds_rules and own.due_on >= r.due_on))
        on conflict (plan_key) do nothing returning external_userid as id`,
  )
  return written.map((row) => row.id)
}
