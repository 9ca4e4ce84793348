import { describe, expect, it } from 'vitest'
import { MATCH, matchRank, normalizeQuery, rankScripts, stageFit } from '../../../src/features/scripts/rules-ranking.ts'
import { searchText, soundsOf } from '../../../src/features/scripts/search-text.ts'

const script = (
  id: number,
  title: string,
  rest: { tags?: string[]; text?: string; fit?: number; uses?: number } = {},
) => ({
  id,
  title,
  ...searchText({ title, tags: rest.tags ?? [], parts: [{ type: 'text', text: rest.text ?? '您好' }] }),
  fit: rest.fit ?? 1,
  recentUses: rest.uses ?? 0,
})

const titles = (q: string, ...scripts: ReturnType<typeof script>[]) => rankScripts(scripts, q).map((one) => one.title)

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
  it('several words must all occur', () => {
    const one = script(1, '价格异议', { text: '您觉得价格高' })
    expect(matchRank(one, '价格 觉得')).toBe(MATCH.content)
    expect(matchRank(one, '价格 茶杯')).toBe(MATCH.none)
  })
  it('full-width letters are understood', () => {
    expect(normalizeQuery('　ＪＧＹＹ ')).toBe('jgyy')
  })
  it('a script without stages fits everybody, after those made for the stage', () => {
    expect([stageFit(['new'], 'new'), stageFit([], 'new'), stageFit(['first'], 'new')]).toEqual([0, 1, 2])
  })
})
