import { eq } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { isSigned, KeyMissing, keysInUse, sign } from '../../db/sealing.ts'
import { GENESIS, HEAD, type Head, headText } from './chain.ts'
import { auditHeads } from './tables.ts'

/** A signature that is gone counts as a bad one once keys are in use. */
export const isWellSigned = (head: Head): boolean => {
  if (head.signature === null) return keysInUse().length === 0
  return isSigned(headText(head), head.signature)
}

/**
 * The signature of a head that follows `before`. One that was not as it was signed gets none ever again: a new one
 * would hide that somebody rewrote the log.
 */
export const signNext = (before: Head, next: { seq: number; hash: string }): string | null => {
  try {
    return isWellSigned(before) ? sign(headText(next)) : null
  } catch (error) {
    if (error instanceof KeyMissing) return null
    throw error
  }
}

/** After a change of keys. A head that is not as it was signed stays as it is: a new signature would hide that. */
export const resignHead = async (tx: Db): Promise<void> => {
  const [head] = await tx.select().from(auditHeads).where(eq(auditHeads.name, HEAD)).for('update')
  if (head === undefined || head.signature === null) return
  const text = headText(head)
  if (!isSigned(text, head.signature)) return
  await tx
    .update(auditHeads)
    .set({ signature: sign(text) })
    .where(eq(auditHeads.name, HEAD))
}

/**
 * When keys come into use for the first time: what was written before them is signed as it stands, and a log that is
 * still empty gets its head, so that one that was wiped later does not pass for it.
 */
export const signFirstHead = async (tx: Db): Promise<void> => {
  await tx.insert(auditHeads).values({ name: HEAD, seq: 0, hash: GENESIS }).onConflictDoNothing()
  const [head] = await tx.select().from(auditHeads).where(eq(auditHeads.name, HEAD)).for('update')
  if (head === undefined || head.signature !== null) return
  await tx
    .update(auditHeads)
    .set({ signature: sign(headText(head)) })
    .where(eq(auditHeads.name, HEAD))
}
