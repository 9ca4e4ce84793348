import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { wireLinkCustomers } from '../../../src/wecom/types/acquisition.ts'
import { wireAppchatRequest } from '../../../src/wecom/types/appchats.ts'
import { wireIpList, wireOauthUser, wireTicket, wireToken, wireVerdict } from '../../../src/wecom/types/auth.ts'
import { wireConsents } from '../../../src/wecom/types/consents.ts'
import {
  wireBehavior,
  wireCustomer,
  wireCustomerBatch,
  wireCustomerIds,
  wireFollowUserList,
  wireServedContacts,
} from '../../../src/wecom/types/customers.ts'
import { wireDepartmentList, wireMember, wireMemberIds } from '../../../src/wecom/types/directory.ts'
import {
  wireGroupChat,
  wireGroupList,
  wireGroupStatistic,
  wireGroupStatisticDays,
} from '../../../src/wecom/types/groups.ts'
import { wireKfSendRequest, wireKfSync } from '../../../src/wecom/types/kf.ts'
import {
  wireCardUpdated,
  wireCardUpdateRequest,
  wireMarkTagRequest,
  wireMedia,
  wireMessageRequest,
  wireMessageSent,
  wireRemarkRequest,
  wireRobotRequest,
  wireWelcomeRequest,
} from '../../../src/wecom/types/messages.ts'
import { wireMomentComments, wireMomentJob, wireMomentList } from '../../../src/wecom/types/moments.ts'
import { wireGroupSendList, wireGroupSendRequest, wireGroupSendResults } from '../../../src/wecom/types/sends.ts'
import { wireStrategy, wireStrategyRange } from '../../../src/wecom/types/strategies.ts'
import { wireTagAdded, wireTagAddRequest, wireTagList } from '../../../src/wecom/types/tags.ts'
import { wireTransferResults, wireTransferStarted, wireUnassigned } from '../../../src/wecom/types/transfers.ts'
import { wireJoinWay, wireWay, wireWayAdded, wireWayRequest } from '../../../src/wecom/types/ways.ts'
import { undeclared } from './undeclared.ts'

const SAMPLES = join(import.meta.dirname, '../../../../shared/wecom-samples')

const SHAPES: Readonly<Record<string, z.ZodType>> = {
  'appchat-send.request.json': wireAppchatRequest,
  'auth-getuserinfo.response.json': wireOauthUser,
  'ec-acquisition-customer.response.json': wireLinkCustomers,
  'ec-add_contact_way.request.json': wireWayRequest,
  'ec-add_contact_way.response.json': wireWayAdded,
  'ec-add_corp_tag.request.json': wireTagAddRequest,
  'ec-add_corp_tag.response.json': wireTagAdded,
  'ec-add_msg_template.request.json': wireGroupSendRequest,
  'ec-batch-get_by_user.response.json': wireCustomerBatch,
  'ec-contact_list.response.json': wireServedContacts,
  'ec-get.response.json': wireCustomer,
  'ec-get_contact_way.response.json': wireWay,
  'ec-get_corp_tag_list.response.json': wireTagList,
  'ec-get_groupmsg_list_v2.response.json': wireGroupSendList,
  'ec-get_groupmsg_send_result.response.json': wireGroupSendResults,
  'ec-get_user_behavior_data.response.json': wireBehavior,
  'ec-groupchat-get.response.json': wireGroupChat,
  'ec-groupchat-list.response.json': wireGroupList,
  'ec-groupchat-statistic.response.json': wireGroupStatistic,
  'ec-groupchat-statistic_group_by_day.response.json': wireGroupStatisticDays,
  'ec-list.response.json': wireCustomerIds,
  'ec-mark_tag.request.json': wireMarkTagRequest,
  'ec-remark.request.json': wireRemarkRequest,
  'ec-send_welcome_msg.request.json': wireWelcomeRequest,
  'ec-transfer_customer.response.json': wireTransferStarted,
  'ec-transfer_result.response.json': wireTransferResults,
  'get_jsapi_ticket.response.json': wireTicket,
  'gettoken.response.json': wireToken,
  'kf-send_msg.request.json': wireKfSendRequest,
  'kf-sync_msg.response.json': wireKfSync,
  'media-upload.response.json': wireMedia,
  'media-upload_attachment.response.json': wireMedia,
  'message-send.request.json': wireMessageRequest,
  'message-send.response.json': wireMessageSent,
  'message-update_template_card.request.json': wireCardUpdateRequest,
  'msgaudit-check_single_agree.response.json': wireConsents,
  'user-get.response.json': wireMember,
  'user-getuserinfo-legacy.response.json': wireOauthUser,
  'user-list_id.response.json': wireMemberIds,
  'webhook-send.request.json': wireRobotRequest,
  'wxjava-gm-20.json': wireGroupSendResults,
  'wxjava-info-32.json': wireCustomer,
  'wxjava-info-94.json': wireDepartmentList,
}

