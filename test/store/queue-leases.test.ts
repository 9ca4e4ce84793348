import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import type { OpenDb } from '../../src/db/open.ts'
import type { JobDraft } from '../../src/spine/core.ts'
import { enqueueJob, enqueueMessage } from '../../src/spine/outbox.ts'
import {
  backoffSeconds,
  type Claimed,
  claim,
  finish,
  type Kinds,
  leaseSecondsOf,
  markSent,
  putBack,
  type QueueTable,
  renew,
  replay,
  replayEvent,
  stillHeld,
} from '../../src/spine/queue.ts'
import { inboxEvents, jobs, outboxMessages } from '../../src/spine/tables.ts'
import { countQueries } from '../support/count-queries.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'

describe.each(ENGINES)('who holds a row of the queue, and for how long, on %s', (engine) => {
  let opened: OpenDb
  beforeAll(async () => {
    opened = await openTestDb(engine)
  })
  beforeEach(() => emptyDb(opened))
  afterEach(() => vi.restoreAllMocks())
  afterAll(() => opened.close())

  const addJob = (key: string, more: { kind?: JobDraft['kind']; lane?: 0 | 1 | 2; orderKey?: string } = {}) =>
    enqueueJob(opened.db, { kind: 'refresh-tags', payload: { why: key }, dedupeKey: key, ...more } as JobDraft)
  const addMessage = (key: string) =>
    enqueueMessage(opened.db, {
      kind: 'welcome',
      occurrenceKey: key,
      payload: { welcomeCode: 'code', text: '早', expiresAtMs: 0 },
    })
  const takeAll = (table: QueueTable, kinds?: Kinds) =>
    claim<{ dedupe_key: string; created_ms: number; age_seconds: number; sent_seconds_ago?: number | null }>(
      opened.db,
      table,
      { owner: 'worker', limit: 10, ...(kinds === undefined ? {} : { kinds }) },
    )
  const takeOne = async (table: QueueTable) => {
    const [row] = await takeAll(table)
    if (row === undefined) throw new Error('nothing was taken')
    return row
  }
  const jobOf = async (key: string) => (await opened.db.select().from(jobs).where(eq(jobs.dedupeKey, key)))[0]
  const messageOf = async (key: string) =>
    (await opened.db.select().from(outboxMessages).where(eq(outboxMessages.occurrenceKey, key)))[0]
  /** Seconds from now until the lease of the only row runs out. */
  const leaseOf = async (table: QueueTable): Promise<number> => {
    const [row] = await rowsOf<{ left: string | number }>(
      opened.db,
      sql`select extract(epoch from lease_until - clock_timestamp()) as left from ${sql.identifier(table)}`,
    )
    return Number(row?.left)
  }
  const asks = (work: () => Promise<unknown>) =>
    countQueries(opened, async () => void (await work())).then((all) => all.length)
  const takenBySomebodyElse = (table: QueueTable) =>
    opened.db.execute(sql`update ${sql.identifier(table)} set leased_by = 'another', fence = fence + 1`)

  test('urgent work is held for six seconds, because a welcome is worth twenty; all other work for thirty', async () => {
    expect([0, 1, 2].map(leaseSecondsOf)).toEqual([6, 30, 30])
    for (const [lane, least, most] of [
      [0, 0, 6],
      [1, 6, 30],
      [2, 6, 30],
    ] as const) {
      await emptyDb(opened)
      await addJob('one', { lane })
      const row = await takeOne('jobs')
      for (const lease of [await leaseOf('jobs'), (await renew(opened.db, 'jobs', row)) && (await leaseOf('jobs'))]) {
        expect(lease).toBeGreaterThan(least)
        expect(lease).toBeLessThanOrEqual(most)
      }
    }
  })

  test('is taken by its kind where a worker is for some kinds alone, or for all but some', async () => {
    for (const kind of ['refresh-tags', 'occurrence', 'refresh-group'] as const) await addJob(kind, { kind })
    const keysOf = async (kinds: Kinds) => {
      const rows = await takeAll('jobs', kinds)
      await opened.db.execute(sql`update jobs set lease_until = null`)
      return rows.map((row) => row.dedupe_key)
    }
    expect(await keysOf({ only: ['occurrence', 'refresh-group'] })).toEqual(['occurrence', 'refresh-group'])
    expect(await keysOf({ without: ['occurrence'] })).toEqual(['refresh-tags', 'refresh-group'])
    expect(await keysOf({ only: ['occurrence', 'refresh-tags'], without: ['occurrence'] })).toEqual(['refresh-tags'])
    expect(await keysOf({})).toHaveLength(3)
    // Whatever is more urgent is taken first; of what was taken at once the older one is worked first.
    await addJob('welcome', { lane: 0 })
    expect((await keysOf({})).at(-1)).toBe('welcome')
  })

  test('comes with how old it is, and a message with how long ago it was tried', async () => {
    await addMessage('morning')
    await opened.db.execute(
      sql`update outbox_messages set created_at = now() - interval '90 s', sent_at = now() - interval '40 s'`,
    )
    const row = await takeOne('outbox_messages')
    for (const [seconds, least] of [
      [row.age_seconds, 90],
      [row.sent_seconds_ago, 40],
    ] as const) {
      expect(Number(seconds)).toBeGreaterThanOrEqual(least)
      expect(Number(seconds)).toBeLessThan(least + 20)
    }
    expect(Math.abs(Number(row.created_ms) + 90_000 - Date.now())).toBeLessThan(30_000)
    await addJob('job')
    expect('sent_seconds_ago' in (await takeOne('jobs'))).toBe(false)
  })

  test('is still ours without a question in the first third of the lease, and asked for again after it', async () => {
    await addJob('job')
    const row = await takeOne('jobs')
    expect(await asks(() => stillHeld(opened.db, 'jobs', row))).toBe(0)
    await opened.db.execute(sql`update jobs set lease_until = now() + interval '1 s'`)
    row.takenMs = performance.now() - 9_000
    expect(await asks(() => stillHeld(opened.db, 'jobs', row))).toBe(0)
    row.takenMs = performance.now() - 10_500
    expect(await stillHeld(opened.db, 'jobs', row)).toBe(true)
    expect(await leaseOf('jobs')).toBeGreaterThan(10)
    // Renewed: the third begins anew.
    expect(await asks(async () => expect(await stillHeld(opened.db, 'jobs', row)).toBe(true))).toBe(0)
  })

  test('is not ours any more once somebody else took it, and that is never asked twice', async () => {
    await addJob('job')
    const row = await takeOne('jobs')
    await takenBySomebodyElse('jobs')
    row.takenMs -= 20_000
    expect(await stillHeld(opened.db, 'jobs', row)).toBe(false)
    row.takenMs += 20_000
    expect(await asks(async () => expect(await stillHeld(opened.db, 'jobs', row)).toBe(false))).toBe(0)
  })

  test('a message that leaves says since when, once, and holds its row anew; one of somebody else does not leave', async () => {
    await addMessage('morning')
    const row = await takeOne('outbox_messages')
    await opened.db.execute(sql`update outbox_messages set lease_until = now() + interval '1 s'`)
    expect(await markSent(opened.db, row)).toBe(true)
    const first = (await messageOf('morning'))?.sentAt
    expect(first).not.toBeNull()
    expect(await leaseOf('outbox_messages')).toBeGreaterThan(10)
    expect(await markSent(opened.db, row)).toBe(true)
    expect((await messageOf('morning'))?.sentAt).toEqual(first)
    await takenBySomebodyElse('outbox_messages')
    expect(await markSent(opened.db, row)).toBe(false)
  })

  test('one that did nothing is put back as if it had not been tried; one of unknown outcome keeps its mark', async () => {
    const tried = async (why: Partial<Parameters<typeof putBack>[3]>) => {
      await emptyDb(opened)
      await addMessage('morning')
      const row = await takeOne('outbox_messages')
      await markSent(opened.db, row)
      await putBack(opened.db, 'outbox_messages', row, { seconds: 60, error: 'busy', ...why })
      const { attempts, sentAt, leaseUntil, errcode, lastError } = (await messageOf('morning')) ?? {}
      return { attempts, sent: sentAt !== null, free: leaseUntil === null, errcode, lastError }
    }
    const plain = { attempts: 1, sent: true, free: true, errcode: null, lastError: 'busy' }
    expect(await tried({})).toEqual(plain)
    expect(await tried({ unsent: true, errcode: 45009 })).toEqual({ ...plain, sent: false, errcode: 45009 })
    expect(await tried({ countAttempt: false })).toEqual({ ...plain, attempts: 0 })
  })

  test('ends with what became of it, and knows whether one stood behind it', async () => {
    await addJob('first', { orderKey: 'wm1' })
    await addJob('second', { orderKey: 'wm1' })
    const followed: (boolean | undefined)[] = []
    for (const [errcode, error] of [
      [84061, 'not a friend'],
      [null, null],
    ] as const) {
      const row: Claimed = await takeOne('jobs')
      const before = performance.now()
      expect(await finish(opened.db, 'jobs', row, { status: 'refused', errcode, error })).toBe(true)
      expect(row.ended?.askedMs).toBeGreaterThanOrEqual(before)
      followed.push(row.ended?.followed)
    }
    expect(followed).toEqual([true, false])
    expect(await jobOf('first')).toMatchObject({
      ...{ status: 'refused', errcode: 84061, lastError: 'not a friend', leaseUntil: null },
    })
    expect((await jobOf('first'))?.endedAt).not.toBeNull()
    expect(await jobOf('second')).toMatchObject({ errcode: null, lastError: null })
  })

  test('comes back by hand where it ended badly, with all its tries, and not where it is done or still waits', async () => {
    for (const [status, back] of [
      ['refused', true],
      ['unknown', true],
      ['dead', true],
      ['done', false],
      ['waiting', false],
    ] as const) {
      await emptyDb(opened)
      await addMessage('morning')
      const row = await takeOne('outbox_messages')
      await markSent(opened.db, row)
      await opened.db.execute(sql`update outbox_messages set status = ${status}, attempts = 7, ended_at = now()`)
      expect([status, await replay(opened.db, 'outbox_messages', row.id)]).toEqual([status, back])
      const now = await messageOf('morning')
      expect(now).toMatchObject(
        back ? { status: 'waiting', attempts: 0, sentAt: null, endedAt: null } : { attempts: 7 },
      )
    }
    expect(await replay(opened.db, 'outbox_messages', 99)).toBe(false)
  })

  test('an event is handled again with the jobs it put off and not with its messages, as long as its text is there', async () => {
    const event = { key: 'k', event: 'change_external_contact', body: '<xml/>', status: 'done' as const }
    const [stored] = await opened.db.insert(inboxEvents).values(event).returning({ id: inboxEvents.id })
    const id = stored?.id ?? 0
    await addJob('its own')
    await addJob('of another')
    await addMessage('its welcome')
    await opened.db.execute(
      sql`update jobs set status = 'dead', attempts = 5, cause = ${id} where dedupe_key = 'its own'`,
    )
    await opened.db.execute(sql`update jobs set status = 'done' where dedupe_key = 'of another'`)
    await opened.db.execute(sql`update outbox_messages set status = 'done', cause = ${id}`)
    expect(await replayEvent(opened.db, id)).toBe(true)
    expect(await jobOf('its own')).toMatchObject({ status: 'waiting', attempts: 0 })
    expect((await jobOf('of another'))?.status).toBe('done')
    expect((await messageOf('its welcome'))?.status).toBe('done')
    // It waits already.
    await opened.db.execute(sql`update jobs set status = 'done'`)
    expect([await replayEvent(opened.db, id), (await jobOf('its own'))?.status]).toEqual([false, 'done'])
    await opened.db.execute(sql`update inbox_events set status = 'done', body = ''`)
    expect([await replayEvent(opened.db, id), await replayEvent(opened.db, 99)]).toEqual([false, false])
  })

  test('what failed waits twice as long each time, a quarter of an hour at most, and no crowd comes back together', () => {
    const chance = vi.spyOn(Math, 'random').mockReturnValue(1)
    expect([0, 1, 2, 5].map((attempts) => backoffSeconds(attempts, 2))).toEqual([2, 4, 8, 64])
    expect([9, 12, 13, 5_000].map((attempts) => backoffSeconds(attempts, 2))).toEqual([900, 900, 900, 900])
    expect([12, 13, 5_000].map((attempts) => backoffSeconds(attempts, 0.01))).toEqual([40.96, 40.96, 40.96])
    chance.mockReturnValue(0.25)
    expect(backoffSeconds(1, 2)).toBe(1)
    chance.mockReturnValue(0)
    expect(backoffSeconds(12, 2)).toBe(0)
  })
})
