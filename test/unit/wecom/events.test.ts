import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  type CallbackEvent,
  EVENT_READERS,
  eventName,
  eventOrderKey,
  parseCallback,
} from '../../../src/wecom/events.ts'
import { wireEventHead } from '../../../src/wecom/types/event-parts.ts'
import { wireEvents } from '../../../src/wecom/types/events.ts'
import { wireMemberMessage } from '../../../src/wecom/types/events-app.ts'
import { fieldsOf, readXml, writeXml, type XmlFields, XmlRefused } from '../../../src/wecom/xml.ts'
import { undeclared } from './undeclared.ts'

const HEAD = { ToUserName: 'ww1', FromUserName: 'sys', CreateTime: 1_700_000_000, MsgType: 'event' }
const parse = (fields: XmlFields): CallbackEvent => parseCallback(writeXml('xml', { ...HEAD, ...fields }))
const contact = (fields: XmlFields): CallbackEvent =>
  parse({ Event: 'change_external_contact', UserID: 'lin', ExternalUserID: 'wm1', ...fields })

describe('what WeCom tells us, in our words', () => {
  it('hears of a new friend with the channel and the welcome code', () => {
    expect(contact({ ChangeType: 'add_external_contact', State: '展会', WelcomeCode: 'CODE' })).toEqual({
      type: 'contact-added',
      event: 'change_external_contact/add_external_contact',
      at: new Date('2023-11-14T22:13:20Z'),
      corpId: 'ww1',
      agentId: null,
      fromUserid: null,
      userid: 'lin',
      externalUserid: 'wm1',
      half: false,
      state: '展会',
      welcomeCode: 'CODE',
    })
    expect(contact({ ChangeType: 'add_half_external_contact' })).toMatchObject({
      type: 'contact-half-added',
      half: true,
      state: null,
      welcomeCode: null,
    })
  })

  it('tells who ended a relation, and whether a hand-over did', () => {
    expect(contact({ ChangeType: 'del_follow_user' })).toMatchObject({ type: 'contact-removed', by: 'customer' })
    expect(contact({ ChangeType: 'del_external_contact' })).toMatchObject({ by: 'rep', byTransfer: false })
    expect(contact({ ChangeType: 'del_external_contact', Source: 'DELETE_BY_TRANSFER' })).toMatchObject({
      by: 'rep',
      byTransfer: true,
    })
    expect(contact({ ChangeType: 'transfer_fail', FailReason: 'customer_refused' })).toMatchObject({
      type: 'transfer-failed',
      reason: 'customer_refused',
    })
  })

  it('keeps an event without its ids, or one from the future, as unknown', () => {
    expect(parse({ Event: 'change_external_contact', ChangeType: 'add_external_contact' }).type).toBe('unknown')
    expect(contact({ ChangeType: 'brand_new_thing' }).type).toBe('unknown')
    expect(parse({ Event: '__proto__', ChangeType: 'constructor' }).type).toBe('unknown')
    expect(parse({ Event: 'change_external_chat', ChatId: 'wr1', ChangeType: 'toString' }).type).toBe('unknown')
    const strange = parse({ Event: 'living_status_change' })
    expect(eventName(strange)).toBe('living_status_change')
    expect(eventOrderKey(strange)).toBeNull()
  })

  it('keeps scenes only where they belong, and reads one changed member as a list', () => {
    const group = { Event: 'change_external_chat', ChatId: 'wr1', ChangeType: 'update', JoinScene: 3, QuitScene: 0 }
    const joined = parse({ ...group, UpdateDetail: 'add_member', MemChangeCnt: 1, MemChangeList: { Item: 'wm1' } })
    expect(joined).toMatchObject({ detail: 'members-joined', joinScene: 3, quitScene: null, members: ['wm1'] })
    const left = parse({ ...group, UpdateDetail: 'del_member' })
    expect(left).toMatchObject({ detail: 'members-left', joinScene: null, quitScene: 0, members: [] })
    expect(eventOrderKey(joined)).toBe('wr1')
  })

  it('reads a shuffled tag list that names no tag', () => {
    const shuffled = parse({ Event: 'change_external_tag', ChangeType: 'shuffle', Id: '' })
    expect(shuffled).toMatchObject({ type: 'tag-changed', change: 'shuffled', id: '', tagType: null })
    expect(eventOrderKey(shuffled)).toBe('tags')
    expect(parse({ Event: 'change_external_tag', ChangeType: 'create' }).type).toBe('unknown')
  })

  it('tells "no department sent" from "in no department"', () => {
    const member = { Event: 'change_contact', ChangeType: 'update_user', UserID: 'lin' }
    expect(parse(member)).toMatchObject({ type: 'member-changed', change: 'updated', departments: null, name: null })
    expect(parse({ ...member, Department: '' })).toMatchObject({ departments: [] })
    expect(parse({ ...member, Department: '1,2,x', NewUserID: 'lin2' })).toMatchObject({
      departments: [1, 2],
      newUserid: 'lin2',
    })
    const party = { Event: 'change_contact', ChangeType: 'delete_party', Id: 7 }
    expect(parse(party)).toMatchObject({ type: 'department-changed', change: 'deleted', departmentId: 7, name: null })
  })

  it('reads a tapped card in both spellings of its options', () => {
    const card = {
      FromUserName: 'lin',
      Event: 'template_card_event',
      EventKey: 'done',
      TaskId: 't1',
      ResponseCode: 'r',
    }
    const right = { SelectedItem: { QuestionKey: 'when', OptionIds: { OptionId: 'tomorrow' } } }
    const typo = { SelectedItem: { QuestionKey: 'when', OpitonIds: { OpitonId: ['a', 'b'] } } }
    expect(parse({ ...card, SelectedItems: right })).toMatchObject({
      type: 'card-clicked',
      userid: 'lin',
      selected: [{ question: 'when', options: ['tomorrow'] }],
    })
    expect(parse({ ...card, SelectedItems: typo })).toMatchObject({
      selected: [{ question: 'when', options: ['a', 'b'] }],
    })
  })

  it('keeps a 64-bit message id to the last digit', () => {
    const message = parse({ FromUserName: 'lin', MsgType: 'text', Content: '你好', MsgId: '4561255354251345929' })
    expect(message).toMatchObject({ type: 'member-message', content: '你好', msgId: '4561255354251345929' })
    expect(eventName(message)).toBe('message/text')
  })

  it('takes a missing or absurd time for the beginning of time, never for now', () => {
    const at = (CreateTime: string) => parse({ Event: 'msgaudit_notify', CreateTime }).at.getTime()
    expect([at(''), at('soon'), at('-5'), at('99999999999999999')]).toEqual([0, 0, 0, 0])
  })

  it('throws only for text that is not XML', () => {
    expect(() => parseCallback('{"event":1}')).toThrow(XmlRefused)
    expect(parseCallback('<xml></xml>')).toMatchObject({ type: 'unknown', event: 'message/unknown' })
  })
})

