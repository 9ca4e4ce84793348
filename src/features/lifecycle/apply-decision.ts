import { inArray } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Actor, Core } from '../../spine/core.ts'
import { customers } from '../customers/tables.ts'
import { copyStageLater } from './copy-stage.ts'
import type { LifecycleFact } from './facts.ts'
import type { CustomerRow } from './queries.ts'
import type { StageChange, StageDecision } from './rules-model.ts'
import { stageMoves } from './tables.ts'

export type Apply = {
  customer: CustomerRow & {
    /** The account by which a merged person was reached, locked too: its card must not lag behind. */
    account?: string
  }
  decision: StageDecision
  actor: Actor
  /** The rep it concerns, where there is one. */
  userid: string | null
  reason?: string | null
}

/** Saves what the rules decided. The only place that writes a stage. */
export const applyDecision = async (core: Core<LifecycleFact>, tx: Db, input: Apply): Promise<void> => {
  const { customer, decision } = input
  if (decision === null) return
  const flags = new Set(customer.flags)
  const added = decision.flags.add.filter((flag) => !flags.has(flag))
  const removed = decision.flags.remove.filter((flag) => flags.has(flag))
  for (const flag of added) flags.add(flag)
  for (const flag of removed) flags.delete(flag)
  await tx
    .update(customers)
    .set({ flags: [...flags], ...stageColumns(core.now(), input, decision) })
    .where(inArray(customers.externalUserid, [customer.externalUserid, customer.account ?? customer.externalUserid]))
  if (customer.personId !== null) await copyStageLater(core, tx, customer.personId)
  if (decision.move !== null) await recordMove(core, tx, input, decision)
  for (const [flag, on] of [
    ...added.map((one) => [one, true] as const),
    ...removed.map((one) => [one, false] as const),
  ]) {
    await core.record(tx, {
      kind: 'flag-changed',
      externalUserid: customer.externalUserid,
      userid: input.userid,
      actor: input.actor,
      data: { flag, on },
    })
  }
}

const stageColumns = (now: Date, { actor }: Apply, decision: StageChange) =>
  decision.move === null
    ? {}
    : {
        stage: decision.move.to,
        stageSince: now,
        stageRule: decision.move.rule,
        stageManual: decision.move.reasonCode === 'manual' ? actor.id : null,
        protectedUntil: decision.protectUntil,
      }

const recordMove = async (core: Core<LifecycleFact>, tx: Db, input: Apply, decision: StageChange): Promise<void> => {
  const { customer, actor, userid } = input
  const { move } = decision
  if (move === null) return
  const factId = await core.record(tx, {
    kind: 'stage-moved',
    externalUserid: customer.externalUserid,
    userid,
    actor,
    rule: move.rule,
    data: {
      from: customer.stage,
      to: move.to,
      reasonCode: move.reasonCode,
      refundRevisit: decision.followUp === 'refund-revisit',
    },
  })
  await tx.insert(stageMoves).values({
    factId,
    externalUserid: customer.externalUserid,
    from: customer.stage,
    to: move.to,
    rule: move.rule,
    reasonCode: move.reasonCode,
    reason: input.reason ?? null,
    actor: `${actor.kind}:${actor.id}`,
    at: core.now(),
  })
}
