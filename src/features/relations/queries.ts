import type { SQL } from 'drizzle-orm'
import { and, asc, eq, exists, inArray, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { readAs } from '../../db/reader.ts'
import { customers } from '../customers/tables.ts'
import type { Scope } from '../members/rules.ts'
import { mobileDigits } from '../merges/rules-duplicates.ts'
import { mobileKeysOf } from './mobile-keys.ts'
import { relations } from './tables.ts'

export type RelationRow = typeof relations.$inferSelect

/**
 * True for customers the scope may see. A relation that ended still shows its past to the rep who had it, so ended
 * ones count too; nobody else's do.
 */
export const visibleCustomer = (db: Db, scope: Scope): SQL | undefined => {
  if (scope.all) return undefined
  if (scope.userids.length === 0) return sql`false`
  return exists(
    db
      .select({ one: sql`1` })
      .from(relations)
      .where(
        and(eq(relations.externalUserid, customers.externalUserid), inArray(relations.userid, [...scope.userids])),
      ),
  )
}

export const canSee = async (db: Db, scope: Scope, externalUserid: string): Promise<boolean> => {
  const rows = await readAs(db, { userid: '', all: scope.all, userids: scope.all ? [] : scope.userids }, (tx) =>
    tx
      .select({ id: customers.externalUserid })
      .from(customers)
      .where(and(eq(customers.externalUserid, externalUserid), visibleCustomer(tx, scope))),
  )
  return rows.length > 0
}

/** Oldest first: the first one answers for the customer where nobody else is named. */
export const listAliveRelations = (db: Db, externalUserid: string): Promise<RelationRow[]> =>
  db
    .select()
    .from(relations)
    .where(and(eq(relations.externalUserid, externalUserid), isNull(relations.endedAt)))
    .orderBy(asc(relations.addedAt), asc(relations.userid))

export const findRelation = async (
  db: Db,
  pair: { externalUserid: string; userid: string },
): Promise<RelationRow | null> => {
  const [row] = await db
    .select()
    .from(relations)
    .where(and(eq(relations.externalUserid, pair.externalUserid), eq(relations.userid, pair.userid)))
  return row ?? null
}

/** Who answers for a customer: the named rep while the friendship lives, else the one who has known them longest. */
export const responsibleFor = async (db: Db, externalUserid: string, wished: string | null): Promise<string | null> => {
  const alive = await listAliveRelations(db, externalUserid)
  return (alive.find((one) => one.userid === wished) ?? alive[0])?.userid ?? null
}

const WRITTEN_AS_NUMBER = /^[+\d\s().-]+$/

/** The key of a number that was typed in full; null for anything else, without asking for the house's key. */
export const mobileKeyOf = async (db: Db, typed: string): Promise<string | null> => {
  const text = typed.normalize('NFKC')
  if (!WRITTEN_AS_NUMBER.test(text) || mobileDigits(text) === null) return null
  return (await mobileKeysOf(db))([text])?.[0] ?? null
}
