import type { AcquisitionChanged, CallbackEvent, EventHead, GroupDetail } from './event-types.ts'
import { list, text, type XmlNode } from './xml.ts'

const numberOf = (root: XmlNode, name: string): number | null => {
  const value = text(root, name)
  return value === null || !/^\s*\d{1,9}\s*$/.test(value) ? null : Number(value)
}

const pairOf = (root: XmlNode): { userid: string; externalUserid: string } | null => {
  const userid = text(root, 'UserID')
  const externalUserid = text(root, 'ExternalUserID')
  return userid === null || externalUserid === null ? null : { userid, externalUserid }
}

/** Who removed whom: `del_external_contact` is the rep's doing, `del_follow_user` the customer's. */
export const contactEvent = (root: XmlNode, head: EventHead): CallbackEvent | null => {
  const pair = pairOf(root)
  if (pair === null) return null
  const state = text(root, 'State')
  const welcomeCode = text(root, 'WelcomeCode')
  const byTransfer = text(root, 'Source') === 'DELETE_BY_TRANSFER'
  switch (text(root, 'ChangeType')) {
    case 'add_external_contact':
      return { ...head, ...pair, type: 'contact-added', half: false, state, welcomeCode }
    case 'add_half_external_contact':
      return { ...head, ...pair, type: 'contact-half-added', half: true, state, welcomeCode }
    case 'edit_external_contact':
      return { ...head, ...pair, type: 'contact-edited' }
    case 'del_external_contact':
      return { ...head, ...pair, type: 'contact-removed', by: 'rep', byTransfer }
    case 'del_follow_user':
      return { ...head, ...pair, type: 'contact-removed', by: 'customer', byTransfer: false }
    case 'transfer_fail':
      return { ...head, ...pair, type: 'transfer-failed', reason: text(root, 'FailReason') }
    case 'msg_audit_approved':
      return { ...head, ...pair, type: 'archive-agreed', welcomeCode }
    default:
      return null
  }
}

const GROUP_CHANGES = { create: 'created', update: 'updated', dismiss: 'dismissed' } as const

const GROUP_DETAILS: Readonly<Record<string, GroupDetail>> = {
  add_member: 'members-joined',
  del_member: 'members-left',
  change_owner: 'owner',
  change_name: 'name',
  change_notice: 'notice',
}

const pick = <Value>(table: Readonly<Record<string, Value>>, key: string | null): Value | null =>
  key !== null && Object.hasOwn(table, key) ? (table[key] ?? null) : null

/** Scenes are kept only beside the detail they belong to: WeCom's own sample sends a quit scene with a join. */
export const groupEvent = (root: XmlNode, head: EventHead): CallbackEvent | null => {
  const chatId = text(root, 'ChatId')
  const change = pick(GROUP_CHANGES, text(root, 'ChangeType'))
  if (chatId === null || change === null) return null
  const detail = pick(GROUP_DETAILS, text(root, 'UpdateDetail'))
  return {
    ...head,
    type: 'group-changed',
    chatId,
    change,
    detail,
    joinScene: detail === 'members-joined' ? numberOf(root, 'JoinScene') : null,
    quitScene: detail === 'members-left' ? numberOf(root, 'QuitScene') : null,
    memberCount: numberOf(root, 'MemChangeCnt'),
    members: list(root, 'MemChangeList', 'Item').filter((member) => member !== ''),
    lastVersion: text(root, 'LastMemVer'),
    currentVersion: text(root, 'CurMemVer'),
  }
}

const TAG_CHANGES = { create: 'created', update: 'updated', delete: 'deleted', shuffle: 'shuffled' } as const
const TAG_TYPES = { tag: 'tag', tag_group: 'group' } as const

export const tagEvent = (root: XmlNode, head: EventHead): CallbackEvent | null => {
  const id = text(root, 'Id') ?? ''
  const change = pick(TAG_CHANGES, text(root, 'ChangeType'))
  if (change === null || (id === '' && change !== 'shuffled')) return null
  const tagType = pick(TAG_TYPES, text(root, 'TagType'))
  return { ...head, type: 'tag-changed', id, tagType, change, strategyId: text(root, 'StrategyId') }
}

const ACQUISITION_CHANGES: Readonly<Record<string, AcquisitionChanged['change']>> = {
  balance_low: 'balance-low',
  balance_exhausted: 'balance-exhausted',
  balance_increased: 'balance-increased',
  quota_expire_soon: 'quota-expires-soon',
  link_unavailable: 'link-unavailable',
  delete_link: 'link-deleted',
  open_profile: 'profile-opened',
  friend_request: 'friend-requested',
}

export const acquisitionEvent = (root: XmlNode, head: EventHead): CallbackEvent | null => {
  const name = text(root, 'ChangeType')
  const linkId = text(root, 'LinkId')
  if (name === 'customer_start_chat' || name === 'message_from_customer') {
    const pair = pairOf(root)
    return pair === null ? null : { ...head, ...pair, type: 'customer-spoke', linkId, chatKey: text(root, 'ChatKey') }
  }
  const change = pick(ACQUISITION_CHANGES, name)
  return change === null ? null : { ...head, type: 'acquisition-changed', change, linkId, state: text(root, 'State') }
}
