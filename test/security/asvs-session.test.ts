import { createHash } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import { IDLE_SECONDS } from '../../src/features/members/sessions.ts'
import { sessions } from '../../src/features/members/tables.ts'
import { SESSION_SECONDS } from '../../src/http/sessions.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'
import { callOf, describedRoutes, makeKey, SCOPES, send } from './described.ts'

const HOUR = 3600
const DAY = 24 * HOUR

describe.each(ENGINES)('somebody who signed in on %s', (engine) => {
  let world: World
  let rep: Client
  let hash: string
  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', admins: ['heping'], engine })
    rep = await world.as('wangmin')
    const token = decodeURIComponent(rep.cookie.split('=')[1] ?? '').replace(/\.[^.]*$/, '')
    hash = createHash('sha256').update(token).digest('hex')
  })
  afterAll(() => world.close())

  const age = (sinceLogin: number, untilEnd: number) =>
    world.deps.core.db
      .update(sessions)
      .set({
        createdAt: sql`now() - make_interval(secs => ${sinceLogin})`,
        expiresAt: sql`now() + make_interval(secs => ${untilEnd})`,
      })
      .where(eq(sessions.hash, hash))
  const secondsLeft = async () => {
    const [row] = await rowsOf<{ left: number }>(
      world.deps.core.db,
      sql`select extract(epoch from expires_at - now())::float8 as left from sessions where hash = ${hash}`,
    )
    return row?.left ?? Number.NaN
  }
  const status = async () => (await rep.get('/api/me')).status

  test('is signed out after a day without a request', async () => {
    expect([IDLE_SECONDS, Math.abs((await secondsLeft()) - DAY) < 60]).toEqual([DAY, true])
    await age(DAY + 1, -1)
    expect(await status()).toBe(401)
  })

  test('stays signed in by working, and for seven days at most', async () => {
    await age(3 * DAY, HOUR)
    expect(await status()).toBe(200)
    expect(Math.abs((await secondsLeft()) - DAY)).toBeLessThan(60)
    await age(SESSION_SECONDS - 2 * HOUR, 60)
    expect(await status()).toBe(200)
    expect(Math.abs((await secondsLeft()) - 2 * HOUR)).toBeLessThan(60)
    await age(SESSION_SECONDS + 1, -1)
    expect(await status()).toBe(401)
  })

  test('is not written down again with every request', async () => {
    await age(HOUR / 2, DAY - HOUR / 2)
    expect(await status()).toBe(200)
    expect(await secondsLeft()).toBeLessThan(DAY - HOUR / 4)
  })

  test('changes nothing by asking: after every kind of question the books are as before', async () => {
    const customer = await world.people.addCustomer({ name: '王芳', userid: 'wangmin', addWay: 1 })
    await world.settle()
    const { db } = world.deps.core
    const { cookie } = await world.as('heping')
    const keys = new Map<string, string>()
    for (const scope of SCOPES) keys.set(scope, await makeKey(world, cookie, scope))
    // A group's page puts off one reading of that group.
    const looking = ['GET /api/groups/:chatId']
    const routes = (await describedRoutes(world)).filter(
      ({ key, method }) => method === 'GET' && !looking.includes(key),
    )
    // Signing the page's address fetches WeCom's ticket, every call of WeCom is counted by the limiter, and the doctor,
    // whom an admin's workbench asks as well, tries a login of its own.
    const own = ['counters', 'limiter_windows', 'login_states', 'sessions', 'tokens']
    const tables = await rowsOf<{ name: string }>(
      db,
      sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    )
    const books = async () => {
      const found: Record<string, unknown> = {}
      for (const { name } of tables.filter((one) => !own.includes(one.name))) {
        const table = sql.identifier(name)
        const [row] = await rowsOf<{ all: string }>(
          db,
          sql`select coalesce(md5(string_agg(${table}::text, '|' order by ${table}::text)), '') as all from ${table}`,
        )
        found[name] = row?.all
      }
      return found
    }
    const before = await books()
    for (const route of routes) {
      const { access } = route
      const headers: Record<string, string> =
        typeof access === 'object' ? { authorization: `Bearer ${keys.get(access.key)}` } : { cookie }
      const asked = callOf(route, { externalUserid: customer })
      expect((await send(world, asked, headers)).status).toBeLessThan(500)
    }
    expect(routes.length).toBeGreaterThan(25)
    expect(await books()).toEqual(before)
  })
})