describe('the catalogue of events', () => {
  it('names every event that somebody acts on', () => {
    expect(EVENT_READERS.size).toBeGreaterThan(35)
    expect([...EVENT_READERS.keys()].filter((name) => !(name in wireEvents))).toEqual([])
  })

  it.each([
    [
      'an add that names nobody',
      'change_external_contact/add_external_contact',
      { UserID: ' ', ExternalUserID: 'wm1' },
    ],
    ['a group change without its group', 'change_external_chat/update', { ChatId: '' }],
    ['an app event that the system sent', 'enter_agent', { FromUserName: 'sys' }],
    ['a userid that holds other elements', 'change_contact/create_user', { UserID: { Item: 'lin' } }],
    ['a notice of customer service without its account', 'kf_msg_or_event', { Token: 't' }],
  ] as const)('%s is not taken for one', (_story, name, fields) => {
    expect(wireEvents[name].safeParse(fields).success).toBe(false)
    const [event = '', change] = name.split('/')
    const kept = parse({ Event: event, ...(change === undefined ? {} : { ChangeType: change }), ...fields })
    expect([kept.type, kept.event]).toEqual(['unknown', name])
  })

  it('reads an element once as itself and twice as a list, and lets none change what an object is', () => {
    const root = readXml('<xml><A>1</A><B/><A>2</A><__proto__><UserID>lin</UserID></__proto__></xml>')
    expect(fieldsOf(root)).toEqual({ A: ['1', '2'], B: '' })
    expect('UserID' in fieldsOf(root)).toBe(false)
  })
})

