import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderDaily } from '../../../src/features/digests/rules-daily.ts'
import { byteLength, escapeName, link, mention } from '../../../src/features/digests/rules-format.ts'
import { renderMonthly } from '../../../src/features/digests/rules-monthly.ts'
import { renderReminder } from '../../../src/features/digests/rules-reminder.ts'
import { renderWeekly } from '../../../src/features/digests/rules-weekly.ts'
import { en } from '../../../src/lang/en.ts'
import { zhCN } from '../../../src/lang/zh-CN.ts'
import { daily, monthly, reminder, weekly } from './digest-samples.ts'

const piece = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 4 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom(
    '<@all>',
    '[x](http://evil.example)',
    '**',
    '</font>',
    '👨‍👩‍👧‍👦',
    '`',
    '<font color="warning">',
    '\n### ',
    '_',
    '\u202e',
    '&lt;@all&gt;',
    '王',
  ),
)
const name = fc
  .array(piece, { minLength: 1, maxLength: 40 })
  .map((pieces) => [...pieces.join('')].slice(0, 40).join(''))
const url = fc.oneof(
  fc.integer({ min: 0, max: 1_500 }).map((length) => `https://crm.example.com/${'长'.repeat(Math.floor(length / 3))}`),
  fc.integer({ min: 0, max: 1_500 }).map((length) => `https://crm.example.com/${'a'.repeat(length)})`),
  name,
)
const count = fc.integer({ min: 0, max: 2_000_000_000 })
const people = fc.array(fc.record({ name, count }), { maxLength: 30 })
const userid = fc.oneof(fc.constantFrom('all', 'zhaolei', 'ALL'), name)
const todo = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('overdue' as const), count, people, url }),
    fc.record({
      kind: fc.constant('late-week' as const),
      count,
      undone: fc.record({ done: count, of: count }),
      people,
      url,
    }),
    fc.record({ kind: fc.constant('another-rep' as const), count, url }),
    fc.record({ kind: fc.constant('intent-overstay' as const), count, people, url }),
    fc.record({
      kind: fc.constant('complaint' as const),
      level: name,
      count,
      minutesLeft: fc.option(count),
      ownerUserid: userid,
      url,
    }),
    fc.record({ kind: fc.constant('deletions' as const), lost: count, fromSource: fc.record({ name, count }), url }),
    fc.record({ kind: fc.constant('text' as const), text: name, ownerUserid: userid, url: fc.option(url) }),
  ),
  { maxLength: 30 },
)
const share = fc.option(fc.record({ done: count, of: count }))
const groups = fc.array(
  fc.record({
    name,
    attainment: fc.option(fc.double({ min: 0, max: 9, noNaN: true })),
    index: fc.option(fc.double({ min: 0, max: 9, noNaN: true })),
    onTime: share,
  }),
  { maxLength: 30 },
)
const praise = fc.array(fc.record({ name, reason: name }), { maxLength: 30 })
const audience = fc.constantFrom('managers' as const, 'team' as const)
const messages = fc.constantFrom(zhCN, en)

const FONT = /<font color="(?:info|warning|comment)">|<\/font>/g
const LINK = /\[[^[\]]*\]\(https?:\/\/[^\s()]*\)/g

/** Every tag is opened and closed in its line, every link is whole, nothing else looks like markup, nobody is pinged. */
const isWhole = (text: string): void => {
  expect(text).not.toMatch(/<@all>/i)
  expect(text).not.toMatch(/\p{Cs}/u)
  for (const line of text.split('\n')) {
    const tags = line.match(FONT) ?? []
    expect(tags.map((tag) => tag.startsWith('</'))).toEqual(tags.map((_tag, index) => index % 2 === 1))
    expect(tags.length % 2).toBe(0)
    const bare = line
      .replace(FONT, '')
      .replace(LINK, '')
      .replace(/<@[\w.@-]+>/g, '')
    expect(bare.replace(/^> /, '')).not.toMatch(/[<>[\]`]/)
    expect((bare.match(/\*/g) ?? []).length % 4).toBe(0)
  }
}

const isWithin = (text: string, bytes: number): void => {
  expect(byteLength(text)).toBeLessThanOrEqual(bytes)
  expect(text.split('\n').length).toBeLessThanOrEqual(22)
  isWhole(text)
}

const runs = { numRuns: 120 }

describe('no message is ever too long or broken, whatever people are called', { timeout: 60_000 }, () => {
  it('the daily digest of thirty reps', () => {
    fc.assert(
      fc.property(name, audience, todo, praise, url, messages, (scopeName, group, todos, praises, allUrl, m) => {
        isWithin(renderDaily({ ...daily, scopeName, audience: group, todo: todos, praise: praises, allUrl }, m), 3_800)
      }),
      runs,
    )
  })

  it('the weekly digest of thirty teams', () => {
    fc.assert(
      fc.property(name, audience, todo, groups, url, messages, (scopeName, group, todos, teams, allUrl, m) => {
        isWithin(renderWeekly({ ...weekly, scopeName, audience: group, todo: todos, groups: teams, allUrl }, m), 3_800)
      }),
      runs,
    )
  })

  it('the monthly digest with its own stage names', () => {
    const stages = fc.array(fc.record({ label: name, count: fc.option(count) }), { maxLength: 30 })
    fc.assert(
      fc.property(
        name,
        stages,
        todo,
        groups,
        praise,
        url,
        messages,
        (scopeName, labels, todos, teams, praises, allUrl, m) => {
          const data = { ...monthly, scopeName, stages: labels, todo: todos, groups: teams, praise: praises, allUrl }
          isWithin(renderMonthly(data, m), 3_800)
        },
      ),
      runs,
    )
  })

  it('the morning message of a rep with thirty customers', () => {
    const item = fc.record({
      externalUserid: name,
      name,
      stageLabel: name,
      why: name,
      nextStep: fc.option(name),
      overdueDays: fc.integer({ min: 0, max: 999 }),
    })
    fc.assert(
      fc.property(name, fc.array(item, { maxLength: 30 }), url, url, messages, (repName, items, one, all, m) => {
        const text = renderReminder({ ...reminder, repName, items }, { link: () => one, all }, m)
        isWithin(text ?? '', 2_000)
        expect(text).not.toBeNull()
      }),
      runs,
    )
  })
})

describe('names', () => {
  it('ping nobody, link nowhere and keep their look', () => {
    expect(escapeName('<@all>')).toBe('＜@all＞')
    expect(escapeName('[点我](http://x)')).toBe('［点我］(http://x)')
    expect(escapeName('A_b*c`d\\e&lt;')).toBe('A＿b＊c｀d＼e＆lt;')
    expect(escapeName('第一行\n### 第二行')).toBe('第一行 ### 第二行')
    expect(escapeName('王\u202e敏\ud800')).toBe('王敏')
  })

  it('are cut between whole characters', () => {
    expect(escapeName('👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 2)).toBe('…')
    expect(escapeName('张三丰李四', 3)).toBe('张三丰…')
    expect(escapeName('😀😀😀', 2)).toBe('😀😀…')
  })

  it('are not rung when they would ring everybody', () => {
    expect(mention('zhaolei')).toBe('<@zhaolei>')
    expect(['all', 'ALL', 'a b', '', '<x>'].map(mention).join('')).toBe('')
  })

  it('of links never break out of the link', () => {
    expect(link('查看', 'https://a.example/x(1) y')).toBe('[查看](https://a.example/x%281%29%20y)')
    expect(link('查看', 'javascript:alert(1)')).toBe('查看')
    expect(link('查看', `https://a.example/${'x'.repeat(2_000)}`)).toBe('查看')
  })
})
