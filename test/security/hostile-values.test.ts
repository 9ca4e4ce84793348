import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ACCESS } from '../../src/http/access.ts'
import { startWorld, type World } from '../support/world.ts'
import { callOf, type Described, describedRoutes, escaped, fieldsOf, makeKey, SCOPES, send } from './described.ts'

const all = Object.keys(ACCESS)
let world: World
let customer = ''
const routes = new Map<string, Described>()
const routeOf = (key: string): Described => routes.get(key) as Described

beforeAll(async () => {
  world = await startWorld({ at: '2026-11-24T10:00:00+08:00', admins: ['heping'] })
  for (const one of await describedRoutes(world)) routes.set(one.key, one)
  customer = await world.people.addCustomer({ name: '王芳', userid: 'wangmin', addWay: 1 })
  await world.settle()
})
afterAll(() => world.close())

/** Values nobody means well with. */
const HOSTILE = [
  'a\0b',
  '\uD83D',
  "' or '1'='1",
  '1; drop table customers; --',
  '%',
  '../../etc/passwd',
  '..%2f..%2f',
  '__proto__',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '999999999999999',
  '-1',
  '1e9',
  '0x1F',
  'NaN',
  '2026-13-45',
  '9999-12-31T23:59:59+08:00',
  '0000-01-01',
  '0000-01-01T00:00:00Z',
  'ا\u202Eb\u2066',
  'a'.repeat(5_000),
] as const

/** What once broke something is tried everywhere, of the rest a few in turn; SECURITY_VALUES=all tries all of them. */
const ALWAYS = ['a\0b', '\uD83D', '0000-01-01', '0000-01-01T00:00:00Z']
const valuesFor = (turn: number): readonly string[] =>
  process.env.SECURITY_VALUES === 'all'
    ? HOSTILE
    : HOSTILE.filter((value, index) => ALWAYS.includes(value) || index % 12 === turn % 12)

describe('values made to do harm', () => {
  let admin = ''
  const keys = new Map<string, string>()
  const headersFor = (key: string): Record<string, string> => {
    const { access } = routeOf(key)
    return typeof access === 'object' ? { authorization: `Bearer ${keys.get(access.key)}` } : { cookie: admin }
  }
  beforeEach(async () => {
    // A session of its own for every route: three thousand calls a minute are all that one session gets.
    admin = (await world.as('heping')).cookie
    if (keys.size > 0) return
    for (const scope of SCOPES) keys.set(scope, await makeKey(world, admin, scope))
  })

  test.each(all)(
    '%s answers each of them plainly, in any of its fields',
    async (key) => {
      const fields = [...new Set(fieldsOf(routeOf(key)))]
      const wrong: string[] = []
      for (const [turn, field] of fields.entries()) {
        for (const value of valuesFor(turn)) {
          const asked = callOf(routeOf(key), { externalUserid: customer, [field]: value })
          const url =
            field === 'cursor'
              ? `${asked.url}${asked.url.includes('?') ? '&' : '?'}cursor=${escaped(value)}`
              : asked.url
          const { status, text } = await send(world, { ...asked, url }, headersFor(key))
          if (status >= 500 || status === 429 || /select |insert |ZodError|node_modules/.test(text))
            wrong.push(`${field} = ${JSON.stringify(value.slice(0, 40))}: ${status}`)
        }
      }
      expect(wrong).toEqual([])
    },
    60_000,
  )

  test.each([
    ['a list', '[]'],
    ['a number', '1'],
    ['a text', '"a"'],
    ['nothing', 'null'],
    ['half an object', '{"text":'],
    ['a prototype', '{"__proto__":{"role":"admin"}}'],
    ['a constructor', '{"constructor":{"prototype":{"role":"admin"}}}'],
    ['thousands of lists', '['.repeat(50_000)],
  ])('%s in place of a body is refused by every route that takes one', async (_name, payload) => {
    for (const key of all.filter((one) => routeOf(one).operation.requestBody !== undefined)) {
      const asked = callOf(routeOf(key), { externalUserid: customer })
      const { status } = await send(world, { ...asked, body: payload }, headersFor(key))
      expect([key, status < 500 && status !== 429]).toEqual([key, true])
    }
    expect(({} as { role?: string }).role).toBeUndefined()
  })

  test('a body of another kind than JSON, or of two megabytes, is not read', async () => {
    const url = `/api/customers/${customer}/notes`
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json\t; charset=utf-8; a',
      'multipart/form-data',
      'text/json',
    ])
      expect([415, 400]).toContain(
        (
          await world.app.inject({
            method: 'POST',
            url,
            headers: { cookie: admin, 'content-type': type },
            payload: 'text=a',
          })
        ).statusCode,
      )
    expect(
      (await send(world, { method: 'POST', url, body: { text: 'a'.repeat(2_000_000) } }, { cookie: admin })).status,
    ).toBe(413)
  })
})
