import { z } from 'zod'
import { Refusal, route } from '../../http/route.ts'
import { refusalText } from '../../lang/refusals.ts'
import type { Core } from '../../spine/core.ts'
import { replay, replayEvent } from '../../spine/queue.ts'
import { ok, page, pageOf, wholeQuery } from '../settings/shapes.ts'
import type { JobDesk } from './job-desk.ts'
import { findEvent, listEvents, listJobs, listMessages } from './queries.ts'
import { eventDetail, eventQuery, eventRow, jobRow, jobView, outboxRow, queueQuery, rowParams } from './shapes.ts'
import { type ReadEvent, viewEvent, viewEvents } from './view-event.ts'
import { viewJobRow, viewMessage, viewTimedJob } from './view-row.ts'

type Deps = { core: Core; desk: JobDesk; wake: () => void; readEvent: ReadEvent }

const noSuchRow = (lang: string) => new Refusal(404, 'no-such-row', refusalText('no-such-row', lang))

export const operationsRoutes = ({ core, desk, wake, readEvent }: Deps) => ({
  'GET /api/jobs': route({
    summary: 'Timed jobs with their last run and their next',
    query: wholeQuery,
    reply: page(jobView),
    handle: async ({ query, lang }) => {
      const all = await desk.list()
      return pageOf(
        all.map((one) => viewTimedJob(one, lang)),
        query,
      )
    },
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
  'GET /api/job-queue': route({
    summary: 'Work that was put off and ended badly, or is in the given status, newest first',
    query: queueQuery,
    reply: page(jobRow),
    handle: async ({ query, lang }) => {
      const statuses = query.status === undefined ? (['refused', 'unknown', 'dead'] as const) : [query.status]
      const cursor = query.cursor === undefined ? {} : { cursor: query.cursor }
      const { rows, nextCursor } = await listJobs(core.db, { statuses, limit: query.limit, ...cursor })
      return { items: rows.map((row) => viewJobRow(row, lang)), nextCursor }
    },
  }),
  'POST /api/job-queue/:id/replay': route({
    summary: 'Does work again that ended badly. Repeating is harmless: whatever it sends has a key',
    params: rowParams,
    reply: ok,
    handle: async ({ params, caller, lang }) => {
      await core.db.transaction(async (tx) => {
        if (!(await replay(tx, 'jobs', Number(params.id)))) throw noSuchRow(lang)
        await core.audit(tx, { actor: caller.userid, action: 'job-replayed', object: params.id })
      })
      wake()
      return { ok: true as const }
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
