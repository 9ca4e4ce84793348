import { and, asc, count, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type { Db } from '../../db/db.ts'
import type { FieldList } from './shapes.ts'
import { customFields, fieldValues } from './tables.ts'

export type FieldRow = typeof customFields.$inferSelect

/** Retired ones too, with how many customers have an answer: whoever brings one back should know. */
export const listFields = async (db: Db): Promise<FieldList> => {
  const rows = await db
    .select({ field: customFields, answers: count(fieldValues.externalUserid) })
    .from(customFields)
    .leftJoin(fieldValues, eq(fieldValues.fieldId, customFields.id))
    .groupBy(customFields.id)
    .orderBy(sql`${customFields.retiredAt} is not null`, asc(customFields.position), asc(customFields.id))
  return {
    items: rows.map(({ field: { id, name, kind, options, retiredAt }, answers }) => ({
      id: String(id),
      name,
      kind,
      options,
      retired: retiredAt !== null,
      answers,
    })),
  }
}

/** Named so by the company: there is no other mark of the day a customer was born on. */
const BIRTHDAY = '生日|birthday'

/** The answer to the company's birthday field as 'YYYY-MM-DD'; null where there is no such field or no answer. */
export const birthdayOf = (externalUserid: AnyPgColumn) =>
  sql<string | null>`(select ${fieldValues.value} #>> '{}' from ${fieldValues}
    join ${customFields} on ${customFields.id} = ${fieldValues.fieldId}
    where ${fieldValues.externalUserid} = ${externalUserid} and ${customFields.kind} = 'date'
      and ${customFields.retiredAt} is null and ${customFields.name} ~* ${BIRTHDAY}
    order by ${customFields.position}, ${customFields.id} limit 1)`

/** The field that holds birthdays, as `birthdayOf` finds it. */
const birthdayField = async (db: Db): Promise<number | null> => {
  const [field] = await db
    .select({ id: customFields.id })
    .from(customFields)
    .where(and(eq(customFields.kind, 'date'), isNull(customFields.retiredAt), sql`${customFields.name} ~* ${BIRTHDAY}`))
    .orderBy(asc(customFields.position), asc(customFields.id))
    .limit(1)
  return field?.id ?? null
}

/** Null where that field asks for no birthday; `bornOn` null where it has no answer. */
export const findBirthday = async (
  db: Db,
  { externalUserid, fieldId }: { externalUserid: string; fieldId: number },
): Promise<{ bornOn: string | null } | null> => {
  if ((await birthdayField(db)) !== fieldId) return null
  const [row] = await db
    .select({ value: fieldValues.value })
    .from(fieldValues)
    .where(and(eq(fieldValues.fieldId, fieldId), eq(fieldValues.externalUserid, externalUserid)))
  return { bornOn: typeof row?.value === 'string' ? row.value : null }
}

/** Born on one of these days ('MM-DD') of any year. */
export const listBirthdays = async (
  db: Db,
  days: readonly string[],
): Promise<{ externalUserid: string; bornOn: string }[]> => {
  const fieldId = await birthdayField(db)
  if (fieldId === null) return []
  return db
    .select({ externalUserid: fieldValues.externalUserid, bornOn: sql<string>`${fieldValues.value} #>> '{}'` })
    .from(fieldValues)
    .where(and(eq(fieldValues.fieldId, fieldId), inArray(sql`substr(${fieldValues.value} #>> '{}', 6, 5)`, [...days])))
    .orderBy(asc(fieldValues.externalUserid))
}

export const lockField = async (tx: Db, id: number): Promise<FieldRow | null> => {
  const [row] = await tx.select().from(customFields).where(eq(customFields.id, id)).for('update')
  return row ?? null
}
