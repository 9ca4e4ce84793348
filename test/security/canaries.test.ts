import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import type { World } from '../support/world.ts'
import { callOf, type Described, describedRoutes, send } from './described.ts'
import { type Canary, playMarkedDay } from './marked-day.ts'

/** The journal and everything like it: ids, numbers and codes, so that erasing a person rewrites no history. */
const WITHOUT_WORDS = [
  'facts',
  'jobs',
  'occurrences',
  'audit_entries',
  'sessions',
  'login_states',
  'api_keys',
  'counters',
  'limiter_windows',
]

let world: World
let routes: Described[]
let secrets: Canary[]
let words: Canary[]
let lines: string[]
let errors: string[]
beforeAll(async () => {
  ;({ world, secrets, words, lines, errors } = await playMarkedDay())
  routes = await describedRoutes(world)
}, 120_000)
afterAll(() => world?.close())

const hits = (text: string, canaries: readonly Canary[]): string[] =>
  canaries.filter(({ value }) => text.includes(value)).map(({ name }) => name)

test('more than forty marked values went through the day, and the day was a full one', () => {
  expect(secrets.length + words.length).toBeGreaterThanOrEqual(40)
  expect(new Set([...secrets, ...words].map(({ value }) => value)).size).toBe(secrets.length + words.length)
  expect(lines.length).toBeGreaterThan(50)
  expect(lines.some((line) => line.includes('"level":50'))).toBe(true)
})

test('no log line of any level holds one', () => {
  const found = lines.flatMap((line) =>
    hits(line, [...secrets, ...words]).map((name) => `${name}: ${line.slice(0, 300)}`),
  )
  expect(found).toEqual([])
})

test('a log line is one line of JSON, whatever people are called', () => {
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow()
})

test('no figure, no description and no refusal holds one', async () => {
  const open = [
    '/metrics',
    '/livez',
    '/readyz',
    '/api/openapi.json',
    '/sidebar/',
    '/auth/callback?code=a&state=b',
    '/wecom/callback',
  ]
  for (const path of open)
    expect([path, hits((await world.app.inject(path)).body, [...secrets, ...words])]).toEqual([path, []])
  expect(hits(errors.join('\n'), [...secrets, ...words])).toEqual([])
})

test('no reply to anybody holds a secret, and none to a stranger holds a word', async () => {
  const people = [
    ['wangmin', secrets],
    ['heping', secrets],
    ['zhouyan', [...secrets, ...words]],
  ] as const
  for (const [userid, canaries] of people) {
    const { cookie } = await world.as(userid)
    for (const route of routes.filter(({ method }) => method === 'GET')) {
      const { text } = await send(world, callOf(route), { cookie })
      expect([userid, route.key, hits(text, canaries)]).toEqual([userid, route.key, []])
    }
  }
})

test('no page of the database holds a secret in the clear that can be kept as a hash, nor the journal a word', async () => {
  const { db } = world.deps.core
  const tables = await rowsOf<{ name: string }>(
    db,
    sql`select tablename as name from pg_tables where schemaname = 'public'`,
  )
  expect(tables.length).toBeGreaterThan(25)
  const found: string[] = []
  for (const { name } of tables) {
    const table = sql.identifier(name)
    const [row] = await rowsOf<{ all: string | null }>(
      db,
      sql`select string_agg(${table}::text, '|') as all from ${table}`,
    )
    const told = hits(
      row?.all ?? '',
      secrets.filter((one) => !one.inTables?.includes(name)),
    )
    const said = WITHOUT_WORDS.includes(name) ? hits(row?.all ?? '', words) : []
    found.push(...[...told, ...said].map((canary) => `${name}: ${canary}`))
  }
  expect(found).toEqual([])
})
