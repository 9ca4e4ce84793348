import type { BehaviorInput, CustomerDetail, Follower, RemarkInput } from '../client-data.ts'
import type { Wecom } from '../client-types.ts'
import type { Ask } from '../core.ts'
import { WecomRefused, WecomUnreachable } from '../errors.ts'
import { MOST } from '../limits-data.ts'
import { cursorOf, wireReply } from '../types/common.ts'
import {
  wireBehavior,
  wireCustomer,
  wireCustomerBatch,
  wireCustomerIds,
  wireFollowUserList,
  wireServedContacts,
} from '../types/customers.ts'
import { toBehaviorDay, toContact, toFollower, toFollowInfo, toServedContact } from './customer-mapping.ts'
import { pageBody, secondsOf, toPage } from './paging.ts'

export type CustomersApi = Pick<
  Wecom,
  'followUserids' | 'customerIds' | 'customer' | 'customersByUsers' | 'remark' | 'behaviorData' | 'servedContacts'
>

const NO_RELATION = 84061
const MAX_FOLLOWER_PAGES = 200

/** A member without customers is answered with an error instead of an empty list. */
const emptyWhenUnrelated = async <Result>(read: () => Promise<Result>, empty: Result): Promise<Result> => {
  try {
    return await read()
  } catch (error) {
    if (error instanceof WecomRefused && error.errcode === NO_RELATION) return empty
    throw error
  }
}

const readCustomer = async (ask: Ask, externalUserid: string): Promise<CustomerDetail> => {
  const api = 'externalcontact/get'
  const followers: Follower[] = []
  let cursor: string | null = null
  for (let page = 0; page < MAX_FOLLOWER_PAGES; page += 1) {
    const query: Record<string, string> = { external_userid: externalUserid, ...(cursor === null ? {} : { cursor }) }
    const reply = await ask(api, wireCustomer, { query })
    followers.push(...(reply.follow_user ?? []).map(toFollower))
    const next = cursorOf(reply.next_cursor)
    if (next === null) return { contact: toContact(reply.external_contact), followers }
    cursor = next
  }
  throw new WecomUnreachable(api, { sent: true, why: 'the pages of followers do not end' })
}

const remarkBody = (input: RemarkInput): Record<string, unknown> => ({
  userid: input.userid,
  external_userid: input.externalUserid,
  remark: input.remark,
  description: input.description,
  remark_company: input.company,
  // An empty list changes nothing at WeCom; one empty text is what clears the numbers.
  remark_mobiles: input.mobiles?.length === 0 ? [''] : input.mobiles,
})

const behaviorBody = (input: BehaviorInput): Record<string, unknown> => ({
  ...('userids' in input ? { userid: input.userids } : { partyid: input.departments }),
  start_time: secondsOf(input.from),
  end_time: secondsOf(input.to),
})

export const customersApi = (ask: Ask): CustomersApi => ({
  followUserids: async () => (await ask('externalcontact/get_follow_user_list', wireFollowUserList)).follow_user ?? [],
  customerIds: (userid) =>
    emptyWhenUnrelated(async () => {
      const reply = await ask('externalcontact/list', wireCustomerIds, { query: { userid } })
      return reply.external_userid ?? []
    }, []),
  customer: (externalUserid) => readCustomer(ask, externalUserid),
  customersByUsers: (userids, cursor = null, limit = 100) =>
    emptyWhenUnrelated(
      async () => {
        const body = { userid_list: userids, cursor: cursor ?? '', limit }
        const reply = await ask('externalcontact/batch/get_by_user', wireCustomerBatch, { body })
        return {
          rows: (reply.external_contact_list ?? []).map((row) => ({
            contact: toContact(row.external_contact),
            follow: { ...toFollowInfo(row.follow_info), tagIds: row.follow_info.tag_id ?? [] },
          })),
          nextCursor: cursorOf(reply.next_cursor),
          unlicensedUserids: reply.fail_info?.unlicensed_userid_list ?? [],
        }
      },
      { rows: [], nextCursor: null, unlicensedUserids: [] },
    ),
  remark: async (input) => {
    const serial = `${input.userid}/${input.externalUserid}`
    await ask('externalcontact/remark', wireReply, { body: remarkBody(input), serial })
  },
  behaviorData: async (input) => {
    const reply = await ask('externalcontact/get_user_behavior_data', wireBehavior, { body: behaviorBody(input) })
    return (reply.behavior_data ?? []).map(toBehaviorDay)
  },
  servedContacts: async (input = {}) => {
    const body = pageBody(input, MOST.servedPage)
    const reply = await ask('externalcontact/contact_list', wireServedContacts, { body })
    return toPage(reply.info_list, toServedContact, reply.next_cursor)
  },
})
