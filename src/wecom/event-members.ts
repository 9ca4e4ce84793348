import type { CallbackEvent, CardClicked, EventHead } from './event-types.ts'
import { type EventReader, inside, inWords, listOf, said, wholeOf } from './event-words.ts'
import { type WireEventName, wireEvents } from './types/events.ts'
import { wireMemberMessage } from './types/events-app.ts'

type Readers = Partial<Record<WireEventName, EventReader>>
type Change = 'created' | 'updated' | 'deleted'
type Fields<N extends WireEventName> = ReturnType<(typeof wireEvents)[N]['parse']>

/** "1,2,3". An element that is there but empty means "in no department". */
const departmentsOf = (text: string | undefined): number[] | null =>
  text === undefined
    ? null
    : text
        .split(',')
        .map(wholeOf)
        .filter((id) => id !== null)

const member =
  (change: Change) =>
  (fields: Fields<'change_contact/update_user'>, head: EventHead): CallbackEvent => ({
    ...head,
    type: 'member-changed',
    change,
    userid: fields.UserID,
    newUserid: said(fields.NewUserID),
    name: said(fields.Name),
    departments: departmentsOf(fields.Department),
  })

const department =
  (change: Change) =>
  (fields: Fields<'change_contact/update_party'>, head: EventHead): CallbackEvent | null => {
    const departmentId = wholeOf(fields.Id)
    if (departmentId === null) return null
    const [name, parentId] = [said(fields.Name), wholeOf(fields.ParentId)]
    return { ...head, type: 'department-changed', change, departmentId, name, parentId }
  }

export const directoryReaders: Readers = {
  'change_contact/create_user': inWords(wireEvents['change_contact/create_user'], member('created')),
  'change_contact/update_user': inWords(wireEvents['change_contact/update_user'], member('updated')),
  'change_contact/delete_user': inWords(wireEvents['change_contact/delete_user'], member('deleted')),
  'change_contact/create_party': inWords(wireEvents['change_contact/create_party'], department('created')),
  'change_contact/update_party': inWords(wireEvents['change_contact/update_party'], department('updated')),
  'change_contact/delete_party': inWords(wireEvents['change_contact/delete_party'], department('deleted')),
}

const selectedOf = (items: Fields<'template_card_event'>['SelectedItems']): CardClicked['selected'] =>
  listOf(inside(items)?.SelectedItem)
    .map((item) => inside(item))
    .filter((item) => item !== null)
    .map((item) => ({
      question: said(item.QuestionKey) ?? '',
      options: [...listOf(inside(item.OptionIds)?.OptionId), ...listOf(inside(item.OpitonIds)?.OpitonId)],
    }))

const clicked = (
  fields: Fields<'template_card_menu_event'>,
  head: EventHead,
  selected: CardClicked['selected'] = [],
): CallbackEvent => ({
  ...head,
  type: 'card-clicked',
  userid: fields.FromUserName,
  taskId: said(fields.TaskId) ?? '',
  key: said(fields.EventKey) ?? '',
  responseCode: said(fields.ResponseCode) ?? '',
  cardType: said(fields.CardType) ?? '',
  selected,
})

const subscribed =
  (on: boolean) =>
  (fields: Fields<'subscribe'>, head: EventHead): CallbackEvent => ({
    ...head,
    type: 'app-subscribed',
    userid: fields.FromUserName,
    on,
  })

export const appReaders: Readers = {
  enter_agent: inWords(wireEvents.enter_agent, (fields, head) => ({
    ...head,
    type: 'app-entered',
    userid: fields.FromUserName,
  })),
  subscribe: inWords(wireEvents.subscribe, subscribed(true)),
  unsubscribe: inWords(wireEvents.unsubscribe, subscribed(false)),
  click: inWords(wireEvents.click, (fields, head) => ({
    ...head,
    type: 'app-menu-clicked',
    userid: fields.FromUserName,
    key: said(fields.EventKey) ?? '',
  })),
  template_card_event: inWords(wireEvents.template_card_event, (fields, head) =>
    clicked(fields, head, selectedOf(fields.SelectedItems)),
  ),
  template_card_menu_event: inWords(wireEvents.template_card_menu_event, (fields, head) => clicked(fields, head)),
  taskcard_click: inWords(wireEvents.taskcard_click, (fields, head) => clicked(fields, head)),
  msgaudit_notify: inWords(wireEvents.msgaudit_notify, (_fields, head) => ({ ...head, type: 'archive-notified' })),
  kf_msg_or_event: inWords(wireEvents.kf_msg_or_event, (fields, head) => ({
    ...head,
    type: 'kf-notified',
    openKfid: fields.OpenKfId,
    token: said(fields.Token) ?? '',
  })),
}

/** `MsgId` stays text: it is a 64-bit number and would lose its last digits. */
export const readMessage: EventReader = inWords(wireMemberMessage, (fields, head) =>
  fields.MsgType === 'event'
    ? null
    : {
        ...head,
        type: 'member-message',
        userid: fields.FromUserName,
        msgType: fields.MsgType,
        content: said(fields.Content),
        msgId: said(fields.MsgId) ?? '',
        mediaId: said(fields.MediaId),
      },
)
