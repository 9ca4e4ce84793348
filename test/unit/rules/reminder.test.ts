import { describe, expect, it } from 'vitest'
import { byteLength } from '../../../src/features/digests/rules-format.ts'
import { renderAllClear, renderReminder } from '../../../src/features/digests/rules-reminder.ts'
import { en } from '../../../src/lang/en.ts'
import { isLang, langFor, messagesFor } from '../../../src/lang/lang.ts'
import { zhCN } from '../../../src/lang/zh-CN.ts'
import { reminder } from './digest-samples.ts'

const links = { link: (id: string) => `https://crm.example.com/c/${id}`, all: 'https://crm.example.com/today' }

const SAMPLE = `### 王敏，今天 12 位客户要跟进
<font color="warning">逾期 2</font>｜今天 10｜预计 35 分钟

**先做这 5 位**
1. [张女士](https://crm.example.com/c/wmA1) 意向｜报价后第2天｜逾期1天
> 下一步：问预算顾虑，发“价格异议-B版”
2. [刘先生](https://crm.example.com/c/wmA2) 首购｜首购第7天
> 下一步：问使用感受，发满意度链接
3. [阿May](https://crm.example.com/c/wmA3) 新客｜新客第3天
> 下一步：发“3个常见问题”，只问1个问题
4. [周太](https://crm.example.com/c/wmA4) 复购｜预计3天后用完
> 下一步：提醒补货，赠品 2选1
5. [Jason](https://crm.example.com/c/wmA5) 潜客｜两周未互动
> 下一步：关怀，不推销

[打开全部](https://crm.example.com/today) 点姓名打开客户，完成后点“已跟进”
<font color="comment">昨日按时 9/11，本月 91%（组内第3）</font>`

describe('the morning message of a rep', () => {
  it('names five customers, why, and the one next step', () => {
    expect(renderReminder(reminder, links, zhCN)).toBe(SAMPLE)
  })

  it('is not sent when there is nothing to do', () => {
    expect(renderReminder({ ...reminder, overdue: 0, today: 0, items: [] }, links, zhCN)).toBeNull()
  })

  it('has no orange when nothing is overdue', () => {
    expect(renderReminder({ ...reminder, overdue: 0 }, links, zhCN)).toContain('\n逾期 0｜今天 10')
  })

  it('has no grey line before the first day is over', () => {
    expect(renderReminder({ ...reminder, yesterday: null, month: null }, links, zhCN)).not.toContain('comment')
  })

  it('gives up next steps before customers, and customers before names', () => {
    const shrunk = (budget: number): string => renderReminder(reminder, links, zhCN, budget) ?? ''
    const steps = (text: string): number => text.match(/> 下一步/g)?.length ?? 0
    const customers = (text: string): number => text.match(/^\d\. /gm)?.length ?? 0
    const full = byteLength(SAMPLE)
    const seen = new Set<string>()
    for (let budget = full; budget > 300; budget -= 12)
      seen.add(`${steps(shrunk(budget))} of ${customers(shrunk(budget))}`)
    expect([...seen].slice(0, 9)).toEqual([
      '5 of 5',
      '4 of 5',
      '3 of 5',
      '2 of 5',
      '1 of 5',
      '0 of 5',
      '0 of 4',
      '0 of 3',
      '0 of 2',
    ])
    for (let budget = 120; budget < full; budget += 17) expect(byteLength(shrunk(budget))).toBeLessThanOrEqual(budget)
  })

  it('shows something to tap for a customer without a name', () => {
    const [first] = reminder.items
    const text = renderReminder(
      { ...reminder, items: first === undefined ? [] : [{ ...first, name: ' ' }] },
      links,
      zhCN,
    )
    expect(text).toContain('[—](https://crm.example.com/c/wmA1)')
  })

  it('praises a week without anything overdue', () => {
    expect(renderAllClear('王敏', zhCN)).toBe('王敏，本周无逾期 👍')
  })
})

describe('languages', () => {
  it('falls back to Chinese and takes any English as English', () => {
    expect([langFor('en-SG'), langFor('fr'), langFor(null), langFor('zh-TW')]).toEqual([
      'en',
      'zh-CN',
      'zh-CN',
      'zh-CN',
    ])
    expect(messagesFor('en')).toBe(en)
    expect(isLang('ja')).toBe(false)
  })

  it('leaves no Chinese in the English texts', () => {
    const plain = JSON.stringify(en)
    expect(plain).not.toMatch(/\p{Script=Han}/u)
    expect(renderReminder(reminder, links, en)).toContain('### 王敏, 12 customers today')
  })
})
