import type { AcquisitionChanged, EventHead, GroupDetail, TagChanged } from './event-types.ts'
import { type EventReader, inside, inWords, listOf, said, wholeOf } from './event-words.ts'
import { type WireEventName, wireEvents } from './types/events.ts'

type Readers = Partial<Record<WireEventName, EventReader>>
type Pair = { UserID: string; ExternalUserID: string }

const pairOf = ({ UserID, ExternalUserID }: Pair) => ({ userid: UserID, externalUserid: ExternalUserID })

/** Who removed whom: `del_external_contact` is the rep's doing, `del_follow_user` the customer's. */
export const contactReaders: Readers = {
  'change_external_contact/add_external_contact': inWords(
    wireEvents['change_external_contact/add_external_contact'],
    (fields, head) => ({
      ...head,
      ...pairOf(fields),
      type: 'contact-added',
      half: false,
      state: said(fields.State),
      welcomeCode: said(fields.WelcomeCode),
    }),
  ),
  'change_external_contact/add_half_external_contact': inWords(
    wireEvents['change_external_contact/add_half_external_contact'],
    (fields, head) => ({
      ...head,
      ...pairOf(fields),
      type: 'contact-half-added',
      half: true,
      state: said(fields.State),
      welcomeCode: said(fields.WelcomeCode),
    }),
  ),
  'change_external_contact/edit_external_contact': inWords(
    wireEvents['change_external_contact/edit_external_contact'],
    (fields, head) => ({ ...head, ...pairOf(fields), type: 'contact-edited' }),
  ),
  'change_external_contact/del_external_contact': inWords(
    wireEvents['change_external_contact/del_external_contact'],
    (fields, head) => {
      const byTransfer = said(fields.Source) === 'DELETE_BY_TRANSFER'
      return { ...head, ...pairOf(fields), type: 'contact-removed', by: 'rep', byTransfer }
    },
  ),
  'change_external_contact/del_follow_user': inWords(
    wireEvents['change_external_contact/del_follow_user'],
    (fields, head) => ({ ...head, ...pairOf(fields), type: 'contact-removed', by: 'customer', byTransfer: false }),
  ),
  'change_external_contact/transfer_fail': inWords(
    wireEvents['change_external_contact/transfer_fail'],
    (fields, head) => ({ ...head, ...pairOf(fields), type: 'transfer-failed', reason: said(fields.FailReason) }),
  ),
  'change_external_contact/msg_audit_approved': inWords(
    wireEvents['change_external_contact/msg_audit_approved'],
    (fields, head) => ({ ...head, ...pairOf(fields), type: 'archive-agreed', welcomeCode: said(fields.WelcomeCode) }),
  ),
}

const GROUP_DETAILS: ReadonlyMap<string, GroupDetail> = new Map([
  ['add_member', 'members-joined'],
  ['del_member', 'members-left'],
  ['change_owner', 'owner'],
  ['change_name', 'name'],
  ['change_notice', 'notice'],
])

const groupEnd = (change: 'created' | 'dismissed') => (fields: { ChatId: string }, head: EventHead) => ({
  ...head,
  type: 'group-changed' as const,
  chatId: fields.ChatId,
  change,
  detail: null,
  joinScene: null,
  quitScene: null,
  memberCount: null,
  members: [],
  lastVersion: null,
  currentVersion: null,
})

