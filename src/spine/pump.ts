import type { Db } from '../db/db.ts'
import { type Claimed, claim, type Kinds, leaseSecondsOf, type QueueTable, renew } from './queue.ts'

export type Pump = {
  table: QueueTable
  maxLane: number
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
  /** Of those hands, how many may be at it now; all of them where it is not said. */
  hands?: (full: number) => number
  /** Takes only rows of this lane and more urgent ones. */
  maxLane?: number
  /** What to take at this moment. */
  kinds?: () => Kinds
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
      (leaseSecondsOf(row.lane) * 1000) / 3,
    )
    try {
      await options.handle(row)
    } catch (error) {
      options.onError(error)
    } finally {
      clearInterval(heartbeat)
    }
  }

  const take = (limit: number): Promise<(Row & Claimed)[]> =>
    claim<Row>(options.db, options.table, {
      owner: options.owner,
      limit,
      maxLane: options.maxLane ?? 2,
      kinds: options.kinds?.() ?? {},
    })

  const runOnce = async (): Promise<number> => {
    const rows = await take(options.concurrency)
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

  const wake = () => {
    woken = true
    wakeUp?.()
  }

  // Whether the last look may have left something for want of hands, and when it came back; one under way never did.
  let mayBeMore = false
  let lookedMs = 0

  /**
   * A free hand is no reason to look where nothing can wait for it: that would be a second statement for every row.
   * One that came behind this row while it was being ended may have been seen by neither statement, so a look that was
   * under way at that time is made again.
   */
  const isWorthALook = ({ ended }: Claimed): boolean =>
    mayBeMore || ended === undefined || ended.followed || lookedMs >= ended.askedMs

  // A slow row keeps its own slot and nobody else's: the next ones do not wait for the whole batch.
  const inFlight = new Set<Promise<void>>()
  const start = (row: Row & Claimed) => {
    const one = work(row).finally(() => {
      inFlight.delete(one)
      if (!running || isWorthALook(row)) wake()
    })
    inFlight.add(one)
  }

  const look = async (free: number): Promise<(Row & Claimed)[]> => {
    lookedMs = Number.POSITIVE_INFINITY
    const rows = await take(free).catch(onClaimError)
    lookedMs = performance.now()
    mayBeMore = rows.length >= free
    return rows
  }

  const run = async () => {
    while (running) {
      woken = false
      const free = (options.hands?.(options.concurrency) ?? options.concurrency) - inFlight.size
      if (free <= 0) mayBeMore = true
      const rows = free <= 0 ? [] : await look(free)
      for (const row of rows) start(row)
      if ((rows.length === 0 || !mayBeMore) && running) await sleep()
    }
    await Promise.all(inFlight)
  }

  const onClaimError = (error: unknown): (Row & Claimed)[] => {
    options.onError(error)
    return []
  }

  return {
    table: options.table,
    maxLane: options.maxLane ?? 2,
    runOnce,
    wake,
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
