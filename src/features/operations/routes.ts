import { z } from 'zod'
import { Refusal, route } from '../../http/route.ts'
import { refusalText } from '../../lang/refusals.ts'
import type { Core } from '../../spine/core.ts'
import { replay, replayEvent } from '../../spine/queue.ts'
import { ok, page } from '../settings/shapes.ts'
import { findEvent, listEvents, listMessages } from './queries.ts'
import { eventDetail, eventQuery, eventRow, outboxRow, queueQuery, rowParams } from './shapes.ts'
import { type ReadEvent, viewEvent, viewEvents } from './view-event.ts'
import { viewMessage } from './view-row.ts'

/** The timed jobs as `src/timetable.ts` keeps them. */
export type JobDesk = {
  list: () => Promise<
    {
      name: string
      schedule: string
      nextAt: string | null
      last: { date: string; status: string; at: string | null } | null
      /** Runs left out since a day, because they came due while nobody could run them. */
      skipped: { since: string; count: number; last: string | null }
    }[]
  >
  /** Null when there is no such job. */
  run: (name: string, day: string | null, by: string) => Promise<{ name: string; date: string; status: string } | null>
}
type Deps = { core: Core; desk: JobDesk; wake: () => void; readEvent: ReadEvent }

const jobView = z.object({
  name: z.string(),
  schedule: z.string(),
  nextAt: z.string().nullable(),
  last: z.object({ date: z.string(), status: z.string(), at: z.string().nullable() }).nullable(),
  skipped: z.object({ since: z.string(), count: z.number(), last: z.string().nullable() }),
})

const noSuchRow = (lang: string) => new Refusal(404, 'no-such-row', refusalText('no-such-row', lang))

export const operationsRoutes = ({ core, desk, wake, readEvent }: Deps) => ({
  'GET /api/jobs': route({
    summary: 'Timed jobs with their last run and their next',
    reply: page(jobView),
    handle: async () => ({ items: await desk.list(), nextCursor: null }),
  }),
  'POST /api/jobs/:name/run': route({
    summary: 'Runs one occurrence now, under the same once-only key as the clock would',
    params: z.object({ name: z.string().max(40) }),
    body: z.object({ date: z.iso.date().optional() }).optional(),
    reply: z.object({ name: z.string(), date: z.string(), status: z.string() }),
    status: 202,
    handle: async ({ params, body, caller, lang }) => {
      const planned = await desk.run(params.name, body?.date ?? null, caller.userid)
      if (planned === null) throw new Refusal(404, 'no-such-job', refusalText('no-such-job', lang))
      return planned
    },
  }),
  'GET /api/outbox': route({
    summary: 'What is to leave, was refused, or has an unknown outcome, with a plain explanation',
    query: queueQuery,
    reply: page(outboxRow),
    handle: async ({ query, lang }) => {
      const statuses =
        query.status === undefined ? (['waiting', 'refused', 'unknown', 'dead'] as const) : [query.status]
      const cursor = query.cursor === undefined ? {} : { cursor: query.cursor }
      const { rows, nextCursor } = await listMessages(core.db, { statuses, limit: query.limit, ...cursor })
      return { items: rows.map((row) => viewMessage(row, lang)), nextCursor }
    },
  }),
  'POST /api/outbox/:id/replay': route({
    summary: 'Tries a refused, unknown or dead message again',
    params: rowParams,
    reply: ok,
    handle: async ({ params, caller, lang }) => {
      await core.db.transaction(async (tx) => {
        if (!(await replay(tx, 'outbox_messages', Number(params.id)))) throw noSuchRow(lang)
        await core.audit(tx, { actor: caller.userid, action: 'message-replayed', object: params.id })
      })
      wake()
      return { ok: true as const }
    },
  }),
  'GET /api/inbox': route({
    summary: 'Callbacks, newest first; by status, by WeCom’s name of the event, or by a text in them',
    query: eventQuery,
    reply: page(eventRow),
    handle: async ({ query, lang }) => {
      const { rows, nextCursor } = await listEvents(core.db, query)
      return { items: await viewEvents(core.db, rows, { readEvent, lang }), nextCursor }
    },
  }),
  'GET /api/inbox/:id': route({
    summary: 'One callback: its text as fields, its attempts, and what followed from it',
    params: rowParams,
    reply: eventDetail,
    handle: async ({ params, lang }) => {
      const row = await findEvent(core.db, Number(params.id))
      if (row === null) throw noSuchRow(lang)
      return viewEvent(core.db, row, { readEvent, lang })
    },
  }),
  'POST /api/inbox/:id/replay': route({
    summary: 'Handles a callback and the jobs it put off again. Repeating is harmless: messages are not sent again',
    params: rowParams,
    reply: ok,
    handle: async ({ params, caller, lang }) => {
      await core.db.transaction(async (tx) => {
        if (!(await replayEvent(tx, Number(params.id)))) throw noSuchRow(lang)
        await core.audit(tx, { actor: caller.userid, action: 'event-replayed', object: params.id })
      })
      wake()
      return { ok: true as const }
    },
  }),
})
