import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import type { OpenDb } from '../../src/db/open.ts'
import { enqueueJob } from '../../src/spine/outbox.ts'
import { claim, finish, putBack, releaseLeases, renew, replay } from '../../src/spine/queue.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'

describe.each(ENGINES)('work that waits in a queue on %s', (engine) => {
  let opened: OpenDb
  beforeAll(async () => {
    opened = await openTestDb(engine)
  })
  beforeEach(() => emptyDb(opened))
  afterAll(() => opened.close())

  const add = (key: string, more: { orderKey?: string; lane?: 0 | 1 | 2 } = {}) =>
    enqueueJob(opened.db, { kind: 'refresh-tags', payload: { why: key }, dedupeKey: key, ...more })
  const take = (owner: string, limit = 10, maxLane = 2) =>
    claim<{ dedupe_key: string }>(opened.db, 'jobs', { owner, limit, maxLane })

  test('is taken by one worker only, and never more than asked for', async () => {
    for (let n = 0; n < 40; n++) await add(`job-${n}`)
    const taken = (await Promise.all(['a', 'b', 'c', 'd'].map((owner) => take(owner, 7)))).map((rows) => rows.length)
    expect(Math.max(...taken)).toBeLessThanOrEqual(7)
    const [row] = await rowsOf<{ n: number }>(
      opened.db,
      sql`select count(*)::int as n from jobs where lease_until is not null`,
    )
    expect(row?.n).toBe(taken.reduce((a, b) => a + b, 0))
  })

  test('written twice under one key is there once', async () => {
    await add('same')
    await add('same')
    expect(await take('a')).toHaveLength(1)
  })

  test('of one customer is done one after the other, of others at the same time', async () => {
    await add('first', { orderKey: 'wm1' })
    await add('second', { orderKey: 'wm1' })
    await add('other', { orderKey: 'wm2' })
    const first = await take('a')
    expect(first.map((row) => row.dedupe_key)).toEqual(['first', 'other'])
    for (const row of first) await finish(opened.db, 'jobs', row, { status: 'done' })
    expect((await take('a')).map((row) => row.dedupe_key)).toEqual(['second'])
  })

  test('that is urgent overtakes the rest, and has hands of its own', async () => {
    await add('bulk', { lane: 2 })
    await add('welcome', { lane: 0 })
    expect((await take('a', 10, 0)).map((row) => row.dedupe_key)).toEqual(['welcome'])
  })

  test('of a worker that died comes back when its lease runs out, and the dead one cannot finish it any more', async () => {
    await add('job')
    const [lost] = await take('dead')
    await opened.db.execute(sql`update jobs set lease_until = now() - interval '1 s'`)
    const [again] = await take('alive')
    expect(again?.id).toBe(lost?.id)
    expect(lost && (await finish(opened.db, 'jobs', lost, { status: 'done' }))).toBe(false)
    expect(again && (await finish(opened.db, 'jobs', again, { status: 'done' }))).toBe(true)
  })

  test('that was put back uncounted and taken again by the same server is not ended by its first try', async () => {
    await add('job')
    const [first] = await take('a')
    if (first === undefined) throw new Error('nothing was taken')
    await putBack(opened.db, 'jobs', first, { seconds: 0, error: 'away', countAttempt: false })
    const [second] = await take('a')
    expect(second?.attempts).toBe(first.attempts)
    expect(await renew(opened.db, 'jobs', first)).toBe(false)
    expect(first.lost).toBe(true)
    expect(await finish(opened.db, 'jobs', first, { status: 'dead' })).toBe(false)
    expect(second && (await finish(opened.db, 'jobs', second, { status: 'dead' }))).toBe(true)
    expect(await replay(opened.db, 'jobs', first.id)).toBe(true)
    const [third] = await take('a')
    expect(third).toMatchObject({ attempts: 1, fence: 3 })
  })

  test('knows how many workers in a row died over it, and begins anew with one that lived', async () => {
    await add('job')
    const deaths: (number | undefined)[] = []
    for (let n = 0; n < 3; n++) {
      deaths.push((await take('dies'))[0]?.deaths)
      // One of the three is the restart of the only server there is.
      if (n === 1) await releaseLeases(opened.db)
      else await opened.db.execute(sql`update jobs set lease_until = now() - interval '1 s'`)
    }
    const [row] = await take('lives')
    deaths.push(row?.deaths)
    if (row !== undefined) await putBack(opened.db, 'jobs', row, { seconds: 0, error: 'busy' })
    deaths.push((await take('lives'))[0]?.deaths)
    expect(deaths).toEqual([0, 1, 2, 3, 0])
  })

  test('that failed waits, and an admin can bring back what ended badly', async () => {
    await add('job')
    const [row] = await take('a')
    if (row === undefined) throw new Error('nothing was taken')
    await putBack(opened.db, 'jobs', row, { seconds: 60, error: 'busy' })
    expect(await take('a')).toHaveLength(0)
    await opened.db.execute(sql`update jobs set status = 'dead'`)
    expect(await replay(opened.db, 'jobs', row.id)).toBe(true)
    expect(await take('a')).toHaveLength(1)
  })
})
