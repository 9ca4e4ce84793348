import type {
  DailyDigestData,
  MonthlyDigestData,
  ReminderData,
  WeeklyDigestData,
} from '../../../src/features/digests/rules-data.ts'
import type { Pace } from '../../../src/features/targets/rules.ts'
import { paceOf } from '../../../src/features/targets/rules.ts'

export const ALL = 'https://crm.example.com/sidebar/d/20261123'

export const novemberPace = (target: number, actual: number, elapsed: number, perDay: number): Pace =>
  paceOf({
    target: { amount: target * 100, currency: 'CNY' },
    actual: { amount: actual * 100, currency: 'CNY' },
    time: { elapsed, total: 21, left: 21 - elapsed, ratio: elapsed / 21 },
    recentDays: [perDay * 100],
  })

export const daily: DailyDigestData = {
  scopeName: '华东一组',
  audience: 'managers',
  currency: 'CNY',
  pace: novemberPace(1_200_000, 862_400, 16, 58_000),
  monthSales: 86_240_000,
  allUrl: ALL,
  statsReady: true,
  day: '2026-11-23',
  covers: { from: '2026-11-22', to: '2026-11-22' },
  result: {
    orders: 14,
    sales: 6_104_000,
    averageOrder: 43_600,
    averageOrderChange: 0.08,
    added: 46,
    lost: 5,
    lostMean14: 2.1,
    intentToFirst: 9,
    woken: 3,
  },
  process: {
    onTime: { done: 97, of: 118 },
    onTimeGoal: 0.9,
    firstReplyMinutes: 7,
    replyRatio: 0.96,
    withinFiveMinutes: { done: 41, of: 46 },
    recordedByHand: false,
  },
  todo: [
    {
      kind: 'overdue',
      count: 8,
      people: [
        { name: '王敏', count: 5 },
        { name: '李强', count: 3 },
      ],
      url: `${ALL}/1`,
    },
    { kind: 'complaint', level: 'S2', count: 1, minutesLeft: 130, ownerUserid: 'zhaolei', url: `${ALL}/2` },
    { kind: 'silence-warning', count: 3, url: `${ALL}/3` },
    { kind: 'deletions', lost: 5, fromSource: { name: '双11群发', count: 4 }, url: `${ALL}/4` },
  ],
  praise: [
    { name: '陈晨', reason: '首购4单' },
    { name: '周婷', reason: '按时率100%' },
  ],
}

export const weekly: WeeklyDigestData = {
  scopeName: '华东大区',
  audience: 'managers',
  currency: 'CNY',
  pace: novemberPace(3_600_000, 2_394_000, 15, 171_000),
  monthSales: 239_400_000,
  allUrl: ALL,
  statsReady: true,
  week: 47,
  from: '2026-11-16',
  to: '2026-11-22',
  sales: {
    amount: 85_200_000,
    changeToBefore: 0.061,
    changeToLastYear: 0.11,
    orders: 1_956,
    averageOrder: 43_600,
    refunds: 3_600_000,
  },
  funnel: { added: 312, spoke: 201, intent: 74, first: 38 },
  repurchase30: { done: 176, of: 1_000 },
  repurchase30Before: 0.169,
  woken: { done: 21, of: 180 },
  service: { firstReplyMinutes: 8, replyRatio: 0.95, satisfaction: { done: 76, of: 83 }, nps: { score: 41, of: 57 } },
  pool: { added: 312, lost: 24, atStart: 40_000 },
  groups: [
    { name: '一组', attainment: 0.67, index: 0.94, onTime: { done: 90, of: 100 } },
    { name: '二组', attainment: 0.74, index: 1.04, onTime: { done: 91, of: 100 } },
    { name: '三组', attainment: 0.58, index: 0.82, onTime: { done: 74, of: 100 } },
  ],
  todo: [
    { kind: 'text', text: '三组逾期占比 21%（红线20%）：周三前清零', ownerUserid: 'liujie', url: null },
    { kind: 'text', text: '“价格异议-B版” 24h回复 41% 对 A版 29%：建议切换', ownerUserid: null, url: null },
    { kind: 'text', text: '双11群发后删除为平时2.3倍：本周群发上限 1次', ownerUserid: null, url: null },
  ],
}

export const monthly: MonthlyDigestData = {
  scopeName: '华东大区',
  audience: 'managers',
  currency: 'CNY',
  pace: novemberPace(3_600_000, 3_480_000, 21, 171_000),
  monthSales: 348_000_000,
  allUrl: ALL,
  statsReady: true,
  month: '2026-11',
  sales: {
    amount: 348_000_000,
    changeToBefore: 0.04,
    changeToLastYear: null,
    fromNew: 120_000_000,
    fromRepeat: 228_000_000,
    orders: 7_900,
    averageOrder: 44_000,
    refunds: 9_000_000,
  },
  pool: { atStart: 40_000, atEnd: 40_900, added: 1_300, lost: 400 },
  stages: [
    { label: '新客', count: 300 },
    { label: '潜客', count: 12_000 },
    { label: '流失', count: null },
  ],
  topValue: { share: 0.42, rescued: 74, lifetimeValue: 186_000 },
  service: { satisfaction: { done: 300, of: 330 }, nps: { score: 38, of: 6 }, complaints: 0 },
  people: { onTarget: { done: 17, of: 30 }, lockOn: '2026-12-05', appealUntil: '2026-12-09' },
  nextTarget: { amount: 380_000_000, assigned: 380_000_000 },
  groups: weekly.groups,
  todo: [{ kind: 'no-holidays', years: [2027], url: `${ALL}/9` }],
  praise: daily.praise,
}

const row = (id: string, name: string, stageLabel: string, why: string, nextStep: string, overdueDays = 0) => ({
  externalUserid: id,
  name,
  stageLabel,
  why,
  nextStep,
  overdueDays,
})

export const reminder: ReminderData = {
  repName: '王敏',
  overdue: 2,
  today: 10,
  minutes: 35,
  items: [
    row('wmA1', '张女士', '意向', '报价后第2天', '问预算顾虑，发“价格异议-B版”', 1),
    row('wmA2', '刘先生', '首购', '首购第7天', '问使用感受，发满意度链接'),
    row('wmA3', '阿May', '新客', '新客第3天', '发“3个常见问题”，只问1个问题'),
    row('wmA4', '周太', '复购', '预计3天后用完', '提醒补货，赠品 2选1'),
    row('wmA5', 'Jason', '潜客', '两周未互动', '关怀，不推销'),
    row('wmA6', '陈老师', '潜客', '两周未互动', '关怀，不推销'),
  ],
  yesterday: { done: 9, of: 11 },
  month: { onTime: { done: 91, of: 100 }, rank: 3 },
}
