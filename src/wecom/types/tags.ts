import { z } from 'zod'
import { wireNumber, wireText } from './common.ts'

export const wireTag = z.looseObject({
  id: z.string(),
  name: z.string(),
  create_time: wireNumber,
  order: wireNumber,
  deleted: z.boolean().nullish(),
})

export const wireTagGroup = z.looseObject({
  group_id: z.string(),
  group_name: z.string(),
  create_time: wireNumber,
  order: wireNumber,
  deleted: z.boolean().nullish(),
  tag: z.array(wireTag).nullish(),
})

export const wireTagList = z.looseObject({ tag_group: z.array(wireTagGroup).nullish() })
export const wireTagAdded = z.looseObject({ tag_group: wireTagGroup })

/** Tags of a rule group: the same, with the group's number and without `deleted`. */
export const wireStrategyTagList = z.looseObject({
  tag_group: z.array(wireTagGroup.extend({ strategy_id: wireNumber })).nullish(),
})

export const wireTagAddRequest = z.looseObject({
  group_id: wireText,
  group_name: wireText,
  order: wireNumber,
  tag: z.array(z.looseObject({ name: z.string(), order: wireNumber })),
  agentid: wireNumber,
})

export type WireTag = z.infer<typeof wireTag>
export type WireTagGroup = z.infer<typeof wireTagGroup>
