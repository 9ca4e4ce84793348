import { describe, expect, test } from 'vitest'
import { onMerged, stageAfterSplit } from '../../../src/features/lifecycle/rules-merge.ts'
import { DEFAULT_THRESHOLDS, type LifecycleState, type StageKey } from '../../../src/features/lifecycle/rules-model.ts'
import { checkMerge, flagsAfterSplit, suggestPrimary } from '../../../src/features/merges/rules.ts'
import { judgePair, type Marks, mobileDigits, pairOf } from '../../../src/features/merges/rules-duplicates.ts'

const marks = (given: Partial<Marks>): Marks => ({ unionid: null, mobileKeys: [], names: [], ...given })
const named = (userid: string, remark: string, corp: string | null) => marks({ names: [{ userid, remark, corp }] })

describe('who may be the same person', () => {
  test('one unionid is certain, one number is strong, one rep’s remark at one company is weak', () => {
    expect(judgePair(marks({ unionid: 'u1' }), marks({ unionid: 'u1' }))).toEqual({
      strength: 'certain',
      reasons: ['unionid'],
    })
    expect(judgePair(marks({ mobileKeys: ['a', 'b'] }), marks({ mobileKeys: ['b'] }))).toEqual({
      strength: 'strong',
      reasons: ['mobile'],
    })
    expect(judgePair(named('wangmin', ' 李总 ', '云帆'), named('wangmin', '李总', '云帆'))).toEqual({
      strength: 'weak',
      reasons: ['remark'],
    })
  })

  test('several reasons stand together under the strongest', () => {
    const one = marks({ unionid: 'u', mobileKeys: ['k'] })
    expect(judgePair(one, one)).toEqual({ strength: 'certain', reasons: ['unionid', 'mobile'] })
  })

  test('what is empty speaks for nothing', () => {
    expect(judgePair(marks({ unionid: '' }), marks({ unionid: '' }))).toBeNull()
    expect(judgePair(named('wangmin', '', '云帆'), named('wangmin', '', '云帆'))).toBeNull()
    expect(judgePair(named('wangmin', '李总', null), named('wangmin', '李总', null))).toBeNull()
  })

  test('two reps’ 李总, and one rep’s two companies, are different people', () => {
    expect(judgePair(named('wangmin', '李总', '云帆'), named('chenxi', '李总', '云帆'))).toBeNull()
    expect(judgePair(named('wangmin', '李总', '云帆'), named('wangmin', '李总', '海川'))).toBeNull()
  })

  test.each([
    ['+86 138-0000-1234', '13800001234'],
    ['0086 13800001234', '13800001234'],
    ['１３８００００１２３４', '13800001234'],
    ['0571-8800 1234', '057188001234'],
    ['8613800001', '8613800001'],
    ['95588', null],
    ['没有', null],
  ])('%s is compared as %s', (typed, digits) => expect(mobileDigits(typed)).toBe(digits))

  test('a pair has one name, whichever of the two is open', () => {
    expect(pairOf('wmB', 'wmA')).toEqual(pairOf('wmA', 'wmB'))
  })
})

describe('which accounts may become one', () => {
  const alone = (externalUserid: string) => ({ externalUserid, personId: null })
  const primary = { externalUserid: 'P', personId: 'P' }
  const part = { externalUserid: 'S', personId: 'P' }

  test('two on their own, and a further one to a person', () => {
    expect(checkMerge(alone('A'), alone('B'))).toEqual({ ok: true, known: false })
    expect(checkMerge(primary, alone('B'))).toEqual({ ok: true, known: false })
  })
  test('said twice it is known', () => expect(checkMerge(primary, part)).toEqual({ ok: true, known: true }))
  test.each([
    ['itself', alone('A'), alone('A'), 'merge-same'],
    ['a part of somebody else', alone('A'), part, 'merge-elsewhere'],
    ['into a part: that would be a chain', part, alone('A'), 'merge-elsewhere'],
    ['who stands for others: that would be a chain', alone('A'), primary, 'merge-has-accounts'],
    ['a primary into its own part: that would be a circle', part, primary, 'merge-elsewhere'],
  ])('refused: %s', (_name, one, other, why) => expect(checkMerge(one, other)).toEqual({ ok: false, why }))

  test('who stands for the person: stands for others already, can be written to, bought more, is known longer', () => {
    const side = { externalUserid: 'A', isPrimary: false, reachable: true, orders: 0, addedAt: '2026-01-01' }
    const other = { ...side, externalUserid: 'B', addedAt: '2026-02-01' }
    expect(suggestPrimary(side, other)).toBe('A')
    expect(suggestPrimary(side, { ...other, orders: 1 })).toBe('B')
    expect(suggestPrimary(side, { ...other, orders: 9, reachable: false })).toBe('A')
    expect(suggestPrimary({ ...side, orders: 9 }, { ...other, isPrimary: true })).toBe('B')
  })
})

