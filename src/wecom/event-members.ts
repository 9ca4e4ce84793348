import type { CallbackEvent, CardClicked, EventHead } from './event-types.ts'
import { child, list, text, type XmlNode } from './xml.ts'

type Change = 'created' | 'updated' | 'deleted'

const MEMBER_CHANGES = { create_user: 'created', update_user: 'updated', delete_user: 'deleted' } as const
const PARTY_CHANGES = { create_party: 'created', update_party: 'updated', delete_party: 'deleted' } as const

const idOf = (value: string | null): number | null =>
  value !== null && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : null

/** "1,2,3". An element that is there but empty means "in no department". */
const departmentsOf = (root: XmlNode): number[] | null => {
  const found = child(root, 'Department')
  if (found === null) return null
  return found.text
    .split(',')
    .map(idOf)
    .filter((id) => id !== null)
}

const memberEvent = (root: XmlNode, head: EventHead, change: Change): CallbackEvent | null => {
  const userid = text(root, 'UserID')
  if (userid === null) return null
  const departments = departmentsOf(root)
  const [newUserid, name] = [text(root, 'NewUserID'), text(root, 'Name')]
  return { ...head, type: 'member-changed', change, userid, newUserid, name, departments }
}

const departmentEvent = (root: XmlNode, head: EventHead, change: Change): CallbackEvent | null => {
  const departmentId = idOf(text(root, 'Id'))
  if (departmentId === null) return null
  const [name, parentId] = [text(root, 'Name'), idOf(text(root, 'ParentId'))]
  return { ...head, type: 'department-changed', change, departmentId, name, parentId }
}

export const directoryEvent = (root: XmlNode, head: EventHead): CallbackEvent | null => {
  const name = text(root, 'ChangeType')
  switch (name) {
    case 'create_user':
    case 'update_user':
    case 'delete_user':
      return memberEvent(root, head, MEMBER_CHANGES[name])
    case 'create_party':
    case 'update_party':
    case 'delete_party':
      return departmentEvent(root, head, PARTY_CHANGES[name])
    default:
      return null
  }
}

/** WeCom's documentation once misspelt the two names, and some senders copied it: both spellings arrive. */
const selectedOf = (root: XmlNode): CardClicked['selected'] =>
  (child(root, 'SelectedItems')?.children ?? [])
    .filter((item) => item.name === 'SelectedItem')
    .map((item) => ({
      question: text(item, 'QuestionKey') ?? '',
      options: [...list(item, 'OptionIds', 'OptionId'), ...list(item, 'OpitonIds', 'OpitonId')],
    }))

const cardEvent = (root: XmlNode, head: EventHead, userid: string): CallbackEvent => ({
  ...head,
  type: 'card-clicked',
  userid,
  taskId: text(root, 'TaskId') ?? '',
  key: text(root, 'EventKey') ?? '',
  responseCode: text(root, 'ResponseCode') ?? '',
  cardType: text(root, 'CardType') ?? '',
  selected: selectedOf(root),
})

const kfEvent = (root: XmlNode, head: EventHead): CallbackEvent | null => {
  const openKfid = text(root, 'OpenKfId')
  return openKfid === null ? null : { ...head, type: 'kf-notified', openKfid, token: text(root, 'Token') ?? '' }
}

export const appEvent = (event: string, root: XmlNode, head: EventHead): CallbackEvent | null => {
  if (event === 'msgaudit_notify') return { ...head, type: 'archive-notified' }
  if (event === 'kf_msg_or_event') return kfEvent(root, head)
  const userid = head.fromUserid
  if (userid === null) return null
  switch (event) {
    case 'enter_agent':
      return { ...head, type: 'app-entered', userid }
    case 'subscribe':
    case 'unsubscribe':
      return { ...head, type: 'app-subscribed', userid, on: event === 'subscribe' }
    case 'click':
      return { ...head, type: 'app-menu-clicked', userid, key: text(root, 'EventKey') ?? '' }
    case 'template_card_event':
    case 'template_card_menu_event':
    case 'taskcard_click':
      return cardEvent(root, head, userid)
    default:
      return null
  }
}

/** `MsgId` stays text: it is a 64-bit number and would lose its last digits. */
export const messageEvent = (root: XmlNode, head: EventHead): CallbackEvent | null => {
  const msgType = text(root, 'MsgType')
  const userid = head.fromUserid
  if (msgType === null || msgType === 'event' || userid === null) return null
  const [content, mediaId] = [text(root, 'Content'), text(root, 'MediaId')]
  return { ...head, type: 'member-message', userid, msgType, content, msgId: text(root, 'MsgId') ?? '', mediaId }
}
