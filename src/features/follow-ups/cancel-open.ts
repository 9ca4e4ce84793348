import { inArray } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import { FLAGS } from '../lifecycle/rules-model.ts'
import type { FollowUpsFact } from './facts.ts'
import { lockOpenOf } from './queries.ts'
import { type StopEvent, stopsOn } from './rules-ending.ts'
import { followUps } from './tables.ts'

/** `account`: of this account alone, not of the whole person. `except`: the one that is being settled just now. */
type CancelOpen = { externalUserid: string; userid?: string; account?: boolean; except?: unknown; event: StopEvent }

/** Ends what an event made pointless. Cancelled by rule counts for nobody and against nobody. */
export const cancelOpen = async (core: Core<FollowUpsFact>, tx: Db, input: CancelOpen): Promise<void> => {
  const open = await lockOpenOf(tx, input)
  const meant = open.filter((row) => input.account !== true || row.externalUserid === input.externalUserid)
  const stopped = meant.filter((row) => row.id !== input.except && stopsOn(input.event, row))
  if (stopped.length === 0) return
  await tx
    .update(followUps)
    .set({ status: 'cancelled', endedAt: core.now(), endReason: input.event.kind })
    .where(
      inArray(
        followUps.id,
        stopped.map((row) => row.id),
      ),
    )
  await core.record(tx, {
    kind: 'follow-ups-cancelled',
    externalUserid: input.externalUserid,
    userid: input.userid ?? null,
    actor: { kind: 'rule', id: `stop-${input.event.kind}` },
    rule: `stop-${input.event.kind}`,
    data: { count: stopped.length, why: input.event.kind },
  })
}

/** Reactions: an order, a lost friend, 勿扰 and a complaint end what is open. */
export const stopOnOrder = async (core: Core<FollowUpsFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  if (fact.externalUserid === null) return
  await cancelOpen(core, tx, { externalUserid: fact.externalUserid, event: { kind: 'order-paid' } })
}

export const stopForRelation = async (core: Core<FollowUpsFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  if (fact.externalUserid === null || fact.userid === null) return
  const { externalUserid, userid } = fact
  await cancelOpen(core, tx, { externalUserid, userid, account: true, event: { kind: 'relation-ended' } })
}

export const stopOnFlag = async (core: Core<FollowUpsFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  if (fact.externalUserid === null || fact.data.on !== true) return
  const { externalUserid } = fact
  if (fact.data.flag === FLAGS.dnd) await cancelOpen(core, tx, { externalUserid, event: { kind: 'do-not-disturb' } })
  if (fact.data.flag === FLAGS.complaint) {
    await cancelOpen(core, tx, { externalUserid, event: { kind: 'complaint-opened' } })
  }
}
