import { z } from 'zod'
import { wireNumber, wireText, wireTexts } from './common.ts'

const idOf = z.union([z.number(), z.string()])

export const wireStrategyIds = z.looseObject({
  strategy: z.array(z.looseObject({ strategy_id: idOf })).nullish(),
  next_cursor: wireText,
})

export const wireStrategy = z.looseObject({
  strategy: z.looseObject({
    strategy_id: idOf,
    parent_id: wireNumber,
    strategy_name: wireText,
    create_time: wireNumber,
    admin_list: wireTexts,
    privilege: z.record(z.string(), z.boolean()).nullish(),
  }),
})

export const wireStrategyRange = z.looseObject({
  range: z.array(z.looseObject({ type: wireNumber, userid: wireText, partyid: wireNumber })).nullish(),
  next_cursor: wireText,
})
