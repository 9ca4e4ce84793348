import type { Db } from '../db/db.ts'
import { type Claimed, claim, LEASE_SECONDS, type QueueTable, renew } from './queue.ts'

export type Pump = {
  /** Takes what is due once, works it off and says how many there were. */
  runOnce: () => Promise<number>
  /** Look again soon: something was just written. */
  wake: () => void
  start: () => void
  /** Takes nothing new and waits for what is in flight. */
  stop: () => Promise<void>
}

type PumpOptions<Row> = {
  db: Db
  table: QueueTable
  owner: string
  concurrency: number
  pollMs: number
  handle: (row: Row & Claimed) => Promise<void>
  onError: (error: unknown) => void
}

/** A loop is a function that does it once, plus a poller; `handle` ends its row by itself and should not throw. */
export const createPump = <Row extends object>(options: PumpOptions<Row>): Pump => {
  let running = false
  let loop: Promise<void> = Promise.resolve()
  let wakeUp: (() => void) | null = null
  let woken = false

  const work = async (row: Row & Claimed): Promise<void> => {
    const heartbeat = setInterval(
      () => {
        renew(options.db, options.table, row).catch(options.onError)
      },
      (LEASE_SECONDS * 1000) / 3,
    )
    try {
      await options.handle(row)
    } catch (error) {
      options.onError(error)
    } finally {
      clearInterval(heartbeat)
    }
  }

  const runOnce = async (): Promise<number> => {
    const rows = await claim<Row>(options.db, options.table, { owner: options.owner, limit: options.concurrency })
    await Promise.all(rows.map(work))
    return rows.length
  }

  const sleep = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, woken ? 0 : options.pollMs)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const run = async () => {
    while (running) {
      woken = false
      const count = await runOnce().catch((error) => {
        options.onError(error)
        return 0
      })
      if (count === 0 && running) await sleep()
    }
  }

  return {
    runOnce,
    wake: () => {
      woken = true
      wakeUp?.()
    },
    start: () => {
      running = true
      loop = run()
    },
    stop: async () => {
      running = false
      wakeUp?.()
      await loop
    },
  }
}
