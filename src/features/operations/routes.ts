import { and, desc, eq, inArray, lt } from 'drizzle-orm'
import { z } from 'zod'
import { Refusal, route } from '../../http/route.ts'
import { langFor } from '../../lang/lang.ts'
import { refusalText } from '../../lang/refusals.ts'
import type { Core } from '../../spine/core.ts'
import { replay } from '../../spine/queue.ts'
import { inboxEvents, outboxMessages } from '../../spine/tables.ts'
import { explain } from '../../wecom/errcodes-data.ts'
import { readSetting, SETTINGS, type SettingKey, writeSetting } from '../settings/queries.ts'
import { ok, page, pageById } from '../settings/shapes.ts'

/** The timed jobs as `src/timetable.ts` keeps them. */
export type JobDesk = {
  list: () => Promise<
    {
      name: string
      schedule: string
      nextAt: string | null
      last: { date: string; status: string; at: string | null } | null
    }[]
  >
  /** Null when there is no such job. */
  run: (name: string, day: string | null, by: string) => Promise<{ name: string; date: string; status: string } | null>
}
type Deps = { core: Core; desk: JobDesk; wake: () => void }

const STATUSES = ['waiting', 'done', 'refused', 'unknown', 'dead'] as const
const rowView = z.object({
  id: z.string(),
  kind: z.string(),
  lane: z.number(),
  status: z.string(),
  attempts: z.number(),
  errcode: z.number().nullable(),
  explanation: z.string().nullable(),
  createdAt: z.string(),
})
const listQuery = pageById.extend({ status: z.enum(STATUSES).optional() })
const rowParams = z.object({ id: z.string().regex(/^\d{1,15}$/) })
const jobView = z.object({
  name: z.string(),
  schedule: z.string(),
  nextAt: z.string().nullable(),
  last: z.object({ date: z.string(), status: z.string(), at: z.string().nullable() }).nullable(),
})

type QueueRow = {
  id: number
  lane: number
  status: string
  attempts: number
  errcode: number | null
  lastError: string | null
  createdAt: Date
}

const view = (kind: string, row: QueueRow, lang: string) => ({
  id: String(row.id),
  kind,
  lane: row.lane,
  status: row.status,
  attempts: row.attempts,
  errcode: row.errcode,
  explanation: row.errcode === null ? row.lastError : `${explain(row.errcode, langFor(lang) === 'en' ? 'en' : 'zh')}`,
  createdAt: row.createdAt.toISOString(),
})

export const operationsRoutes = ({ core, desk, wake }: Deps) => ({
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
    query: listQuery,
    reply: page(rowView),
    handle: async ({ query, lang }) => {
      const wanted = query.status === undefined ? (['waiting', 'refused', 'unknown', 'dead'] as const) : [query.status]
      const after = Number(query.cursor ?? Number.MAX_SAFE_INTEGER)
      const rows = await core.db
        .select()
        .from(outboxMessages)
        .where(and(inArray(outboxMessages.status, [...wanted]), lt(outboxMessages.id, after)))
        .orderBy(desc(outboxMessages.id))
        .limit(query.limit)
      const items = rows.map((row) => view(row.kind, row, lang))
      return { items, nextCursor: rows.length === query.limit ? String(rows.at(-1)?.id) : null }
    },
  }),
  'POST /api/outbox/:id/replay': route({
    summary: 'Tries a refused, unknown or dead message again',
    params: rowParams,
    reply: ok,
    handle: async ({ params, lang }) => {
      if (!(await replay(core.db, 'outbox_messages', Number(params.id)))) {
        throw new Refusal(404, 'no-such-row', refusalText('no-such-row', lang))
      }
      wake()
      return { ok: true as const }
    },
  }),
  'GET /api/inbox': route({
    summary: 'Callbacks by status; the dead ones first of all',
    query: listQuery,
    reply: page(rowView),
    handle: async ({ query, lang }) => {
      const after = Number(query.cursor ?? Number.MAX_SAFE_INTEGER)
      const rows = await core.db
        .select()
        .from(inboxEvents)
        .where(and(eq(inboxEvents.status, query.status ?? 'dead'), lt(inboxEvents.id, after)))
        .orderBy(desc(inboxEvents.id))
        .limit(query.limit)
      const items = rows.map((row) => view(row.event, row, lang))
      return { items, nextCursor: rows.length === query.limit ? String(rows.at(-1)?.id) : null }
    },
  }),
  'POST /api/inbox/:id/replay': route({
    summary: 'Handles a dead callback again',
    params: rowParams,
    reply: ok,
    handle: async ({ params, lang }) => {
      if (!(await replay(core.db, 'inbox_events', Number(params.id)))) {
        throw new Refusal(404, 'no-such-row', refusalText('no-such-row', lang))
      }
      wake()
      return { ok: true as const }
    },
  }),
  'GET /api/sync': route({
    summary: 'How far the first sync is',
    reply: z
      .object({
        running: z.boolean(),
        done: z.number(),
        total: z.number().nullable(),
        lastError: z.string().nullable(),
        finishedAt: z.string().nullable(),
      })
      .nullable(),
    handle: async () => (await readSetting(core.db, 'sync')) ?? null,
  }),
  'GET /api/settings': route({
    summary: 'Settings an admin may change',
    reply: z.object({ welcome: SETTINGS.welcome, brand: SETTINGS.brand }),
    handle: async () => ({
      welcome: await readSetting(core.db, 'welcome'),
      brand: await readSetting(core.db, 'brand'),
    }),
  }),
  'PUT /api/settings/:key': route({
    summary: 'Changes one setting',
    params: z.object({ key: z.string().max(40) }),
    body: z.object({ value: z.unknown() }),
    reply: ok,
    handle: async ({ params, body, caller, lang }) => {
      if (params.key !== 'welcome' && params.key !== 'brand') {
        throw new Refusal(404, 'no-such-setting', refusalText('no-such-setting', lang))
      }
      const key: SettingKey = params.key
      const parsed = SETTINGS[key].safeParse(body.value)
      if (!parsed.success) throw new Refusal(422, 'bad-setting', refusalText('bad-setting', lang))
      await writeSetting(core.db, key, { value: parsed.data, by: caller.userid, at: core.now() })
      return { ok: true as const }
    },
  }),
})
