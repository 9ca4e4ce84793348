import { eq, inArray, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import { keyedHash } from '../../db/sealing.ts'
import { customers } from '../customers/tables.ts'
import { readSetting } from '../settings/queries.ts'
import { erasedPeople } from './tables.ts'

export type Pseudonym = (externalUserid: string) => string

/** Stands for a customer where the id must not: the same for the same id, and without the key nobody finds back. */
export const pseudonyms = async (db: Db): Promise<Pseudonym> => {
  const key = await readSetting(db, 'pseudonymKey')
  if (key === undefined) throw new Error('there is no key for pseudonyms: every start makes one')
  return (externalUserid) => `erased-${keyedHash(key, externalUserid)}`
}

/** When each of these was erased; who was not is not in it. */
export const erasedAmong = async (db: Db, externalUserids: readonly string[]): Promise<Map<string, Date>> => {
  if (externalUserids.length === 0) return new Map()
  // Most companies never erase anybody: they pay for one short question.
  const [any] = await db.select({ pseudonym: erasedPeople.pseudonym }).from(erasedPeople).limit(1)
  if (any === undefined) return new Map()
  const pseudonym = await pseudonyms(db)
  const byPseudonym = new Map(externalUserids.map((id) => [pseudonym(id), id]))
  const rows = await db
    .select({ pseudonym: erasedPeople.pseudonym, erasedAt: erasedPeople.erasedAt })
    .from(erasedPeople)
    .where(inArray(erasedPeople.pseudonym, [...byPseudonym.keys()]))
  return new Map(rows.map((row) => [byPseudonym.get(row.pseudonym) ?? '', row.erasedAt]))
}

/**
 * Whether a callback tells of a person who was erased and did not come back. A friendship that began after the erasure
 * is a new one, by the customer's own will.
 */
export const tellsOfErased = async (db: Db, externalUserid: string, addedAt: Date | null): Promise<boolean> => {
  const erasedAt = (await erasedAmong(db, [externalUserid])).get(externalUserid)
  if (erasedAt === undefined || (addedAt !== null && addedAt > erasedAt)) return false
  const [back] = await db
    .select({ id: customers.externalUserid })
    .from(customers)
    .where(eq(customers.externalUserid, externalUserid))
  return back === undefined
}

/** Every table with rows about single customers, asked of the database itself: one that is added later is among them. */
export const personTables = async (db: Db): Promise<string[]> => {
  const rows = await rowsOf<{ name: string }>(
    db,
    sql`select c.table_name as name from information_schema.columns c
        join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
        where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name = 'external_userid'
        order by c.table_name`,
  )
  return rows.map((row) => row.name)
}
