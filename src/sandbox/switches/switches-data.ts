import { z } from 'zod'
import { CUSTOMER_SWITCHES } from './switches-customers-data.ts'
import {
  BRIDGE_FAILURES,
  BRIDGE_IDENTITIES,
  CALLBACK_MODES,
  count,
  fault,
  hiddenLimit,
  perApi,
  ROBOT_FATES,
  row,
  texts,
} from './switches-shapes.ts'

/**
 * The whole language of what can go wrong here: tests, scenarios, the page and HTTP callers use these names. Each value
 * is plain JSON. Figures are WeCom's published ones; where it publishes none, `0` or an empty list means no such rule.
 */
export const SWITCHES = {
  // Who may call.
  trustedIps: row(texts.nullable(), null, '企业可信 IP；不在其中的调用得 60020', 'trusted addresses; others get 60020'),
  wrongSecretsBeforeBan: row(
    count,
    10,
    '连续多少次错误的 secret 后封禁该 IP 一小时（45009）；0 为不封',
    'wrong secrets in a row before the address is banned for an hour (45009); 0 for never',
  ),
  visibleMembers: row(
    texts.nullable(),
    null,
    '应用可见的成员；与可见部门都为空时可见全部',
    'members the app may see; everybody when both visible lists are null',
  ),
  visibleDepartments: row(
    z.array(z.int()).nullable(),
    null,
    '应用可见的部门（含下级）；范围外得 60011，发消息得 81013',
    'departments the app may see, with those below; outside it 60011, in messages 81013',
  ),
  customerContact: row(
    z.boolean(),
    true,
    '应用在「客户联系」名单内；否则 48002',
    'the app may use customer contact, else 48002',
  ),
  customerService: row(
    z.boolean(),
    true,
    '应用在「微信客服」名单内；否则 48002',
    'the app may use customer service, else 48002',
  ),
  chatArchive: row(z.boolean(), true, '企业开通了会话内容存档；否则 48002', 'the corp has chat archiving, else 48002'),
  membersWithoutCustomers: row(
    texts,
    [],
    '没有外部联系人权限的成员（84074）',
    'members without the right to have customers (84074)',
  ),
  unlicensedMembers: row(
    texts,
    [],
    '没有接口许可的成员：消息里进 unlicenseduser，批量客户里进 fail_info，全部如此为 701008',
    'members without an API licence: unlicenseduser in messages, fail_info in batches, 701008 when all are',
  ),
  faults: row(
    z.array(fault),
    [],
    '接口故障：超时、500、错误码，以及“已处理但没有应答”；api 为接口名的一部分或 /正则/',
    'faults of APIs: timeout, 500, errcode, or done without an answer; api is part of a name or a /pattern/',
  ),
  // How often.
  callsPerMinute: row(perApi, {}, '各接口每分钟次数，超过得 45009', 'calls a minute per API, 45009 beyond'),
  hiddenLimits: row(
    z.array(hiddenLimit),
    [],
    '没有公布的限制：接口名（或其开头）、次数、窗口',
    'unpublished limits: API name or its beginning, calls, window',
  ),
  concurrency: row(
    perApi,
    { 'externalcontact/list': 10, 'externalcontact/get': 10, 'externalcontact/batch/get_by_user': 10 },
    '各接口同时进行的调用，超过得 45033',
    'calls in flight per API, 45033 beyond',
  ),
  latencyMs: row(count, 0, '每次应答前等待的毫秒', 'milliseconds before every answer'),
  memberPerMinute: row(
    count,
    30,
    '发给一名成员每分钟的消息，多出的无声丢弃',
    'messages a minute to one member; more vanish silently',
  ),
  memberPerHour: row(
    count,
    1_000,
    '发给一名成员每小时的消息，多出的无声丢弃',
    'messages an hour to one member; more vanish silently',
  ),
  accountCap: row(
    count.nullable(),
    null,
    '账号上限，乘以 200 为应用每天的人次；为空时取成员数，至少 200',
    'the account cap, times 200 is the person-times a day of the app; null takes the members, at least 200',
  ),
  robotPerMinute: row(count, 20, '一个群机器人每分钟的消息（45009）', 'messages a minute per group robot (45009)'),
  robotFates: row(
    z.record(z.string(), z.enum(ROBOT_FATES)),
    {},
    '群机器人的 key 与它的遭遇：93000 移除，93004 停用，93008 不在群里',
    'robot key and what became of it: 93000 removed, 93004 disabled, 93008 not in the group',
  ),
  ...CUSTOMER_SWITCHES,
  // Callbacks.
  callbackMode: row(z.enum(CALLBACK_MODES), 'normal', '回调的送达方式', 'how callbacks arrive'),
  callbackLateMs: row(
    count,
    3_000,
    '晚到与乱序的回调被扣留的毫秒',
    'milliseconds late and reordered callbacks are held',
  ),
  callbackRetryMs: row(count, 1_000, '两次重试之间的毫秒', 'milliseconds between two attempts'),
  callbackTimeoutMs: row(count, 5_000, '一次回调等待应答的毫秒', 'milliseconds one attempt waits for its answer'),
  callbackVerifyFirst: row(
    z.boolean(),
    true,
    '先用 GET 验证回调地址，验证不过则不发送',
    'the address is verified by GET before the first event; an address that fails gets none',
  ),
  // The sidebar.
  bridge: row(z.enum(BRIDGE_FAILURES), 'none', '侧边栏 JS 接口的失败方式', 'how the JS bridge of the sidebar fails'),
  bridgeIdentity: row(
    z.enum(BRIDGE_IDENTITIES),
    'app',
    '侧边栏页面以什么身份注册：应用、只有企业（没有应用身份），或都不行',
    'as whom the sidebar page may register: the app, the corp alone, or nobody',
  ),
} as const
