import { describe, expect, test } from 'vitest'
import { CHINA_CALENDAR } from '../../../src/features/calendar/holidays-data.ts'
import { importAnchors } from '../../../src/features/follow-ups/rules-imports.ts'
import {
  changedKeys,
  contactDifferences,
  countByKind,
  followDifferences,
  tagsDiffer,
} from '../../../src/features/relations/rules-differences.ts'
import {
  estimatedEnd,
  isTonight,
  judgeRefusal,
  nightsForAll,
  packBatches,
  perMinute,
} from '../../../src/features/relations/rules-sync.ts'

describe('what a refusal means for a long reading', () => {
  test('a member without licence or right is left out, the others go on', () => {
    expect(judgeRefusal({ errcode: 701008, klass: 'fix-config' })).toEqual({ kind: 'skip', reason: 'unlicensed' })
    expect(judgeRefusal({ errcode: 84074, klass: 'fix-config' })).toEqual({ kind: 'skip', reason: 'no-permission' })
    expect(judgeRefusal({ errcode: 60111, klass: 'fix-data' })).toEqual({ kind: 'skip', reason: 'member-gone' })
  })
  test('a busy WeCom and a full window are waited out', () => {
    expect(judgeRefusal({ errcode: -1, klass: 'retry' })).toEqual({ kind: 'wait' })
    expect(judgeRefusal({ errcode: 45009, klass: 'wait-window' })).toEqual({ kind: 'wait' })
  })
  test('a wrong setting stops everything, an odd page only itself', () => {
    expect(judgeRefusal({ errcode: 48002, klass: 'fix-config' })).toEqual({ kind: 'stop' })
    expect(judgeRefusal({ errcode: 40058, klass: 'fix-data' })).toEqual({ kind: 'skip', reason: 'page-refused' })
  })
})

describe('members packed into batches', () => {
  const members = (count: number, customers: number) =>
    Array.from({ length: count }, (_, at) => ({ userid: `rep${String(at).padStart(5, '0')}`, customers }))

  test('nobody is left out or read twice, and nobody without customers is asked about', () => {
    const mixed = [...members(250, 30), { userid: 'zero', customers: 0 }]
    const batches = packBatches(mixed)
    expect(batches.flat().sort()).toEqual(members(250, 30).map((one) => one.userid))
    expect(Math.max(...batches.map((one) => one.length))).toBeLessThanOrEqual(100)
  })
  test('a big company keeps all calls in use and loses less than two calls in a hundred to half-empty pages', () => {
    const batches = packBatches(members(100, 990))
    expect(batches.length).toBeGreaterThanOrEqual(16)
    const pages = batches.reduce((sum, one) => sum + Math.ceil((one.length * 990) / 100), 0)
    expect(pages / 990).toBeLessThan(1.02)
  })
})

test('speed and end are said once there is something to measure', () => {
  const now = new Date('2026-11-24T10:00:00+08:00')
  expect(perMinute(0, 30)).toBeNull()
  expect(perMinute(500, 30)).toBe(1_000)
  expect(estimatedEnd(now, { done: 500, total: null, perMinute: 1_000 })).toBeNull()
  expect(estimatedEnd(now, { done: 500, total: 2_500, perMinute: 1_000 })).toEqual(
    new Date('2026-11-24T10:02:00+08:00'),
  )
})

test('a million customers are compared in one night, ten million in ten, each member in exactly one of them', () => {
  expect(nightsForAll(1_000_000)).toBe(1)
  const nights = nightsForAll(10_000_000)
  expect(nights).toBe(10)
  for (const userid of ['wangmin', 'ChenXi', 'zhaolei']) {
    const days = Array.from({ length: nights }, (_, day) => isTonight(userid, { dayNumber: 20_000 + day, nights }))
    expect(days.filter(Boolean)).toHaveLength(1)
  }
})

test('imported customers come ten a working day, over a weekend too, and not for ever', () => {
  const anchorOf = importAnchors('2026-11-26', CHINA_CALENDAR)
  expect([anchorOf(0), anchorOf(9), anchorOf(10), anchorOf(20)]).toEqual([
    '2026-11-26',
    '2026-11-26',
    '2026-11-27',
    '2026-11-30',
  ])
  expect(anchorOf(600)).toBeNull()
})

describe('differences', () => {
  const follow = {
    remark: '王姐',
    description: null,
    remarkCorpName: null,
    mobiles: ['1', '2'],
    addWay: 1,
    state: 'jingan',
    operUserid: 'wangmin',
    addedAt: new Date(0),
  }
  test('order of phone numbers and a state WeCom no longer tells are none', () => {
    expect(followDifferences(follow, { ...follow, mobiles: ['2', '1'], state: null })).toEqual([])
  })
  test('each changed field is named', () => {
    expect(followDifferences(follow, { ...follow, remark: '王', mobiles: [], addWay: 3 })).toEqual([
      'remark',
      'mobiles',
      'source',
    ])
    const face = { name: '王敏', avatar: null, type: 1, gender: 0, corpName: null, unionid: null }
    expect(contactDifferences(face, { ...face, name: '王', gender: 2 })).toEqual(['name', 'profile'])
  })
  test('our own stage tags are not compared as tags', () => {
    expect(tagsDiffer(['a', 'stage-1'], ['a', 'stage-2'], (id) => id.startsWith('stage'))).toBe(false)
    expect(tagsDiffer(['a'], ['a', 'b'], (id) => id.startsWith('stage'))).toBe(true)
  })
  test('a report counts all and names the first twenty', () => {
    const found = Array.from({ length: 30 }, (_, at) => ({ kind: 'remark' as const, example: { id: `${at}` } }))
    expect(countByKind(found)).toMatchObject([{ kind: 'remark', count: 30, examples: { length: 20 } }])
  })
  test('what came, went or changed in a directory is found by its key', () => {
    const before = new Map([
      ['a', '1'],
      ['b', '1'],
      ['c', '1'],
    ])
    const after = new Map([
      ['a', '1'],
      ['b', '2'],
      ['d', '1'],
    ])
    expect(changedKeys(before, after).sort()).toEqual(['b', 'c', 'd'])
  })
})
