import { describe, expect, it } from 'vitest'
import { fillText, honorific, unfilled, variablesIn } from '../../../src/features/scripts/rules.ts'

const person = (remark: string | null, name: string | null, gender: 'unknown' | 'male' | 'female' = 'unknown') =>
  honorific({ remark, name, gender })

describe('how a customer is addressed', () => {
  it('the remark of the rep comes first', () => {
    expect(person('王姐', '阳光灿烂', 'female')).toBe('王姐')
    expect(person('Tom Lee', '陈静', 'female')).toBe('Tom')
  })
  it('what the rep noted behind the name is not read out to the customer', () => {
    expect(person('王女士-朝阳店 13800001111', null)).toBe('王女士')
    expect(person('张总（已报价）', null)).toBe('张总')
  })
  it('a remark that is only a note for colleagues is never used as a name', () => {
    expect(person('意向客户', '陈静', 'female')).toBe('陈女士')
    expect(person('价格敏感', null)).toBe('您')
  })
  it('without a remark the surname gets 先生 or 女士 when the gender is known', () => {
    expect(person(null, '李建国', 'male')).toBe('李先生')
    expect(person('', '欧阳娜娜', 'female')).toBe('欧阳女士')
    expect(person('陈静', '陈静', 'female')).toBe('陈女士')
  })
  it('a nickname, an unknown gender or nothing at all becomes 您', () => {
    expect(person(null, '阳光灿烂', 'female')).toBe('您')
    expect(person(null, '李建国')).toBe('您')
    expect(person(null, 'Lucky🍀', 'female')).toBe('您')
    expect(person(null, null)).toBe('您')
  })
})

describe('filling a script', () => {
  it('puts values in and names nothing as missing', () => {
    expect(
      fillText('{客户称呼}，我是{品牌}的{我的名字}', { 客户称呼: '王女士', 品牌: '青禾', 我的名字: '周宁' }),
    ).toEqual({
      text: '王女士，我是青禾的周宁',
      missing: [],
    })
  })
  it('takes the words behind the bar when a value is unknown', () => {
    expect(fillText('您看的{产品|这款}还有货', {}).text).toBe('您看的这款还有货')
    expect(fillText('您看的{产品|这款}还有货', { 产品: '茶杯' }).text).toBe('您看的茶杯还有货')
    expect(fillText('订单{订单号|}已发货', { 订单号: ' ' })).toEqual({ text: '订单已发货', missing: [] })
  })
  it('a variable without value and fallback blocks sending, once per name', () => {
    expect(fillText('{门店}见，{门店}不见不散', {})).toEqual({ text: '{门店}见，{门店}不见不散', missing: ['门店'] })
  })
  it('an unknown variable blocks sending even with a fallback', () => {
    expect(fillText('{客户名|您}好', {}).missing).toEqual(['客户名'])
  })
  it('never says 您 twice in a row', () => {
    expect(fillText('{客户称呼}，您好，我是周宁', { 客户称呼: '您' }).text).toBe('您好，我是周宁')
    expect(fillText('{客户称呼}，过年好！', { 客户称呼: '您' }).text).toBe('您好，过年好！')
  })
  it('a value with braces or dollar signs is put in as it is', () => {
    expect(fillText('码：{优惠码}', { 优惠码: '$1{产品}' })).toEqual({ text: '码：$1{产品}', missing: [] })
  })
  it('without a customer everything counts as missing', () => {
    expect(unfilled('{客户称呼}，{产品|这款}').missing).toEqual(['客户称呼', '产品'])
    expect(variablesIn('没有变量')).toEqual([])
  })
})