const SAMPLES = join(import.meta.dirname, '../../../../shared/wecom-samples/events')
const files = existsSync(SAMPLES) ? readdirSync(SAMPLES).filter((file) => file.endsWith('.xml')) : []
const sample = (file: string) => readFileSync(join(SAMPLES, file), 'utf8')

/** Event kinds that nobody acts on here. */
const LEFT_UNKNOWN = ['wxjava-kf_account_auth_change.xml', 'wxjava-open_approval_change.xml', 'wxjava-pic_weixin.xml']

/** Approvals are not in our catalogue of events: the body is kept as it came. */
const NOT_OURS: Readonly<Record<string, readonly string[]>> = {
  'wxjava-open_approval_change.xml': ['ApprovalInfo'],
  // A library's sample that puts every event and message of an app, and one of a public account, into one.
  'wxjava-subscribe.xml': ['Ticket'],
}

const SHAPES = new Map<string, z.ZodObject>(Object.entries(wireEvents))
const everyAppEvent = z.looseObject({
  ...wireEvents.LOCATION.shape,
  ...wireEvents.scancode_push.shape,
  ...wireEvents.pic_weixin.shape,
  ...wireEvents.location_select.shape,
  ...wireMemberMessage.shape,
})

const shapeOf = (file: string, name: string): z.ZodObject => {
  if (file === 'wxjava-subscribe.xml') return everyAppEvent
  if (name.startsWith('message/')) return wireMemberMessage
  return SHAPES.get(name) ?? wireEventHead
}

describe.runIf(existsSync(SAMPLES))('§12.13 published events', () => {
  it.each(files)('%s is read by its shape, and written again it is the same', (file) => {
    const fields = fieldsOf(readXml(sample(file)))
    const shape = shapeOf(file, parseCallback(sample(file)).event)
    const parsed = shape.parse(fields)
    expect(fieldsOf(readXml(writeXml('xml', parsed as XmlFields)))).toEqual(fields)
    expect(undeclared(shape, fields)).toEqual(NOT_OURS[file] ?? [])
  })

  it.each(files)('%s finds its words, or is kept as one that nobody acts on', (file) => {
    const event = parseCallback(sample(file))
    expect(event.at.getTime()).toBeGreaterThan(0)
    expect(event.corpId).not.toBe('')
    expect(event.type === 'unknown').toBe(LEFT_UNKNOWN.includes(file))
    if (event.type !== 'unknown') expect(eventOrderKey(event)).not.toBe('')
  })

  it('reads the head of a service provider like that of an app', () => {
    expect(parseCallback(sample('isv-ChangeExternalContactEvent.AddHalfExternalContact.xml'))).toMatchObject({
      type: 'contact-half-added',
      event: 'change_external_contact/add_half_external_contact',
      corpId: 'wxf8b4f85f3a794e77',
      userid: 'zhangsan',
      state: 'teststate',
      welcomeCode: 'WELCOMECODE',
      at: new Date(1_403_610_513_000),
    })
  })

  it('reads who came into a group', () => {
    expect(parseCallback(sample('self-change_external_chat-update-add_member.xml'))).toMatchObject({
      type: 'group-changed',
      change: 'updated',
      detail: 'members-joined',
      memberCount: 10,
      members: ['Jack', 'Rose'],
      lastVersion: '9c3f97c2ada667dfb5f6d03308d963e1',
      currentVersion: '71217227bbd112ecfe3a49c482195cb4',
    })
  })

  it('reads a customer who wrote, with or without the link', () => {
    expect(parseCallback(sample('self-customer_acquisition-message_from_customer.xml'))).toMatchObject({
      type: 'customer-spoke',
      linkId: 'cawcdea7783d7330c6',
      chatKey: 'CHATKEY',
    })
    expect(parseCallback(sample('wxjava-customer_acquisition-customer_start_chat.xml'))).toMatchObject({
      type: 'customer-spoke',
      linkId: null,
      chatKey: null,
    })
  })

  it('reads a customer-service notice that names no sender', () => {
    expect(parseCallback(sample('kf_msg_or_event.xml'))).toMatchObject({ type: 'kf-notified', openKfid: 'wkxxxxxxx' })
  })
})
