import { route } from '../../http/route.ts'
import { auditText } from '../../lang/audit.ts'
import type { Core } from '../../spine/core.ts'
import { memberNames } from '../members/queries.ts'
import { listAudit } from './queries.ts'
import { auditList, auditQuery, auditVerdict } from './shapes.ts'
import { verifyChain } from './view-chain.ts'

export const auditRoutes = ({ core }: { core: Core }) => ({
  'GET /api/audit/verdict': route({
    summary: 'Walks the whole chain of the audit log and names the first entry that is wrong',
    reply: auditVerdict,
    handle: () => verifyChain(core.db),
  }),
  'GET /api/audit': route({
    summary: 'Who did what that matters for security, newest first; by actor, action or customer',
    query: auditQuery,
    reply: auditList,
    handle: async ({ query, lang }) => {
      const { rows, nextCursor } = await listAudit(core.db, query)
      const names = await memberNames(core.db)
      const items = rows.map(({ prev: _prev, ...row }) => ({
        ...row,
        at: row.at.toISOString(),
        actorName: names.get(row.actor) ?? row.actor,
        text: auditText(row.action, lang),
      }))
      return { items, nextCursor }
    },
  }),
})
