import { eq } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { isSigned, sign } from '../../db/sealing.ts'
import { HEAD, headText } from './chain.ts'
import { auditHeads } from './tables.ts'

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

/** When keys come into use for the first time: what was written before them is signed as it stands. */
export const signFirstHead = async (tx: Db): Promise<void> => {
  const [head] = await tx.select().from(auditHeads).where(eq(auditHeads.name, HEAD)).for('update')
  if (head === undefined || head.signature !== null) return
  await tx
    .update(auditHeads)
    .set({ signature: sign(headText(head)) })
    .where(eq(auditHeads.name, HEAD))
}
