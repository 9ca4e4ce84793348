import { isOutcomeKey } from '../features/follow-ups/outcomes-data.ts'
import { isStageKey, stageLabel } from '../features/lifecycle/rules-model.ts'
import { langFor, messagesFor } from './lang.ts'

type Data = Readonly<Record<string, unknown>>
type Words = {
  actors: { rule: string; system: string }
  other: string
  undone: (text: string) => string
  facts: Readonly<Record<string, (data: Data) => string>>
}

const stage = (value: unknown): string => (typeof value === 'string' && isStageKey(value) ? stageLabel(value) : '—')
const stageEn = (value: unknown): string =>
  typeof value === 'string' && isStageKey(value) ? messagesFor('en').stages[value] : '—'
const counted = (count: unknown): string => `${Number(count)} follow-up${Number(count) === 1 ? '' : 's'}`
const yuan = (data: Data, key: string): string => {
  const currency = String(data.currency)
  const digits = new Intl.NumberFormat('zh-CN', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits
  return new Intl.NumberFormat('zh-CN', { style: 'currency', currency }).format(Number(data[key]) / 10 ** (digits ?? 2))
}

/** How a logged contact ended; null for a plain note. */
const noteOf = (data: Data, lang: string): string | null => {
  const outcome = String(data.outcome ?? '')
  if (!isOutcomeKey(outcome)) return null
  const { label } = messagesFor(lang).outcomes[outcome]
  return lang === 'en' ? `Contact: ${label}` : `跟进：${label}`
}

const FLAGS_ZH: Readonly<Record<string, string>> = {
  dnd: '勿扰',
  complaint: '投诉',
  vip: '重要客户',
  returned: '回流',
  waking: '唤醒中',
  'silence-risk': '沉睡预警',
  'intent-overstay': '意向超期',
  cooling: '冷静期',
}
const EVIDENCE_ZH: Readonly<Record<string, string>> = {
  'script-sent': '已发话术',
  'customer-replied': '客户已回复',
  order: '已下单',
  'call-logged': '已通话',
  visit: '已到店',
  note: '有备注',
}
const ENDED_ZH: Readonly<Record<string, string>> = {
  rep: '员工删除了客户',
  customer: '客户删除了员工',
  transfer: '客户已转交',
  unknown: '好友关系已结束',
}

/** By WeCom's FailReason. */
const NOT_HANDED_OVER_ZH: Readonly<Record<string, string>> = {
  customer_refused: '转交失败：客户不同意',
  customer_limit_exceed: '转交失败：接替同事的客户已满',
}

const DEALS_ZH: Readonly<Record<string, string>> = {
  talking: '重新推进',
  quoted: '已报价',
  won: '赢单',
  lost: '输单',
}

const ZH: Words = {
  actors: { rule: '规则', system: '系统' },
  other: '记录',
  undone: (text) => `${text}（已撤销）`,
  facts: {
    'relation-added': (d) =>
      d.imported === true
        ? '导入已有客户'
        : d.returned === true
          ? '重新加为好友'
          : d.half === true
            ? '客户添加了员工，等待确认'
            : '加为好友',
    'relation-ended': (d) => ENDED_ZH[String(d.by)] ?? '好友关系已结束',
    'transfer-failed': (d) => NOT_HANDED_OVER_ZH[String(d.reason)] ?? '转交失败',
    'customer-spoke': () => '客户发来消息',
    'note-added': (d) => {
      const said = noteOf(d, 'zh-CN') ?? '写了备注'
      if (typeof d.promisedAt === 'string') return `${said}，答应了客户一件事`
      return typeof d.nextStepOn === 'string' ? `${said}，约定 ${d.nextStepOn} 再联系` : said
    },
    'log-undone': () => '撤销了刚才的记录',
    'mobiles-revealed': () => '查看了完整手机号',
    'field-answered': (d) => (d.filled === false ? '清空了一项资料' : '补充了一项资料'),
    'opportunity-opened': (d) => `新商机 ${yuan(d, 'amount')}${d.quoted === true ? '，已报价' : ''}`,
    'opportunity-moved': (d) => `商机${DEALS_ZH[String(d.to)] ?? '有变化'}`,
    'opportunity-changed': () => '更新了商机',
    'reminder-disliked': () => '希望少提醒这类',
    'stage-restored': (d) => `阶段恢复为 ${stage(d.to)}`,
    'tags-changed': () => '标签有变化',
    'stage-tag-edited': (d) => `在企业微信里把阶段标签改为 ${stage(d.to)}`,
    'stage-moved': (d) => (d.from === null ? `进入 ${stage(d.to)}` : `${stage(d.from)} → ${stage(d.to)}`),
    'flag-changed': (d) => `${d.on === true ? '标记' : '取消'}${FLAGS_ZH[String(d.flag)] ?? String(d.flag)}`,
    'follow-ups-planned': (d) => `安排了 ${Number(d.count)} 次跟进`,
    'follow-up-done': (d) =>
      typeof d.evidence === 'string' ? `完成跟进（${EVIDENCE_ZH[d.evidence] ?? d.evidence}）` : '完成跟进（未留依据）',
    'follow-up-snoozed': (d) => `跟进延期到 ${String(d.until)}`,
    'follow-up-dismissed': () => '这次跟进不需要了',
    'follow-ups-cancelled': (d) => `取消了 ${Number(d.count)} 次跟进`,
    'follow-up-reopened': () => '恢复了跟进',
    'follow-up-reassigned': () => '跟进转给了另一位同事',
    'accounts-merged': () => '合并了另一个账号',
    'accounts-separated': () => '撤销合并，恢复为两位客户',
    'duplicate-dismissed': (d) => (d.taken === false ? '收回了“不是同一个人”' : '确认与另一位不是同一个人'),
    'order-paid': (d) => `下单 ${yuan(d, 'amount')}`,
    'order-refunded': (d) => `退款 ${yuan(d, 'refunded')}`,
    'script-sent': () => '发送话术',
    'script-saved': () => '话术有改动',
    'member-joined': () => '成员加入',
    'member-left': () => '成员离开',
    'digest-planned': () => '安排了群推送',
    'room-message': () => '群里有新消息',
    'group-found': () => '读到一个客户群',
    'group-dismissed': () => '客户群解散',
    'group-changed': () => '客户群资料有变化',
    'group-members-changed': (d) => `客户群进 ${Number(d.joined)} 人，退 ${Number(d.left)} 人`,
    'group-joined': () => '进了客户群',
    'group-left': () => '退出客户群',
    'group-note-added': () => '给客户群写了备注',
    'group-note-removed': () => '删了客户群的备注',
    'group-tags-changed': () => '客户群标签有变化',
    'group-digest-set': (d) => (d.on === true ? '打开了群晨报' : '关掉了群晨报'),
    'group-script-sent': () => '在客户群里发了话术',
  },
}

const FLAGS_EN: Readonly<Record<string, string>> = {
  dnd: 'do not disturb',
  complaint: 'complaint',
  vip: 'important',
  returned: 'returned',
  waking: 'waking up',
  'silence-risk': 'going quiet',
  'intent-overstay': 'intent too long',
  cooling: 'cooling off',
}
const EVIDENCE_EN: Readonly<Record<string, string>> = {
  'script-sent': 'script sent',
  'customer-replied': 'the customer replied',
  order: 'ordered',
  'call-logged': 'called',
  visit: 'met',
  note: 'with a note',
}
const ENDED_EN: Readonly<Record<string, string>> = {
  rep: 'Rep deleted the customer',
  customer: 'Customer deleted the rep',
  transfer: 'Handed over',
  unknown: 'No longer friends',
}

const NOT_HANDED_OVER_EN: Readonly<Record<string, string>> = {
  customer_refused: 'Hand-over failed: the customer refused',
  customer_limit_exceed: 'Hand-over failed: the colleague has no room for more customers',
}

const DEALS_EN: Readonly<Record<string, string>> = {
  talking: 'under way again',
  quoted: 'quoted',
  won: 'won',
  lost: 'lost',
}

const EN: Words = {
  actors: { rule: 'Rule', system: 'System' },
  other: 'Record',
  undone: (text) => `${text} (taken back)`,
  facts: {
    'relation-added': (d) =>
      d.imported === true
        ? 'Imported'
        : d.returned === true
          ? 'Friends again'
          : d.half === true
            ? 'Customer added the rep, not confirmed yet'
            : 'Became friends',
    'relation-ended': (d) => ENDED_EN[String(d.by)] ?? 'No longer friends',
    'transfer-failed': (d) => NOT_HANDED_OVER_EN[String(d.reason)] ?? 'Hand-over failed',
    'customer-spoke': () => 'Customer wrote',
    'note-added': (d) => {
      const said = noteOf(d, 'en') ?? 'Note'
      if (typeof d.promisedAt === 'string') return `${said}, with a promise`
      return typeof d.nextStepOn === 'string' ? `${said}, next contact on ${d.nextStepOn}` : said
    },
    'log-undone': () => 'Took the last record back',
    'mobiles-revealed': () => 'Looked at the full phone numbers',
    'field-answered': (d) => (d.filled === false ? 'Cleared a field' : 'Answered a field'),
    'opportunity-opened': (d) => `New opportunity ${yuan(d, 'amount')}${d.quoted === true ? ', quoted' : ''}`,
    'opportunity-moved': (d) => `Opportunity ${DEALS_EN[String(d.to)] ?? 'changed'}`,
    'opportunity-changed': () => 'Opportunity changed',
    'reminder-disliked': () => 'Wants fewer reminders like this',
    'stage-restored': (d) => `Stage is ${stageEn(d.to)} again`,
    'tags-changed': () => 'Tags changed',
    'stage-tag-edited': (d) => `Stage tag set to ${stageEn(d.to)} in WeCom`,
    'stage-moved': (d) => (d.from === null ? `Entered ${stageEn(d.to)}` : `${stageEn(d.from)} → ${stageEn(d.to)}`),
    'flag-changed': (d) => `${d.on === true ? 'Marked' : 'Unmarked'} ${FLAGS_EN[String(d.flag)] ?? String(d.flag)}`,
    'follow-ups-planned': (d) => `${counted(d.count)} planned`,
    'follow-up-done': (d) =>
      typeof d.evidence === 'string'
        ? `Follow-up done: ${EVIDENCE_EN[d.evidence] ?? d.evidence}`
        : 'Follow-up done without evidence',
    'follow-up-snoozed': (d) => `Follow-up put off to ${String(d.until)}`,
    'follow-up-dismissed': () => 'Follow-up not needed',
    'follow-ups-cancelled': (d) => `${counted(d.count)} cancelled`,
    'follow-up-reopened': () => 'Follow-up taken up again',
    'follow-up-reassigned': () => 'Follow-up handed to a colleague',
    'accounts-merged': () => 'Another account was merged into this customer',
    'accounts-separated': () => 'The merge was taken back: two customers again',
    'duplicate-dismissed': (d) =>
      d.taken === false ? 'Took back “not the same person”' : 'Said that another customer is somebody else',
    'order-paid': (d) => `Ordered ${yuan(d, 'amount')}`,
    'order-refunded': (d) => `Refunded ${yuan(d, 'refunded')}`,
    'script-sent': () => 'Script sent',
    'script-saved': () => 'Script changed',
    'member-joined': () => 'Member joined',
    'member-left': () => 'Member left',
    'digest-planned': () => 'Digest planned',
    'room-message': () => 'New message in a group',
    'group-found': () => 'A customer group was read',
    'group-dismissed': () => 'Customer group dismissed',
    'group-changed': () => 'Customer group changed',
    'group-members-changed': (d) => `Customer group: ${Number(d.joined)} joined, ${Number(d.left)} left`,
    'group-joined': () => 'Joined a customer group',
    'group-left': () => 'Left a customer group',
    'group-note-added': () => 'Note about a customer group',
    'group-note-removed': () => 'Note about a customer group removed',
    'group-tags-changed': () => 'Tags of a customer group changed',
    'group-digest-set': (d) => (d.on === true ? 'Group morning message on' : 'Group morning message off'),
    'group-script-sent': () => 'Script sent to a customer group',
  },
}

/** What each fact says on the timeline. */
export const timelineWords = (lang: string): Words => (langFor(lang) === 'en' ? EN : ZH)
