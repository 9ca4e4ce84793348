import { and, desc, eq, lt } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { pseudonyms } from '../privacy/queries.ts'
import { scripts } from '../scripts/tables.ts'
import type { AuditQuery } from './shapes.ts'
import { auditEntries } from './tables.ts'

export const isCompanyScript = async (db: Db, id: number): Promise<boolean> => {
  const [row] = await db.select({ scope: scripts.scope }).from(scripts).where(eq(scripts.id, id))
  return row?.scope === 'company'
}

/** Newest first. `customer` is a real id: it is looked for under its pseudonym, an erased one too. */
export const listAudit = async (db: Db, query: AuditQuery) => {
  const object = query.customer === undefined ? undefined : (await pseudonyms(db))(query.customer)
  const found = await db
    .select()
    .from(auditEntries)
    .where(
      and(
        query.actor === undefined ? undefined : eq(auditEntries.actor, query.actor),
        query.action === undefined ? undefined : eq(auditEntries.action, query.action),
        object === undefined ? undefined : eq(auditEntries.object, object),
        query.cursor === undefined ? undefined : lt(auditEntries.seq, Number(query.cursor)),
      ),
    )
    .orderBy(desc(auditEntries.seq))
    .limit(query.limit + 1)
  const rows = found.slice(0, query.limit)
  return { rows, nextCursor: found.length > rows.length ? String(rows.at(-1)?.seq) : null }
}
