import type { XmlFields } from '../../wecom/xml.ts'
import { activityOf, chinaDay, type Kernel, type PairDay } from '../kernel.ts'
import { type ChatMessage, pairKey, type Relation } from '../state.ts'

const head = (kernel: Kernel, event: string, from = 'sys'): XmlFields => ({
  ToUserName: kernel.options.corpId,
  FromUserName: from,
  CreateTime: kernel.seconds(),
  MsgType: 'event',
  Event: event,
})

/** A callback of the corp: what people do in the client causes one, what an API call does causes none. */
export const emitEvent = (kernel: Kernel, event: string, fields: XmlFields): Promise<void> => {
  const change = typeof fields.ChangeType === 'string' ? `/${fields.ChangeType}` : ''
  return kernel.sender?.emit(`${event}${change}`, { ...head(kernel, event), ...fields }) ?? Promise.resolve()
}

/** A callback of the app, caused by one member. */
export const emitAppEvent = (kernel: Kernel, event: string, userid: string, fields: XmlFields): Promise<void> =>
  kernel.sender?.emit(
    event,
    { ...head(kernel, event, userid), AgentID: Number(kernel.options.agentId), ...fields },
    true,
  ) ?? Promise.resolve()

export const say = (
  kernel: Kernel,
  pair: { userid: string; externalUserid: string },
  message: Omit<ChatMessage, 'id' | 'at'>,
): ChatMessage => {
  const key = pairKey(pair.userid, pair.externalUserid)
  const chat = kernel.state.chats.get(key) ?? []
  const made: ChatMessage = { id: kernel.nextNumber(), at: kernel.now(), ...message }
  chat.push(made)
  kernel.state.chats.set(key, chat)
  kernel.version += 1
  return made
}

const pairDay = (kernel: Kernel, userid: string, externalUserid: string): PairDay => {
  const { pairs } = activityOf(kernel, userid, chinaDay(kernel.seconds()))
  const found = pairs.get(externalUserid) ?? { customerFirst: null, reply: null, sent: 0 }
  pairs.set(externalUserid, found)
  return found
}

/** Only a chat that the customer opened counts as asked; an answer after midnight belongs to no day. */
export const countSaid = (kernel: Kernel, relation: Relation, by: 'rep' | 'customer'): void => {
  const day = pairDay(kernel, relation.userid, relation.externalUserid)
  if (by === 'customer') {
    if (day.sent === 0) day.customerFirst ??= kernel.seconds()
    relation.spoke = true
    return
  }
  day.sent += 1
  if (day.customerFirst !== null) day.reply ??= kernel.seconds()
}

export const theRelation = (kernel: Kernel, userid: string, externalUserid: string): Relation => {
  const found = kernel.state.relations.get(pairKey(userid, externalUserid))
  if (found?.alive !== true) throw new Error(`${userid} and ${externalUserid} are not connected in the sandbox`)
  return found
}
