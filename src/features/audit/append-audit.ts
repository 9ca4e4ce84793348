import { eq } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { AuditAct } from '../../spine/core.ts'
import { pseudonyms } from '../privacy/queries.ts'
import { GENESIS, HEAD, hashOf } from './chain.ts'
import { signNext } from './sign-head.ts'
import { auditEntries, auditHeads } from './tables.ts'

/**
 * Adds one entry to the chain. The head's row is locked until the transaction ends, so this belongs at its end; only
 * what people do by hand comes here, never a callback or a sync.
 */
export const appendAudit = async (tx: Db, act: AuditAct, now: Date): Promise<void> => {
  const object = act.customer === undefined ? (act.object ?? null) : (await pseudonyms(tx))(act.customer)
  await tx.insert(auditHeads).values({ name: HEAD, seq: 0, hash: GENESIS }).onConflictDoNothing()
  const [head] = await tx.select().from(auditHeads).where(eq(auditHeads.name, HEAD)).for('update')
  if (head === undefined) throw new Error('the audit log has no head')
  const seq = head.seq + 1
  const entry = { seq, actor: act.actor, action: act.action, object, data: act.data ?? {} }
  const hash = hashOf({ ...entry, at: now.toISOString().replace('Z', '000Z') }, head.hash)
  await tx.insert(auditEntries).values({ ...entry, at: now, prev: head.hash, hash })
  await tx
    .update(auditHeads)
    .set({ seq, hash, signature: signNext(head, { seq, hash }) })
    .where(eq(auditHeads.name, HEAD))
}
