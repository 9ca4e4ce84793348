import { eq } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { toldBefore } from '../../spine/journal.ts'
import { customers } from '../customers/tables.ts'
import type { RelationsFact } from './facts.ts'

type Failed = { externalUserid: string; userid: string; reason: string | null }

/** A hand-over did not come about: `userid` is the member who should have taken over. */
export const noteFailedTransfer = (
  core: Core<RelationsFact>,
  { externalUserid, userid, reason }: Failed,
): Promise<void> =>
  core.db.transaction(async (tx) => {
    const kind = 'transfer-failed'
    await tx.select().from(customers).where(eq(customers.externalUserid, externalUserid)).for('update')
    // Handled before by a worker that died before it could say so.
    if (await toldBefore(tx, { kind, externalUserid, userid })) return
    await core.record(tx, { kind, externalUserid, userid, actor: { kind: 'system', id: 'wecom' }, data: { reason } })
  })
