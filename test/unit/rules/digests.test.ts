import { describe, expect, it } from 'vitest'
import { CHINA_CALENDAR } from '../../../src/features/calendar/holidays-data.ts'
import { addDays } from '../../../src/features/calendar/zone.ts'
import { digestSpan, isDigestDay, isoWeek } from '../../../src/features/digests/rules.ts'
import { renderDaily } from '../../../src/features/digests/rules-daily.ts'
import type { DailyDigestData } from '../../../src/features/digests/rules-data.ts'
import { byteLength, money } from '../../../src/features/digests/rules-format.ts'
import { renderMonthly } from '../../../src/features/digests/rules-monthly.ts'
import { renderWeekly } from '../../../src/features/digests/rules-weekly.ts'
import { en } from '../../../src/lang/en.ts'
import { zhCN } from '../../../src/lang/zh-CN.ts'
import { ALL, daily, monthly, weekly } from './digest-samples.ts'

const SAMPLE = `### 华东一组 · 私域日报 11/23(周一)
**本月销售 86.2万 / 120万 = 71.9%**｜时间进度 76.2%（16/21工作日）
节奏 <font color="warning">0.94 偏慢</font>｜缺口 33.8万，剩余5天需 6.8万/天（近5日均 5.8万）｜预计月底 96%

**昨日结果**
> 成交 14单 6.1万（客单 436，较前5日 <font color="info">+8%</font>）
> 新增客户 46｜被删/拉黑 5（前14日均 2.1，<font color="warning">偏高</font>）
> 意向→首购 9人，沉睡唤醒 3人

**昨日过程**
> 跟进应做 118，按时 97（82%，目标90%）
> 首次回复均 7分钟｜已回复占比 96%
> 新客5分钟内首响 41/46（89%）

**今天要处理（4）**
1. <font color="warning">逾期≥2天 8条</font>：王敏5、李强3 → [去分派](${ALL}/1)
2. 投诉 S2 未关闭1件，还剩 2小时10分（<@zhaolei>） → [查看](${ALL}/2)
3. 高价值客户转沉睡预警 3位 → [名单](${ALL}/3)
4. 删除偏高：5人，其中4人来自“双11群发” → [明细](${ALL}/4)

**点赞** 🎉 陈晨 首购4单｜周婷 按时率100%
<font color="comment">口径：官方统计截至昨日24点，06:40取数；订单按实付减退款。</font> [查看全部](${ALL})`

const NOTHING: DailyDigestData = {
  ...daily,
  pace: null,
  monthSales: null,
  result: {
    orders: null,
    sales: null,
    averageOrder: null,
    averageOrderChange: null,
    added: null,
    lost: null,
    lostMean14: null,
    intentToFirst: null,
    woken: null,
  },
  process: {
    onTime: null,
    onTimeGoal: null,
    firstReplyMinutes: null,
    replyRatio: null,
    withinFiveMinutes: null,
    recordedByHand: true,
  },
  todo: [],
  praise: [],
  statsReady: false,
}

