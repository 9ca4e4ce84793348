import { z } from 'zod'
import { type Caller, Refusal, route } from '../../http/route.ts'
import { type RefusalCode, refusalText } from '../../lang/refusals.ts'
import type { Core } from '../../spine/core.ts'
import type { CustomersFact } from '../customers/facts.ts'
import { customerParams, mustSee } from '../customers/routes.ts'
import { seenAccountIds } from '../merges/queries.ts'
import { canSee } from '../relations/queries.ts'
import { pageOf, wholeQuery } from '../settings/shapes.ts'
import { changeOpportunity } from './change-opportunity.ts'
import type { OpportunitiesFact } from './facts.ts'
import { openOpportunity } from './open-opportunity.ts'
import { findOpportunity, listOpportunities } from './queries.ts'
import { addOpportunityBody, changeOpportunityBody, opportunityList } from './shapes.ts'

const STATUS: Partial<Record<RefusalCode, number>> = {
  'no-such-row': 404,
  'no-such-customer': 404,
  'opportunity-closed': 409,
}
const refuse = (why: RefusalCode, lang: string): Refusal => new Refusal(STATUS[why] ?? 422, why, refusalText(why, lang))

export const opportunityRoutes = ({ core }: { core: Core<OpportunitiesFact | CustomersFact> }) => {
  /** Deals belong to the person: those of all accounts the caller sees. */
  const listOf = async (externalUserid: string, { scope }: Caller) =>
    listOpportunities(core.db, await seenAccountIds(core.db, scope, externalUserid))
  return {
    'GET /api/customers/:externalUserid/opportunities': route({
      summary: 'Opportunities of a customer, open ones first',
      params: customerParams,
      query: wholeQuery,
      reply: opportunityList.extend({ nextCursor: z.string().nullable() }),
      handle: async ({ params, query, caller, lang }) => {
        await mustSee(core, { ...params, caller, lang })
        return pageOf((await listOf(params.externalUserid, caller)).items, query)
      },
    }),
    'POST /api/customers/:externalUserid/opportunities': route({
      summary: 'Opens an opportunity; the customer shows intent by it',
      params: customerParams,
      body: addOpportunityBody,
      reply: opportunityList,
      status: 201,
      handle: async ({ params, body, caller, lang }) => {
        await mustSee(core, { ...params, caller, lang })
        const opened = await openOpportunity(core, { ...params, ...body, userid: caller.userid })
        if (!opened.ok) throw refuse(opened.why, lang)
        return listOf(params.externalUserid, caller)
      },
    }),
    'PATCH /api/opportunities/:id': route({
      summary: 'Changes an opportunity, or says how it ended',
      params: z.object({ id: z.string().regex(/^\d{1,15}$/) }),
      body: changeOpportunityBody,
      reply: opportunityList,
      handle: async ({ params, body, caller, lang }) => {
        const row = await findOpportunity(core.db, Number(params.id))
        const seen = row !== null && (await canSee(core.db, caller.scope, row.externalUserid))
        if (!seen) throw refuse('no-such-row', lang)
        const changed = await changeOpportunity(core, { ...body, id: row.id, userid: caller.userid })
        if (!changed.ok) throw refuse(changed.why, lang)
        return listOf(row.externalUserid, caller)
      },
    }),
  }
}
