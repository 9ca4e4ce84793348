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
  const hex = (text: string) => Buffer.from(text, 'hex')
  const words = (text: string) => Buffer.from(text)
  const WIDE = Buffer.concat([hex('fffe'), Buffer.from('会员价', 'utf16le')])

  test('is told by its first bytes', () => {
    expect(sortOf(words('%PDF-1.4'))).toBe('pdf')
    expect(sortOf(hex('504b0304'))).toBe('zip')
    expect(sortOf(hex('0000001866747970'))).toBe('movie')
    expect(sortOf(hex('fffb9064'))).toBe('mp3')
    expect(sortOf(words('#!AMR'))).toBe('amr')
    expect(sortOf(words('#!/bin/sh'))).toBe('program')
    expect(sortOf(words('会员价 99 元'))).toBe('text')
    expect(sortOf(WIDE)).toBe('text')
    expect(sortOf(hex('010200030405'))).toBe('other')
  })

  test.each([
    ['报价.pdf', words('%PDF-1.7 …')],
    ['方案.docx', hex('504b030414000600')],
    ['老表.xls', hex('d0cf11e0a1b11ae1')],
    ['商城导出.xls', words('<table><tr><td>1</td></tr></table>')],
    ['价目.et', hex('d0cf11e0a1b11ae1')],
    ['说明.txt', WIDE],
    ['名单.csv', words('姓名,电话')],
    ['动图.gif', words('GIF89a…')],
    ['海报.webp', words('RIFF....WEBP')],
    ['图集.rar', words('Rar!....')],
    ['图集.7z', hex('377abcaf271c0004')],
    ['讲解.mp4', hex('0000001866747970')],
    ['讲解.mov', hex('00000014' + '6d6f6f76')],
    ['歌.mp3', words('ID3.......')],
    ['录音.amr', words('#!AMR\n...')],
    ['录音.WAV', words('RIFF....WAVE')],
  ])('%s is taken when it is what it is called', (name, bytes) => {
    expect(judgeFile({ kind: 'file', name, bytes })).toMatchObject({ ok: true, name })
  })

  test.each([
    ['报价.pdf', words('anything else'), 'wrong-content'],
    ['说明.txt', hex('010200030405'), 'wrong-content'],
    ['歌.mp3', words('anything else'), 'wrong-content'],
    ['讲解.mp4', words('anything else'), 'wrong-content'],
    ['页面.html', words('<script>'), 'ending'],
    ['图.svg', words('<svg onload=1>'), 'ending'],
    ['没有后缀', words('anything'), 'ending'],
    ['工具.js', words('alert(1)'), 'program'],
    ['报价.pdf', words('MZ......'), 'program'],
  ])('%s is refused', (name, bytes, why) => {
    expect(judgeFile({ kind: 'file', name, bytes })).toEqual({ ok: false, why })
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
