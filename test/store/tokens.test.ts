import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import type { OpenDb } from '../../src/db/open.ts'
import { createTokenStore } from '../../src/spine/tokens.ts'
import { createWecom } from '../../src/wecom/client.ts'
import { noLimiter } from '../../src/wecom/limiter.ts'
import { figure, sizeFrom } from '../support/figures.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'
import { startTinyWecom } from '../unit/wecom/tiny-wecom.ts'

const REPLICAS = 4
const CALLERS = 200
/** `TOKEN_INVALIDATIONS=1000 npx vitest run test/store/tokens.test.ts` is the long form. */
const INVALIDATIONS = sizeFrom('TOKEN_INVALIDATIONS', 12)

describe.each(ENGINES)('one token for four replicas on %s', (engine) => {
  let opened: OpenDb
  let tiny: Awaited<ReturnType<typeof startTinyWecom>>
  let issued = 0
  /** The one token WeCom accepts now; none after it was invalidated. */
  let valid = ''
  let refusesAll = false

  beforeAll(async () => {
    opened = await openTestDb(engine)
    tiny = await startTinyWecom({
      gettoken: () => {
        issued += 1
        valid = `token-${issued}`
        return { errcode: 0, access_token: valid, expires_in: 7200 }
      },
      'user/get': ({ query }) =>
        query.access_token === valid && !refusesAll
          ? { errcode: 0, userid: 'wangmin', name: '王敏', department: [1] }
          : { errcode: 40014, errmsg: 'invalid access_token' },
    })
  })
  beforeEach(async () => {
    await emptyDb(opened)
    issued = 0
    valid = ''
    refusesAll = false
    tiny.seen.length = 0
  })
  afterAll(async () => {
    await tiny.close()
    await opened.close()
  })

  const CORP = { corpId: 'ww1', agentId: '1', secret: 'secret-of-a-company-under-test-00000000000' }
  const startReplicas = (count: number) =>
    Array.from({ length: count }, () =>
      createWecom({
        ...CORP,
        apiUrl: tiny.url,
        tokens: createTokenStore(opened.db),
        limiter: noLimiter,
      }),
    )
  type Replica = ReturnType<typeof startReplicas>[number]
  const fetches = () => tiny.asked('gettoken').length
  const crowd = (replicas: readonly Replica[], each: number) =>
    Promise.all(replicas.flatMap((one) => Array.from({ length: each }, () => one.member('wangmin'))))
  const within = async <T>(count: number, work: (replicas: Replica[]) => Promise<T>): Promise<T> => {
    const replicas = startReplicas(count)
    try {
      return await work(replicas)
    } finally {
      await Promise.all(replicas.map((one) => one.close()))
    }
  }

  test(
    `is fetched once although ${CALLERS} callers of each find it expired at the same moment`,
    () =>
      within(REPLICAS, async (replicas) => {
        await crowd(replicas, CALLERS)
        expect(fetches()).toBe(1)
        expect(tiny.asked('user/get')).toHaveLength(REPLICAS * CALLERS)
      }),
    30_000,
  )

  test(
    'is fetched once each time WeCom invalidates it early, and no caller notices',
    () =>
      within(REPLICAS, async (replicas) => {
        await crowd(replicas, 1)
        for (let round = 1; round <= INVALIDATIONS; round += 1) {
          valid = ''
          await crowd(replicas, 3)
          expect(fetches()).toBe(1 + round)
        }
        figure(`R16 on ${engine}: ${INVALIDATIONS} invalidations, ${fetches() - 1} fetches, 0 calls failed`)
      }),
    30_000 + INVALIDATIONS * 500,
  )

  test('that another replica left in the store and WeCom no longer takes costs nobody a failed call', () =>
    within(2, async ([one, two]) => {
      if (one === undefined || two === undefined) throw new Error('no replicas')
      await crowd([one, two], 1)
      // One replica sees the invalidation and fetches; before the other looks, that one is invalid as well.
      valid = ''
      await one.member('wangmin')
      valid = ''
      for (let call = 0; call < 5; call += 1) expect((await two.member('wangmin')).name).toBe('王敏')
      expect(fetches()).toBe(3)
    }))

  test('is not asked for again and again when WeCom refuses whatever it hands out', () =>
    within(2, async (replicas) => {
      await crowd(replicas, 1)
      const before = fetches()
      refusesAll = true
      for (let call = 0; call < 10; call += 1) {
        for (const one of replicas) await expect(one.member('wangmin')).rejects.toThrow('40014')
      }
      expect(fetches() - before).toBeLessThanOrEqual(2 * replicas.length)
    }))

  test('that comes back late never overwrites the one somebody else fetched meanwhile', async () => {
    const [slow, quick] = [createTokenStore(opened.db), createTokenStore(opened.db)]
    let answer: (token: string) => void = () => {}
    const asked = new Promise<string>((resolve) => {
      answer = resolve
    })
    let begun: () => void = () => {}
    const started = new Promise<void>((resolve) => {
      begun = resolve
    })
    const late = slow.lockAndRefresh('app-token:1', 0, async () => {
      begun()
      return { token: await asked, expiresInSeconds: 7000 }
    })
    await started
    // Its process stood still for longer than its lease.
    await opened.db.execute(sql`update tokens set refreshing_until = now() - interval '1 second'`)
    const newer = await quick.lockAndRefresh('app-token:1', 0, async () => ({ token: 'newer', expiresInSeconds: 7000 }))
    answer('older')
    expect(await late).toEqual(newer)
    expect(await quick.read('app-token:1')).toEqual({ token: 'newer', generation: 1 })
  })

  test('of a process that died while fetching is fetched by the next', async () => {
    const dead = createTokenStore(opened.db)
    void dead.lockAndRefresh('app-token:2', 0, () => new Promise(() => {}))
    await expect.poll(async () => (await rowsOf(opened.db, sql`select 1 as n from tokens`)).length).toBe(1)
    await opened.db.execute(sql`update tokens set refreshing_until = now() - interval '1 second'`)
    const alive = createTokenStore(opened.db)
    const fetched = await alive.lockAndRefresh('app-token:2', 0, async () => ({ token: 'a', expiresInSeconds: 7000 }))
    expect(fetched).toEqual({ token: 'a', generation: 1 })
  })
})
