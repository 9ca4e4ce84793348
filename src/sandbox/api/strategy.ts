import type { Checked } from '../growth/common.ts'
import type { Strategy } from '../growth/state.ts'
import { type ApiContext, type Apis, fine, numberIn, pageOf, type Reply, refuse, textIn } from './replies.ts'

const PAGE = 1000

const limitIn = (context: ApiContext): number => Math.min(Math.max(numberIn(context.body, 'limit') ?? PAGE, 1), PAGE)

const list = (context: ApiContext): Reply => {
  const ids = [...context.kernel.state.growth.strategies.keys()]
  const { page, nextCursor } = pageOf(ids, textIn(context.body, 'cursor'), limitIn(context))
  return fine({ strategy: page.map((id) => ({ strategy_id: id })), next_cursor: nextCursor })
}

const strategyIn = (context: ApiContext): Checked<Strategy> => {
  const found = context.kernel.state.growth.strategies.get(numberIn(context.body, 'strategy_id') ?? -1)
  return found === undefined ? { ok: false, reply: refuse(context, 40058) } : { ok: true, value: found }
}

const get = (context: ApiContext): Reply => {
  const found = strategyIn(context)
  if (!found.ok) return found.reply
  const { id, parentId, name, createdAt, admins, privilege } = found.value
  return fine({
    strategy: {
      strategy_id: id,
      parent_id: parentId,
      strategy_name: name,
      create_time: createdAt,
      admin_list: admins,
      privilege,
    },
  })
}

const range = (context: ApiContext): Reply => {
  const found = strategyIn(context)
  if (!found.ok) return found.reply
  const rows = [
    ...found.value.users.map((userid) => ({ type: 1, userid })),
    ...found.value.parties.map((partyid) => ({ type: 2, partyid })),
  ]
  const { page, nextCursor } = pageOf(rows, textIn(context.body, 'cursor'), limitIn(context))
  return fine({ range: page, next_cursor: nextCursor })
}

export const strategyApis: Apis = {
  'externalcontact/customer_strategy/list': { method: 'POST', empty: { strategy: [] }, run: list },
  'externalcontact/customer_strategy/get': { method: 'POST', run: get },
  'externalcontact/customer_strategy/get_range': { method: 'POST', empty: { range: [] }, run: range },
}
