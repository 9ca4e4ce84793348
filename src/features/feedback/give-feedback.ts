import type { Core } from '../../spine/core.ts'
import type { FollowUpWithCustomer } from '../follow-ups/queries.ts'
import type { FeedbackFact } from './facts.ts'
import { ruleOf } from './rules.ts'
import type { FeedbackReason } from './rules-reasons.ts'
import { ruleFeedback } from './tables.ts'

export type GiveFeedback = { followUp: FollowUpWithCustomer; reason: FeedbackReason; userid: string }

/** Tells the rule's owner; said again about the same reminder, the newer reason stands and it still counts once. */
export const giveFeedback = (
  core: Core<FeedbackFact>,
  { followUp, reason, userid }: GiveFeedback,
): Promise<{ ok: true } | { ok: false; why: 'no-rule' }> =>
  core.db.transaction(async (tx) => {
    const rule = ruleOf(followUp)
    if (rule === null) return { ok: false, why: 'no-rule' }
    const at = core.now()
    const { externalUserid } = followUp
    await tx
      .insert(ruleFeedback)
      .values({ followUpId: followUp.id, rule, reason, externalUserid, userid, at })
      .onConflictDoUpdate({ target: [ruleFeedback.followUpId, ruleFeedback.userid], set: { reason, at } })
    await core.record(tx, {
      kind: 'reminder-disliked',
      externalUserid,
      userid,
      actor: { kind: 'member', id: userid },
      rule,
      data: { followUpId: followUp.id, reason },
    })
    return { ok: true }
  })