describe('the daily digest', () => {
  it('reads as managers know it', () => {
    expect(renderDaily(daily, zhCN)).toBe(SAMPLE)
    expect(SAMPLE.split('\n')).toHaveLength(22)
  })

  it('shows a dash, never a zero, for what is not known', () => {
    const text = renderDaily(NOTHING, zhCN)
    expect(text).toContain('成交 —单 —（客单 —）')
    expect(text).toContain('跟进应做 —，按时 —（—）')
    expect(text).toContain('（按人工记录）')
    expect(text).toContain('官方统计未就绪')
    expect(text.split('\n').slice(1).join('\n')).not.toMatch(/\b0\b|NaN|null|undefined/)
  })

  it('shows a zero that is known', () => {
    const text = renderDaily({ ...daily, result: { ...daily.result, lost: 0, added: 0 } }, zhCN)
    expect(text).toContain('新增客户 0｜被删/拉黑 0')
  })

  it('gives no rate for fewer than ten cases', () => {
    const text = renderDaily({ ...daily, process: { ...daily.process, onTime: { done: 5, of: 9 } } }, zhCN)
    expect(text).toContain('跟进应做 9，按时 5（样本不足，目标90%）')
  })

  it('gives counts instead of names where reps read along', () => {
    const text = renderDaily({ ...daily, audience: 'team' }, zhCN)
    expect(text).toContain('<font color="warning">逾期≥2天 8条</font>（2人）')
    expect(text).not.toMatch(/王敏|李强|<@/)
    expect(text).toContain('陈晨 首购4单')
  })

  it('says which days a Monday tells about', () => {
    const text = renderDaily({ ...daily, covers: { from: '2026-11-20', to: '2026-11-22' } }, zhCN)
    expect(text).toContain('**11/20–11/22 结果**')
  })

  it('shows five things to do and how many more there are', () => {
    const todo = Array.from({ length: 8 }, (_, index) => ({
      kind: 'silence-warning' as const,
      count: index + 1,
      url: ALL,
    }))
    const text = renderDaily({ ...daily, todo }, zhCN)
    expect(text).toContain('**今天要处理（8）**')
    expect(text).toContain('5. 高价值客户转沉睡预警 5位')
    expect(text).not.toContain('6. ')
    expect(text).toContain(`→ [查看全部](${ALL})`)
    expect(text.split('\n').length).toBeLessThanOrEqual(22)
  })

  it('leaves out things to do that count nothing', () => {
    const text = renderDaily({ ...daily, todo: [{ kind: 'overdue', count: 0, people: [], url: ALL }] }, zhCN)
    expect(text).not.toContain('今天要处理')
  })

  it('marks at most four things in orange', () => {
    const todo = Array.from({ length: 5 }, () => ({ kind: 'overdue' as const, count: 3, people: [], url: ALL }))
    expect(renderDaily({ ...daily, todo }, zhCN).match(/color="warning"/g)).toHaveLength(4)
  })

  it('drops the praise before the things to do when room is short', () => {
    const text = renderDaily(daily, zhCN, { bytes: 900, lines: 22 })
    expect(byteLength(text)).toBeLessThanOrEqual(900)
    expect(text).toContain('今天要处理')
    expect(text).not.toContain('点赞')
    expect(text).toMatch(/还有\d+项 → \[查看全部\]/)
  })

  it('speaks English to an English team', () => {
    const text = renderDaily(daily, en)
    expect(text).toContain('CNY 862.4K / CNY 1.2M = 71.9%')
    expect(text).not.toMatch(/本月|昨日/)
  })
})

describe('the weekly and the monthly digest', () => {
  it('tell the week in its own lines', () => {
    const text = renderWeekly(weekly, zhCN)
    expect(text).toContain('### 华东大区 · 私域周报 W47（11/16–11/22）')
    expect(text).toContain(
      '**月进度 239.4万 / 360万 = 66.5%**｜时间进度 71.4%（15/21工作日）｜节奏 <font color="warning">0.93 偏慢</font>',
    )
    expect(text).toContain(
      '> 本周销售 85.2万（环比 <font color="info">+6.1%</font>，同比 <font color="info">+11%</font>）｜订单 1,956｜客单 436｜退款 3.6万（4.2%）',
    )
    expect(text).toContain('> 新客 312 → 开口 201（64%） → 意向 74（24%） → 首购 38（12%）')
    expect(text).toContain('> 30天复购 17.6%（上周 16.9%）｜沉睡唤醒 21/180（12%）')
    expect(text).toContain('**服务** 首响 8分｜已回复占比 95%｜CSAT 92%满意（n=83）｜NPS 41（n=57）')
    expect(text).toContain('净增 +288（新增312，流失24，周流失率 0.06%）')
    expect(text).toContain('一组 67%/0.94/90%｜二组 74%/1.04/91%｜三组 <font color="warning">58%/0.82/74%</font>')
    expect(text).toContain('1. 三组逾期占比 21%（红线20%）：周三前清零 <@liujie>')
    expect(text.split('\n').length).toBeLessThanOrEqual(22)
  })

  it('tell the month in its own lines', () => {
    const text = renderMonthly(monthly, zhCN)
    expect(text).toContain('### 华东大区 · 私域月报 2026年11月')
    expect(text).toContain('新客 120万｜复购 228万')
    expect(text).toContain('40,000 → 40,900（新增1,300，流失400）')
    expect(text).toContain('新客 300｜潜客 12,000｜流失 —')
    expect(text).toContain('NPS 样本不足（n=6）｜投诉 0')
    expect(text).toContain('达标 17/30人｜绩效锁定 12/5｜申诉截至 12/9')
    expect(text).toContain('下月目标 380万，已分解 100%')
    expect(text).toContain('2027年没有官方节假日数据')
    expect(text.split('\n').length).toBeLessThanOrEqual(22)
  })
})

