import type { AcquisitionCustomer, AcquisitionLinkInput, AcquisitionRange } from '../client-data-growth.ts'
import type { WecomWays } from '../client-types-growth.ts'
import type { Ask } from '../core.ts'
import { MOST } from '../limits-data.ts'
import {
  wireLink,
  wireLinkChat,
  wireLinkCreated,
  wireLinkCustomers,
  wireLinkIds,
  wireLinkStatistic,
  wireQuota,
} from '../types/acquisition.ts'
import { dateOf, numberOf, numbersOf, textOf, wireReply } from '../types/common.ts'
import { atMost, pageBody, secondsOf, toPage } from './paging.ts'

export type AcquisitionApi = Pick<
  WecomWays,
  | 'acquisitionLinkIds'
  | 'acquisitionLink'
  | 'createAcquisitionLink'
  | 'updateAcquisitionLink'
  | 'deleteAcquisitionLink'
  | 'acquisitionCustomers'
  | 'acquisitionStatistic'
  | 'acquisitionQuota'
  | 'acquisitionChat'
>

const PATH = 'externalcontact/customer_acquisition'

const wireRange = (range: AcquisitionRange): Record<string, unknown> => {
  atMost('members of an acquisition link', range.userids?.length ?? 0, MOST.acquisitionMembers)
  return { user_list: range.userids, department_list: range.departments }
}

const linkBody = (input: Partial<AcquisitionLinkInput>): Record<string, unknown> => ({
  link_name: input.name,
  range: input.range === undefined ? undefined : wireRange(input.range),
  skip_verify: input.skipVerify,
  priority_option:
    input.priority === undefined
      ? undefined
      : { priority_type: input.priority.type, priority_userid_list: input.priority.userids },
  mark_source: input.markSource,
})

const CHATS: Readonly<Record<number, AcquisitionCustomer['chat']>> = { 0: 'none', 1: 'spoke' }

type LinksApi = Pick<
  AcquisitionApi,
  'acquisitionLinkIds' | 'acquisitionLink' | 'createAcquisitionLink' | 'updateAcquisitionLink' | 'deleteAcquisitionLink'
>

const linksApi = (ask: Ask): LinksApi => ({
  acquisitionLinkIds: async (input = {}) => {
    const body = pageBody(input, MOST.acquisitionLinkPage)
    const reply = await ask(`${PATH}/list_link`, wireLinkIds, { body })
    return toPage(reply.link_id_list, (id) => id, reply.next_cursor)
  },
  acquisitionLink: async (linkId) => {
    const reply = await ask(`${PATH}/get`, wireLink, { body: { link_id: linkId } })
    const { link, range, priority_option: priority } = reply
    const type = numberOf(priority?.priority_type)
    return {
      linkId,
      name: link.link_name ?? '',
      url: link.url ?? '',
      createdAt: dateOf(link.create_time),
      skipVerify: link.skip_verify ?? true,
      markSource: link.mark_source ?? true,
      userids: range?.user_list ?? [],
      departments: numbersOf(range?.department_list),
      priority: type === null ? null : { type, userids: priority?.priority_userid_list ?? [] },
    }
  },
  createAcquisitionLink: async (input) => {
    const { link } = await ask(`${PATH}/create_link`, wireLinkCreated, { body: linkBody(input) })
    return { linkId: link.link_id ?? '', name: link.link_name ?? '', url: link.url ?? '' }
  },
  updateAcquisitionLink: async (linkId, input) => {
    await ask(`${PATH}/update_link`, wireReply, { body: { link_id: linkId, ...linkBody(input) }, serial: linkId })
  },
  deleteAcquisitionLink: async (linkId) => {
    await ask(`${PATH}/delete_link`, wireReply, { body: { link_id: linkId } })
  },
})

export const acquisitionApi = (ask: Ask): AcquisitionApi => ({
  ...linksApi(ask),
  acquisitionCustomers: async (linkId, input = {}) => {
    const body = { link_id: linkId, ...pageBody(input, MOST.acquisitionCustomerPage) }
    const reply = await ask(`${PATH}/customer`, wireLinkCustomers, { body })
    return toPage(
      reply.customer_list,
      (row): AcquisitionCustomer => ({
        externalUserid: row.external_userid,
        userid: textOf(row.userid),
        chat: CHATS[numberOf(row.chat_status) ?? 2] ?? 'unknown',
        state: textOf(row.state),
      }),
      reply.next_cursor,
    )
  },
  acquisitionStatistic: async ({ linkId, from, until }) => {
    const body = { link_id: linkId, start_time: secondsOf(from), end_time: secondsOf(until) }
    const reply = await ask(`${PATH}/statistic`, wireLinkStatistic, { body })
    return { clicks: numberOf(reply.click_link_customer_cnt), newCustomers: numberOf(reply.new_customer_cnt) }
  },
  acquisitionQuota: async () => {
    const reply = await ask('externalcontact/customer_acquisition_quota', wireQuota)
    return {
      total: numberOf(reply.total),
      balance: numberOf(reply.balance),
      parts: (reply.quota_list ?? []).map((part) => ({
        expiresAt: dateOf(part.expire_date),
        balance: numberOf(part.balance),
      })),
    }
  },
  acquisitionChat: async (chatKey) => {
    const reply = await ask(`${PATH}/get_chat_info`, wireLinkChat, { body: { chat_key: chatKey } })
    return {
      userid: reply.userid,
      externalUserid: reply.external_userid,
      linkId: textOf(reply.chat_info?.link_id),
      state: textOf(reply.chat_info?.state),
      received: numberOf(reply.chat_info?.recv_msg_cnt),
    }
  },
})
