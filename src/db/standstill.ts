import type { PGlite, Transaction } from '@electric-sql/pglite'

/** Between two statements of a transaction lies our own thinking, never a person or WeCom: this long is a standstill. */
export const STANDSTILL_MS = 15_000

/** Somebody waits inside a transaction for what can only come after it. The transaction is rolled back. */
export class Standstill extends Error {
  override readonly name = 'Standstill'
}

/** The transaction itself, whose statements are watched: `asked` when one begins, `answered` when it is through. */
const watched = (tx: Transaction, { asked, answered }: { asked: () => void; answered: () => void }): Transaction => {
  const counted =
    <A extends unknown[], R>(ask: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      asked()
      try {
        return await ask(...args)
      } finally {
        answered()
      }
    }
  const query = counted(tx.query.bind(tx)) as Transaction['query']
  return Object.assign(Object.create(tx) as Transaction, { query, exec: counted(tx.exec.bind(tx)) })
}

const within = async <T>(tx: Transaction, work: (tx: Transaction) => Promise<T>, ms: number): Promise<T> => {
  let under = 0
  let timer: NodeJS.Timeout | undefined
  let end: (error: Error) => void = () => {}
  const late = new Promise<never>((_, reject) => {
    end = reject
  })
  const rest = (): void => {
    if (under === 0)
      timer = setTimeout(() => end(new Standstill(`a transaction asked nothing for ${ms} ms and was rolled back`)), ms)
  }
  const asked = (): void => {
    under += 1
    clearTimeout(timer)
  }
  const answered = (): void => {
    under -= 1
    rest()
  }
  rest()
  try {
    return await Promise.race([work(watched(tx, { asked, answered })), late])
  } finally {
    // Nothing may start it again: what still runs of the work finds its transaction closed.
    under = Number.POSITIVE_INFINITY
    clearTimeout(timer)
  }
}

/**
 * The embedded database has one connection: one transaction that waits for a statement behind itself would stop the
 * whole house for ever. PostgreSQL does the same by `idle_in_transaction_session_timeout`.
 */
export const endStandstills = (lite: PGlite, ms: number = STANDSTILL_MS): void => {
  const transaction = lite.transaction.bind(lite)
  lite.transaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    transaction((tx) => within(tx, work, ms)) as Promise<T>
}
