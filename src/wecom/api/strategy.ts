import type { StrategyRange } from '../client-data-growth.ts'
import type { WecomTransfers } from '../client-types-growth.ts'
import type { Ask } from '../core.ts'
import { MOST } from '../limits-data.ts'
import { cursorOf, dateOf, numberOf, textOf } from '../types/common.ts'
import { wireStrategy, wireStrategyIds, wireStrategyRange } from '../types/strategies.ts'
import { pageBody, toPage } from './paging.ts'

export type StrategyApi = Pick<WecomTransfers, 'strategyIds' | 'strategy' | 'strategyRange'>

const PATH = 'externalcontact/customer_strategy'

/** Neither a member nor a department: a kind that came after this was written. */
const toRange = (wire: {
  userid?: string | null | undefined
  partyid?: number | string | null | undefined
}): StrategyRange | null => {
  const userid = textOf(wire.userid)
  if (userid !== null) return { userid }
  const department = numberOf(wire.partyid)
  return department === null ? null : { department }
}

export const strategyApi = (ask: Ask): StrategyApi => ({
  strategyIds: async (input = {}) => {
    const reply = await ask(`${PATH}/list`, wireStrategyIds, { body: pageBody(input, MOST.strategyPage) })
    return toPage(reply.strategy, (wire) => Number(wire.strategy_id), reply.next_cursor)
  },
  strategy: async (id) => {
    const { strategy: wire } = await ask(`${PATH}/get`, wireStrategy, { body: { strategy_id: id } })
    return {
      id: Number(wire.strategy_id),
      parentId: numberOf(wire.parent_id),
      name: wire.strategy_name ?? '',
      createdAt: dateOf(wire.create_time),
      admins: wire.admin_list ?? [],
      privileges: wire.privilege ?? {},
    }
  },
  strategyRange: async (id, input = {}) => {
    const body = { strategy_id: id, ...pageBody(input, MOST.strategyPage) }
    const reply = await ask(`${PATH}/get_range`, wireStrategyRange, { body })
    const rows = (reply.range ?? []).map(toRange).filter((row) => row !== null)
    return { rows, nextCursor: cursorOf(reply.next_cursor) }
  },
})
