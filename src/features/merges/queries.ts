import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type { Db } from '../../db/db.ts'
import { customers } from '../customers/tables.ts'
import type { Scope } from '../members/rules.ts'
import { relations } from '../relations/tables.ts'
import { accountMerges } from './tables.ts'

/**
 * All accounts of the person this id belongs to, itself included, as an array in SQL: worked out once a statement, so
 * that the index on the other side is used. Costs no statement of its own where nothing was merged.
 */
export const accountsOf = (externalUserid: string): SQL =>
  sql`any(array(select ${externalUserid}::text union select a.external_userid from customers a
    join customers own on own.person_id = a.person_id where own.external_userid = ${externalUserid}))`

/**
 * Counted as people: a merged person once, under the account that stands for them. The column may come without its
 * table's name, so nothing in here is called the same.
 */
export const personOf = (externalUserid: AnyPgColumn): SQL<string> =>
  sql<string>`coalesce((select one.person from (select external_userid as account, person_id as person from customers) one
    where one.account = ${externalUserid}), ${externalUserid})`

type CustomerRow = typeof customers.$inferSelect
export type LockedPerson = CustomerRow & {
  /** The account by which the person was reached; locked too. */
  account: string
}

const lock = async (tx: Db, externalUserid: string): Promise<CustomerRow | null> => {
  const [row] = await tx.select().from(customers).where(eq(customers.externalUserid, externalUserid)).for('update')
  return row ?? null
}

/**
 * The row that stands for the person, locked: stage and flags belong to the person and live there. Always the account
 * first and the primary second, or two events of one person would wait for each other for ever.
 */
export const lockPerson = async (tx: Db, externalUserid: string): Promise<LockedPerson | null> => {
  const own = await lock(tx, externalUserid)
  const elsewhere = own !== null && own.personId !== null && own.personId !== externalUserid
  const row = elsewhere ? ((await lock(tx, own.personId ?? '')) ?? own) : own
  return row === null ? null : { ...row, account: externalUserid }
}

/** The other accounts of a merged person; of anybody else there are none. */
export const otherAccounts = (db: Db, row: Pick<CustomerRow, 'externalUserid' | 'personId'>): Promise<CustomerRow[]> =>
  row.personId === null
    ? Promise.resolve([])
    : db
        .select()
        .from(customers)
        .where(and(eq(customers.personId, row.personId), sql`${customers.externalUserid} <> ${row.externalUserid}`))
        .orderBy(customers.externalUserid)

/** Living friendships with any account of the person: those of the primary first, then the oldest. */
export const friendshipsOfPerson = (db: Db, externalUserid: string) =>
  db
    .select({ externalUserid: relations.externalUserid, userid: relations.userid })
    .from(relations)
    .innerJoin(customers, eq(customers.externalUserid, relations.externalUserid))
    .where(and(sql`${relations.externalUserid} = ${accountsOf(externalUserid)}`, isNull(relations.endedAt)))
    .orderBy(
      sql`${customers.personId} is distinct from ${customers.externalUserid}`,
      relations.addedAt,
      relations.userid,
    )

/** Who answers for the person, and by which account: the named pair or rep while a friendship lives, else the first. */
export const chatOfPerson = async (
  db: Db,
  { externalUserid, userid }: { externalUserid: string; userid: string | null },
): Promise<{ externalUserid: string; userid: string } | null> => {
  const alive = await friendshipsOfPerson(db, externalUserid)
  const named = alive.filter((one) => one.userid === userid)
  return named.find((one) => one.externalUserid === externalUserid) ?? named[0] ?? alive[0] ?? null
}

/** Whether the scope may see the account of this column; the same as `visibleCustomer`, for any alias. */
export const visibleAccount = (scope: Scope, externalUserid: SQL): SQL => {
  if (scope.all) return sql`true`
  if (scope.userids.length === 0) return sql`false`
  return sql`exists (select 1 from relations seen where seen.external_userid = ${externalUserid}
    and ${inArray(sql`seen.userid`, [...scope.userids])})`
}

export type SeenAccount = { externalUserid: string; name: string | null; isPrimary: boolean; merged: boolean }

/**
 * The accounts of the person that the scope may see, the primary first: a merge shows nobody more than before. The one
 * asked for is always among them, for whoever asks was let in already.
 */
export const seenAccounts = async (db: Db, scope: Scope, externalUserid: string): Promise<SeenAccount[]> => {
  const column = sql`${customers.externalUserid}`
  const rows = await db
    .select({ externalUserid: customers.externalUserid, name: customers.name, personId: customers.personId })
    .from(customers)
    .where(
      and(
        sql`${customers.externalUserid} = ${accountsOf(externalUserid)}`,
        sql`(${customers.externalUserid} = ${externalUserid} or ${visibleAccount(scope, column)})`,
      ),
    )
    .orderBy(sql`${customers.personId} is distinct from ${customers.externalUserid}`, customers.externalUserid)
  return rows.map(({ personId, ...row }) => ({
    ...row,
    isPrimary: personId === row.externalUserid,
    merged: personId !== null,
  }))
}

export const seenAccountIds = async (db: Db, scope: Scope, externalUserid: string): Promise<string[]> => {
  const ids = (await seenAccounts(db, scope, externalUserid)).map((one) => one.externalUserid)
  return ids.length === 0 ? [externalUserid] : ids
}

export const findPersonId = async (db: Db, externalUserid: string): Promise<string | null> => {
  const [row] = await db
    .select({ personId: customers.personId })
    .from(customers)
    .where(eq(customers.externalUserid, externalUserid))
  return row?.personId ?? null
}

export type MergeRow = typeof accountMerges.$inferSelect

/** The merge that holds an account now. */
export const lockMerge = async (tx: Db, account: string): Promise<MergeRow | null> => {
  const [row] = await tx
    .select()
    .from(accountMerges)
    .where(and(eq(accountMerges.externalUserid, account), isNull(accountMerges.endedAt)))
    .for('update')
  return row ?? null
}

export const findMerge = async (db: Db, id: number): Promise<MergeRow | null> => {
  const [row] = await db.select().from(accountMerges).where(eq(accountMerges.id, id))
  return row ?? null
}
