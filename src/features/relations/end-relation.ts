import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Actor, Core } from '../../spine/core.ts'
import { toldBefore } from '../../spine/journal.ts'
import { customers } from '../customers/tables.ts'
import type { RelationsFact } from './facts.ts'
import { findRelation, listAliveRelations } from './queries.ts'
import { relations } from './tables.ts'
import { turnAway } from './turn-away.ts'

export type EndRelation = {
  userid: string
  externalUserid: string
  by: 'rep' | 'customer' | 'transfer' | 'unknown'
  at: Date
}

/** A tombstone, never a deletion: history and a later return both need the row. */
export const endRelation = async (core: Core<RelationsFact>, input: EndRelation): Promise<void> => {
  const { userid, externalUserid, by, at } = input
  const here = and(eq(relations.externalUserid, externalUserid), eq(relations.userid, userid))
  const seenAt = sql`clock_timestamp()`
  await core.db.transaction(async (tx) => {
    await tx
      .insert(customers)
      .values({ externalUserid, stageSince: at, firstAddedAt: at, observedSince: at })
      .onConflictDoNothing()
    await tx.select().from(customers).where(eq(customers.externalUserid, externalUserid)).for('update')
    if (await turnAway(tx, externalUserid, null)) return
    const known = await findRelation(tx, { externalUserid, userid })
    if (known === null) {
      // The addition never reached us, or comes later: this row keeps it from bringing the dead back.
      await tx
        .insert(relations)
        .values({ externalUserid, userid, addedAt: at, endedAt: at, endedBy: by, eventAt: at, seenAt })
    } else {
      if (known.eventAt !== null && known.eventAt > at) return
      // This very event ended it, and a reading found the customer back before the event was done with.
      if (by !== 'unknown' && (await toldBefore(tx, { kind: 'relation-ended', externalUserid, userid }))) return
      // Ended already: only the moment moves, so that an addition from before it brings nobody back.
      if (known.endedAt !== null) return void (await tx.update(relations).set({ eventAt: at, seenAt }).where(here))
      // An addition in the same second may have come after this end: what WeCom shows decides.
      if (known.eventAt?.getTime() === at.getTime() && by !== 'unknown') await lookAgain(core, tx, input)
      await tx
        .update(relations)
        .set({ endedAt: at, endedBy: by, eventAt: at, stageTagWritten: null, seenAt })
        .where(here)
    }
    const left = (await listAliveRelations(tx, externalUserid)).length
    if (left === 0) await tx.update(customers).set({ goneAt: at }).where(eq(customers.externalUserid, externalUserid))
    await core.record(tx, {
      kind: 'relation-ended',
      externalUserid,
      userid,
      actor: actorOf(input),
      data: { by, left },
    })
  })
}

const actorOf = ({ by, userid, externalUserid }: EndRelation): Actor => {
  if (by === 'customer') return { kind: 'customer', id: externalUserid }
  return by === 'unknown' ? { kind: 'system', id: 'reading' } : { kind: 'member', id: userid }
}

const lookAgain = (core: Core<RelationsFact>, tx: Db, { externalUserid, userid, at }: EndRelation): Promise<void> =>
  core.later(tx, {
    kind: 'refresh-customer',
    payload: { externalUserid },
    dedupeKey: `refresh:${externalUserid}:ended-${userid}-${at.getTime()}`,
    orderKey: externalUserid,
  })
