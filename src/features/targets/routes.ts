import { type Caller, Refusal, route } from '../../http/route.ts'
import { digestWords } from '../../lang/digests.ts'
import type { Core } from '../../spine/core.ts'
import { pageOf, wholeQuery } from '../settings/shapes.ts'
import { listTargets, loadWholeOrg, type TargetView, useridsOf } from './queries.ts'
import { setTarget } from './set-target.ts'
import { target, targetList, targetView } from './shapes.ts'

const isManager = (caller: Caller): boolean => caller.role === 'manager' || caller.role === 'admin'

export const targetRoutes = ({ core }: { core: Core }) => {
  const viewsOf = (month: string, lang: string): Promise<TargetView[]> =>
    listTargets(core.db, { month, zone: core.zone, companyName: digestWords(lang).company })

  return {
    'GET /api/targets': route({
      summary: 'Targets of a month with sales so far',
      query: wholeQuery.extend({ month: target.shape.month }),
      reply: targetList,
      handle: async ({ query, caller, lang }) => {
        const views = await viewsOf(query.month, lang)
        return pageOf(isManager(caller) ? views : await withinScope(core, views, caller), query)
      },
    }),
    'PUT /api/targets': route({
      summary: 'Sets the target of a month for the company, a department or a member',
      body: target,
      reply: targetView,
      handle: async ({ body, caller, lang }) => {
        if (!isManager(caller)) throw new Refusal(403, 'managers-only', 'Only a manager or admin sets targets')
        const result = await setTarget(core, { ...body, setBy: caller.userid })
        if (!result.ok) throw new Refusal(422, result.why, 'scopeId names no department or member')
        const saved = result.target
        const views = await viewsOf(saved.month, lang)
        const view = views.find((one) => one.scope === saved.scope && one.scopeId === saved.scopeId)
        return view ?? { ...saved, name: saved.scopeId, actual: 0 }
      },
    }),
  }
}

// A lead sees a team's target only when all of the team is theirs to see: its sum tells about each member.
const withinScope = async (core: Core, views: readonly TargetView[], caller: Caller): Promise<TargetView[]> => {
  const { scope } = caller
  if (scope.all) return [...views]
  const org = await loadWholeOrg(core.db)
  return views.filter((view) => {
    const userids = useridsOf(view, org)
    return userids !== null && userids.length > 0 && userids.every((userid) => scope.userids.includes(userid))
  })
}
