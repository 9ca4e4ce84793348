import { eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import { customers } from '../customers/tables.ts'
import { beginFriendship } from './begin-friendship.ts'
import type { RelationsFact } from './facts.ts'
import { greet } from './greet.ts'
import { findRelation } from './queries.ts'
import { lookLater } from './refresh-customer.ts'
import { relations } from './tables.ts'
import { turnAway } from './turn-away.ts'

export type AddRelation = {
  userid: string
  externalUserid: string
  half: boolean
  state: string | null
  welcomeCode: string | null
  /** When WeCom says it happened. */
  at: Date
  /** The inbox row: names this very event. */
  eventId: number
  receivedAtMs: number
}

/**
 * A rep and a customer became friends. Stores what the event alone tells, so that the customer exists even while WeCom
 * cannot be asked; a refresh follows.
 */
export const addRelation = async (core: Core<RelationsFact>, input: AddRelation): Promise<void> => {
  const { userid, externalUserid, at } = input
  await core.db.transaction(async (tx) => {
    await tx
      .insert(customers)
      .values({ externalUserid, stageSince: at, firstAddedAt: at, observedSince: at })
      .onConflictDoNothing()
    await tx.select().from(customers).where(eq(customers.externalUserid, externalUserid)).for('update')
    if (await turnAway(tx, externalUserid, at)) return
    const known = await findRelation(tx, { externalUserid, userid })
    // A removal that happened later was handled first: this addition is history.
    if (known?.endedAt != null && known.eventAt !== null && known.eventAt > at) return
    await greet(core, tx, input)
    // An end in the same second: nothing tells which came first, so the friendship waits for what WeCom shows.
    if (known?.endedAt != null && known.eventAt?.getTime() === at.getTime()) return lookTwice(core, tx, input)
    const alive = known !== null && known.endedAt === null
    await tx
      .insert(relations)
      .values({ externalUserid, userid, state: input.state, addedAt: at, eventAt: at, seenAt: sql`clock_timestamp()` })
      .onConflictDoUpdate({
        target: [relations.externalUserid, relations.userid],
        set: {
          endedAt: null,
          endedBy: null,
          eventAt: sql`greatest(${relations.eventAt}, excluded.event_at)`,
          seenAt: sql`excluded.seen_at`,
          ...(alive ? {} : { addedAt: at, stageTagWritten: null }),
          ...(input.state === null ? {} : { state: input.state }),
        },
      })
    if (!alive) {
      await beginFriendship(tx, { externalUserid, at, returned: known !== null })
      await core.record(tx, {
        kind: 'relation-added',
        externalUserid,
        userid,
        actor: { kind: 'customer', id: externalUserid },
        data: { half: input.half, state: input.state, returned: known !== null, imported: false },
      })
    }
    await look(core, tx, input)
  })
}

const look = (core: Core<RelationsFact>, tx: Db, { externalUserid, eventId }: AddRelation): Promise<void> =>
  core.later(tx, {
    kind: 'refresh-customer',
    payload: { externalUserid },
    dedupeKey: `refresh:${externalUserid}:event-${eventId}`,
    orderKey: externalUserid,
  })

/** Now, and again when WeCom must have settled: a friendship of a second ago may not show yet. */
const lookTwice = async (core: Core<RelationsFact>, tx: Db, input: AddRelation): Promise<void> => {
  await look(core, tx, input)
  await lookLater({ ...core, db: tx }, input.externalUserid, `event-${input.eventId}-later`)
}
