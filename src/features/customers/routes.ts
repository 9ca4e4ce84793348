import { z } from 'zod'
import type { Caller } from '../../http/route.ts'
import { Refusal, route, withStatus } from '../../http/route.ts'
import { messagesFor } from '../../lang/lang.ts'
import { refusalText } from '../../lang/refusals.ts'
import type { Core } from '../../spine/core.ts'
import type { StageKey } from '../lifecycle/rules-model.ts'
import { canSee } from '../relations/queries.ts'
import type { FirstScripts } from '../scripts/view-first.ts'
import { addNote } from './add-note.ts'
import type { CustomersFact } from './facts.ts'
import { type LogContact, logContact, type MoveInside } from './log-contact.ts'
import { listCustomers } from './queries.ts'
import { revealMobiles } from './reveal-mobiles.ts'
import {
  card,
  cardOpening,
  customerList,
  customerListQuery,
  logBody,
  logReply,
  mobilesReply,
  noteBody,
  timeline,
  timelineQuery,
} from './shapes.ts'
import { undoLog } from './undo-log.ts'
import { viewCard, viewOpening } from './view-card.ts'
import { viewTimeline } from './view-timeline.ts'

export const customerParams = z.object({ externalUserid: z.string().min(1).max(64) })

type Deps = {
  core: Core<CustomersFact>
  firstScripts: FirstScripts
  /** What `firstScripts` chooses from, read outside of the caller's reading. */
  lookAtScripts: () => Promise<unknown>
  moveInside: MoveInside
}
type Place = { externalUserid: string; caller: Caller; lang: string }

/** A foreign customer and one that does not exist answer alike: nobody learns ids by trying. */
export const mustSee = async (core: Core<CustomersFact>, { externalUserid, caller, lang }: Place): Promise<void> => {
  if (await canSee(core.db, caller.scope, externalUserid)) return
  throw new Refusal(404, 'no-such-customer', refusalText('no-such-customer', lang))
}

/** The card as the caller may see it; the answer of everything that changes it. 404 where he may not. */
export const showCard = async (core: Core<CustomersFact>, { externalUserid, caller, lang }: Place) => {
  const shown = await viewCard(core.db, { externalUserid, caller, now: core.now(), zone: core.zone, lang })
  if (shown === null) throw new Refusal(404, 'no-such-customer', refusalText('no-such-customer', lang))
  return shown
}

const logFrom = (body: z.output<typeof logBody>, place: Place): LogContact => ({
  externalUserid: place.externalUserid,
  userid: place.caller.userid,
  outcome: body.outcome ?? null,
  text: body.text,
  nextStepOn: body.nextStepOn ?? null,
  promise: body.promise ?? null,
  followUpId: body.followUpId === undefined ? null : Number(body.followUpId),
  move: body.stage === undefined ? null : { to: body.stage as StageKey, reason: reasonIn(body, place.lang) },
})

const reasonIn = (body: z.output<typeof logBody>, lang: string): string | null => {
  if (body.reason !== undefined && body.reason !== '') return body.reason
  if (body.text !== '') return body.text.slice(0, 200)
  return body.outcome === undefined ? null : messagesFor(lang).outcomes[body.outcome].label
}

const MOVE_REFUSALS: Readonly<Record<string, number>> = {
  'date-in-past': 422,
  'date-too-far': 422,
  'hour-in-past': 422,
  'no-such-customer': 404,
}

export const customerRoutes = ({ core, firstScripts, lookAtScripts, moveInside }: Deps) => ({
  'GET /api/customers': route({
    summary: 'Customers in the caller’s scope, newest contact first',
    query: customerListQuery,
    reply: customerList,
    handle: ({ query, caller }) => listCustomers(core.db, { ...query, userid: caller.userid, scope: caller.scope }),
  }),
  'GET /api/customers/:externalUserid': route({
    summary: 'The card, in one call, with who looks at it and the first scripts',
    before: lookAtScripts,
    onePlan: true,
    params: customerParams,
    reply: cardOpening,
    handle: async ({ params, caller, lang }) => {
      const asked = { ...params, caller, now: core.now(), zone: core.zone, lang }
      const opened = await viewOpening(core.db, asked, firstScripts)
      if (opened === null) throw new Refusal(404, 'no-such-customer', refusalText('no-such-customer', lang))
      return opened
    },
  }),
  'GET /api/customers/:externalUserid/timeline': route({
    summary: 'Everything that happened, newest first',
    params: customerParams,
    query: timelineQuery,
    reply: timeline,
    handle: async ({ params, query, caller, lang }) => {
      await mustSee(core, { ...params, caller, lang })
      return viewTimeline(core.db, { ...params, ...query, scope: caller.scope, lang })
    },
  }),
  'POST /api/customers/:externalUserid/mobiles/reveal': route({
    summary: 'Phone numbers in full; written down with who asked, and limited per hour',
    params: customerParams,
    reply: mobilesReply,
    handle: async ({ params, caller, lang }) => {
      await mustSee(core, { ...params, caller, lang })
      const revealed = await revealMobiles(core, { ...params, userid: caller.userid })
      if (!revealed.ok) throw new Refusal(429, revealed.why, refusalText(revealed.why, lang))
      return { mobiles: revealed.mobiles }
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
  'POST /api/customers/:externalUserid/log': route({
    summary: 'A contact with its outcome, next date, promise and stage, in one step that can be taken back',
    params: customerParams,
    body: logBody,
    reply: logReply,
    status: 201,
    handle: async ({ params, body, caller, lang }) => {
      const place = { ...params, caller, lang }
      await mustSee(core, place)
      const logged = await logContact(core, logFrom(body, place), moveInside)
      if (!logged.ok) throw new Refusal(MOVE_REFUSALS[logged.why] ?? 409, logged.why, refusalText(logged.why, lang))
      return withStatus(201, { card: await showCard(core, place), undo: String(logged.noteId) })
    },
  }),
  'POST /api/customers/:externalUserid/log/:id/undo': route({
    summary: 'Takes a logged contact back whole, within ten minutes, by whoever logged it',
    params: customerParams.extend({ id: z.string().regex(/^\d{1,15}$/) }),
    reply: card,
    handle: async ({ params, caller, lang }) => {
      const place = { externalUserid: params.externalUserid, caller, lang }
      await mustSee(core, place)
      const { externalUserid } = params
      const undone = await undoLog(core, { externalUserid, noteId: Number(params.id), userid: caller.userid })
      const status = !undone.ok && undone.why === 'too-late' ? 409 : 404
      if (!undone.ok) throw new Refusal(status, undone.why, refusalText(undone.why, lang))
      return showCard(core, place)
    },
  }),
})
