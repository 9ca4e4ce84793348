import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import type { OpenDb } from '../../src/db/open.ts'
import { useKeys } from '../../src/db/sealing.ts'
import { createTokenStore } from '../../src/spine/tokens.ts'
import { countQueries } from '../support/count-queries.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'

const NAME = 'app-token:1'

describe.each(ENGINES)('the place where a token is kept on %s', (engine) => {
  let opened: OpenDb
  beforeAll(async () => {
    opened = await openTestDb(engine)
  })
  beforeEach(() => {
    useKeys([{ id: 'k1', key: randomBytes(32) }])
    return emptyDb(opened)
  })
  afterAll(() => {
    useKeys([])
    return opened.close()
  })

  const issues =
    (token: string, expiresInSeconds = 7_000) =>
    async () => ({ token, expiresInSeconds })
  const row = async () => {
    const [found] = await rowsOf<{ token: string; seconds: number | string; leased: boolean }>(
      opened.db,
      sql`select token, extract(epoch from expires_at - clock_timestamp()) as seconds,
            refreshing_until is not null as leased from tokens where name = ${NAME}`,
    )
    return found
  }

  test('has nothing at first, then what was fetched, sealed and for as long as WeCom said', async () => {
    const store = createTokenStore(opened.db)
    expect(await store.read(NAME)).toBeNull()
    expect(await store.lockAndRefresh(NAME, 0, issues('first', 120))).toEqual({ token: 'first', generation: 1 })
    expect(await store.read(NAME)).toEqual({ token: 'first', generation: 1 })
    expect(await store.read('app-token:2')).toBeNull()
    const kept = await row()
    expect(kept?.token).not.toContain('first')
    expect(Number(kept?.seconds)).toBeGreaterThan(100)
    expect(Number(kept?.seconds)).toBeLessThanOrEqual(120)
    expect(kept?.leased).toBe(false)
  })

  test('gives nobody a token whose time is over, and lets anybody fetch the next one', async () => {
    const store = createTokenStore(opened.db)
    await store.lockAndRefresh(NAME, 0, issues('first'))
    await opened.db.execute(sql`update tokens set expires_at = now() - interval '1 s'`)
    expect(await store.read(NAME)).toBeNull()
    // Also for who has not noticed yet that there was a first one.
    expect(await store.lockAndRefresh(NAME, 0, issues('second'))).toEqual({ token: 'second', generation: 2 })
  })

  test('does not fetch for who was refused an older one: the newer one is there', async () => {
    const store = createTokenStore(opened.db)
    await store.lockAndRefresh(NAME, 0, issues('first'))
    await store.lockAndRefresh(NAME, 1, issues('second'))
    let asked = 0
    const again = await store.lockAndRefresh(NAME, 1, async () => {
      asked += 1
      return { token: 'third', expiresInSeconds: 7_000 }
    })
    expect([again, asked]).toEqual([{ token: 'second', generation: 2 }, 0])
    expect(await store.lockAndRefresh(NAME, 2, issues('third'))).toEqual({ token: 'third', generation: 3 })
  })

  test('is free again at once when fetching failed, and the failure is the caller’s to hear', async () => {
    const store = createTokenStore(opened.db)
    const failing = store.lockAndRefresh(NAME, 0, () => Promise.reject(new Error('WeCom is away')))
    await expect(failing).rejects.toThrow('WeCom is away')
    expect([await store.read(NAME), (await row())?.leased]).toEqual([null, false])
    const began = performance.now()
    expect(await store.lockAndRefresh(NAME, 0, issues('first'))).toEqual({ token: 'first', generation: 1 })
    // Not after the lease of the one that failed.
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  test('is asked once by all callers of a moment, and anew by the next', async () => {
    const store = createTokenStore(opened.db)
    await store.lockAndRefresh(NAME, 0, issues('first'))
    const asked = (callers: number) =>
      countQueries(opened, () => Promise.all(Array.from({ length: callers }, () => store.read(NAME))))
    expect([(await asked(5)).length, (await asked(1)).length]).toEqual([1, 1])
    let fetched = 0
    const fetch = async () => {
      fetched += 1
      return { token: `token-${fetched}`, expiresInSeconds: 7_000 }
    }
    const all = await Promise.all([1, 1, 1].map((generation) => store.lockAndRefresh(NAME, generation, fetch)))
    expect([all.map((one) => one.generation), fetched]).toEqual([[2, 2, 2], 1])
  })

  test('makes whoever comes while another process fetches wait for that one’s token', async () => {
    const [one, two] = [createTokenStore(opened.db), createTokenStore(opened.db)]
    let answer: (token: string) => void = () => {}
    const given = new Promise<string>((resolve) => {
      answer = resolve
    })
    const first = one.lockAndRefresh(NAME, 0, async () => ({ token: await given, expiresInSeconds: 7_000 }))
    await expect.poll(async () => (await row())?.leased).toBe(true)
    let asked = 0
    const second = two.lockAndRefresh(NAME, 0, async () => {
      asked += 1
      return { token: 'another', expiresInSeconds: 7_000 }
    })
    await new Promise((resolve) => setTimeout(resolve, 300))
    answer('the one')
    expect(await Promise.all([first, second])).toEqual([
      { token: 'the one', generation: 1 },
      { token: 'the one', generation: 1 },
    ])
    expect(asked).toBe(0)
  })
})
