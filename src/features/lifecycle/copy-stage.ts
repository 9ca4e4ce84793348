import { randomUUID } from 'node:crypto'
import { and, eq, ne, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { type Core, LANES } from '../../spine/core.ts'
import { type CustomerRow, customers } from '../customers/tables.ts'
import { listAliveRelations } from '../relations/queries.ts'
import { tagOrder } from '../tags/queries.ts'
import { stageNow } from './rules-undo.ts'

/**
 * A job of its own: who holds the primary account must not wait for the others, because their events come the other
 * way round.
 */
export const copyStageLater = (core: Core, tx: Db, primary: string): Promise<void> =>
  core.later(tx, {
    kind: 'copy-stage',
    payload: { externalUserid: primary },
    dedupeKey: `copy-stage:${primary}:${randomUUID()}`,
    orderKey: `copy-stage:${primary}`,
  })

/** The person has one stage: the other accounts show the primary's, and so do their tags in WeCom. */
export const copyStage = (core: Core, primary: string): Promise<void> =>
  core.db.transaction(async (tx) => {
    const [row] = await tx.select().from(customers).where(eq(customers.externalUserid, primary))
    if (row !== undefined && row.personId === primary) await copyToAccounts(core, tx, row)
  })

/** No move of its own and no fact: it is the primary's move, told once. `only`: an account the caller holds already. */
export const copyToAccounts = async (core: Core, tx: Db, primary: CustomerRow, only?: string): Promise<void> => {
  const { externalUserid } = primary
  const accounts = await tx
    .update(customers)
    .set(stageNow(primary))
    .where(
      and(
        eq(customers.personId, externalUserid),
        ne(customers.externalUserid, externalUserid),
        only === undefined ? undefined : eq(customers.externalUserid, only),
      ),
    )
    .returning({ id: customers.externalUserid })
  for (const { id } of accounts) await tellWecom(core, tx, id)
}

/** The sender looks up the stage then and writes nothing where it stands there already. */
const tellWecom = async (core: Core, tx: Db, externalUserid: string): Promise<void> => {
  for (const { userid, stageTagWritten } of await listAliveRelations(tx, externalUserid)) {
    const [now] = await tx
      .select({ stage: customers.stage })
      .from(customers)
      .where(
        and(eq(customers.externalUserid, externalUserid), sql`${customers.stage} is distinct from ${stageTagWritten}`),
      )
    if (now === undefined) continue
    await core.send(tx, {
      kind: 'stage-tag',
      payload: { userid, externalUserid },
      occurrenceKey: `stage-tag:${externalUserid}:${userid}:${randomUUID()}`,
      orderKey: tagOrder({ externalUserid, userid }),
      lane: LANES.bulk,
    })
  }
}
