import type { OpenDb } from '../../src/db/open.ts'

type Query = (...given: unknown[]) => unknown
type Asker = { query: Query }
/** A pool of PostgreSQL hands out connections, an embedded database its transactions. */
type Client = Asker & {
  connect?: (...given: unknown[]) => unknown
  transaction?: (work: (tx: Asker) => unknown, ...rest: unknown[]) => unknown
}

const isFrame = (text: string) => /^\s*(begin|commit|rollback|set transaction)/i.test(text)

/** Every question the database is asked while something runs, in the order asked, inside transactions too. */
export const countQueries = async (opened: OpenDb, run: () => Promise<unknown>): Promise<string[]> => {
  const { $client: client } = opened.db as unknown as { $client: Client }
  const asked: string[] = []
  const listening = (asker: Asker, query: Query): Query => {
    return (...given) => {
      const [what] = given
      const text = typeof what === 'string' ? what : String((what as { text?: unknown }).text)
      if (!isFrame(text)) asked.push(text)
      return query.apply(asker, given)
    }
  }
  const restore: (() => void)[] = []
  const listenTo = (asker: Asker) => {
    const { query } = asker
    asker.query = listening(asker, query)
    restore.push(() => {
      asker.query = query
    })
    return asker
  }
  const swap = <Key extends keyof Client>(key: Key, by: Client[Key]) => {
    const before = client[key]
    client[key] = by
    restore.push(() => {
      client[key] = before
    })
  }
  const { query, connect, transaction } = client
  swap('query', listening(client, query))
  // The pool's own `query` connects too, with a callback: it was listened to already.
  if (connect !== undefined)
    swap('connect', (...given) => {
      const connected = connect.apply(client, given)
      return given.length > 0 ? connected : (connected as Promise<Asker>).then(listenTo)
    })
  if (transaction !== undefined)
    swap('transaction', (work, ...rest) => transaction.apply(client, [(tx) => work(listenTo(tx)), ...rest]))
  try {
    await run()
  } finally {
    for (const back of restore.reverse()) back()
  }
  return asked
}
