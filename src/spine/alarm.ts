import type { Db } from '../db/db.ts'
import { LANES, type LaneNumber } from './core.ts'
import type { QueueTable } from './queue.ts'

/** Which queues got something, and the most urgent lane of it. */
export type Written = ReadonlyMap<QueueTable, number>

/** Outside of a transaction the row is committed a moment after the statement was made. */
const COMMITTED_AFTER_MS = 3

const note = (written: Map<QueueTable, number>, table: QueueTable, lane: number): void => {
  written.set(table, Math.min(lane, written.get(table) ?? lane))
}

export type Alarm = ReturnType<typeof createAlarm>

/** Tells the workers what was written, once it can be read: looking sooner finds nothing and costs half a second. */
export const createAlarm = () => {
  let ring: (written?: Written) => void = () => {}
  let soon: Map<QueueTable, number> | null = null
  const open = new WeakMap<object, Map<QueueTable, number>>()
  const atOnce = (table: QueueTable, lane: number): void => {
    if (soon === null) {
      soon = new Map()
      setTimeout(() => {
        const written = soon
        soon = null
        ring(written ?? undefined)
      }, COMMITTED_AFTER_MS)
    }
    note(soon, table, lane)
  }
  return {
    rings: (wake: (written?: Written) => void): void => {
      ring = wake
    },
    all: (): void => void setTimeout(() => ring(), COMMITTED_AFTER_MS),
    /** `tx`: what it is written with; where that is a transaction, the alarm waits for its commit. */
    wrote: (tx: Db | null, table: QueueTable, lane: LaneNumber = LANES.interactive): void => {
      const within = tx === null ? undefined : open.get(tx)
      if (within === undefined) atOnce(table, lane)
      else note(within, table, lane)
    },
    /** The same database, whose transactions ring when they are through. */
    hearing: (db: Db): Db => {
      const transaction: Db['transaction'] = async (work, config) => {
        const written = new Map<QueueTable, number>()
        const result = await db.transaction((tx) => {
          open.set(tx, written)
          return work(tx)
        }, config)
        if (written.size > 0) ring(written)
        return result
      }
      return Object.assign(Object.create(db) as Db, { transaction })
    },
  }
}
