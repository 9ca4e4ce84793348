import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import { lockPerson } from '../merges/queries.ts'
import { tagOrder } from '../tags/queries.ts'
import { applyDecision } from './apply-decision.ts'
import type { LifecycleFact } from './facts.ts'
import { lifecycleStateOf } from './queries.ts'
import { decideStage } from './rules.ts'
import { checkManualMove } from './rules-manual.ts'
import { isStageKey, type StageKey } from './rules-model.ts'

export type MoveStage = { externalUserid: string; to: StageKey; reason: string | null; userid: string }
export type MoveStageResult =
  | { ok: true }
  | { ok: false; why: 'no-such-customer' | 'same-stage' | 'needs-order' | 'no-relation' | 'reason-required' }

/** A person moves a customer. Protected from the night job for 30 days, not from what the customer does. */
export const moveStage = (core: Core<LifecycleFact>, input: MoveStage): Promise<MoveStageResult> =>
  core.db.transaction((tx) => moveByHand(core, tx, input))

/** In our own app, and so in the audit log; a tag changed in WeCom comes by the page and is in the journal alone. */
export const moveByHand = async (core: Core<LifecycleFact>, tx: Db, input: MoveStage): Promise<MoveStageResult> => {
  const moved = await moveInside(core, tx, input)
  const { userid: actor, externalUserid: customer, to } = input
  if (moved.ok) await core.audit(tx, { actor, action: 'stage-moved', customer, data: { to } })
  return moved
}

export const moveInside = async (core: Core<LifecycleFact>, tx: Db, input: MoveStage): Promise<MoveStageResult> => {
  const customer = await lockPerson(tx, input.externalUserid)
  if (customer === null) return { ok: false, why: 'no-such-customer' }
  const now = core.now()
  const state = await lifecycleStateOf(tx, customer, now)
  const allowed = checkManualMove({
    from: state.stage,
    to: input.to,
    reason: input.reason,
    orders: state.orders.count,
    relationsAlive: state.relationsAlive,
  })
  if (!allowed.ok) return allowed
  const decision = decideStage(state, { kind: 'marked-by-rep', to: input.to, reason: input.reason }, now)
  const actor = { kind: 'member', id: input.userid } as const
  await applyDecision(core, tx, { customer, decision, actor, userid: input.userid, reason: input.reason })
  return { ok: true }
}

/** Reaction to a stage tag edited by hand in WeCom: the same move, told by other means. */
export const followStageTag = async (core: Core<LifecycleFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const to = fact.data.to
  if (typeof to !== 'string' || !isStageKey(to) || fact.externalUserid === null || fact.userid === null) return
  const moved = await moveInside(core, tx, {
    externalUserid: fact.externalUserid,
    to,
    // WeCom gives no words with a tag; that it was done by hand there is the reason.
    reason: '在企业微信中修改标签',
    userid: fact.userid,
  })
  if (moved.ok || moved.why === 'same-stage') return
  // The rules refuse (e.g. 首购 without an order): the tag goes back to what is true.
  await core.send(tx, {
    kind: 'stage-tag',
    payload: { userid: fact.userid, externalUserid: fact.externalUserid },
    occurrenceKey: `stage-tag:${fact.externalUserid}:${fact.userid}:back-${core.now().getTime()}`,
    orderKey: tagOrder({ externalUserid: fact.externalUserid, userid: fact.userid }),
  })
}
