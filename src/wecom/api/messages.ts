import { fitBytes } from '../bytes.ts'
import { wireCard } from '../cards.ts'
import type { AppMessageInput, MediaInput, UpdateCardInput, WelcomeInput } from '../client-data.ts'
import type { Wecom } from '../client-types.ts'
import type { Ask } from '../core.ts'
import { messageLimits } from '../limits-data.ts'
import { dateOf, textOf, wireReply } from '../types/common.ts'
import { wireCardUpdated, wireMedia, wireMessageSent } from '../types/messages.ts'
import { wireAttachmentOf } from './attachments.ts'
import { mediaForm } from './media-form.ts'

export type MessagesApi = Pick<Wecom, 'sendWelcome' | 'sendAppMessage' | 'updateTemplateCard' | 'uploadMedia'>

const APP_TEXT_BYTES = 2048
const MAX_RECIPIENTS = 1000
const UPLOAD_TIMEOUT_MS = 60_000

const welcomeBody = (input: WelcomeInput): Record<string, unknown> => ({
  welcome_code: input.welcomeCode,
  text: input.text === undefined ? undefined : { content: input.text },
  attachments: input.attachments?.length ? input.attachments.map(wireAttachmentOf) : undefined,
})

const wireContent = (input: AppMessageInput): Record<string, unknown> => {
  if ('text' in input) return { msgtype: 'text', text: { content: fitBytes(input.text, APP_TEXT_BYTES) } }
  if ('markdown' in input) {
    return { msgtype: 'markdown', markdown: { content: fitBytes(input.markdown, APP_TEXT_BYTES) } }
  }
  if ('card' in input) return { msgtype: 'template_card', template_card: wireCard(input.card) }
  const { title, description, url, button } = input.textCard
  return { msgtype: 'textcard', textcard: { title, description, url, btntxt: button } }
}

const messageBody = (agentId: string, input: AppMessageInput): Record<string, unknown> => ({
  touser: input.toUsers.join('|'),
  agentid: Number(agentId),
  ...wireContent(input),
  ...(input.duplicateCheckSeconds === undefined
    ? {}
    : { enable_duplicate_check: 1, duplicate_check_interval: input.duplicateCheckSeconds }),
})

const updateBody = (agentId: string, input: UpdateCardInput): Record<string, unknown> => ({
  userids: input.userids,
  agentid: Number(agentId),
  response_code: input.responseCode,
  ...('replaceName' in input
    ? { button: { replace_name: input.replaceName } }
    : { template_card: wireCard(input.card) }),
})

/** One text joined with `|` in one reply, a list in the other. */
const splitUsers = (users: string | readonly string[] | null | undefined): string[] =>
  (typeof users === 'string' ? users.split('|') : (users ?? [])).filter((userid) => userid !== '')

export const messagesApi = (ask: Ask, urgent: Ask, agentId: string): MessagesApi => ({
  sendWelcome: async (input) => {
    await urgent('externalcontact/send_welcome_msg', wireReply, { body: welcomeBody(input) })
  },
  sendAppMessage: async (input) => {
    if (input.toUsers.length === 0 || input.toUsers.length > MAX_RECIPIENTS) {
      throw new RangeError(`an app message needs 1 to ${MAX_RECIPIENTS} recipients`)
    }
    const limits = messageLimits(agentId, input.toUsers)
    const reply = await ask('message/send', wireMessageSent, { body: messageBody(agentId, input), limits })
    return {
      msgid: reply.msgid ?? '',
      invalidUsers: [...splitUsers(reply.invaliduser), ...splitUsers(reply.unlicenseduser)],
      responseCode: textOf(reply.response_code),
    }
  },
  updateTemplateCard: async (input) => {
    const body = updateBody(agentId, input)
    const reply = await ask('message/update_template_card', wireCardUpdated, { body })
    return { invalidUsers: splitUsers(reply.invaliduser) }
  },
  uploadMedia: async (input: MediaInput) => {
    const query = { type: input.type }
    const body = mediaForm(input)
    const reply = await ask('media/upload', wireMedia, { query, body, timeoutMs: UPLOAD_TIMEOUT_MS })
    return { mediaId: reply.media_id, createdAt: dateOf(reply.created_at) }
  },
})
