import { acquisitionReaders, contactReaders, groupReaders, tagReaders } from './event-customers.ts'
import { appReaders, directoryReaders, readMessage } from './event-members.ts'
import type { CallbackEvent, EventHead } from './event-types.ts'
import { type EventReader, said } from './event-words.ts'
import { wireEventHead } from './types/event-parts.ts'
import { fieldsOf, readXml, type XmlFields } from './xml.ts'

export type { CallbackEvent, EventHead } from './event-types.ts'

/** Later than any date we will ever be sent; beyond it a Date stops being one. */
const LATEST_SECOND = 32_503_680_000

const timeOf = (text: string | null, receivedAt: Date): Date => {
  const seconds = Number(text ?? 0)
  const usable = Number.isInteger(seconds) && seconds > 0 && seconds < LATEST_SECOND
  return usable ? new Date(seconds * 1000) : receivedAt
}

/** A head that is none says nothing about itself; the event then becomes `unknown`. */
const headOf = (fields: XmlFields, receivedAt: Date): EventHead => {
  const { success, data } = wireEventHead.safeParse(fields)
  const wire = success ? data : {}
  const [event, change, from] = [
    said(wire.Event) ?? said(wire.InfoType),
    said(wire.ChangeType),
    said(wire.FromUserName),
  ]
  const message = `message/${said(wire.MsgType) ?? 'unknown'}`
  return {
    event: event === null ? message : change === null ? event : `${event}/${change}`,
    at: timeOf(said(wire.CreateTime) ?? said(wire.TimeStamp), receivedAt),
    corpId: said(wire.AuthCorpId) ?? said(wire.ToUserName) ?? '',
    agentId: said(wire.AgentID),
    fromUserid: from === 'sys' ? null : from,
  }
}

/** The events that somebody here acts on, under WeCom's names. */
export const EVENT_READERS: ReadonlyMap<string, EventReader> = new Map(
  Object.entries({
    ...contactReaders,
    ...groupReaders,
    ...tagReaders,
    ...acquisitionReaders,
    ...directoryReaders,
    ...appReaders,
  }),
)

const readerOf = (name: string): EventReader | undefined =>
  name.startsWith('message/') ? readMessage : EVENT_READERS.get(name)

/**
 * The decrypted text in our words. An event that we do not know, or one that lacks the ids it needs, becomes
 * `unknown` and is kept; only text that is not XML at all throws, and then always XmlRefused. `receivedAt` dates an
 * event to which WeCom gave no usable time: with the epoch, an end would count as older than every beginning.
 */
export const parseCallback = (plaintext: string, receivedAt = new Date(0)): CallbackEvent => {
  const fields = fieldsOf(readXml(plaintext))
  const head = headOf(fields, receivedAt)
  return readerOf(head.event)?.(fields, head) ?? { ...head, type: 'unknown' }
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
