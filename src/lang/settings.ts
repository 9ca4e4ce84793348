import { langFor } from './lang.ts'

type Troubles = Readonly<Record<string, string>>

const ZH = {
  other: '设置的值不对',
  troubles: {
    'welcome.text': '欢迎语最多 1300 字',
    'welcome.variables': '欢迎语里只能用 {我的名字}：那时还不认识客户，别的变量填不上',
    'brand.name': '品牌名最多 60 字',
    'brand.product': '产品名最多 60 字',
    'brand.store': '门店名最多 60 字',
    'scriptValues.coupon': '优惠码最多 40 字',
    'scriptValues.link': '链接要以 https:// 或 http:// 开头，最多 500 字',
    'scriptValues.appointment': '预约时间最多 60 字，例如“周六下午 2 点后”',
    'postpone.policy': '休息日的处理只能是 keep、next_workday 或 prev_workday',
    'times.window': '发到个人手机的消息只能在 08:30–19:30 之间',
    'times.figures': '日报、周报、月报要晚于拉取统计，否则没有昨天的数字',
    'times.night': '阶段检查要早于每日提醒，否则名单是昨天的',
    'times.order': '同一天里：每日提醒早于午间提醒，午间提醒早于收工小结',
    'times.format': '时间写成 08:50 这样，24 小时制',
    'cardFacts.keys': '卡片显示 1–6 项资料，不能重复',
    'forbiddenWords.words': '每个禁用词 1–20 字，最多 200 个',
  } as Troubles,
}

const EN: typeof ZH = {
  other: 'This value does not fit',
  troubles: {
    'welcome.text': 'A welcome has 1300 characters at most',
    'welcome.variables': 'Only {我的名字} works in a welcome: nothing is known about the customer yet',
    'brand.name': 'The brand has 60 characters at most',
    'brand.product': 'The product has 60 characters at most',
    'brand.store': 'The store has 60 characters at most',
    'scriptValues.coupon': 'The coupon code has 40 characters at most',
    'scriptValues.link': 'A link begins with https:// or http:// and has 500 characters at most',
    'scriptValues.appointment': 'The appointment has 60 characters at most, e.g. "Saturday after 2 pm"',
    'postpone.policy': 'Days off are handled as keep, next_workday or prev_workday',
    'times.window': 'What reaches a person’s phone is sent between 08:30 and 19:30 only',
    'times.figures': 'Digests come after the statistics, or yesterday’s figures are missing',
    'times.night': 'The nightly look at stages comes before the reminders, or the list is yesterday’s',
    'times.order': 'In one day the reminder comes before the one at midday, and that before the wrap-up',
    'times.format': 'A time is written like 08:50, in 24 hours',
    'cardFacts.keys': 'The card shows 1 to 6 facts, each once',
    'forbiddenWords.words': 'Each forbidden word has 1 to 20 characters; 200 words at most',
  },
}

export const settingWords = (lang: string): typeof ZH => (langFor(lang) === 'en' ? EN : ZH)

/** How to mend one field of one setting. */
export const settingTrouble = (key: string, field: string, lang: string): string => {
  const words = settingWords(lang)
  if (key === 'times' && words.troubles[`times.${field}`] === undefined)
    return words.troubles['times.format'] ?? words.other
  return words.troubles[`${key}.${field}`] ?? words.other
}
