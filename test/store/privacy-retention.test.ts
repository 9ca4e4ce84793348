import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import type { OpenDb } from '../../src/db/open.ts'
import { createSession } from '../../src/features/members/sessions.ts'
import { KEEP_DAYS } from '../../src/features/privacy/rules-retention.ts'
import { runRetention } from '../../src/features/privacy/run-retention.ts'
import { createInbox } from '../../src/spine/inbox.ts'
import { appendFact } from '../../src/spine/journal.ts'
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

  test('keeps the journal for three years of business time', async () => {
    const fact = { kind: 'note-added', externalUserid: 'wm-1', userid: null, data: {} }
    const actor = { kind: 'system', id: 'x' } as const
    for (const day of ['2023-11-20', '2023-11-27', '2026-11-22']) {
      await appendFact(store.db, { ...fact, actor }, at(`${day}T10:00:00`))
    }
    expect(await clean()).toMatchObject({ facts: 1 })
    expect(await count('facts')).toBe(2)
  })

  test('takes sessions that ended', async () => {
    await createSession(store.db, 'over', 'WangMin', -10)
    await createSession(store.db, 'alive', 'WangMin', 3600)
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
