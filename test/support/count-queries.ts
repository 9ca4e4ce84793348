import type { OpenDb } from '../../src/db/open.ts'

type Client = { query: (...given: unknown[]) => unknown }

/** Every statement the database is asked while something runs, in the order asked. */
export const countQueries = async (opened: OpenDb, run: () => Promise<unknown>): Promise<string[]> => {
  const { $client: client } = opened.db as unknown as { $client: Client }
  const { query } = client
  const asked: string[] = []
  client.query = (...given) => {
    const [what] = given
    asked.push(typeof what === 'string' ? what : String((what as { text?: unknown }).text))
    return query.apply(client, given)
  }
  try {
    await run()
  } finally {
    client.query = query
  }
  return asked
}
