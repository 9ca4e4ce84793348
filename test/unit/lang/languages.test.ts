import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { en as page } from '../../../sidebar-h5/src/lang/en.ts'
import { en as server } from '../../../src/lang/en.ts'
import { timelineWords } from '../../../src/lang/timeline.ts'
import { differences, texts, wordsIn } from './word-tree.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const FOLDERS = ['sidebar-h5/src/lang', 'src/lang']
const HAN = /\p{Script=Han}/u

const CONSTANTS = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...wordsIn(join(ROOT, folder, file))].map(([name, words]) => ({ folder, file, name, words }))),
)
type Constant = (typeof CONSTANTS)[number]

/** `zhCN` and `en`, `FLAGS_ZH` and `FLAGS_EN`, `homeZhCN` beside `homeEn` in the next file. */
const tongueOf = ({ name }: Constant): 'zh' | 'en' | null =>
  /^zhCN$|^ZH$|_ZH$|Zh(?:CN)?$/.test(name) ? 'zh' : /^en$|^EN$|_EN$|En$/.test(name) ? 'en' : null
const subjectOf = ({ folder, file, name }: Constant): string =>
  [folder, file.replace(/-?(?:zh-CN|zh|en)?\.ts$/, ''), name.replace(/_?(?:zhCN|ZhCN|ZH|Zh|en|En|EN)$/, '')].join(' ')

const PAIRS = CONSTANTS.filter((one) => tongueOf(one) === 'zh').map((zh) => ({
  zh,
  en: CONSTANTS.find((one) => tongueOf(one) === 'en' && subjectOf(one) === subjectOf(zh)),
}))

/** Placeholders of the scripts and the names of places in the vendor's console are the same in every language. */
const meant = (said: string): string => said.replace(/\{\p{Script=Han}+\}/gu, '').replace(/客户联系|权限配置/g, '')
const isMeant = (at: string, said: string): boolean => /\.otherLang$/.test(at) || !HAN.test(meant(said))

describe('both languages', () => {
  test('say the same things: no text, sentence or list is missing in one of them', () => {
    expect(PAIRS.length).toBeGreaterThan(20)
    expect(PAIRS.flatMap(({ zh, en }) => (en === undefined ? [`${zh.file} ${zh.name} has no English`] : []))).toEqual(
      [],
    )
    const differ = PAIRS.flatMap(({ zh, en }) =>
      en === undefined ? [] : differences(zh.words, en.words, `${zh.file} ${zh.name}`),
    )
    expect(differ).toEqual([])
  })

  test('English is English: no Chinese character stands in it but for what keeps its name', () => {
    const english = CONSTANTS.filter((one) => tongueOf(one) === 'en')
    const left = english
      .flatMap(({ file, name, words }) => texts(words, `${file} ${name}`))
      .filter(({ at, said }) => !isMeant(at, said))
    expect(left).toEqual([])
  })

  test('a stage has one English name, on the page and in messages', () => {
    expect(page.stages).toEqual(server.stages)
  })

  test('the history of a customer names stages and proofs, never their codes', () => {
    const { facts } = timelineWords('en')
    const says = (kind: string, data: Record<string, unknown>) => facts[kind]?.(data)
    expect(says('stage-moved', { from: 'lead', to: 'intent' })).toBe('Lead → Interested')
    expect(says('stage-moved', { from: null, to: 'new' })).toBe('Entered New')
    expect(says('stage-restored', { to: 'first' })).toBe('Stage is First order again')
    expect(says('stage-tag-edited', { to: 'repeat' })).toBe('Stage tag set to Repeat in WeCom')
    expect(says('follow-up-done', { evidence: 'script-sent' })).toBe('Follow-up done: script sent')
  })
})
