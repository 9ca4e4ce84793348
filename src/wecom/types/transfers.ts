import { z } from 'zod'
import { wireNumber, wireText } from './common.ts'

/** The outer errcode 0 says nothing about the customers: each carries its own. */
export const wireTransferStarted = z.looseObject({
  customer: z.array(z.looseObject({ external_userid: z.string(), errcode: wireNumber })).nullish(),
})

export const wireTransferResults = z.looseObject({
  customer: z
    .array(z.looseObject({ external_userid: z.string(), status: wireNumber, takeover_time: wireNumber }))
    .nullish(),
  next_cursor: wireText,
})

export const wireUnassigned = z.looseObject({
  info: z
    .array(z.looseObject({ handover_userid: z.string(), external_userid: z.string(), dimission_time: wireNumber }))
    .nullish(),
  is_last: z.boolean().nullish(),
  next_cursor: wireText,
})

export const wireGroupsTransferred = z.looseObject({
  failed_chat_list: z.array(z.looseObject({ chat_id: z.string(), errcode: wireNumber, errmsg: wireText })).nullish(),
})
