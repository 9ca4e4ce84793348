import { acquisitionEvent, contactEvent, groupEvent, tagEvent } from './event-customers.ts'
import { appEvent, directoryEvent, messageEvent } from './event-members.ts'
import type { CallbackEvent, EventHead } from './event-types.ts'
import { readXml, text, type XmlNode } from './xml.ts'

export type { CallbackEvent, EventHead } from './event-types.ts'

/** Later than any date we will ever be sent; beyond it a Date stops being one. */
const LATEST_SECOND = 32_503_680_000

const timeOf = (root: XmlNode): Date => {
  const seconds = Number(text(root, 'CreateTime') ?? text(root, 'TimeStamp') ?? 0)
  return new Date(Number.isInteger(seconds) && seconds > 0 && seconds < LATEST_SECOND ? seconds * 1000 : 0)
}

const nameOf = (root: XmlNode): string => {
  const event = text(root, 'Event') ?? text(root, 'InfoType')
  const change = text(root, 'ChangeType')
  if (event === null) return `message/${text(root, 'MsgType') ?? 'unknown'}`
  return change === null ? event : `${event}/${change}`
}

const headOf = (root: XmlNode): EventHead => {
  const from = text(root, 'FromUserName')
  return {
    event: nameOf(root),
    at: timeOf(root),
    corpId: text(root, 'AuthCorpId') ?? text(root, 'ToUserName') ?? '',
    agentId: text(root, 'AgentID'),
    fromUserid: from === 'sys' ? null : from,
  }
}

const READERS: Readonly<Record<string, (root: XmlNode, head: EventHead) => CallbackEvent | null>> = {
  change_external_contact: contactEvent,
  change_external_chat: groupEvent,
  change_external_tag: tagEvent,
  customer_acquisition: acquisitionEvent,
  change_contact: directoryEvent,
}

const eventOf = (root: XmlNode, head: EventHead): CallbackEvent | null => {
  const event = text(root, 'Event') ?? text(root, 'InfoType')
  if (event === null) return messageEvent(root, head)
  return Object.hasOwn(READERS, event) ? (READERS[event]?.(root, head) ?? null) : appEvent(event, root, head)
}

/**
 * The decrypted text in our words. An event that we do not know, or one that lacks the ids it needs, becomes
 * `unknown` and is kept; only text that is not XML at all throws, and then always XmlRefused.
 */
export const parseCallback = (plaintext: string): CallbackEvent => {
  const root = readXml(plaintext)
  const head = headOf(root)
  return eventOf(root, head) ?? { ...head, type: 'unknown' }
}

/** WeCom's own spelling of what happened, for logs and for people who search its documentation. */
export const eventName = (event: CallbackEvent): string => event.event

/** Events with the same key must be handled in order; null means that the order does not matter. */
export const eventOrderKey = (event: CallbackEvent): string | null => {
  switch (event.type) {
    case 'contact-added':
    case 'contact-half-added':
    case 'contact-edited':
    case 'contact-removed':
    case 'transfer-failed':
    case 'archive-agreed':
    case 'customer-spoke':
      return event.externalUserid
    case 'group-changed':
      return event.chatId
    case 'tag-changed':
      return 'tags'
    case 'member-changed':
    case 'department-changed':
      return 'members'
    case 'acquisition-changed':
      return 'acquisition'
    case 'card-clicked':
      return `card:${event.taskId}`
    case 'app-entered':
    case 'app-subscribed':
    case 'app-menu-clicked':
    case 'member-message':
      return `member:${event.userid}`
    case 'archive-notified':
      return 'archive'
    case 'kf-notified':
      return `kf:${event.openKfid}`
    case 'unknown':
      return null
  }
}