describe('the stage of a merged person', () => {
  const day = (text: string) => new Date(`${text}T10:00:00+08:00`)
  const state = (stage: StageKey | null, orders: number, flags: string[] = []): LifecycleState => ({
    stage,
    stageSince: day('2026-10-01'),
    protectedUntil: null,
    firstAddedAt: day('2026-01-01'),
    observedSince: day('2026-01-01'),
    lastInboundAt: null,
    lastOutboundAt: null,
    orders: {
      count: orders,
      countIn365d: orders,
      lastPaidAt: orders > 0 ? day('2026-11-01') : null,
      firstPaidAt: orders > 0 ? day('2026-10-01') : null,
      cycleDays: null,
    },
    relationsAlive: 1,
    goneAt: null,
    flags,
  })
  const merged = (own: StageKey | null, other: StageKey | null, orders: number) =>
    onMerged(state(own, orders), { stage: other, flags: [] }, DEFAULT_THRESHOLDS)?.move?.to ?? own

  test.each([
    ['new', 'intent', 0, 'intent'],
    ['intent', 'new', 0, 'intent'],
    ['first', 'first', 2, 'repeat'],
    ['new', 'first', 1, 'first'],
    ['churned', 'lead', 0, 'lead'],
    ['dormant', 'dormant', 3, 'dormant'],
    ['dormant', 'new', 2, 'repeat'],
    [null, 'lead', 0, 'lead'],
  ] as const)('%s and %s with %i orders are %s', (own, other, orders, to) =>
    expect(merged(own, other, orders)).toBe(to),
  )

  test('who asked for quiet by one account asked for it by all; what rules marked is judged anew', () => {
    const decided = onMerged(
      state('lead', 0, ['vip']),
      { stage: 'lead', flags: ['dnd', 'vip', 'silence-risk'] },
      DEFAULT_THRESHOLDS,
    )
    expect(decided).toMatchObject({ move: null, flags: { add: ['dnd'], remove: [] } })
  })

  test.each([
    ['repeat', 1, 'first'],
    ['repeat', 0, 'intent'],
    ['first', 1, 'first'],
    ['intent', 1, 'first'],
    ['intent', 2, 'repeat'],
    ['dormant', 2, 'dormant'],
    ['lead', 0, 'lead'],
    [null, 0, null],
  ] as const)('alone again, %s with %i orders of its own is %s', (stage, orders, to) =>
    expect(stageAfterSplit(stage, { count: orders, countIn365d: orders }, DEFAULT_THRESHOLDS)).toBe(to),
  )

  test('flags come back as they were, and keep what was said of the person meanwhile', () => {
    expect(flagsAfterSplit({ before: [], after: ['dnd'], now: ['dnd'] })).toEqual([])
    expect(flagsAfterSplit({ before: ['dnd'], after: ['dnd'], now: ['dnd'] })).toEqual(['dnd'])
    expect(flagsAfterSplit({ before: [], after: [], now: ['complaint'] })).toEqual(['complaint'])
    expect(flagsAfterSplit({ before: ['dnd'], after: ['dnd'], now: [] })).toEqual([])
  })
})
