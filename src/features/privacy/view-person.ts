import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import { open } from '../../db/sealing.ts'
import { findCustomer } from '../customers/queries.ts'
import { otherAccounts } from '../merges/queries.ts'
import { personTables } from './queries.ts'
import { placeName, SEALED_PLACES } from './sealed-places.ts'

type Row = Record<string, unknown>
export type Person = {
  /** Every row about the person, by table. */
  tables: Record<string, Row[]>
  /** Callbacks that name them, as WeCom sent them. */
  events: Row[]
  /** Messages that left or are to leave because of them; without their text where it also names others. */
  messages: Row[]
}

const opened = (table: string, row: Row): Row => {
  const out = { ...row }
  for (const place of SEALED_PLACES.filter((one) => one.table === table)) {
    const value = out[place.column]
    const plain = (text: unknown) => (typeof text === 'string' ? open(text, placeName(place)) : text)
    out[place.column] = Array.isArray(value) ? value.map(plain) : plain(value)
  }
  return out
}

const rowsAbout = async (db: Db, table: string, externalUserid: string): Promise<Row[]> => {
  const rows = await rowsOf<{ row: Row }>(
    db,
    sql`select to_jsonb(t) as row from ${sql.identifier(table)} t where t.external_userid = ${externalUserid}`,
  )
  return rows.map(({ row }) => opened(table, row))
}

/** Everything stored about a person, for the person, by all accounts: nothing is left out or masked. Null where we know nobody. */
export const viewPerson = async (db: Db, externalUserid: string): Promise<(Person & { accounts: string[] }) | null> => {
  const own = await findCustomer(db, externalUserid)
  if (own === null) return null
  const others = await otherAccounts(db, own)
  const accounts = [externalUserid, ...others.map((one) => one.externalUserid)]
  const person: Person & { accounts: string[] } = { accounts, tables: {}, events: [], messages: [] }
  for (const id of accounts) {
    for (const table of await personTables(db))
      person.tables[table] = [...(person.tables[table] ?? []), ...(await rowsAbout(db, table, id))]
    person.events.push(...(await eventsAbout(db, id)))
    person.messages.push(...(await messagesAbout(db, id)))
  }
  return person
}

const eventsAbout = (db: Db, externalUserid: string): Promise<Row[]> =>
  rowsOf<Row>(
    db,
    sql`select id, event, body, created_at as "at" from inbox_events
        where order_key = ${externalUserid} or strpos(body, ${externalUserid}) > 0 order by id`,
  )

const messagesAbout = (db: Db, externalUserid: string): Promise<Row[]> =>
  rowsOf<Row>(
    db,
    sql`select id, kind, status, created_at as "at",
          case when payload ->> 'externalUserid' = ${externalUserid} then payload end as payload
        from outbox_messages
        where strpos(payload::text, ${externalUserid}) > 0 order by id`,
  )
