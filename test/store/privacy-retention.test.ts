import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import type { OpenDb } from '../../src/db/open.ts'
import { createSession } from '../../src/features/members/sessions.ts'
import { KEEP_DAYS } from '../../src/features/privacy/rules-retention.ts'
import { runRetention } from '../../src/features/privacy/run-retention.ts'
import { createInbox } from '../../src/spine/inbox.ts'
import { appendFact } from '../../src/spine/journal.ts'
import { makeMonths } from '../../src/spine/months.ts'
import { enqueueJob, enqueueMessage } from '../../src/spine/outbox.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'
import { at, coreAt } from './sales-world.ts'

describe.each(ENGINES)('The night’s cleaning on %s', (engine) => {
  let store: OpenDb
  beforeAll(async () => {
    store = await openTestDb(engine)
  })
  afterEach(() => emptyDb(store))
  afterAll(() => store.close())

  const clean = () => runRetention(coreAt(store.db, '2026-11-23T04:10:00'), async () => {})
  const count = async (table: string, where = sql`true`): Promise<number> => {
    const [row] = await rowsOf<{ count: string }>(
      store.db,
      sql`select count(*) as count from ${sql.identifier(table)} where ${where}`,
    )
    return Number(row?.count)
  }
  const age = (table: string, days: number, status: string) =>
    store.db.execute(
      sql`update ${sql.identifier(table)} set status = ${status}, created_at = now() - make_interval(days => ${days}),
            ended_at = case when ${status} = 'waiting' then null else now() - make_interval(days => ${days}) end`,
    )
  const event = { plaintext: '<xml>1</xml>', body: '<xml>1</xml>', event: 'x', orderKey: 'wm-1', lane: 1 } as const
  const receive = () => createInbox(store.db, () => {}).store(event)
  const fill = async (table: 'jobs' | 'outbox_messages') => {
    const payload = { userid: 'WangMin', externalUserid: 'wm-1' }
    if (table === 'jobs') {
      await enqueueJob(store.db, { kind: 'refresh-customer', payload: { externalUserid: 'wm-1' }, dedupeKey: 'one' })
    } else await enqueueMessage(store.db, { kind: 'stage-tag', payload, occurrenceKey: 'one' })
  }

  test('takes the text of an old callback and still knows the callback when it is repeated', async () => {
    await receive()
    await age('inbox_events', KEEP_DAYS.eventText + 1, 'done')
    expect(await clean()).toMatchObject({ bodies: 1, events: 0 })
    await receive()
    expect(await count('inbox_events')).toBe(1)
    expect(await count('inbox_events', sql`body = ''`)).toBe(1)
  })

  test('leaves the text of a callback of this month, and of one that still waits', async () => {
    await receive()
    await age('inbox_events', KEEP_DAYS.eventText - 1, 'done')
    expect(await clean()).toMatchObject({ bodies: 0 })
    await age('inbox_events', 400, 'waiting')
    expect(await clean()).toMatchObject({ bodies: 0, events: 0 })
    expect(await count('inbox_events', sql`body <> ''`)).toBe(1)
  })

  test('forgets a callback after half a year', async () => {
    await receive()
    await age('inbox_events', KEEP_DAYS.eventKey + 1, 'refused')
    expect(await clean()).toMatchObject({ events: 1 })
    expect(await count('inbox_events')).toBe(0)
  })

  test.each(['jobs', 'outbox_messages'] as const)('keeps what ended badly longer: %s', async (table) => {
    await fill(table)
    await age(table, KEEP_DAYS.done + 1, 'dead')
    await clean()
    expect(await count(table)).toBe(1)
    await age(table, KEEP_DAYS.done - 1, 'done')
    await clean()
    expect(await count(table)).toBe(1)
    await age(table, KEEP_DAYS.done + 1, 'done')
    await clean()
    expect(await count(table)).toBe(0)
    await fill(table)
    await age(table, 1_000, 'waiting')
    await clean()
    expect(await count(table)).toBe(1)
    await age(table, KEEP_DAYS.endedBadly + 1, 'unknown')
    await clean()
    expect(await count(table)).toBe(0)
  })

  const actor = { kind: 'system', id: 'x' } as const
  const tell = (day: string) =>
    appendFact(
      store.db,
      { kind: 'note-added', externalUserid: 'wm-1', userid: null, data: {}, actor },
      at(`${day}T10:00:00`),
    )
  const months = async () => {
    const rows = await rowsOf<{ name: string }>(
      store.db,
      sql`select tablename::text as name from pg_tables where schemaname = 'by_month' order by 1`,
    )
    return rows.map((row) => row.name)
  }

  test('keeps the journal for three years of business time, and then to the end of the month', async () => {
    await makeMonths(store.db, at('2023-10-01T00:00:00'), at('2023-11-30T00:00:00'))
    for (const day of ['2023-09-30', '2023-10-20', '2023-11-02', '2026-11-22']) await tell(day)
    expect(await clean()).toMatchObject({ facts: 2 })
    const left = await rowsOf<{ at: Date | string }>(store.db, sql`select at from facts order by at`)
    expect(left.map((row) => new Date(row.at).toISOString().slice(0, 10))).toEqual(['2023-11-02', '2026-11-22'])
    expect(await months()).not.toContain('facts_2023_10')
  })

  test('has a part of the journal for this month and the next two, and moves in what stood in none', async () => {
    const day = '2027-02-15'
    await tell(day)
    expect(await count('facts', sql`tableoid = 'by_month.facts_rest'::regclass`)).toBe(1)
    const clock = coreAt(store.db, '2027-02-20T04:10:00')
    await runRetention(clock, async () => {})
    expect(await months()).toEqual(expect.arrayContaining(['facts_2027_02', 'facts_2027_03', 'facts_2027_04']))
    expect(await count('facts', sql`tableoid = 'by_month.facts_2027_02'::regclass`)).toBe(1)
    expect(await count('facts', sql`at = ${at(`${day}T10:00:00`).toISOString()}::timestamptz`)).toBe(1)
  })

  test.runIf(engine === 'postgres')(
    'leaves a month as it is while somebody reads the journal for long, and loses nothing meanwhile',
    async () => {
      await makeMonths(store.db, at('2020-01-01T00:00:00'), at('2020-01-31T00:00:00'))
      await tell('2020-01-15')
      await store.db.transaction(async (tx) => {
        await tx.execute(sql`select count(*) from facts`)
        expect(await clean()).toMatchObject({ facts: 0 })
      })
      expect(await clean()).toMatchObject({ facts: 1 })
    },
  )

  test('takes sessions that ended', async () => {
    await createSession(store.db, { hash: 'over', userid: 'WangMin', userAgent: '', seconds: -10 })
    await createSession(store.db, { hash: 'alive', userid: 'WangMin', userAgent: '', seconds: 3600 })
    await clean()
    expect(await rowsOf(store.db, sql`select hash from sessions`)).toEqual([{ hash: 'alive' }])
  })

  test('gets through more than one batch', async () => {
    await store.db.execute(
      sql`insert into jobs (kind, dedupe_key, payload, status, ended_at)
          select 'refresh-tags', 'many-' || n, '{}', 'done', now() - interval '40 days' from generate_series(1, 11000) n`,
    )
    expect(await clean()).toMatchObject({ jobs: 11_000 })
    expect(await count('jobs')).toBe(0)
  })
})
