import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { doctorWords } from '../../../src/lang/doctor.ts'
import { QUEUE_TABLES, queueWords } from '../../../src/lang/queues.ts'
import { ERRCODES, explain } from '../../../src/wecom/errcodes-data.ts'
import { wireEvents } from '../../../src/wecom/types/events.ts'

const SRC = new URL('../../../src/', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, SRC), 'utf8')

const between = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, place) => from + place)

/** Every code that WeCom's own guidance sorts into a reaction: retry, refresh, wait, record, fix the data, fix the configuration. */
const REACTIONS = [
  ...[-1, 6000, 45033, 45035, 41063, 41096, 41079, 301022, 10001, 10003, 40014, 42001, 40001, 45009, 95001, 95002],
  ...[41094, 84061, 41050, 41051, 41053, 40128, 40129, 40100, 81013, 93000, 93004, 93008, 86003, 40050, 42016, 42017],
  ...[42018, 90500, 90501, 90502, 90503, 90504, 90505, 90506, 90507, 90508, 40003, 60111, 40096, 40058, 40063, 40007],
  ...[40068, 40071, 40072, 41064, 41065, 44004, 45002, 40033, 610003, 40013, 40056, 41001, 48002, 48006, 50001, 50002],
  ...[50003, 60011, 60020, 60021, 60031, 80001, 85005, 301002, 301042, 41054, 40098, 84074, 84083, 701008, 701099],
  // A card that breaks a rule, by the part that breaks it; 42032, 42034 and 42048 are not published.
  ...between(42014, 42020),
  ...between(42027, 42051).filter((code) => ![42032, 42034, 42048].includes(code)),
  // Contact ways; word rules and product albums; groups made by an app; customer service.
  ...[...between(41037, 41045), ...between(41068, 41077), ...between(41083, 41088)],
  ...[86001, 86003, 86004, 86005, 86006, 86007, 86008, 86101, ...between(86201, 86205), 86207, 86214, 86216, 86220],
  ...[
    40050, 41048, 41055, 41058, 41072, 41093, 42052, 45001, 45029, 48007, 81011, 81017, 90509, 95014, 95016, 95018,
    95031,
  ],
  ...[41004, 41002, 42012, 40093, 92002, 40057, 40029, 42003, 42022, 84014, 48009, 301055],
]

/** Numbers in a list of codes, such as the sets by which the client and the sandbox tell refusals apart. */
const codesIn = (text: string): number[] =>
  [...text.matchAll(/(?<![\w.])(4[0-8]\d{3}|50\d{3}|60\d{3}|8[0-6]\d{3}|9[0-5]\d{3}|301\d{3})(?![\w.])/g)].map((one) =>
    Number(one[1]),
  )

describe('what WeCom means by its codes', () => {
  test.each([...new Set(REACTIONS)])('%i is explained in both languages', (errcode) => {
    expect(ERRCODES.has(errcode)).toBe(true)
    expect(explain(errcode, 'zh')).toMatch(/[\u4e00-\u9fff].*[。）]$/)
    expect(explain(errcode, 'en')).toMatch(/^[A-Z].*\.$/)
  })

  test('every row of the table has two sentences of its own language', () => {
    for (const { errcode, zh, en } of ERRCODES.values()) {
      expect(zh, `${errcode}`).toMatch(/[\u4e00-\u9fff].*[。）]$/)
      expect(en, `${errcode}`).toMatch(/^[^\u4e00-\u9fff]+\.$/)
    }
  })

  test('every code that the product or its stand-in names in its own code is in the table', () => {
    const files = ['wecom', 'sandbox'].flatMap((folder) =>
      readdirSync(new URL(`${folder}/`, SRC), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.endsWith('rows-data.ts'))
        .map((name) => `${folder}/${name}`),
    )
    const named = files.flatMap((file) =>
      [...read(file).matchAll(/(?:refuse\(\w+, |errcode === |new Set\(\[|no\()([\d, ]+)/g)].flatMap((one) =>
        codesIn(one[1] ?? ''),
      ),
    )
    expect(named.length).toBeGreaterThan(20)
    expect([...new Set(named)].filter((errcode) => !ERRCODES.has(errcode))).toEqual([])
  })
})

describe('our words for what WeCom sends', () => {
  test('name every event of the catalogue', () => {
    expect(Object.keys(wireEvents).filter((name) => !(name in QUEUE_TABLES.zh.events))).toEqual([])
  })

  test('name every job, every message and every reason why a message was left out', () => {
    const core = read('spine/core.ts')
    const kindsIn = (from: string, to: string): string[] =>
      [...core.slice(core.indexOf(from), core.indexOf(to)).matchAll(/\{ kind: '([a-z-]+)'/g)].map((one) => one[1] ?? '')
    const messages = kindsIn('export type OutboxMessage', 'export type OutboxDraft')
    const jobs = kindsIn('export type Job =', 'export type JobDraft')
    expect([messages.length > 3, jobs.length > 3]).toEqual([true, true])
    expect(messages.filter((kind) => !(kind in QUEUE_TABLES.zh.messages))).toEqual([])
    expect(jobs.filter((kind) => !(kind in QUEUE_TABLES.zh.jobs))).toEqual([])
    const skips = [...read('senders.ts').matchAll(/skip: '([^']+)'/g)].map((one) => one[1] ?? '')
    expect(skips.length).toBeGreaterThan(2)
    expect(skips.filter((text) => !(text in QUEUE_TABLES.zh.skips))).toEqual([])
  })

  test('are there in both languages, and never leave a reader without a name', () => {
    const keys = (tables: typeof QUEUE_TABLES.zh) =>
      Object.entries(tables).flatMap(([name, table]) =>
        typeof table === 'string' ? [name] : Object.keys(table).map((key) => `${name}.${key}`),
      )
    expect(keys(QUEUE_TABLES.en)).toEqual(keys(QUEUE_TABLES.zh))
    expect(queueWords('zh-CN').event('change_external_contact/brand_new')).toBe('客户联系变更')
    expect(queueWords('en').event('message/text')).toBe('Member wrote to the app')
    expect(queueWords('zh-CN').event('brand_new')).toBe('brand_new')
    expect(queueWords('zh-CN').reason('WeCom is not reachable for gettoken: ECONNREFUSED')).toBe('暂时连不上企业微信。')
  })

  test('the doctor says of every setting that can be wrong where it is found', () => {
    const settings = [...read('config.ts').matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map((one) => one[1] ?? '')
    // Any text will do for these two.
    const free = ['HOST', 'DATA_DIR']
    expect(settings.length).toBeGreaterThan(10)
    expect(settings.filter((name) => !free.includes(name) && !(name in doctorWords('zh-CN').settings))).toEqual([])
  })

  test('the doctor speaks both languages about the same things', () => {
    const shape = (value: unknown, at = ''): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => shape(inner, `${at}.${key}`))
        : [at]
    expect(shape(doctorWords('en'))).toEqual(shape(doctorWords('zh-CN')))
  })
})
