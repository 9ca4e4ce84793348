import { and, eq, inArray, notExists, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { CustomerRow as ReadRow } from '../../wecom/client-data.ts'
import { customers } from '../customers/tables.ts'
import { erasedAmong } from '../privacy/queries.ts'
import { relations } from './tables.ts'

/**
 * All of these ask after the customer's row is stored and locked: an erasure holds that lock, so whoever waited for it
 * sees the tombstone. A friendship that began after the erasure is let in.
 */
const dropStrangers = async (tx: Db, ids: readonly string[]): Promise<void> => {
  const known = tx.select({ one: sql`1` }).from(relations).where(eq(relations.externalUserid, customers.externalUserid))
  await tx.delete(customers).where(and(inArray(customers.externalUserid, [...ids]), notExists(known)))
}

/** True where an erased person must not be stored; `since` is when the friendship began, null where that is unknown. */
export const turnAway = async (tx: Db, externalUserid: string, since: Date | null): Promise<boolean> => {
  const erasedAt = (await erasedAmong(tx, [externalUserid])).get(externalUserid)
  if (erasedAt === undefined || (since !== null && since > erasedAt)) return false
  await dropStrangers(tx, [externalUserid])
  if (since !== null) return true
  const [back] = await tx
    .select({ id: customers.externalUserid })
    .from(customers)
    .where(eq(customers.externalUserid, externalUserid))
  return back === undefined
}

/** The friendships of a reading that may be stored; null where nothing at all may. */
export const notTurnedAway = async <T extends { createdAt: Date }>(
  tx: Db,
  externalUserid: string,
  followers: readonly T[],
): Promise<readonly T[] | null> => {
  const erasedAt = (await erasedAmong(tx, [externalUserid])).get(externalUserid)
  if (erasedAt === undefined) return followers
  const admitted = followers.filter((one) => one.createdAt > erasedAt)
  if (admitted.length > 0) return admitted
  return (await turnAway(tx, externalUserid, null)) ? null : []
}

/** The rows of a page that may be stored. */
export const withoutErased = async (tx: Db, rows: readonly ReadRow[]): Promise<readonly ReadRow[]> => {
  const ids = [...new Set(rows.map((row) => row.contact.externalUserid))]
  const erased = await erasedAmong(tx, ids)
  if (erased.size === 0) return rows
  const admitted = rows.filter(({ contact, follow }) => {
    const erasedAt = erased.get(contact.externalUserid)
    return erasedAt === undefined || follow.createdAt > erasedAt
  })
  const back = new Set(admitted.map((row) => row.contact.externalUserid))
  await dropStrangers(
    tx,
    [...erased.keys()].filter((id) => !back.has(id)),
  )
  return admitted
}