export const groupReaders: Readers = {
  'change_external_chat/create': inWords(wireEvents['change_external_chat/create'], groupEnd('created')),
  'change_external_chat/dismiss': inWords(wireEvents['change_external_chat/dismiss'], groupEnd('dismissed')),
  'change_external_chat/update': inWords(wireEvents['change_external_chat/update'], (fields, head) => {
    const detail = GROUP_DETAILS.get(fields.UpdateDetail ?? '') ?? null
    return {
      ...head,
      type: 'group-changed',
      chatId: fields.ChatId,
      change: 'updated',
      detail,
      // Kept only beside the detail they belong to: WeCom's own sample sends a quit scene with a join.
      joinScene: detail === 'members-joined' ? wholeOf(fields.JoinScene) : null,
      quitScene: detail === 'members-left' ? wholeOf(fields.QuitScene) : null,
      memberCount: wholeOf(fields.MemChangeCnt),
      members: listOf(inside(fields.MemChangeList)?.Item).filter((member) => member !== ''),
      lastVersion: said(fields.LastMemVer),
      currentVersion: said(fields.CurMemVer),
    }
  }),
}

const TAG_TYPES: ReadonlyMap<string, 'tag' | 'group'> = new Map([
  ['tag', 'tag'],
  ['tag_group', 'group'],
])

type TagFields = { Id?: string | undefined; TagType?: string | undefined; StrategyId?: string | undefined }

const tagChanged =
  (change: TagChanged['change']) =>
  (fields: TagFields, head: EventHead): TagChanged => ({
    ...head,
    type: 'tag-changed',
    id: said(fields.Id) ?? '',
    tagType: TAG_TYPES.get(fields.TagType ?? '') ?? null,
    change,
    strategyId: said(fields.StrategyId),
  })

export const tagReaders: Readers = {
  'change_external_tag/create': inWords(wireEvents['change_external_tag/create'], tagChanged('created')),
  'change_external_tag/update': inWords(wireEvents['change_external_tag/update'], tagChanged('updated')),
  'change_external_tag/delete': inWords(wireEvents['change_external_tag/delete'], tagChanged('deleted')),
  'change_external_tag/shuffle': inWords(wireEvents['change_external_tag/shuffle'], tagChanged('shuffled')),
}

type Acquisition = AcquisitionChanged['change']

const balance = (name: WireEventName, change: Acquisition): EventReader =>
  inWords(wireEvents[name], (_fields, head) => ({
    ...head,
    type: 'acquisition-changed',
    change,
    linkId: null,
    state: null,
  }))

type LinkEvent = 'link_unavailable' | 'delete_link' | 'open_profile' | 'friend_request'

const link = (name: `customer_acquisition/${LinkEvent}`, change: Acquisition): EventReader =>
  inWords(wireEvents[name], (fields, head) => ({
    ...head,
    type: 'acquisition-changed',
    change,
    linkId: said(fields.LinkId),
    state: said(fields.State),
  }))

export const acquisitionReaders: Readers = {
  'customer_acquisition/balance_low': balance('customer_acquisition/balance_low', 'balance-low'),
  'customer_acquisition/balance_exhausted': balance('customer_acquisition/balance_exhausted', 'balance-exhausted'),
  'customer_acquisition/balance_increased': balance('customer_acquisition/balance_increased', 'balance-increased'),
  'customer_acquisition/quota_expire_soon': balance('customer_acquisition/quota_expire_soon', 'quota-expires-soon'),
  'customer_acquisition/link_unavailable': link('customer_acquisition/link_unavailable', 'link-unavailable'),
  'customer_acquisition/delete_link': link('customer_acquisition/delete_link', 'link-deleted'),
  'customer_acquisition/open_profile': link('customer_acquisition/open_profile', 'profile-opened'),
  'customer_acquisition/friend_request': link('customer_acquisition/friend_request', 'friend-requested'),
  'customer_acquisition/customer_start_chat': inWords(
    wireEvents['customer_acquisition/customer_start_chat'],
    (fields, head) => ({ ...head, ...pairOf(fields), type: 'customer-spoke', linkId: null, chatKey: null }),
  ),
  'customer_acquisition/message_from_customer': inWords(
    wireEvents['customer_acquisition/message_from_customer'],
    (fields, head) => ({
      ...head,
      ...pairOf(fields),
      type: 'customer-spoke',
      linkId: said(fields.LinkId),
      chatKey: said(fields.ChatKey),
    }),
  ),
}
