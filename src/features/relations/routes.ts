import { Refusal, route } from '../../http/route.ts'
import { refusalText } from '../../lang/refusals.ts'
import type { Core } from '../../spine/core.ts'
import { page, pageById } from '../settings/shapes.ts'
import { pauseSync, resumeSync } from './pause-sync.ts'
import { reconcileView, syncView } from './shapes.ts'
import { viewReconciles, viewSync } from './view-sync.ts'

export const relationRoutes = ({ core }: { core: Core }) => {
  const look = (lang: string) => viewSync(core.db, { now: core.now(), lang })
  return {
    'GET /api/sync': route({
      summary: 'How far the reading of all customers is: counts, speed, estimated end, and what was left out and why',
      reply: syncView,
      handle: ({ lang }) => look(lang),
    }),
    'POST /api/sync/pause': route({
      summary: 'Stops the sync after the pages that are under way',
      reply: syncView,
      handle: async ({ caller, lang }) => {
        if (!(await pauseSync(core, caller.userid)))
          throw new Refusal(409, 'not-running', refusalText('not-running', lang))
        return look(lang)
      },
    }),
    'POST /api/sync/resume': route({
      summary: 'Goes on with a paused or failed sync where it was',
      reply: syncView,
      handle: async ({ caller, lang }) => {
        if (!(await resumeSync(core, caller.userid)))
          throw new Refusal(409, 'not-paused', refusalText('not-paused', lang))
        return look(lang)
      },
    }),
    'GET /api/reconcile': route({
      summary:
        'The newest nightly comparisons with WeCom: what differed, by kind, with examples. All of it was repaired',
      query: pageById,
      reply: page(reconcileView),
      handle: async ({ query, lang }) => {
        const before = query.cursor === undefined ? null : Number(query.cursor)
        const items = await viewReconciles(core.db, { limit: query.limit, before, lang })
        return { items, nextCursor: items.length === query.limit ? (items.at(-1)?.id ?? null) : null }
      },
    }),
  }
}
