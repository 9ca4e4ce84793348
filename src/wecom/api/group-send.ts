import type { Attachment } from '../client-data.ts'
import type { GroupSendInput, GroupSendOutcome, GroupSendResult, GroupWelcomeInput } from '../client-data-growth.ts'
import type { WecomSends } from '../client-types-growth.ts'
import type { Ask } from '../core.ts'
import { MOST } from '../limits-data.ts'
import { dateOf, numberOf, textOf, wireReply } from '../types/common.ts'
import {
  type WireAttachment,
  type WireSendRow,
  wireGroupSendCreated,
  wireGroupSendList,
  wireGroupSendResults,
  wireGroupSendTasks,
  wireGroupWelcome,
  wireGroupWelcomeAdded,
} from '../types/sends.ts'
import { toAttachment, wireAttachmentOf, wirePart } from './attachments.ts'
import { atMost, pageBody, secondsOf, toPage } from './paging.ts'

export type GroupSendApi = Pick<
  WecomSends,
  'createGroupSend' | 'groupSends' | 'groupSendTasks' | 'groupSendResults' | 'remindGroupSend' | 'cancelGroupSend'
>
export type GroupWelcomeApi = Pick<
  WecomSends,
  'addGroupWelcome' | 'editGroupWelcome' | 'groupWelcome' | 'deleteGroupWelcome'
>

const CHAT_TYPES = { customers: 'single', groups: 'group' } as const
const MAKERS = { company: 0, rep: 1, both: 2 } as const
const SENT = 2

const OUTCOMES: Readonly<Record<number, GroupSendOutcome>> = { 0: 'waiting', 1: 'sent', 2: 'not-friends', 3: 'quota' }

const receiversOf = (input: GroupSendInput): Record<string, unknown> => {
  if (input.to === 'groups') {
    atMost('groups of a group send', input.chatIds?.length ?? 0, MOST.groupSendGroups)
    return { sender: input.sender, chat_id_list: input.chatIds?.length ? input.chatIds : undefined }
  }
  atMost('customers of a group send', input.externalUserids?.length ?? 0, MOST.groupSendCustomers)
  return {
    // An empty list would mean "everybody"; whoever filtered down to nobody must not send to all.
    external_userid: input.externalUserids,
    sender: input.sender,
    tag_filter: input.tags === undefined ? undefined : { group_list: input.tags.map((tags) => ({ tag_list: tags })) },
    allow_select: input.allowSelect,
  }
}

const sendBody = (input: GroupSendInput): Record<string, unknown> => {
  atMost('attachments', input.attachments?.length ?? 0, MOST.sendAttachments)
  if (input.to === 'customers' && input.externalUserids?.length === 0) {
    throw new RangeError('customers of a group send: nobody is named')
  }
  return {
    chat_type: CHAT_TYPES[input.to],
    ...receiversOf(input),
    text: input.text === undefined ? undefined : { content: input.text },
    attachments: input.attachments?.length ? input.attachments.map(wireAttachmentOf) : undefined,
  }
}

const toAttachments = (wires: readonly WireAttachment[] | null | undefined): Attachment[] =>
  (wires ?? []).map(toAttachment).filter((one) => one !== null)

const toResult = (wire: WireSendRow): GroupSendResult => ({
  userid: textOf(wire.userid),
  externalUserid: textOf(wire.external_userid),
  chatId: textOf(wire.chat_id),
  outcome: OUTCOMES[numberOf(wire.status) ?? -1] ?? 'unknown',
  sentAt: dateOf(wire.send_time),
})

export const groupSendApi = (ask: Ask): GroupSendApi => ({
  createGroupSend: async (input) => {
    const reply = await ask('externalcontact/add_msg_template', wireGroupSendCreated, { body: sendBody(input) })
    return { msgid: reply.msgid, failed: reply.fail_list ?? [] }
  },
  groupSends: async (input) => {
    const body = {
      chat_type: CHAT_TYPES[input.to],
      start_time: secondsOf(input.from),
      end_time: secondsOf(input.until),
      creator: input.creator,
      filter_type: MAKERS[input.by ?? 'both'],
      ...pageBody(input, MOST.groupSendPage),
    }
    const reply = await ask('externalcontact/get_groupmsg_list_v2', wireGroupSendList, { body })
    return toPage(
      reply.group_msg_list,
      (wire) => ({
        msgid: wire.msgid,
        creator: textOf(wire.creator),
        createdAt: dateOf(wire.create_time),
        by: numberOf(wire.create_type) === MAKERS.rep ? ('rep' as const) : ('company' as const),
        text: textOf(wire.text?.content),
        attachments: toAttachments(wire.attachments),
      }),
      reply.next_cursor,
    )
  },
  groupSendTasks: async (msgid, input = {}) => {
    const body = { msgid, ...pageBody(input, MOST.groupSendResultPage) }
    const reply = await ask('externalcontact/get_groupmsg_task', wireGroupSendTasks, { body })
    return toPage(
      reply.task_list,
      (wire) => ({
        userid: wire.userid,
        sent: numberOf(wire.status) === SENT,
        sentAt: dateOf(wire.send_time),
      }),
      reply.next_cursor,
    )
  },
  groupSendResults: async (task, input = {}) => {
    const body = { ...task, ...pageBody(input, MOST.groupSendResultPage) }
    const reply = await ask('externalcontact/get_groupmsg_send_result', wireGroupSendResults, { body })
    return toPage(reply.send_list ?? reply.detail_list, toResult, reply.next_cursor)
  },
  remindGroupSend: async (msgid) => {
    await ask('externalcontact/remind_groupmsg_send', wireReply, { body: { msgid } })
  },
  cancelGroupSend: async (msgid) => {
    await ask('externalcontact/cancel_groupmsg_send', wireReply, { body: { msgid } })
  },
})

const templateBody = ({ text, attachment }: GroupWelcomeInput): Record<string, unknown> => ({
  text: text === undefined ? undefined : { content: text },
  ...(attachment === undefined ? {} : { [attachment.kind]: wirePart(attachment) }),
})

/** Templates belong to the app that made them, so the app names itself. */
export const groupWelcomeApi = (ask: Ask, agentId: string): GroupWelcomeApi => {
  const path = 'externalcontact/group_welcome_template'
  const agentid = Number(agentId)
  return {
    addGroupWelcome: async (input) => {
      const body = { ...templateBody(input), agentid, notify: (input.notify ?? true) ? 1 : 0 }
      return { templateId: (await ask(`${path}/add`, wireGroupWelcomeAdded, { body })).template_id }
    },
    editGroupWelcome: async (templateId, input) => {
      const body = { template_id: templateId, ...templateBody(input), agentid }
      await ask(`${path}/edit`, wireReply, { body, serial: templateId })
    },
    groupWelcome: async (templateId) => {
      const reply = await ask(`${path}/get`, wireGroupWelcome, { body: { template_id: templateId } })
      return { text: textOf(reply.text?.content), attachment: toAttachment(reply) }
    },
    deleteGroupWelcome: async (templateId) => {
      await ask(`${path}/del`, wireReply, { body: { template_id: templateId, agentid } })
    },
  }
}
