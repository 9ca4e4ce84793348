import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { KeyMissing, keyedHash, open } from '../../db/sealing.ts'
import { mobileDigits } from '../merges/rules-duplicates.ts'
import { readSetting } from '../settings/queries.ts'
import { relations } from './tables.ts'

export type MobileKeys = (mobiles: readonly string[]) => string[] | null

/**
 * Makes the keys by which numbers are compared: the same for the same number, and without the house's own key nobody
 * finds back. They do not change with DATA_KEYS, so that old rows stay comparable.
 */
export const mobileKeysOf = async (db: Db): Promise<MobileKeys> => {
  const key = await readSetting(db, 'pseudonymKey')
  return (mobiles) => {
    if (mobiles.length === 0) return []
    if (key === undefined) return null
    const digits = mobiles.map(mobileDigits).filter((one) => one !== null)
    return [...new Set(digits)].map((one) => keyedHash(key, `mobile ${one}`))
  }
}

const BATCH = 500

const opened = (sealed: string): string[] => {
  try {
    return [open(sealed, 'relations.mobiles')]
  } catch (error) {
    if (error instanceof KeyMissing) throw error
    return []
  }
}

/** Rows from before there were keys get theirs; afterwards this finds nothing. Answers how many. */
export const fillMobileKeys = async (db: Db): Promise<number> => {
  const keysOf = await mobileKeysOf(db)
  for (let filled = 0; ; ) {
    const rows = await db
      // Past the column, which would open all of them: one damaged value must not hold up the rest.
      .select({
        externalUserid: relations.externalUserid,
        userid: relations.userid,
        sealed: sql<string[]>`to_jsonb(${relations.mobiles})`,
      })
      .from(relations)
      .where(and(isNull(relations.mobileKeys), sql`cardinality(${relations.mobiles}) > 0`))
      .limit(BATCH)
    for (const { externalUserid, userid, sealed } of rows) {
      await db
        .update(relations)
        .set({ mobileKeys: keysOf(sealed.flatMap(opened)) ?? [] })
        .where(and(eq(relations.externalUserid, externalUserid), eq(relations.userid, userid)))
    }
    filled += rows.length
    if (rows.length < BATCH) return filled
  }
}
