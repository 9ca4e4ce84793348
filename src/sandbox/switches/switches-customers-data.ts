import { z } from 'zod'
import {
  ANNOUNCED_EDITS,
  count,
  row,
  TAG_CASCADES,
  TRANSFER_OUTCOMES,
  texts,
  WELCOME_RACES,
} from './switches-shapes.ts'

/** What WeCom does with customers, tags, groups, messages and the chat archive once a call was let in. */
export const CUSTOMER_SWITCHES = {
  // What WeCom does with writes and reads.
  apiWritesCallBack: row(
    z.boolean(),
    false,
    '接口写入也产生回调（企业微信写明不会，实际有说法不一）',
    'writes through the API cause callbacks too (documented not to; reports differ)',
  ),
  staleSeconds: row(
    count,
    0,
    '读取滞后的秒数：刚添加的客户得 84061，刚变动的群读到旧成员',
    'seconds reads lag behind: a new friendship answers 84061, a changed group its old members',
  ),
  unionids: row(
    z.boolean(),
    false,
    '企业绑定了微信开放平台：读客户时带 unionid',
    'the corp is bound to a WeChat open platform account: customers are read with their unionid',
  ),
  duplicateCheck: row(z.boolean(), true, '消息查重有效', 'the duplicate check of messages works'),
  mediaDays: row(count, 3, '临时素材保留天数（之后 40007）', 'days a media id lives, 40007 afterwards'),
  welcomeSeconds: row(
    count,
    20,
    '欢迎语 code 有效秒数（之后 41050）',
    'seconds a welcome code lives, 41050 afterwards',
  ),
  welcomeRace: row(
    z.enum(WELCOME_RACES),
    'none',
    '另一个应用也在发欢迎语：41096 后可发、41096 后 41051、直接 41051',
    'another app sends a welcome too: 41096 then free, 41096 then 41051, or 41051 at once',
  ),
  adminWelcome: row(
    z.boolean(),
    false,
    '管理员已为成员配置欢迎语：事件不带 WelcomeCode',
    'the admin has a welcome of his own: events carry no WelcomeCode',
  ),
  archiveConsentFirst: row(
    z.boolean(),
    false,
    '客户须先同意会话存档：之前没有 WelcomeCode，发欢迎语得 41053',
    'customers agree to archiving first: no WelcomeCode before that, and a welcome is 41053',
  ),
  archiveDays: row(
    count,
    5,
    '会话存档可拉取的天数，更早的消息和文件拉不到',
    'days the chat archive can be pulled; older messages and files are gone',
  ),
  archiveExpired: row(
    z.boolean(),
    false,
    '会话存档已到期（接口 301052，拉取 10010）',
    'the licence of the chat archive has run out (301052, and 10010 when pulling)',
  ),
  archiveIps: row(
    texts.nullable(),
    null,
    '可拉取会话存档的 IP；其他得 301042，拉取得 10009',
    'addresses that may read the chat archive; others get 301042, and 10009 when pulling',
  ),
  cardCodeHours: row(
    count,
    72,
    '卡片 response_code 有效小时数（之后 42017）',
    'hours the response_code of a card lives, 42017 afterwards',
  ),
  groupVersions: row(
    z.boolean(),
    true,
    '客户群带成员版本（member_version 与回调里的 LastMemVer、CurMemVer）',
    'customer groups carry member versions (member_version, and LastMemVer and CurMemVer in events)',
  ),
  editsCallBack: row(
    z.enum(ANNOUNCED_EDITS),
    'remark-and-tags',
    '员工在客户端改备注、打标签时，哪些产生回调',
    'which edits of a rep in the client cause a callback',
  ),
  tagShuffleId: row(
    z.boolean(),
    true,
    '拖动标签的回调写明标签组；否则 Id 为空',
    'the event of dragged tags names their group; else its Id is empty',
  ),
  tagCascade: row(
    z.enum(TAG_CASCADES),
    'group-alone',
    '删除标签组时回调几次',
    'how often a deleted tag group is announced',
  ),
  emptyTagGroups: row(
    z.boolean(),
    false,
    '最后一个标签被删后，标签组留下；否则一起删除',
    'a tag group stays when its last tag is deleted; else it goes too',
  ),
  tagsPerCorp: row(count, 10_000, '企业标签总数上限（40126）', 'tags of the corp, 40126 beyond'),
  tagsPerPair: row(count, 3_000, '一位成员给一位客户的标签上限', 'tags one member may put on one customer'),
  foreignTagsLocked: row(
    z.boolean(),
    true,
    '应用只能改、删自己创建的标签（否则 81011）',
    'an app may edit and delete only the tags it made, else 81011',
  ),
  // Being found and sending to many.
  waysPerCorp: row(
    count,
    500_000,
    '联系我与入群方式合计的配置上限（41045）',
    'contact ways and join ways together, 41045 beyond',
  ),
  groupSendsPerMonth: row(
    count.nullable(),
    null,
    '一位客户每月可收到的企业群发；为空时等于当月天数',
    'group sends one customer gets a month; null is the number of days of the month',
  ),
  groupSendsPerDay: row(
    count,
    0,
    '一位客户每天可收到的企业群发；0 为不按天计',
    'group sends one customer gets a day; 0 does not count days',
  ),
  groupSendDispatchSeconds: row(
    count,
    0,
    '群发创建后仍在派发的秒数（查询得 41063）',
    'seconds a new group send is still being handed out, 41063 when asked about',
  ),
  customersPerMember: row(
    count,
    0,
    '一位成员的客户上限，超过时转接失败；0 为不限',
    'customers one member may have, transfers beyond it fail; 0 is no limit',
  ),
  transferHours: row(
    count,
    24,
    '客户转接等待的小时数，之后自动完成',
    'hours a transfer of a customer waits before it ends by itself',
  ),
  transferOutcome: row(
    z.enum(TRANSFER_OUTCOMES),
    'accepted',
    '等待结束时转接的结果；拒绝和已满都会收到 transfer_fail',
    'how a transfer ends when its time is up; a refusal and a full rep come as transfer_fail',
  ),
} as const
