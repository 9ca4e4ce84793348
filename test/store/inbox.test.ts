import { asc, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OpenDb } from '../../src/db/open.ts'
import { createInbox, eventKey, type InboxDraft } from '../../src/spine/inbox.ts'
import { inboxEvents } from '../../src/spine/tables.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'
import { watchedDb } from '../support/watched-db.ts'

const draft = (plaintext: string, more: Partial<InboxDraft> = {}): InboxDraft => ({
  ...{ plaintext, body: `{"of":"${plaintext}"}`, event: 'add_external_contact', orderKey: 'wm1', lane: 0 },
  ...more,
})

describe.each(ENGINES)('the inbox of callbacks on %s', (engine) => {
  let opened: OpenDb
  beforeAll(async () => {
    opened = await openTestDb(engine)
  }, 60_000)
  beforeEach(() => emptyDb(opened))
  afterAll(() => opened?.close())

  const rows = () => opened.db.select().from(inboxEvents).orderBy(asc(inboxEvents.id))
  /** Counts the statements, and lets each fail for as long as it is told to. */
  const watched = () => {
    const seen = { statements: 0, failing: false, stored: 0 }
    return {
      seen,
      inbox: createInbox(watchedDb(opened.db, seen), () => {
        seen.stored += 1
      }),
    }
  }

  test('keeps what came as it came, under a key of the decrypted text', async () => {
    const { inbox, seen } = watched()
    await inbox.store(draft('one', { lane: 2, orderKey: null, event: 'change_external_tag' }))
    expect(await rows()).toMatchObject([
      { key: eventKey('one'), body: '{"of":"one"}', event: 'change_external_tag', lane: 2, orderKey: null },
    ])
    expect(eventKey('one')).toMatch(/^[0-9a-f]{64}$/)
    expect(seen.stored).toBe(1)
  })

  test('a repeated event is acknowledged again and kept once', async () => {
    const { inbox } = watched()
    await inbox.store(draft('same'))
    await Promise.all([inbox.store(draft('same')), inbox.store(draft('same')), inbox.store(draft('other'))])
    expect((await rows()).map((row) => row.key)).toEqual([eventKey('same'), eventKey('other')])
  })

  test('callbacks of one moment share a commit, at most two hundred of them', async () => {
    const { inbox, seen } = watched()
    await Promise.all(Array.from({ length: 450 }, (_, n) => inbox.store(draft(`event-${n}`))))
    expect(await rows()).toHaveLength(450)
    expect([seen.statements, seen.stored]).toEqual([3, 3])
    await inbox.store(draft('later'))
    expect([seen.statements, (await rows()).length]).toEqual([4, 451])
  })

  test('says how long the oldest of a commit had waited and which was the most urgent, so that the right hands wake up', async () => {
    const told: { longestMs: number; lane: number }[] = []
    const inbox = createInbox(opened.db, (stored) => told.push(stored))
    await Promise.all([2, 1, 2].map((lane, n) => inbox.store(draft(`one-${n}`, { lane: lane as 1 | 2 }))))
    await inbox.store(draft('alone', { lane: 2 }))
    expect(told.map(({ lane }) => lane)).toEqual([1, 2])
    for (const { longestMs } of told) {
      expect(longestMs).toBeGreaterThan(0)
      expect(longestMs).toBeLessThan(60_000)
    }
  })

  test('what could not be stored is not acknowledged, and the next ones are stored all the same', async () => {
    const { inbox, seen } = watched()
    seen.failing = true
    const outcomes = await Promise.allSettled([inbox.store(draft('lost')), inbox.store(draft('lost too'))])
    expect(outcomes.map((one) => one.status)).toEqual(['rejected', 'rejected'])
    expect(seen.stored).toBe(0)
    seen.failing = false
    await inbox.store(draft('kept'))
    expect((await rows()).map((row) => row.key)).toEqual([eventKey('kept')])
  })

  test('a name of any length orders its events and takes nobody else down with it', async () => {
    const { inbox } = watched()
    const [short, long, longer] = ['w'.repeat(200), 'w'.repeat(201), 'w'.repeat(9_000)]
    await Promise.all(
      [short, long, longer, longer].map((orderKey, n) => inbox.store(draft(`named-${n}`, { orderKey }))),
    )
    const keys = (await rows()).map((row) => row.orderKey)
    expect(keys).toEqual([short, eventKey(long), eventKey(longer), eventKey(longer)])
    const [{ longest } = { longest: 0 }] = await opened.db
      .select({ longest: sql<number>`max(length(order_key))` })
      .from(inboxEvents)
    expect(Number(longest)).toBe(200)
  })
})
