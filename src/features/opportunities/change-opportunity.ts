import { eq } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { businessDay } from '../calendar/zone.ts'
import type { OpportunitiesFact } from './facts.ts'
import { lockOpportunity } from './queries.ts'
import { checkChange, isClosed, type OpportunityStage, type OpportunityTrouble } from './rules.ts'
import { opportunities } from './tables.ts'

export type ChangeOpportunity = {
  id: number
  userid: string
  title?: string | undefined
  amount?: number | undefined
  expectedOn?: string | undefined
  nextStep?: string | undefined
  stage?: OpportunityStage | undefined
  lostReason?: string | undefined
}
export type ChangeResult = { ok: true } | { ok: false; why: OpportunityTrouble | 'no-such-row' | 'date-in-past' }

export const changeOpportunity = (core: Core<OpportunitiesFact>, input: ChangeOpportunity): Promise<ChangeResult> =>
  core.db.transaction(async (tx): Promise<ChangeResult> => {
    const row = await lockOpportunity(tx, input.id)
    if (row === null) return { ok: false, why: 'no-such-row' }
    const now = core.now()
    const after = {
      title: input.title ?? row.title,
      amount: input.amount ?? row.amount,
      expectedOn: input.expectedOn ?? row.expectedOn,
      nextStep: input.nextStep ?? row.nextStep,
      stage: input.stage ?? row.stage,
      lostReason: input.lostReason ?? row.lostReason,
    }
    const trouble = checkChange(row, after)
    if (trouble !== null) return { ok: false, why: trouble }
    // A day that has passed meanwhile does not stop anybody from saying how it ended.
    if (after.expectedOn !== row.expectedOn && after.expectedOn < businessDay(now, core.zone))
      return { ok: false, why: 'date-in-past' }
    const closed = isClosed(after.stage)
    await tx
      .update(opportunities)
      .set({
        ...after,
        lostReason: after.stage === 'lost' ? after.lostReason : null,
        quotedAt: after.stage === 'quoted' ? (row.quotedAt ?? now) : row.quotedAt,
        changedAt: now,
        closedAt: closed ? now : null,
      })
      .where(eq(opportunities.id, row.id))
    const who = { externalUserid: row.externalUserid, userid: row.userid }
    const actor = { kind: 'member', id: input.userid } as const
    const opportunityId = row.id
    if (after.stage === row.stage) {
      await core.record(tx, { kind: 'opportunity-changed', ...who, actor, data: { opportunityId } })
    } else {
      const data = { opportunityId, from: row.stage, to: after.stage }
      await core.record(tx, { kind: 'opportunity-moved', ...who, actor, data })
    }
    return { ok: true }
  })
