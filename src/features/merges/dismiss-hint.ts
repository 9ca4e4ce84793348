import { and, eq } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import type { MergesFact } from './facts.ts'
import { pairOf } from './rules-duplicates.ts'
import { mergeDismissals } from './tables.ts'

export type DismissHint = { externalUserid: string; other: string; userid: string; taken: boolean }

/** 不是同一个人: said of a pair, whichever of the two was open; `taken` false takes it back. Said twice it is said once. */
export const dismissHint = (core: Core<MergesFact>, input: DismissHint): Promise<void> =>
  core.db.transaction(async (tx) => {
    const { externalUserid, other, userid, taken } = input
    const [first, second] = pairOf(externalUserid, other)
    const pair = and(eq(mergeDismissals.externalUserid, first), eq(mergeDismissals.otherId, second))
    const dismissed = { externalUserid: first, otherId: second, dismissedBy: userid, dismissedAt: core.now() }
    const changed = taken
      ? await tx.insert(mergeDismissals).values(dismissed).onConflictDoNothing().returning()
      : await tx.delete(mergeDismissals).where(pair).returning()
    if (changed.length === 0) return
    await core.record(tx, {
      kind: 'duplicate-dismissed',
      externalUserid,
      userid,
      actor: { kind: 'member', id: userid },
      data: { other, taken },
    })
  })