describe('when a digest goes out and what it covers', () => {
  it.each([
    ['daily', '2026-11-23', '2026-11-20', '2026-11-22'],
    ['daily', '2026-11-24', '2026-11-23', '2026-11-23'],
    ['daily', '2026-10-08', '2026-09-30', '2026-10-07'],
    ['weekly', '2026-11-23', '2026-11-16', '2026-11-22'],
    ['weekly', '2026-02-24', '2026-02-09', '2026-02-22'],
    ['weekly', '2026-10-08', '2026-09-28', '2026-10-04'],
    ['monthly', '2026-12-01', '2026-11-01', '2026-11-30'],
    ['monthly', '2026-01-04', '2025-12-01', '2025-12-31'],
  ] as const)('the %s one of %s covers %s to %s', (kind, day, from, to) => {
    expect(isDigestDay(kind, day, CHINA_CALENDAR)).toBe(true)
    expect(digestSpan(kind, day, CHINA_CALENDAR)).toEqual({ from, to })
  })

  it('sends nothing on days off and each kind only on its day', () => {
    expect(isDigestDay('daily', '2026-11-22', CHINA_CALENDAR)).toBe(false)
    expect(isDigestDay('weekly', '2026-11-24', CHINA_CALENDAR)).toBe(false)
    expect(isDigestDay('weekly', '2026-10-05', CHINA_CALENDAR)).toBe(false)
    expect(isDigestDay('monthly', '2026-11-03', CHINA_CALENDAR)).toBe(false)
    expect(isDigestDay('monthly', '2026-11-02', CHINA_CALENDAR)).toBe(true)
  })

  it('numbers weeks as calendars do', () => {
    expect(['2026-11-22', '2026-01-01', '2027-01-01', '2025-12-29'].map(isoWeek)).toEqual([47, 1, 53, 1])
  })
})

describe('amounts', () => {
  it.each([
    [86_240_000, 'CNY', '86.2万'],
    [120_000_000, 'CNY', '120万'],
    [43_600, 'CNY', '436'],
    [560, 'CNY', '5.6'],
    [999_900, 'CNY', '9,999'],
    [12_345_678_900, 'CNY', '1.23亿'],
    [-6_104_000, 'CNY', '-6.1万'],
    [0, 'CNY', '0'],
    [500_000, 'JPY', 'JPY 50万'],
    [123_456, 'SGD', 'SGD 1,235'],
  ])('%i minor units of %s read %s', (minor, currency, text) => {
    expect(money(minor, currency, zhCN)).toBe(text)
  })

  it('are a dash when not known', () => {
    expect(money(null, 'CNY', zhCN)).toBe('—')
  })

  it('tells every day of the year in exactly one weekly', () => {
    const told = new Map<string, number>()
    for (let day = '2026-01-01'; day <= '2027-01-15'; day = addDays(day, 1)) {
      if (!isDigestDay('weekly', day, CHINA_CALENDAR)) continue
      const { from, to } = digestSpan('weekly', day, CHINA_CALENDAR)
      for (let one = from; one <= to; one = addDays(one, 1)) told.set(one, (told.get(one) ?? 0) + 1)
    }
    for (let day = '2026-01-01'; day <= '2026-12-31'; day = addDays(day, 1))
      expect([day, told.get(day)]).toEqual([day, 1])
  })
})
