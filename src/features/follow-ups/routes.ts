import { z } from 'zod'
import { type Caller, Refusal, route } from '../../http/route.ts'
import { type RefusalCode, refusalText } from '../../lang/refusals.ts'
import type { Core } from '../../spine/core.ts'
import { loadCalendar } from '../calendar/queries.ts'
import { businessDay } from '../calendar/zone.ts'
import type { CustomersFact } from '../customers/facts.ts'
import { findMember } from '../members/queries.ts'
import { page, pageOf, pageQuery, wholeQuery } from '../settings/shapes.ts'
import { fromCursor, toCursor } from './cursor.ts'
import { completeFollowUp, dismissFollowUp, reopenFollowUp } from './end-follow-up.ts'
import type { FollowUpsFact } from './facts.ts'
import { findFollowUp, listByStatus, listOpen } from './queries.ts'
import { reassignFollowUp } from './reassign-follow-up.ts'
import { evidenceOf } from './rules-ending.ts'
import { compareKeys, orderKey } from './rules-today.ts'
import { completeBody, dismissBody, followUp, heirs, reassignBody, snoozeBody, today, todayQuery } from './shapes.ts'
import { snoozeFollowUp } from './snooze-follow-up.ts'
import { todayItem, viewFollowUp } from './view-follow-up.ts'
import { viewHeirs } from './view-heirs.ts'
import { viewToday } from './view-today.ts'

type Deps = {
  core: Core<FollowUpsFact | CustomersFact>
  /** A note given with a completion is a note like any other. */
  addNote: (note: { externalUserid: string; userid: string; text: string; nextStepOn: null }) => Promise<unknown>
}
type Asked = { id: string; caller: Caller; lang: string }

const params = z.object({ id: z.string().regex(/^\d{1,15}$/) })
const listQuery = pageQuery
  .extend({
    status: z.enum(['open', 'done', 'dismissed', 'cancelled']).default('open'),
    due: z.enum(['today', 'all']).default('all'),
  })
  // What is open is in the order to do it, what is over by number: each has a cursor of its own.
  .refine(
    ({ cursor, status }) =>
      cursor === undefined || (status === 'open' ? fromCursor(cursor) !== null : /^\d{1,15}$/.test(cursor)),
    {
      path: ['cursor'],
      message: 'is not one of ours',
    },
  )

const MISSING: readonly RefusalCode[] = ['no-such-follow-up', 'no-such-member']
const refuse = (why: RefusalCode, lang: string): Refusal =>
  new Refusal(MISSING.includes(why) ? 404 : 409, why, refusalText(why, lang))

const isIn = ({ scope }: Caller, userid: string): boolean => scope.all || scope.userids.includes(userid)

/** The rep it belongs to, his lead and above; for others it does not exist. */
const mustSee = async (core: Deps['core'], { id, caller, lang }: Asked) => {
  const row = await findFollowUp(core.db, Number(id))
  const mine = row !== null && isIn(caller, row.userid)
  if (!mine) throw refuse('no-such-follow-up', lang)
  return row
}

/** Whoever it belongs to, and nobody else: a lead gives it to a colleague instead of ending it for him. */
const mustOwn = async (core: Deps['core'], asked: Asked) => {
  const row = await mustSee(core, asked)
  if (row.userid !== asked.caller.userid) throw refuse('no-such-follow-up', asked.lang)
  return row
}

/** Spelled as we know it, so that a different case does not make a second person. */
const mustBeIn = async (core: Deps['core'], userid: string, { caller, lang }: Omit<Asked, 'id'>) => {
  const member = await findMember(core.db, userid)
  if (member === null || member.leftAt !== null || !isIn(caller, member.userid)) throw refuse('no-such-member', lang)
  return member
}

const show = async (core: Deps['core'], { id, lang }: Asked) => {
  const row = await findFollowUp(core.db, Number(id))
  if (row === null) throw refuse('no-such-follow-up', lang)
  return viewFollowUp(row, { now: core.now(), zone: core.zone, lang, calendar: await loadCalendar(core.db) })
}

type Ended = { ok: true } | { ok: false; why: RefusalCode }

const end = async (core: Deps['core'], asked: Asked, run: () => Promise<Ended>) => {
  await mustOwn(core, asked)
  const ended = await run()
  if (!ended.ok) throw refuse(ended.why, asked.lang)
  return show(core, asked)
}

