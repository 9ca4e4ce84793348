import type { Core } from '../../spine/core.ts'
import { businessDay } from '../calendar/zone.ts'
import { lockCustomer } from '../lifecycle/queries.ts'
import type { OpportunitiesFact } from './facts.ts'
import { opportunities } from './tables.ts'

export type OpenOpportunity = {
  externalUserid: string
  userid: string
  title: string
  amount: number
  currency: string
  expectedOn: string
  nextStep: string
  stage: 'talking' | 'quoted'
}
export type OpenResult = { ok: true } | { ok: false; why: 'date-in-past' | 'no-such-customer' }

/** A deal that may come. What it means for the stage follows from the fact. */
export const openOpportunity = (core: Core<OpportunitiesFact>, input: OpenOpportunity): Promise<OpenResult> =>
  core.db.transaction(async (tx): Promise<OpenResult> => {
    const now = core.now()
    if (input.expectedOn < businessDay(now, core.zone)) return { ok: false, why: 'date-in-past' }
    if ((await lockCustomer(tx, input.externalUserid)) === null) return { ok: false, why: 'no-such-customer' }
    const quoted = input.stage === 'quoted'
    const [row] = await tx
      .insert(opportunities)
      .values({ ...input, quotedAt: quoted ? now : null, createdAt: now, changedAt: now })
      .returning({ id: opportunities.id })
    const { externalUserid, userid, amount, currency } = input
    await core.record(tx, {
      kind: 'opportunity-opened',
      externalUserid,
      userid,
      actor: { kind: 'member', id: userid },
      data: { opportunityId: row?.id ?? 0, amount, currency, quoted },
    })
    return { ok: true }
  })
