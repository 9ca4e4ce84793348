import { DEFAULT_THRESHOLDS } from '../features/lifecycle/rules-model.ts'
import { langFor } from './lang.ts'

const { newDays, dormantDays, churnDays, buyerChurnDays, profileTags } = DEFAULT_THRESHOLDS

type Table = Readonly<Record<string, string>>
type Words = {
  exact: Table
  /** For rules whose id ends with what they answer, whatever the stage in the middle. */
  endings: Table
  stops: Table
  cadences: Table
  evidence: Table
  cadence: (name: string) => string
  proof: (name: string) => string
}

const ZH: Words = {
  exact: {
    'L-start-added': '刚加好友，从新客开始',
    'L-new-spoke': '客户开口了，算潜客',
    'L-new-profile': `资料标签满 ${profileTags} 个，算潜客`,
    'L-new-7d': `加好友满 ${newDays} 天，新客期结束`,
    'L-dormant-60d': `${dormantDays} 天没有往来，转为沉睡`,
    'L-dormant-buyer': '超过平时的购买间隔太久，转为沉睡',
    'L-dormant-spoke': '沉睡客户又开口了',
    'L-churned-180d': `${churnDays} 天没有往来，算流失`,
    'L-churned-365d': `买过的客户 ${buyerChurnDays} 天没有往来，算流失`,
    'L-churned-returned': '流失的客户又加回来了',
    'L-removed-last': '最后一位同事也不再是好友',
    'L-nobody-left': '满一天没有任何同事是好友，算流失',
    'L-repeat-refund-one': '退款后只剩一单有效',
    'L-manual': '同事手动改的',
    'L-merged': '两个账号是同一位客户，按两边的订单定的',
    'L-separated': '合并撤销后，按这个账号自己的订单定的',
    'L-import-age': '导入时按加好友的时间定的',
    'L-import-tag': '导入时按企业微信里的阶段标签定的',
    flags: '按标记规则',
    night: '每晚按往来情况重新看一遍',
    import: '导入已有客户时',
  },
  endings: { intent: '有购买意向的表现', order: '有了有效订单', refund: '订单退款' },
  stops: {
    'order-paid': '已经下单，原来的跟进不用做了',
    'relation-ended': '已不是好友，消息发不出去',
    'stage-changed': '阶段变了，换一套跟进',
    'do-not-disturb': '标了勿扰，不再打扰',
    'complaint-opened': '有投诉，先停下推销',
    'own-date': '同事约好了下次的日子，之前的自动跟进让路',
    'quote-answered': '报价有了结果',
    'birthday-changed': '生日改了，按新的日子',
    'accounts-merged': '和另一个账号是同一位客户，只留一套跟进',
  },
  cadences: {
    new: '新客破冰',
    lead: '潜客关怀',
    intent: '意向跟进',
    first: '首购回访',
    repeat: '复购提醒',
    dormant: '沉睡唤醒',
    'refund-revisit': '退款回访',
    birthday: '生日关怀',
    'complaint-closed': '投诉回访',
    quote: '报价跟进',
  },
  evidence: {
    'script-sent': '发过话术',
    'customer-replied': '客户回复了',
    order: '客户下单了',
    'call-logged': '通过话',
    visit: '见过面',
    note: '写了备注',
  },
  cadence: (name) => `按「${name}」的节奏安排`,
  proof: (name) => `因为${name}，自动记为已跟进`,
}

const EN: Words = {
  exact: {
    'L-start-added': 'Just became friends: starts as new',
    'L-new-spoke': 'The customer spoke: a lead',
    'L-new-profile': `${profileTags} profile tags: a lead`,
    'L-new-7d': `${newDays} days after becoming friends the new period ends`,
    'L-dormant-60d': `No contact for ${dormantDays} days: dormant`,
    'L-dormant-buyer': 'Much longer than the usual time between orders: dormant',
    'L-dormant-spoke': 'A dormant customer spoke again',
    'L-churned-180d': `No contact for ${churnDays} days: churned`,
    'L-churned-365d': `A buyer without contact for ${buyerChurnDays} days: churned`,
    'L-churned-returned': 'A churned customer came back',
    'L-removed-last': 'No colleague is a friend any more',
    'L-nobody-left': 'no colleague has been a friend for a day: lost',
    'L-repeat-refund-one': 'One valid order left after the refund',
    'L-manual': 'Moved by a colleague',
    'L-merged': 'Two accounts of one customer: by the orders of both',
    'L-separated': 'The accounts are two again: by this account’s own orders',
    'L-import-age': 'Set at the import by how long they have been friends',
    'L-import-tag': 'Set at the import by the stage tag in WeCom',
    flags: 'By the rules for marks',
    night: 'Looked through every night',
    import: 'At the import of known customers',
  },
  endings: { intent: 'Showed that they want to buy', order: 'Has a valid order', refund: 'An order was refunded' },
  stops: {
    'order-paid': 'Ordered: the old follow-ups are over',
    'relation-ended': 'No longer friends: nothing can be sent',
    'stage-changed': 'Another stage, another rhythm',
    'do-not-disturb': 'Do not disturb',
    'complaint-opened': 'A complaint is open: no selling now',
    'own-date': 'A day was agreed on: what the rules planned before it makes way',
    'quote-answered': 'The quote was answered',
    'birthday-changed': 'Another birthday was entered',
    'accounts-merged': 'The same customer as another account: one rhythm is enough',
  },
  cadences: {
    new: 'ice-breaking',
    lead: 'care for leads',
    intent: 'ready to buy',
    first: 'after the first order',
    repeat: 'repurchase',
    dormant: 'wake-up',
    'refund-revisit': 'after a refund',
    birthday: 'birthdays',
    'complaint-closed': 'after a complaint',
    quote: 'after a quote',
  },
  evidence: {
    'script-sent': 'a script was sent',
    'customer-replied': 'the customer replied',
    order: 'the customer ordered',
    'call-logged': 'a call was logged',
    visit: 'they met',
    note: 'a note was written',
  },
  cadence: (name) => `Planned by the rhythm “${name}”`,
  proof: (name) => `Counted as followed up: ${name}`,
}

/** Why something happened, in words: the id of a rule as the journal keeps it. Null where there is nothing to add. */
export const whyText = (lang: string, rule: string | null): string | null => {
  if (rule === null) return null
  const words = langFor(lang) === 'en' ? EN : ZH
  const exact = words.exact[rule]
  if (exact !== undefined) return exact
  const [head = '', ...rest] = rule.split('-')
  const tail = rest.join('-')
  if (head === 'stop') return words.stops[tail] ?? null
  if (head === 'cadence') return words.cadences[tail] === undefined ? null : words.cadence(words.cadences[tail])
  if (head === 'evidence') return words.evidence[tail] === undefined ? null : words.proof(words.evidence[tail])
  return Object.entries(words.endings).find(([ending]) => head === 'L' && rest.includes(ending))?.[1] ?? null
}
