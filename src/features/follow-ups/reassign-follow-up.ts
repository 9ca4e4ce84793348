import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { handedOverText } from '../../lang/reassign.ts'
import type { Core } from '../../spine/core.ts'
import { memberName } from '../members/queries.ts'
import { relations } from '../relations/tables.ts'
import type { FollowUpsFact } from './facts.ts'
import { type FollowUpRow, findFollowUp, lockFollowUp } from './queries.ts'
import { followUps } from './tables.ts'

export type ReassignFollowUp = {
  id: number
  /** The new owner. */
  to: string
  /** The lead. */
  userid: string
  /** Taken back: whoever gets it again knows it already and needs no message. */
  back: boolean
}
export type ReassignResult =
  | { ok: true }
  | { ok: false; why: 'no-such-follow-up' | 'already-ended' | 'same-owner' | 'not-following' }

/**
 * Another colleague's from now on. Only one who is the customer's friend can write, so nobody else may get it. Whether
 * both are in the lead's scope is the route's business. The new owner is told at once; the plan itself stays as it is.
 */
export const reassignFollowUp = (core: Core<FollowUpsFact>, input: ReassignFollowUp): Promise<ReassignResult> =>
  core.db.transaction(async (tx): Promise<ReassignResult> => {
    const row = await lockFollowUp(tx, input.id)
    if (row === null) return { ok: false, why: 'no-such-follow-up' }
    if (row.status !== 'open') return { ok: false, why: 'already-ended' }
    if (row.userid === input.to) return { ok: false, why: 'same-owner' }
    if (!(await follows(tx, row.externalUserid, input.to))) return { ok: false, why: 'not-following' }
    await tx.update(followUps).set({ userid: input.to }).where(eq(followUps.id, row.id))
    const factId = await core.record(tx, {
      kind: 'follow-up-reassigned',
      externalUserid: row.externalUserid,
      userid: input.to,
      actor: { kind: 'member', id: input.userid },
      data: { followUpId: row.id, from: row.userid, to: input.to },
    })
    if (!input.back && input.to !== input.userid) await tell(core, tx, { row, input, factId })
    return { ok: true }
  })

const follows = async (tx: Db, externalUserid: string, userid: string): Promise<boolean> => {
  const [row] = await tx
    .select({ userid: relations.userid })
    .from(relations)
    .where(and(eq(relations.externalUserid, externalUserid), eq(relations.userid, userid), isNull(relations.endedAt)))
  return row !== undefined
}

type Told = { row: FollowUpRow; input: ReassignFollowUp; factId: number }

const tell = async (core: Core<FollowUpsFact>, tx: Db, { row, input, factId }: Told): Promise<void> => {
  const markdown = handedOverText(core.lang, {
    lead: await memberName(tx, input.userid),
    from: await memberName(tx, row.userid),
    customer: (await findFollowUp(tx, row.id))?.customerName ?? '',
    link: `${core.publicUrl}/sidebar/customers/${encodeURIComponent(row.externalUserid)}`,
  })
  const payload = { userid: input.to, markdown }
  await core.send(tx, { kind: 'app-message', payload, occurrenceKey: `reassigned:${factId}` })
}
