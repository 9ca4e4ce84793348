import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ERRCODES } from '../../../src/wecom/errcodes-data.ts'
import { readKfRow } from '../../../src/wecom/kf/messages.ts'
import { checkedMsgid, wireKfOutgoing } from '../../../src/wecom/kf/outgoing.ts'
import { wireKfMessage, wireKfSendRequest, wireKfSync } from '../../../src/wecom/types/kf.ts'

const SAMPLES = join(import.meta.dirname, '../../../../shared/wecom-samples/api')
const read = (file: string): unknown => JSON.parse(readFileSync(join(SAMPLES, file), 'utf8'))

const PAIR = { open_kfid: 'wkShop', external_userid: 'wmZhou' }
const row = (msgtype: string, body: Record<string, unknown>) =>
  readKfRow(wireKfMessage.parse({ msgid: 'm1', ...PAIR, send_time: 1_700_000_000, origin: 3, msgtype, ...body }))
const event = (event_type: string, body: Record<string, unknown> = {}) =>
  readKfRow(wireKfMessage.parse({ msgtype: 'event', event: { event_type, ...PAIR, ...body } }))

describe.runIf(existsSync(SAMPLES))('published bodies of customer service', () => {
  it.each([
    ['kf-sync_msg.response.json', wireKfSync],
    ['kf-send_msg.request.json', wireKfSendRequest],
  ] as const)('%s is read without losing anything', (file, schema) => {
    expect(JSON.parse(JSON.stringify(schema.parse(read(file))))).toEqual(read(file))
  })

  it('every row of the published page finds its words, and none is thrown away', () => {
    const rows = (wireKfSync.parse(read('kf-sync_msg.response.json')).msg_list ?? []).map(readKfRow)
    const kinds = rows.map((one) => (one.type === 'event' ? one.event : one.content.kind))
    expect(kinds).toEqual(['other', 'recalled', 'recalled', 'shop-product', 'shop-order', 'channels', 'merged'])
  })
})

describe('a message of a customer', () => {
  it.each([
    ['text', { text: { content: '多少钱', menu_id: '101' } }, { kind: 'text', content: '多少钱', menuId: '101' }],
    ['image', { image: { media_id: 'M' } }, { kind: 'image', mediaId: 'M' }],
    ['voice', { voice: { media_id: 'M' } }, { kind: 'voice', mediaId: 'M' }],
    ['video', { video: { media_id: 'M' } }, { kind: 'video', mediaId: 'M' }],
    ['file', { file: { media_id: 'M' } }, { kind: 'file', mediaId: 'M' }],
    [
      'location',
      { location: { latitude: 31.2, longitude: 121.4, name: '静安店' } },
      { kind: 'location', latitude: 31.2 },
    ],
    ['link', { link: { title: 'T', url: 'https://x.example', pic_url: 'P' } }, { kind: 'link', picUrl: 'P' }],
    ['business_card', { business_card: { userid: 'lixia' } }, { kind: 'business-card', userid: 'lixia' }],
    ['miniprogram', { miniprogram: { title: 'T', appid: 'wx1', pagepath: 'p' } }, { kind: 'miniprogram', page: 'p' }],
    ['channels', { channels: { sub_type: 1, title: 'T' } }, { kind: 'channels', subType: 1 }],
    ['note', {}, { kind: 'other', msgtype: 'note' }],
    ['hologram', { hologram: { depth: 3 } }, { kind: 'other', msgtype: 'hologram', body: { depth: 3 } }],
  ])('of type %s is understood, or kept whole', (msgtype, body, content) => {
    expect(row(msgtype, body)).toMatchObject({ type: 'message', from: 'customer', externalUserid: 'wmZhou', content })
  })
})

describe('an event of a service account', () => {
  it.each([
    ['enter_session', { scene: 'a', welcome_code: 'W' }, { event: 'entered', scene: 'a', welcomeCode: 'W' }],
    ['msg_send_fail', { fail_msgid: 'm', fail_type: 6 }, { event: 'send-failed', failure: 'over-five-messages' }],
    ['msg_send_fail', { fail_msgid: 'm', fail_type: 99 }, { event: 'send-failed', failure: 'unknown' }],
    ['servicer_status_change', { servicer_userid: 'a', status: 1 }, { event: 'servicer-status', serving: true }],
    [
      'session_status_change',
      { change_type: 3, msg_code: 'C' },
      { event: 'session-changed', change: 'ended', code: 'C' },
    ],
    ['session_status_change', { change_type: 9 }, { event: 'session-changed', change: 'unknown' }],
    ['user_recall_msg', { recall_msgid: 'm' }, { event: 'recalled', by: 'customer' }],
    ['servicer_recall_msg', { recall_msgid: 'm', servicer_userid: 'a' }, { event: 'recalled', by: 'servicer' }],
    ['reject_customer_msg_switch_change', { reject_switch: 1 }, { event: 'reject-switch', rejecting: true }],
    ['new_thing', { depth: 3 }, { event: 'other', eventType: 'new_thing', body: { depth: 3 } }],
  ])('%s is understood, or kept whole', (type, body, expected) => {
    expect(event(type, body)).toMatchObject({
      type: 'event',
      openKfid: 'wkShop',
      externalUserid: 'wmZhou',
      ...expected,
    })
  })
})

describe('what cannot arrive is refused before a call is spent on it', () => {
  const refused = (work: () => unknown): unknown => {
    try {
      return work()
    } catch (error) {
      return (error as { errcode: number }).errcode
    }
  }
  it('an empty or over-long text, a menu of eleven items, a msgid with other signs', () => {
    expect(refused(() => wireKfOutgoing('a', { kind: 'text', content: ' ' }))).toBe(44004)
    expect(refused(() => wireKfOutgoing('a', { kind: 'text', content: '长'.repeat(683) }))).toBe(45002)
    const items = Array.from({ length: 11 }, () => ({ kind: 'text' as const, content: 'x' }))
    expect(refused(() => wireKfOutgoing('a', { kind: 'menu', menu: { items } }))).toBe(95008)
    expect(refused(() => checkedMsgid('a', '订单'))).toBe(40058)
    expect(checkedMsgid('a', 'order_1-a')).toBe('order_1-a')
  })
})

describe('the error codes of customer service', () => {
  it('are explained in both languages', () => {
    const codes = [
      48007, 95000, 95001, 95002, 95004, 95006, 95007, 95008, 95009, 95013, 95014, 95016, 95018, 95019, 95031,
    ]
    for (const code of codes) {
      expect(ERRCODES.get(code)?.zh, `${code}`).toMatch(/[\u4e00-\u9fff]/)
      expect(ERRCODES.get(code)?.en, `${code}`).toMatch(/^[\x20-\x7e]+$/)
    }
  })
})