export const followUpRoutes = ({ core, addNote }: Deps) => ({
  'GET /api/today': route({
    summary: 'A day as a finite list in the order to do it: the caller’s, or with userid that of somebody in scope',
    query: todayQuery,
    reply: today,
    handle: async ({ query, caller, lang }) => {
      const { userid } = query.userid === undefined ? caller : await mustBeIn(core, query.userid, { caller, lang })
      return viewToday(core.db, { userid, now: core.now(), zone: core.zone, lang })
    },
  }),
  'GET /api/follow-ups': route({
    summary: 'Follow-ups in the caller’s scope; due=today means due by the end of today, overdue ones included',
    query: listQuery,
    reply: page(followUp),
    handle: async ({ query, caller, lang }) => {
      const context = { now: core.now(), zone: core.zone, lang, calendar: await loadCalendar(core.db) }
      const scope = caller.scope
      const dueBy = query.due === 'today' ? businessDay(core.now(), core.zone) : null
      if (query.status !== 'open') {
        const after = query.cursor === undefined ? null : Number(query.cursor) || null
        const rows = await listByStatus(core.db, { scope, status: query.status, dueBy, limit: query.limit + 1, after })
        const next = rows.length > query.limit ? String(rows[query.limit]?.id) : null
        return { items: rows.slice(0, query.limit).map((row) => viewFollowUp(row, context)), nextCursor: next }
      }
      const place = query.cursor === undefined ? null : fromCursor(query.cursor)
      const rows = (await listOpen(core.db, { scope, dueBy }))
        .map((row) => ({ row, key: [...orderKey(todayItem(row, context)), row.id] }))
        .filter(({ key }) => place === null || compareKeys(key, place) > 0)
        .sort((a, b) => compareKeys(a.key, b.key))
      const shown = rows.slice(0, query.limit)
      const last = rows.length > shown.length ? shown.at(-1) : undefined
      const items = shown.map(({ row }) => viewFollowUp(row, context))
      return { items, nextCursor: last === undefined ? null : toCursor(last.key) }
    },
  }),
  'POST /api/follow-ups/:id/complete': route({
    summary: 'Done; only with evidence it counts as a contact',
    params,
    body: completeBody,
    reply: followUp,
    handle: async ({ params, body, caller, lang }) => {
      const row = await mustOwn(core, { ...params, caller, lang })
      const ended = await end(core, { ...params, caller, lang }, () =>
        completeFollowUp(core, {
          id: Number(params.id),
          evidence: evidenceOf(body.evidence ?? body.note),
          userid: caller.userid,
        }),
      )
      if (body.note !== undefined) {
        await addNote({ externalUserid: row.externalUserid, userid: caller.userid, text: body.note, nextStepOn: null })
      }
      return ended
    },
  }),
  'POST /api/follow-ups/:id/snooze': route({
    summary: 'Put off: twice at most, seven days at most, with a reason',
    params,
    body: snoozeBody,
    reply: followUp,
    handle: ({ params, body, caller, lang }) =>
      end(core, { ...params, caller, lang }, () =>
        snoozeFollowUp(core, { id: Number(params.id), ...body, userid: caller.userid }),
      ),
  }),
  'POST /api/follow-ups/:id/dismiss': route({
    summary: 'Not needed, with a reason',
    params,
    body: dismissBody,
    reply: followUp,
    handle: ({ params, body, caller, lang }) =>
      end(core, { ...params, caller, lang }, () =>
        dismissFollowUp(core, { id: Number(params.id), ...body, userid: caller.userid }),
      ),
  }),
  'POST /api/follow-ups/:id/reopen': route({
    summary: 'Takes a completion, a dismissal or a postponement back within ten minutes',
    params,
    reply: followUp,
    handle: ({ params, caller, lang }) =>
      end(core, { ...params, caller, lang }, () =>
        reopenFollowUp(core, { id: Number(params.id), userid: caller.userid }),
      ),
  }),
  'GET /api/follow-ups/:id/heirs': route({
    summary: 'Who in the caller’s scope could take a follow-up over, and who of them is the customer’s friend',
    params,
    query: wholeQuery,
    reply: heirs,
    handle: async ({ params, query, caller, lang }) => {
      const { externalUserid, userid: owner } = await mustSee(core, { ...params, caller, lang })
      const { db, now, zone } = core
      const items = await viewHeirs(db, { scope: caller.scope, externalUserid, owner, day: businessDay(now(), zone) })
      return pageOf(items, query)
    },
  }),
  'POST /api/follow-ups/:id/reassign': route({
    summary: 'Gives an open follow-up to a colleague who is the customer’s friend; both in the caller’s scope',
    params,
    body: reassignBody,
    reply: followUp,
    handle: async ({ params, body, caller, lang }) => {
      await mustSee(core, { ...params, caller, lang })
      const heir = await mustBeIn(core, body.userid, { caller, lang })
      const id = Number(params.id)
      const done = await reassignFollowUp(core, { id, to: heir.userid, userid: caller.userid, back: body.back })
      if (!done.ok) throw refuse(done.why, lang)
      return show(core, { ...params, caller, lang })
    },
  }),
})
