import { AsyncLocalStorage } from 'node:async_hooks'

const current = new AsyncLocalStorage<number | null>()

/**
 * Whatever is recorded, put off or sent inside belongs to that inbox row. `null` says so too and has to be said: the
 * timers that wake the workers are often set while an event is being handled and would pass its cause on to strangers.
 */
export const causedBy = <T>(cause: number | null, work: () => Promise<T>): Promise<T> => current.run(cause, work)

/** The inbox row that is behind what is being done now; null where a person or the clock is. */
export const currentCause = (): number | null => current.getStore() ?? null