/** Every reply passes `wireVerdict` before its own shape. */
const VERDICT = Object.keys(wireVerdict.shape)

/** Parts of published bodies that a self-built app of a company never meets. */
const NOT_OURS: Readonly<Record<string, readonly string[]>> = {
  // Schools and parents.
  'ec-get.response.json': ['foreign_key', 'is_subscribe', 'subscriber_info'].map((key) => `external_contact.${key}`),
  'user-getuserinfo-legacy.response.json': ['parents'],
  // The card before template cards, and two message kinds for service providers alone.
  'message-send.request.json': ['interactive_taskcard', 'selected_ticket_list', 'template_msg'],
}

/** What a refusal still carries of the reply that it is not. */
const REFUSED: Readonly<Record<string, z.ZodType>> = {
  '40014-get_follow_user_list.json': wireFollowUserList,
  '40014-user-get.json': wireMember,
  '41001-user-get.json': wireMember,
  '42001-getcallbackip.json': wireIpList,
  '81013-message-send.json': wireMessageSent,
  '84061-externalcontact-list.json': wireCustomerIds,
}

const undeclaredIn = (shape: z.ZodType, body: unknown): string[] =>
  undeclared(shape, body).filter((key) => !VERDICT.includes(key))

const filesIn = (folder: string): string[] => (existsSync(SAMPLES) ? readdirSync(join(SAMPLES, folder)) : [])
const read = (path: string): unknown => JSON.parse(readFileSync(join(SAMPLES, path), 'utf8'))
const again = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe.runIf(existsSync(SAMPLES))('§12.13 every published body', () => {
  it.each(filesIn('api'))('%s is read and written again without losing anything', (file) => {
    const shape = SHAPES[file]
    if (shape === undefined) throw new Error(`no shape for ${file}`)
    const body = read(join('api', file))
    const parsed = again(shape.parse(body))
    expect(parsed).toEqual(body)
    expect(again(shape.parse(parsed))).toEqual(body)
  })

  it.each(filesIn('api'))('%s carries nothing that its shape does not name', (file) => {
    const shape = SHAPES[file] ?? z.never()
    expect(undeclaredIn(shape, read(join('api', file)))).toEqual(NOT_OURS[file] ?? [])
  })

  it.each(filesIn('errors'))('%s carries nothing that the refused call does not name', (file) => {
    expect(undeclaredIn(REFUSED[file] ?? wireVerdict, read(join('errors', file)))).toEqual([])
  })

  it.each(filesIn('errors'))('%s is read as a refusal and written again without losing anything', (file) => {
    const body = read(join('errors', file))
    const parsed = wireVerdict.parse(body)
    expect(Number(parsed.errcode)).toBeGreaterThan(0)
    expect(again(parsed)).toEqual(body)
  })
})

