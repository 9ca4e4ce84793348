import { eq, notInArray, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import { isOutdated, KeyMissing, keysInUse, open, seal } from '../../db/sealing.ts'
import { SEALED_SETTINGS } from '../settings/queries.ts'
import { settings } from '../settings/tables.ts'
import { type Place, placeName, SEALED_PLACES } from './sealed-places.ts'
import { dataKeys } from './tables.ts'

const BATCH = 500

/** Seals with the first key what is plain or sealed with another one, and then forgets the other keys. `resign` does the same for the audit log. */
export const reseal = async (
  db: Db,
  resign: (tx: Db) => Promise<void>,
): Promise<{ resealed: number; damaged: number }> => {
  const [first] = keysInUse()
  if (first === undefined) return { resealed: 0, damaged: 0 }
  const total = { resealed: 0, damaged: 0 }
  for (const place of SEALED_PLACES) await resealPlace(db, place, { total, prefix: `v1:${first.id}:` })
  total.resealed += await resealSettings(db)
  await db.transaction(resign)
  // What cannot be opened may be mended from a backup: its key stays asked for.
  if (total.damaged === 0) await db.delete(dataKeys).where(notInArray(dataKeys.id, [first.id]))
  return total
}

type Total = { resealed: number; damaged: number }
type Row = Record<string, unknown> & { value: string | string[] }

const resealPlace = async (
  db: Db,
  place: Place,
  { total, prefix }: { total: Total; prefix: string },
): Promise<void> => {
  let after: unknown[] | null = null
  for (;;) {
    const rows: Row[] = await rowsOf<Row>(db, outdated(place, prefix, after))
    for (const row of rows) {
      const renewed = renew(row.value, placeName(place))
      if (renewed === null) total.damaged += 1
      else total.resealed += await write(db, place, row, renewed)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < BATCH) return
    after = place.keys.map((key) => last[key])
  }
}

const list = (names: readonly string[]) =>
  sql.join(
    names.map((name) => sql.identifier(name)),
    sql`, `,
  )

const outdated = ({ table, column, keys, array }: Place, prefix: string, after: unknown[] | null) => {
  const name = sql.identifier(column)
  const old = array
    ? sql`exists (select 1 from unnest(${name}) one where one <> '' and not starts_with(one, ${prefix}))`
    : sql`${name} <> '' and not starts_with(${name}, ${prefix})`
  const later =
    after === null
      ? sql``
      : sql` and (${list(keys)}) > (${sql.join(
          after.map((one) => sql`${one}`),
          sql`, `,
        )})`
  return sql`select ${list(keys)}, ${array ? sql`to_jsonb(${name})` : name} as value from ${sql.identifier(table)}
             where ${old}${later} order by ${list(keys)} limit ${BATCH}`
}

const renew = (value: string | string[], place: string): string | string[] | null => {
  try {
    const one = (text: string) => (isOutdated(text) ? seal(open(text, place), place) : text)
    return typeof value === 'string' ? one(value) : value.map(one)
  } catch (error) {
    if (error instanceof KeyMissing) throw error
    return null
  }
}

/** Only over what was read: a value that was written meanwhile is sealed with the first key already. */
const write = async (db: Db, place: Place, row: Row, value: string | string[]): Promise<number> => {
  const name = sql.identifier(place.column)
  const here = sql.join(
    place.keys.map((key) => sql`${sql.identifier(key)} = ${row[key]}`),
    sql` and `,
  )
  const textOf = (given: string | string[]) =>
    place.array
      ? sql`(select coalesce(array_agg(one), '{}') from jsonb_array_elements_text(${JSON.stringify(given)}::jsonb) one)`
      : sql`${given}`
  const done = await rowsOf(
    db,
    sql`update ${sql.identifier(place.table)} set ${name} = ${textOf(value)}
        where ${here} and ${name} = ${textOf(row.value)} returning 1 as one`,
  )
  return done.length
}

const resealSettings = async (db: Db): Promise<number> => {
  let count = 0
  for (const key of SEALED_SETTINGS) {
    const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key))
    if (typeof row?.value !== 'string' || !isOutdated(row.value)) continue
    const place = `settings.${key}`
    await db
      .update(settings)
      .set({ value: seal(open(row.value, place), place) })
      .where(eq(settings.key, key))
    count += 1
  }
  return count
}
