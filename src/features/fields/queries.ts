import { asc, count, eq, sql } from 'drizzle-orm'
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

export const lockField = async (tx: Db, id: number): Promise<FieldRow | null> => {
  const [row] = await tx.select().from(customFields).where(eq(customFields.id, id)).for('update')
  return row ?? null
}
