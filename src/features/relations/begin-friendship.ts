import { eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { customers } from '../customers/tables.ts'

type Begun = {
  externalUserid: string
  /** When the friendship began. */
  at: Date
  /** This pair were friends before. */
  returned: boolean
}

/**
 * What the beginning of a friendship says of the person; before its fact is recorded, which moves the stage. Whoever
 * comes back could not speak meanwhile: without a new start of the silence clock the next nights would lose them again.
 */
export const beginFriendship = async (tx: Db, { externalUserid, at, returned }: Begun): Promise<void> => {
  const moment = sql`${at.toISOString()}::timestamptz`
  await tx
    .update(customers)
    .set({
      goneAt: null,
      lastAddedAt: sql`greatest(${customers.lastAddedAt}, ${moment})`,
      observedSince: sql`case when ${returned} or ${customers.stage} = 'churned'
        then greatest(${customers.observedSince}, ${moment}) else ${customers.observedSince} end`,
    })
    .where(eq(customers.externalUserid, externalUserid))
}