describe('the search for unnamed keys', () => {
  it('finds them at any depth, in lists and behind whatever may be left out', () => {
    const shape = z.looseObject({ rows: z.array(z.looseObject({ id: z.string() })).nullish(), size: z.number() })
    expect(undeclared(shape, { rows: [{ id: 'a' }, { id: 'b', more: 1 }], size: 2, other: { id: 'c' } })).toEqual([
      'rows[].more',
      'other',
    ])
    expect(undeclared(z.looseObject({}), { a: 1 })).toEqual(['a'])
    expect(undeclared(shape, { rows: [{ id: 'a' }], size: 1 })).toEqual([])
  })
})

/** Invented people and places in the documented shapes, so that the shapes are held without the published bodies. */
const OWN: [name: string, schema: z.ZodType, body: Record<string, unknown>][] = [
  [
    'a contact way',
    wireWay,
    {
      contact_way: {
        ...{
          config_id: 'c1',
          type: 2,
          scene: 2,
          remark: '门店',
          skip_verify: false,
          state: 'door',
          qr_code: 'https://q',
        },
        ...{ user: ['linyu'], party: [2, '3'], is_temp: true, expires_in: 86_400, chat_expires_in: '3600' },
        conclusions: { text: { content: '再见' }, image: { pic_url: 'https://p' } },
        later_field: { kept: true },
      },
    },
  ],
  [
    'a join way',
    wireJoinWay,
    {
      join_way: { config_id: 'j1', scene: 3, auto_create_room: 1, room_base_id: 10, chat_id_list: ['wr1'], state: 's' },
    },
  ],
  [
    'customers of a link',
    wireLinkCustomers,
    { customer_list: [{ external_userid: 'wm1', userid: 'linyu', chat_status: 2, state: '' }], next_cursor: '' },
  ],
  [
    'group sends with a time as text',
    wireGroupSendList,
    {
      group_msg_list: [{ msgid: 'm1', create_time: '1762740000', create_type: 1, attachments: [{ msgtype: 'poll' }] }],
    },
  ],
  [
    'results of the older call',
    wireGroupSendResults,
    { detail_list: [{ chat_id: 'wr1', userid: 'linyu', status: 1 }] },
  ],
  [
    'a moment job that failed',
    wireMomentJob,
    { status: 3, type: 'add_moment_task', result: { errcode: 40031, errmsg: 'invalid userid list' } },
  ],
  [
    'moments',
    wireMomentList,
    { moment_list: [{ moment_id: 'mom1', create_time: '1762740000', create_type: 0, image: [{ media_id: 'i' }] }] },
  ],
  [
    'reactions',
    wireMomentComments,
    { comment_list: [{ external_userid: 'wm1', create_time: 1 }], like_list: [{ userid: 'linyu', create_time: 2 }] },
  ],
  [
    'unassigned customers',
    wireUnassigned,
    { info: [{ handover_userid: 'linyu', external_userid: 'wm1', dimission_time: 1_762_740_000 }], is_last: true },
  ],
  [
    'a rule group',
    wireStrategy,
    { strategy: { strategy_id: 1, parent_id: 0, strategy_name: '华东', privilege: { view_room_list: true } } },
  ],
  [
    'the range of a rule group',
    wireStrategyRange,
    {
      range: [
        { type: 1, userid: 'linyu' },
        { type: 2, partyid: 2 },
      ],
    },
  ],
  ['a card update', wireCardUpdated, { invaliduser: ['linyu'] }],
]

describe('documented shapes', () => {
  it.each(OWN)('%s are read and written again without losing anything', (_name, schema, body) => {
    expect(again(schema.parse(body))).toEqual(body)
  })

  it.each([
    ['a contact way without its id', wireWay, { contact_way: { type: 1 } }],
    ['a transfer that names no customer', wireTransferStarted, { customer: [{ errcode: 0 }] }],
    ['a group send without an id', wireGroupSendList, { group_msg_list: [{ create_time: 1 }] }],
    ['a link customer whose id is a number', wireLinkCustomers, { customer_list: [{ external_userid: 7 }] }],
  ] as const)('%s is not taken for one', (_name, schema, body) => {
    expect(schema.safeParse(body).success).toBe(false)
  })
})
