import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { afterEach, describe, expect, test } from 'vitest'
import { type Db, rowsOf } from '../../src/db/db.ts'
import { openPostgres } from '../../src/db/open.ts'
import { LANES } from '../../src/spine/core.ts'
import { enqueueJob } from '../../src/spine/outbox.ts'
import { claim, finish, releaseLeases } from '../../src/spine/queue.ts'
import { ENGINES, openTestDb, withOwnDatabase } from '../support/store.ts'

const CHILD = fileURLToPath(new URL('./takeover-child.ts', import.meta.url))
const KILLED_WITH = 50

type Word = { took?: number; ended?: number; held?: boolean; finished?: boolean }
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

const startChild = (url: string, hands: number) => {
  const child = fork(CHILD, [url, String(hands)], { execArgv: ['--import', 'tsx'] })
  children.push(child)
  const words: Word[] = []
  child.on('message', (word: Word) => words.push(word))
  return { child, words }
}
const addWelcomes = async (db: Db, from: number, count: number): Promise<void> => {
  for (let n = from; n < from + count; n += 1)
    await enqueueJob(db, { kind: 'refresh-tags', payload: { why: 't' }, dedupeKey: `w${n}`, lane: LANES.welcome })
}
const leaseLeft = async (db: Db, key: string): Promise<number> => {
  const [row] = await rowsOf<{ s: number | string }>(
    db,
    sql`select extract(epoch from lease_until - now()) as s from jobs where dedupe_key = ${key}`,
  )
  return Number(row?.s ?? 0)
}

describe.skipIf(!ENGINES.includes('postgres'))('of several servers on one database', () => {
  test(
    'one that is killed and one that stands still lose their welcomes within ten seconds, and the one that wakes up cannot end what was taken over',
    () =>
      withOwnDatabase(async (url) => {
        const { db, close } = await openPostgres(url)
        try {
          await addWelcomes(db, 0, KILLED_WITH)
          const killed = startChild(url, KILLED_WITH)
          await expect.poll(() => killed.words.length).toBe(KILLED_WITH)
          await addWelcomes(db, KILLED_WITH, 1)
          const paused = startChild(url, 1)
          await expect.poll(() => paused.words.length).toBe(1)

          // Both are alive: their leases are renewed, and nobody else gets anything.
          await new Promise((resolve) => setTimeout(resolve, 7_000))
          expect(await claim(db, 'jobs', { owner: 'here', limit: 100 })).toEqual([])

          paused.child.kill('SIGSTOP')
          killed.child.kill('SIGKILL')
          const since = performance.now()
          const taken: Awaited<ReturnType<typeof claim<object>>> = []
          while (taken.length < KILLED_WITH + 1 && performance.now() - since < 10_000) {
            taken.push(...(await claim<object>(db, 'jobs', { owner: 'here', limit: 100 })))
            await new Promise((resolve) => setTimeout(resolve, 50))
          }
          expect(taken).toHaveLength(KILLED_WITH + 1)
          for (const row of taken) expect(await finish(db, 'jobs', row, { status: 'done' })).toBe(true)

          paused.child.kill('SIGCONT')
          paused.child.send('end it')
          await expect.poll(() => paused.words.at(-1)).toMatchObject({ held: false, finished: false })
        } finally {
          await close()
        }
      }),
    60_000,
  )
})

describe.each(ENGINES)('work in hand on %s', (engine) => {
  test('of a server that died belongs to the next within half a minute, a welcome within six seconds', async () => {
    const { db, close } = await openTestDb(engine)
    await addWelcomes(db, 0, 1)
    await enqueueJob(db, { kind: 'refresh-tags', payload: { why: 't' }, dedupeKey: 'ordinary' })
    expect(await claim(db, 'jobs', { owner: 'dead', limit: 10 })).toHaveLength(2)
    expect(await leaseLeft(db, 'w0')).toBeLessThanOrEqual(6)
    expect(await leaseLeft(db, 'ordinary')).toBeGreaterThan(20)
    expect(await leaseLeft(db, 'ordinary')).toBeLessThanOrEqual(30)
    await close()
  })
})

test('work in hand of a killed server that was alone on its database is free at the next start', async () => {
  const { db, close } = await openTestDb('embedded')
  await addWelcomes(db, 0, 1)
  expect(await claim(db, 'jobs', { owner: 'dead', limit: 1 })).toHaveLength(1)
  await releaseLeases(db)
  expect(await claim(db, 'jobs', { owner: 'alive', limit: 1 })).toHaveLength(1)
  await close()
})
