import { z } from 'zod'
import type { Caller } from '../../http/route.ts'
import { Refusal, route, withStatus } from '../../http/route.ts'
import { refusalText } from '../../lang/refusals.ts'
import type { Core } from '../../spine/core.ts'
import { canSee } from '../relations/queries.ts'
import { pageById } from '../settings/shapes.ts'
import { addNote } from './add-note.ts'
import type { CustomersFact } from './facts.ts'
import { listCustomers } from './queries.ts'
import { card, customerList, customerListQuery, noteBody, timeline } from './shapes.ts'
import { viewCard } from './view-card.ts'
import { viewTimeline } from './view-timeline.ts'

export const customerParams = z.object({ externalUserid: z.string().min(1).max(64) })

type Deps = { core: Core<CustomersFact> }
type Place = { externalUserid: string; caller: Caller; lang: string }

/** A foreign customer and one that does not exist answer alike: nobody learns ids by trying. */
export const mustSee = async (core: Deps['core'], { externalUserid, caller, lang }: Place): Promise<void> => {
  if (await canSee(core.db, caller.scope, externalUserid)) return
  throw new Refusal(404, 'no-such-customer', refusalText('no-such-customer', lang))
}

/** The card as the caller sees it; the answer of everything that changes it. */
export const showCard = async (core: Deps['core'], { externalUserid, caller, lang }: Place) => {
  const shown = await viewCard(core.db, {
    externalUserid,
    userid: caller.userid,
    now: core.now(),
    zone: core.zone,
    lang,
  })
  if (shown === null) throw new Refusal(404, 'no-such-customer', refusalText('no-such-customer', lang))
  return shown
}

export const customerRoutes = ({ core }: Deps) => ({
  'GET /api/customers': route({
    summary: 'Customers in the caller’s scope, newest contact first',
    query: customerListQuery,
    reply: customerList,
    handle: ({ query, caller }) => listCustomers(core.db, { ...query, scope: caller.scope }),
  }),
  'GET /api/customers/:externalUserid': route({
    summary: 'The card, in one call',
    params: customerParams,
    reply: card,
    handle: async ({ params, caller, lang }) => {
      const place = { ...params, caller, lang }
      await mustSee(core, place)
      return showCard(core, place)
    },
  }),
  'GET /api/customers/:externalUserid/timeline': route({
    summary: 'Everything that happened, newest first',
    params: customerParams,
    query: pageById,
    reply: timeline,
    handle: async ({ params, query, caller, lang }) => {
      await mustSee(core, { ...params, caller, lang })
      return viewTimeline(core.db, { ...params, ...query, lang })
    },
  }),
  'POST /api/customers/:externalUserid/notes': route({
    summary: 'A note; its date becomes a follow-up',
    params: customerParams,
    body: noteBody,
    reply: card,
    status: 201,
    handle: async ({ params, body, caller, lang }) => {
      const place = { ...params, caller, lang }
      await mustSee(core, place)
      const added = await addNote(core, {
        ...params,
        userid: caller.userid,
        text: body.text,
        nextStepOn: body.nextStepOn ?? null,
      })
      if (!added.ok) throw new Refusal(422, added.why, refusalText(added.why, lang))
      return withStatus(201, await showCard(core, place))
    },
  }),
})
