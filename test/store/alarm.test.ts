import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OpenDb } from '../../src/db/open.ts'
import { createAlarm, type Written } from '../../src/spine/alarm.ts'
import { LANES } from '../../src/spine/core.ts'
import { enqueueJob } from '../../src/spine/outbox.ts'
import { createPump } from '../../src/spine/pump.ts'
import { jobs } from '../../src/spine/tables.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))

describe.each(ENGINES)('the workers are told, on %s', (engine) => {
  let store: OpenDb
  beforeAll(async () => {
    store = await openTestDb(engine)
    await emptyDb(store)
  })
  afterAll(() => store?.close())

  const listen = () => {
    const alarm = createAlarm()
    const rung: (Written | undefined)[] = []
    alarm.rings((written) => rung.push(written))
    return { alarm, rung, db: alarm.hearing(store.db) }
  }

  test('after the commit, once, of everything a transaction wrote and its most urgent lane', async () => {
    const { alarm, rung, db } = listen()
    await db.transaction(async (tx) => {
      alarm.wrote(tx, 'outbox_messages', LANES.bulk)
      alarm.wrote(tx, 'outbox_messages', LANES.welcome)
      alarm.wrote(tx, 'jobs')
      await soon()
      expect(rung).toEqual([])
    })
    expect(rung.map((one) => [...(one ?? [])])).toEqual([
      [
        ['outbox_messages', LANES.welcome],
        ['jobs', LANES.interactive],
      ],
    ])
  })

  test('of nothing where the transaction was taken back', async () => {
    const { alarm, rung, db } = listen()
    const failing = db.transaction(async (tx) => {
      alarm.wrote(tx, 'jobs')
      throw new Error('taken back')
    })
    await expect(failing).rejects.toThrow('taken back')
    await soon()
    expect(rung).toEqual([])
  })

  test('a moment later of what was written outside of one, many at once', async () => {
    const { alarm, rung, db } = listen()
    for (let at = 0; at < 5; at += 1) alarm.wrote(db, 'jobs', LANES.bulk)
    alarm.wrote(null, 'inbox_events', LANES.welcome)
    expect(rung).toEqual([])
    await soon()
    expect(rung).toHaveLength(1)
    expect([...(rung[0] ?? [])]).toEqual([
      ['jobs', LANES.bulk],
      ['inbox_events', LANES.welcome],
    ])
  })

  test('so that what a slow transaction puts off is done without waiting for the next look', async () => {
    const alarm = createAlarm()
    const db = alarm.hearing(store.db)
    let done = 0
    const took = new Promise<number>((resolve) => {
      const pump = createPump({
        ...{ db: store.db, table: 'jobs', owner: 'test', concurrency: 1, pollMs: 60_000 },
        handle: async (row: { id: number }) => {
          await store.db.delete(jobs).where(sql`id = ${row.id}`)
          resolve(performance.now() - done)
          await Promise.resolve()
          void pump.stop()
        },
        onError: () => {},
      })
      alarm.rings(() => pump.wake())
      pump.start()
    })
    await soon()
    await db.transaction(async (tx) => {
      await enqueueJob(tx, { kind: 'refresh-customer', payload: { externalUserid: 'wm-1' }, dedupeKey: 'refresh:wm-1' })
      alarm.wrote(tx, 'jobs')
      await new Promise((resolve) => setTimeout(resolve, 200))
    })
    done = performance.now()
    expect(await took).toBeLessThan(5_000)
  })
})
