import { eq } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import { departments, members } from '../members/tables.ts'
import type { Target } from './shapes.ts'
import { targets } from './tables.ts'

export type SetTargetResult = { ok: true; target: Target } | { ok: false; why: 'no-such-scope' }

/** The last word counts: a target set again replaces the old one. */
export const setTarget = async (core: Core, input: Target & { setBy: string }): Promise<SetTargetResult> =>
  core.db.transaction(async (tx): Promise<SetTargetResult> => {
    const scopeId = await knownScope(tx, input)
    if (scopeId === null) return { ok: false, why: 'no-such-scope' }
    const { month, scope, amount, currency, setBy } = input
    const changed = { amount, currency, setBy, setAt: core.now() }
    await tx
      .insert(targets)
      .values({ month, scope, scopeId, ...changed })
      .onConflictDoUpdate({ target: [targets.month, targets.scope, targets.scopeId], set: changed })
    const data = { scope, scopeId, amount, currency }
    await core.audit(tx, { actor: setBy, action: 'target-set', object: month, data })
    return { ok: true, target: { month, scope, scopeId, amount, currency } }
  })

/** The id in our own spelling; null when there is nothing of that kind. */
const knownScope = async (tx: Db, { scope, scopeId }: Target): Promise<string | null> => {
  if (scope === 'company') return ''
  if (scope === 'member') {
    const [row] = await tx
      .select({ userid: members.userid })
      .from(members)
      .where(eq(members.useridLower, scopeId.toLowerCase()))
    return row?.userid ?? null
  }
  const id = /^\d{1,9}$/.test(scopeId) ? Number(scopeId) : null
  if (id === null) return null
  const [row] = await tx.select({ id: departments.id }).from(departments).where(eq(departments.id, id))
  return row === undefined ? null : String(row.id)
}
