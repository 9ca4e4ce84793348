import type { TransferInput, TransferKind, TransferOutcome } from '../client-data-growth.ts'
import type { WecomTransfers } from '../client-types-growth.ts'
import type { Ask } from '../core.ts'
import { MOST } from '../limits-data.ts'
import { cursorOf, dateOf, numberOf } from '../types/common.ts'
import { wireGroupsTransferred, wireTransferResults, wireTransferStarted, wireUnassigned } from '../types/transfers.ts'
import { atMost, pageBody, toPage } from './paging.ts'

export type TransferApi = Pick<
  WecomTransfers,
  'transferCustomers' | 'transferResults' | 'unassignedCustomers' | 'transferGroups'
>

const PATHS: Readonly<Record<TransferKind, { customers: string; results: string; groups: string }>> = {
  'on-job': {
    customers: 'externalcontact/transfer_customer',
    results: 'externalcontact/transfer_result',
    groups: 'externalcontact/groupchat/onjob_transfer',
  },
  resigned: {
    customers: 'externalcontact/resigned/transfer_customer',
    results: 'externalcontact/resigned/transfer_result',
    groups: 'externalcontact/groupchat/transfer',
  },
}

const OUTCOMES: Readonly<Record<number, TransferOutcome>> = {
  1: 'done',
  2: 'waiting',
  3: 'refused',
  4: 'taker-full',
  5: 'no-record',
}

const transferBody = (input: TransferInput): Record<string, unknown> => {
  atMost('customers of a transfer', input.externalUserids.length, MOST.transfer, 1)
  return {
    handover_userid: input.from,
    takeover_userid: input.to,
    external_userid: input.externalUserids,
    transfer_success_msg: input.kind === 'on-job' ? input.message : undefined,
  }
}

export const transferApi = (ask: Ask): TransferApi => ({
  transferCustomers: async (input) => {
    const reply = await ask(PATHS[input.kind].customers, wireTransferStarted, { body: transferBody(input) })
    return (reply.customer ?? []).map((row) => ({
      externalUserid: row.external_userid,
      errcode: numberOf(row.errcode) ?? 0,
    }))
  },
  transferResults: async ({ kind, from, to, cursor }) => {
    const body = { handover_userid: from, takeover_userid: to, cursor: cursor ?? '' }
    const reply = await ask(PATHS[kind].results, wireTransferResults, { body })
    return toPage(
      reply.customer,
      (row) => ({
        externalUserid: row.external_userid,
        outcome: OUTCOMES[numberOf(row.status) ?? 5] ?? 'no-record',
        takenOverAt: dateOf(row.takeover_time),
      }),
      reply.next_cursor,
    )
  },
  unassignedCustomers: async (input = {}) => {
    const { cursor, limit } = pageBody(input, MOST.unassignedPage)
    const reply = await ask('externalcontact/get_unassigned_list', wireUnassigned, {
      body: { cursor, page_size: limit },
    })
    const rows = (reply.info ?? []).map((row) => ({
      from: row.handover_userid,
      externalUserid: row.external_userid,
      leftAt: dateOf(row.dimission_time),
    }))
    // The last page may still carry a cursor.
    return { rows, nextCursor: reply.is_last === true ? null : cursorOf(reply.next_cursor) }
  },
  transferGroups: async ({ kind, chatIds, to }) => {
    atMost('groups of a transfer', chatIds.length, MOST.transfer, 1)
    const body = { chat_id_list: chatIds, new_owner: to }
    const reply = await ask(PATHS[kind].groups, wireGroupsTransferred, { body })
    return (reply.failed_chat_list ?? []).map((row) => ({
      chatId: row.chat_id,
      errcode: numberOf(row.errcode) ?? -1,
    }))
  },
})
