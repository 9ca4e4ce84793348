import { and, count, eq, gte } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { facts } from '../../spine/tables.ts'
import { members } from '../members/tables.ts'
import { listAliveRelations } from '../relations/queries.ts'
import type { CustomersFact } from './facts.ts'

/** Enough for a day on the phone; a list copied number by number takes days and is seen. */
export const REVEALS_AN_HOUR = 30
const HOUR_MS = 3_600_000

export type RevealMobiles = { externalUserid: string; userid: string }
export type RevealResult = { ok: true; mobiles: string[] } | { ok: false; why: 'too-many-reveals' }

/** The numbers the card shows masked. Nobody sees one without being written down. */
export const revealMobiles = (core: Core<CustomersFact>, input: RevealMobiles): Promise<RevealResult> =>
  core.db.transaction(async (tx): Promise<RevealResult> => {
    const { externalUserid, userid } = input
    // Many requests of one person at once take turns, or all of them would see the same low count.
    await tx.select({ userid: members.userid }).from(members).where(eq(members.userid, userid)).for('update')
    const since = new Date(core.now().getTime() - HOUR_MS)
    const [row] = await tx
      .select({ count: count() })
      .from(facts)
      .where(and(eq(facts.userid, userid), eq(facts.kind, 'mobiles-revealed'), gte(facts.at, since)))
    if ((row?.count ?? 0) >= REVEALS_AN_HOUR) return { ok: false, why: 'too-many-reveals' }
    const alive = await listAliveRelations(tx, externalUserid)
    const mobiles = (alive.find((one) => one.userid === userid) ?? alive[0])?.mobiles ?? []
    if (mobiles.length === 0) return { ok: true, mobiles }
    await core.record(tx, {
      kind: 'mobiles-revealed',
      externalUserid,
      userid,
      actor: { kind: 'member', id: userid },
      data: { count: mobiles.length },
    })
    await core.audit(tx, { actor: userid, action: 'mobiles-revealed', customer: externalUserid })
    return { ok: true, mobiles }
  })
