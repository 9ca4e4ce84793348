import { z } from 'zod'
import { wireNumber, wireNumbers, wireText, wireTexts } from './common.ts'

const wireLinkBody = z.looseObject({
  link_id: wireText,
  link_name: wireText,
  url: wireText,
  create_time: wireNumber,
  skip_verify: z.boolean().nullish(),
  mark_source: z.boolean().nullish(),
})

export const wireLinkIds = z.looseObject({ link_id_list: wireTexts, next_cursor: wireText })
export const wireLinkCreated = z.looseObject({ link: wireLinkBody })
export const wireLink = z.looseObject({
  link: wireLinkBody,
  range: z.looseObject({ user_list: wireTexts, department_list: wireNumbers }).nullish(),
  priority_option: z.looseObject({ priority_type: wireNumber, priority_userid_list: wireTexts }).nullish(),
})

export const wireLinkCustomers = z.looseObject({
  customer_list: z
    .array(z.looseObject({ external_userid: z.string(), userid: wireText, chat_status: wireNumber, state: wireText }))
    .nullish(),
  next_cursor: wireText,
})

export const wireLinkStatistic = z.looseObject({ click_link_customer_cnt: wireNumber, new_customer_cnt: wireNumber })

export const wireQuota = z.looseObject({
  total: wireNumber,
  balance: wireNumber,
  quota_list: z.array(z.looseObject({ expire_date: wireNumber, balance: wireNumber })).nullish(),
})

export const wireLinkChat = z.looseObject({
  userid: z.string(),
  external_userid: z.string(),
  chat_info: z.looseObject({ recv_msg_cnt: wireNumber, link_id: wireText, state: wireText }).nullish(),
})

export type WireLink = z.infer<typeof wireLink>
