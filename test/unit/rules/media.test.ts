import { describe, expect, test } from 'vitest'
import { cleanName, judgeFile, sortOf } from '../../../src/features/media/rules.ts'
import { bornAt, isFresh, renewBefore } from '../../../src/features/media/rules-fresh.ts'
import { APPID, PAGE_PATH, withEnding } from '../../../src/features/scripts/rules-miniprogram.ts'

const HOUR = 3_600_000
const NOW = new Date('2026-11-24T05:10:00+08:00')
const ago = (hours: number): Date => new Date(NOW.getTime() - hours * HOUR)

describe('a name of a file', () => {
  test.each([
    ['报价单.pdf', '报价单.pdf'],
    ['C:\\Users\\w\\报价单.pdf', '报价单.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['新"品?.jpg', '新_品_.jpg'],
    ['\u202egpj.exe\u202c 门店.png', 'gpj.exe 门店.png'],
    ['...', null],
    ['  ', null],
  ])('%j is kept as %j', (given, kept) => expect(cleanName(given)).toBe(kept))

  test('is cut in the middle, so that its ending stays', () => {
    const name = cleanName(`${'长'.repeat(200)}.docx`)
    expect([...(name ?? '')].length).toBe(80)
    expect(name).toMatch(/\.docx$/)
  })
})

describe('what a file is', () => {
  test('is told by its first bytes', () => {
    expect(sortOf(Buffer.from('%PDF-1.4'))).toBe('pdf')
    expect(sortOf(Buffer.from('504b0304', 'hex'))).toBe('zip')
    expect(sortOf(Buffer.from('0000001866747970', 'hex'))).toBe('mp4')
    expect(sortOf(Buffer.from('')).toString()).toBe('other')
  })

  test('a table of the old kind, a text and a song are nobody’s business', () => {
    for (const name of ['老表.xls', '说明.txt', '歌.mp3', '没有后缀'])
      expect(judgeFile({ kind: 'file', name, bytes: Buffer.from('anything') })).toMatchObject({ ok: true, name })
  })
})

describe('an id of WeCom', () => {
  test('is handed out for two and a half days, and renewed in the last night before', () => {
    expect([isFresh(ago(59), NOW), isFresh(ago(60), NOW), isFresh(null, NOW)]).toEqual([true, false, false])
    expect(renewBefore(NOW)).toEqual(ago(36))
  })

  test('counts from WeCom’s own word, unless its clock is another one', () => {
    expect(bornAt(ago(0.5), NOW)).toEqual(ago(0.5))
    expect(bornAt(ago(30), NOW)).toEqual(NOW)
    expect(bornAt(null, NOW)).toEqual(NOW)
  })
})

describe('a page of a mini program', () => {
  test.each([
    ['pages/index', 'pages/index.html'],
    ['/pages/index?id=1', 'pages/index.html?id=1'],
    ['pages/index.html?a=b?c', 'pages/index.html?a=b?c'],
    ['', ''],
  ])('%j becomes %j', (given, path) => expect(withEnding(given)).toBe(path))

  test('a path without its ending and an id that is none are known', () => {
    expect([PAGE_PATH.test('pages/a.html?x=1'), PAGE_PATH.test('pages/a'), PAGE_PATH.test('a b.html')]).toEqual([
      true,
      false,
      false,
    ])
    expect([APPID.test('wx0123456789abcdef'), APPID.test('gh_1'), APPID.test('wx0123456789ABCDEF')]).toEqual([
      true,
      false,
      false,
    ])
  })
})
