import { describe, expect, it } from 'vitest'
import {
  idIn,
  MATCH,
  matchRank,
  normalizeQuery,
  rankScripts,
  stageFit,
  taskFit,
} from '../../../src/features/scripts/rules-ranking.ts'
import { searchText, soundsOf, typedOf } from '../../../src/features/scripts/search-text.ts'
import { buildShelf, entryOf } from '../../../src/features/scripts/shelf.ts'
import { writeLibrary } from '../../support/script-library.ts'

type Rest = { tags?: string[]; text?: string; fit?: number; task?: number; uses?: number; success?: number }
const script = (id: number, title: string, rest: Rest = {}) => ({
  shown: title,
  fit: rest.fit ?? 1,
  task: rest.task ?? 2,
  uses: rest.uses ?? 0,
  success: rest.success ?? 1,
  ...entryOf({
    ...{
      id,
      starterKey: null,
      validUntil: null,
      departmentId: null,
      tags: rest.tags ?? [],
      category: 'care',
      stages: [],
      scope: 'company' as const,
    },
    ...searchText({ title, tags: rest.tags ?? [], parts: [{ type: 'text', text: rest.text ?? '您好' }] }),
  }),
})

const titles = (q: string, ...scripts: ReturnType<typeof script>[]) => {
  const scores = rankScripts(typedOf(q), { meant: scripts, near: () => scripts }, (one) => one)
  return scores.map((score) => scripts.find((one) => one.id === idIn(score))?.shown)
}

describe('finding a script by typing', () => {
  it('initials jgyy find 价格异议', () => {
    expect(searchText({ title: '价格异议', tags: ['太贵了'], parts: [] })).toMatchObject({
      pinyin: 'jiageyiyi taiguile',
      initials: 'jgyy tgl',
    })
    expect(titles('jgyy', script(1, '到货通知'), script(2, '价格异议'))).toEqual(['价格异议'])
  })
  it('full pinyin finds it, with or without spaces and in capitals', () => {
    for (const q of ['jiageyiyi', 'jia ge yi yi', 'JiaGe'])
      expect(titles(q, script(1, '价格异议'))).toEqual(['价格异议'])
  })
  it('characters with two readings are spelled by their word', () => {
    expect(soundsOf('行长').full).toBe('hangzhang')
    expect(soundsOf('绿色VIP').initials).toBe('lsvip')
    expect(soundsOf('绿色').full).toBe('lvse')
  })
  it('exact title, then beginning, then inside, then content', () => {
    expect(
      titles(
        '价格',
        script(1, '别的', { text: '关于价格' }),
        script(2, '谈价格'),
        script(3, '价格异议'),
        script(4, '价格'),
      ),
    ).toEqual(['价格', '价格异议', '谈价格', '别的'])
  })
  it('among equal matches the one for the stage, then the one used lately comes first', () => {
    expect(
      titles(
        '价格',
        script(1, '价格一', { uses: 1 }),
        script(2, '价格二', { uses: 5 }),
        script(3, '价格三', { fit: 0 }),
      ),
    ).toEqual(['价格三', '价格二', '价格一'])
  })
  it('stage, then what the customer waits for, then one’s own habit, then how the team fares with it', () => {
    expect(
      titles(
        '价格',
        script(1, '价格甲', { success: 2 }),
        script(2, '价格乙'),
        script(3, '价格丙', { success: 0 }),
        script(4, '价格丁', { uses: 3, success: 2 }),
        script(5, '价格戊', { task: 1 }),
        script(6, '价格己', { task: 0 }),
        script(7, '价格庚', { fit: 0, success: 2 }),
      ),
    ).toEqual(['价格庚', '价格己', '价格戊', '价格丁', '价格丙', '价格乙', '价格甲'])
  })
  it('written for the very step comes before the kind of script it asks for', () => {
    const fit = (starterKey: string | null, category: string) =>
      taskFit({ starterKey, category, tags: [] }, { step: 'first-d3', category: 'after-sales' })
    expect([fit('first-d3', 'care'), fit('first-d3-b', 'care'), fit('first-d30', 'care')]).toEqual([0, 0, 3])
    expect([fit(null, 'after-sales'), fit(null, 'care')]).toEqual([1, 3])
    expect(taskFit({ starterKey: 'first-d3', category: 'care', tags: [] }, null)).toBe(3)
  })
  it('about what the customer is tagged with comes before anything else of no task', () => {
    const about = { starterKey: null, category: 'objection', tags: ['价格敏感'] }
    expect([taskFit(about, null, ['价格敏感']), taskFit(about, null, ['敏感肌']), taskFit(about, null)]).toEqual([
      2, 3, 3,
    ])
    expect(taskFit(about, { step: null, category: 'objection' }, ['价格敏感'])).toBe(1)
  })
  it('several words must all occur', () => {
    const one = script(1, '价格异议', { text: '您觉得价格高' })
    expect(matchRank(one, typedOf('价格 觉得'))).toBe(MATCH.content)
    expect(matchRank(one, typedOf('价格 茶杯'))).toBe(MATCH.none)
  })
  it('full-width letters are understood', () => {
    expect(normalizeQuery('　ＪＧＹＹ ')).toBe('jgyy')
  })
  it('a script without stages fits everybody, after those made for the stage', () => {
    expect([stageFit(['new'], 'new'), stageFit([], 'new'), stageFit(['first'], 'new')]).toEqual([0, 1, 2])
  })
})

