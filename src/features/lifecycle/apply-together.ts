import { sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core, Together } from '../../spine/core.ts'
import type { LifecycleFact } from './facts.ts'
import type { StageDecision, StageKey } from './rules-model.ts'
import { stageMoves } from './tables.ts'

export type ManyCore = Core<LifecycleFact> & Together<LifecycleFact>
export type Decided = {
  /** As it stood under the lock; not merged, for a merged person's stage stands on several rows. */
  customer: { externalUserid: string; stage: StageKey | null; flags: readonly string[] }
  decision: NonNullable<StageDecision>
  /** The rep it concerns, where there is one. */
  userid: string | null
}

/** What `applyDecision` writes for one, for many in a few statements; by rules alone, a person's own move protects. */
export const applyTogether = async (core: ManyCore, tx: Db, list: readonly Decided[]): Promise<void> => {
  if (list.length === 0) return
  await saveCustomers(core, tx, list)
  await recordMoves(core, tx, list)
  await core.recordMany(
    tx,
    list.flatMap(({ customer: { externalUserid }, decision, userid }) => {
      const flags = [
        ...decision.flags.add.map((flag) => ({ flag, on: true })),
        ...decision.flags.remove.map((flag) => ({ flag, on: false })),
      ]
      const actor = { kind: 'rule', id: decision.move?.rule ?? 'night' } as const
      return flags.map((data) => ({ kind: 'flag-changed' as const, externalUserid, userid, actor, data }))
    }),
  )
}

const saveCustomers = async (core: ManyCore, tx: Db, list: readonly Decided[]): Promise<void> => {
  const rows = list.map(({ customer, decision: { move, flags } }) => ({
    id: customer.externalUserid,
    stage: move?.to ?? null,
    rule: move?.rule ?? null,
    flags: [...customer.flags.filter((flag) => !flags.remove.includes(flag)), ...flags.add],
  }))
  const moved = sql`r.stage is not null`
  await tx.execute(
    sql`update customers c set flags = r.flags, stage = coalesce(r.stage, c.stage),
          stage_rule = case when ${moved} then r.rule else c.stage_rule end,
          stage_since = case when ${moved} then ${core.now().toISOString()}::timestamptz else c.stage_since end,
          stage_manual_by = case when ${moved} then null else c.stage_manual_by end,
          protected_until = case when ${moved} then null else c.protected_until end
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, stage text, rule text, flags text[])
        where c.external_userid = r.id`,
  )
}

const recordMoves = async (core: ManyCore, tx: Db, list: readonly Decided[]): Promise<void> => {
  const moved = list.flatMap(({ customer: { externalUserid, stage: from }, decision: { move, followUp }, userid }) =>
    move === null ? [] : [{ externalUserid, userid, from, followUp, ...move }],
  )
  if (moved.length === 0) return
  const factIds = await core.recordMany(
    tx,
    moved.map(({ externalUserid, userid, from, to, rule, reasonCode, followUp }) => ({
      kind: 'stage-moved',
      externalUserid,
      userid,
      actor: { kind: 'rule', id: rule },
      rule,
      data: { from, to, reasonCode, refundRevisit: followUp === 'refund-revisit' },
    })),
  )
  const rows = moved.map(({ externalUserid, from, to, rule, reasonCode }, place) => ({
    ...{ fact_id: factIds[place] ?? 0, id: externalUserid, from_stage: from, to_stage: to, rule },
    reason_code: reasonCode,
  }))
  await tx.execute(
    sql`insert into ${stageMoves} (fact_id, external_userid, from_stage, to_stage, rule, reason_code, actor, at)
        select r.fact_id, r.id, r.from_stage, r.to_stage, r.rule, r.reason_code, 'rule:' || r.rule,
          ${core.now().toISOString()}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as r(fact_id bigint, id text, from_stage text, to_stage text, rule text, reason_code text)
        order by r.fact_id`,
  )
}
