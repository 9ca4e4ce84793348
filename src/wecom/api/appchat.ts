import { fitBytes } from '../bytes.ts'
import type { AppchatMessage } from '../client-data-growth.ts'
import type { WecomMore } from '../client-types-growth.ts'
import type { Ask } from '../core.ts'
import { MOST } from '../limits-data.ts'
import { wireAppchat, wireAppchatCreated } from '../types/appchats.ts'
import { textOf, wireReply } from '../types/common.ts'
import { atMost } from './paging.ts'

export type AppchatApi = Pick<WecomMore, 'createAppchat' | 'updateAppchat' | 'appchat' | 'sendAppchat'>

const TEXT_BYTES = 2048

const contentOf = (message: AppchatMessage): Record<string, unknown> => {
  if ('text' in message) {
    const text = { content: fitBytes(message.text, TEXT_BYTES), mentioned_list: message.mention }
    return { msgtype: 'text', text }
  }
  if ('markdown' in message) {
    return { msgtype: 'markdown', markdown: { content: fitBytes(message.markdown, TEXT_BYTES) } }
  }
  if ('media' in message) return { msgtype: message.media, [message.media]: { media_id: message.mediaId } }
  const { title, description, url, button } = message.textCard
  return { msgtype: 'textcard', textcard: { title, description, url, btntxt: button } }
}

export const appchatApi = (ask: Ask): AppchatApi => ({
  createAppchat: async ({ name, owner, userids, chatid }) => {
    atMost('members of a group', userids.length, MOST.appchatMembers, 2)
    const body = { name, owner, userlist: userids, chatid }
    return { chatid: (await ask('appchat/create', wireAppchatCreated, { body })).chatid }
  },
  updateAppchat: async ({ chatid, name, owner, add, remove }) => {
    atMost('members to add', add?.length ?? 0, MOST.appchatChange)
    atMost('members to remove', remove?.length ?? 0, MOST.appchatChange)
    const body = {
      chatid,
      name,
      owner,
      add_user_list: add?.length ? add : undefined,
      del_user_list: remove?.length ? remove : undefined,
    }
    await ask('appchat/update', wireReply, { body, serial: `appchat/${chatid}` })
  },
  appchat: async (chatid) => {
    const { chat_info: wire } = await ask('appchat/get', wireAppchat, { query: { chatid } })
    return { chatid: wire.chatid, name: textOf(wire.name), owner: textOf(wire.owner), userids: wire.userlist ?? [] }
  },
  sendAppchat: async (chatid, message) => {
    await ask('appchat/send', wireReply, { body: { chatid, ...contentOf(message) } })
  },
})