describe('a slip is forgiven', () => {
  const shelf = [
    script(1, '价格异议', { tags: ['太贵了'] }),
    script(2, '生日祝福'),
    script(3, '面霜敏感肌适用'),
    script(4, '到货通知'),
  ]
  const found = (q: string) => titles(q, ...shelf)

  it.each([
    ['one wrong letter of the initials', 'jgty', '价格异议'],
    ['one letter too many', 'jggyy', '价格异议'],
    ['one letter missing at the start', 'rzf', '生日祝福'],
    ['two letters swapped', 'srfz', '生日祝福'],
    ['a tag’s initials with a slip', 'tgk', '价格异议'],
    ['one wrong letter of the pinyin', 'jiagryiyi', '价格异议'],
    ['a letter missing in the pinyin', 'shngrizhufu', '生日祝福'],
    ['a letter twice', 'mianshuuang', '面霜敏感肌适用'],
    ['two letters of the pinyin swapped', 'shegnri', '生日祝福'],
    ['s for sh and n for ng', 'senri', '生日祝福'],
    ['in the middle of a title', 'minganjo', '面霜敏感肌适用'],
    ['a character of the same sound', '价格意议', '价格异议'],
    ['a character of a similar sound', '生日主福', '生日祝福'],
    ['a word written by ear', '到火通知', '到货通知'],
    ['two characters by ear', '佳格', '价格异议'],
  ])('%s: %s finds %s', (_what, typed, title) => {
    expect(found(typed)[0]).toBe(title)
  })
  it('what was typed right comes before what was meant by a slip', () => {
    expect(titles('srzf', script(1, '深入走访'), script(2, '生日祝福'), script(3, '上任祝福'))).toEqual([
      '深入走访',
      '生日祝福',
      '上任祝福',
    ])
    expect(titles('jgyy', script(1, '竞购医院方案'), script(2, '价格异议'))[0]).toBe('价格异议')
  })
  it('two slips are somebody else’s script, and one letter finds nothing by a slip', () => {
    expect(found('jxxy')).toEqual([])
    expect(found('xq')).toEqual([])
    expect(found('完全没有的词')).toEqual([])
  })
  it('where enough was found as typed, nothing is guessed', () => {
    const many = ['一', '二', '三', '四', '五'].map((sign, at) => script(at + 10, `价格说明${sign}`))
    expect(titles('价格说明', ...many, script(1, '加格说明'))).not.toContain('加格说明')
  })
})

describe('a large library', () => {
  const made = writeLibrary(2_000)
  const rows = made.map(({ text, title, tags, ...rest }, at) => ({
    ...{ ...rest, id: at + 1, starterKey: null, validUntil: null, departmentId: null, tags, scope: 'company' as const },
    ...searchText({ title, tags, parts: [{ type: 'text', text }] }),
  }))
  const shelf = buildShelf(rows)
  const flat = () => ({ fit: 1, task: 2, uses: 0, success: 1 })
  const asked = made
    .filter((_, at) => at % 97 === 5)
    .flatMap(({ title, text }) => {
      const { pinyin, initials } = searchText({ title, tags: [], parts: [] })
      const slip = `${pinyin.slice(0, 3)}q${pinyin.slice(4, 10)}`
      return [
        title.slice(0, 2),
        text.slice(6, 11),
        pinyin.slice(0, 7),
        initials.slice(0, 3),
        slip,
        `${title.slice(0, 2)} ${text.slice(-3)}`,
      ]
    })

  it('is searched as the rule says, script by script', () => {
    for (const q of [...asked, '', 'm', '%', '您 周末']) {
      const typed = typedOf(q)
      const whole = rankScripts(typed, { meant: shelf.entries, near: () => shelf.entries }, flat)
      expect(rankScripts(typed, { meant: shelf.meant(typed), near: () => shelf.near(typed) }, flat)).toEqual(whole)
    }
  })
  it('without looking at most of it: of a hundred scripts the rule weighs a handful for one search', () => {
    const looked = asked.map((q) => shelf.meant(typedOf(q)).length)
    const mean = looked.reduce((sum, one) => sum + one, 0) / looked.length
    expect(mean).toBeLessThan(made.length * 0.1)
  })
})
