import { describe, expect, it } from 'vitest'
import { forbiddenWords, judgeWords } from '../../../src/features/scripts/rules-forbidden.ts'

describe('forbidden advertising words', () => {
  it.each(['国家级', '最高级', '最佳', '保本', '保收益', '包过', '根治', '无条件退款'])('finds %s', (word) => {
    expect(forbiddenWords(`我们的产品${word}，放心`)).toContain(word)
  })
  it('finds a claim to be number one, but lets 第一次 and 第一时间 pass', () => {
    expect(forbiddenWords('销量第一的品牌')).toContain('第一')
    expect(forbiddenWords('第一次用，有问题我第一时间处理')).toEqual([])
  })
  it('is not fooled by spaces or full-width signs', () => {
    expect(forbiddenWords('国 家 级品质')).toContain('国家级')
    expect(forbiddenWords('１００％有效')).toContain('100%有效')
  })
  it('knows the words a company adds', () => {
    expect(forbiddenWords('老板娘亲测', ['老板娘'])).toEqual(['老板娘'])
  })
  it('stops a company script and only warns for a personal one', () => {
    expect(judgeWords(['最佳'], 'company')).toEqual({ ok: false, why: 'forbidden-word', words: ['最佳'] })
    expect(judgeWords(['最佳'], 'personal')).toEqual({ ok: true, warnings: ['最佳'] })
    expect(judgeWords([], 'company')).toEqual({ ok: true, warnings: [] })
  })
})
