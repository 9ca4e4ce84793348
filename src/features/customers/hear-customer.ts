import { eq, sql } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { toldBefore } from '../../spine/journal.ts'
import type { CustomersFact } from './facts.ts'
import { customers } from './tables.ts'

export type HearCustomer = { externalUserid: string; userid: string; at: Date; linkId: string | null }

/** The customer's own sign of life: the only thing that resets 沉默. */
export const hearCustomer = (core: Core<CustomersFact>, input: HearCustomer): Promise<void> =>
  core.db.transaction(async (tx) => {
    const [row] = await tx
      .update(customers)
      .set({ lastInboundAt: sql`greatest(${customers.lastInboundAt}, ${input.at.toISOString()}::timestamptz)` })
      .where(eq(customers.externalUserid, input.externalUserid))
      .returning({ id: customers.externalUserid })
    if (row === undefined) return
    // Handled before by a worker that died before it could say so.
    const same = { kind: 'customer-spoke', externalUserid: input.externalUserid, userid: input.userid }
    if (await toldBefore(tx, same)) return
    await core.record(tx, {
      kind: 'customer-spoke',
      externalUserid: input.externalUserid,
      userid: input.userid,
      actor: { kind: 'customer', id: input.externalUserid },
      at: input.at,
      data: { linkId: input.linkId },
    })
  })
