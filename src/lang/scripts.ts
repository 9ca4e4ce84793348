const zhCN = {
  categories: {
    welcome: '新客破冰',
    needs: '需求挖掘',
    value: '价值内容',
    offer: '优惠活动',
    objection: '异议处理',
    closing: '促成下单',
    'after-sales': '售后服务',
    satisfaction: '满意度',
    repurchase: '复购提醒',
    'wake-up': '沉睡唤醒',
    care: '日常关怀',
    complaint: '投诉安抚',
    festival: '节日问候',
    group: '客户群',
  } as Record<string, string>,
  forbidden: (words: string[]) => `含有禁用词：${words.join('、')}。公司话术不能使用，请修改后再保存`,
  unknownVariable: (names: string[]) => `不认识的变量：${names.map((name) => `{${name}}`).join('、')}`,
  companyOnly: '公司话术只能由主管或管理员维护',
  outOfScope: '这位客户不在你的可见范围内',
  everybody: '大家',
  badCursor: 'cursor 无效，请从第一页重新开始',
  noSuchPart: 'part 超出了这条话术的段数',
  day: (month: number, day: number) => `${month}月${day}日`,
  sample: { 客户称呼: '张女士', 上次购买: '10月8日', 订单号: 'D20261008' },
}

export type ScriptMessages = typeof zhCN

const en: ScriptMessages = {
  categories: {
    welcome: 'Ice-breaking',
    needs: 'Needs',
    value: 'Useful content',
    offer: 'Offers',
    objection: 'Objections',
    closing: 'Closing',
    'after-sales': 'After sales',
    satisfaction: 'Satisfaction',
    repurchase: 'Repurchase',
    'wake-up': 'Wake-up',
    care: 'Care',
    complaint: 'Complaints',
    festival: 'Festivals',
    group: 'Groups',
  },
  forbidden: (words) =>
    `Forbidden words: ${words.join(', ')}. Company scripts may not use them; please change the text`,
  unknownVariable: (names) => `Unknown variable: ${names.map((name) => `{${name}}`).join(', ')}`,
  companyOnly: 'Only managers and admins may change company scripts',
  outOfScope: 'This customer is outside what you may see',
  everybody: 'everybody',
  badCursor: 'cursor is invalid, please start from the first page',
  noSuchPart: 'part is beyond the parts of this script',
  day: (month, day) => `${month}/${day}`,
  sample: { 客户称呼: 'Ms Zhang', 上次购买: '10/8', 订单号: 'D20261008' },
}

export const scriptMessagesFor = (lang: string): ScriptMessages => (lang.toLowerCase().startsWith('en') ? en : zhCN)
