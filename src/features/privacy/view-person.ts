import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import { open } from '../../db/sealing.ts'
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

/** Everything stored about a person, for the person: nothing is left out or masked. Null where we know nobody. */
export const viewPerson = async (db: Db, externalUserid: string): Promise<Person | null> => {
  const tables: Person['tables'] = {}
  for (const table of await personTables(db)) tables[table] = await rowsAbout(db, table, externalUserid)
  if (tables.customers?.length === 0) return null
  const events = await rowsOf<Row>(
    db,
    sql`select id, event, body, created_at as "at" from inbox_events
        where order_key = ${externalUserid} or strpos(body, ${externalUserid}) > 0 order by id`,
  )
  const messages = await rowsOf<Row>(
    db,
    sql`select id, kind, status, created_at as "at",
          case when payload ->> 'externalUserid' = ${externalUserid} then payload end as payload
        from outbox_messages
        where strpos(payload::text, ${externalUserid}) > 0 order by id`,
  )
  return { tables, events, messages }
}
