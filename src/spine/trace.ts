import { AsyncLocalStorage } from 'node:async_hooks'
import type { QueueTable } from './queue.ts'

/** The row in hand. `event` is the inbox row behind it: the one number all lines of one callback share. */
export type Work = { queue: QueueTable; id: number; kind: string; event: number | null }

/** Runs right before bytes leave for WeCom, after every queue and limit they stood at; what it throws keeps them here. */
type Leave = () => Promise<void>

const current = new AsyncLocalStorage<{ work: Work | null; leave: Leave | null }>()

/** Every line logged inside says whose work it was; a timer that outlives the work says nothing. */
export const traced = async <T>(work: Work, run: () => Promise<T>, leave: Leave | null = null): Promise<T> => {
  const here: { work: Work | null; leave: Leave | null } = { work, leave }
  try {
    return await current.run(here, run)
  } finally {
    here.work = null
    here.leave = null
  }
}

export const currentWork = (): Work | null => current.getStore()?.work ?? null

/** Asks whoever does the present work whether its bytes may leave now. */
export const beforeSend = async (): Promise<void> => current.getStore()?.leave?.()

/** Enough of an event's key to find it again, on the line of the request and on that of the row. */
export const shortKey = (key: string): string => key.slice(0, 16)
