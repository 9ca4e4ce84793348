import { eq } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import type { ScriptsFact } from './facts.ts'
import { bumpLibrary } from './library.ts'
import { findScript } from './queries.ts'
import { recordChange } from './record-change.ts'
import { type Keeper, mayKeep } from './rules-life.ts'
import { scripts } from './tables.ts'

export type RetireScript = { id: number; userid: string; keeper: Keeper }
export type RetireScriptResult = { ok: true } | { ok: false; why: 'not-found' | 'company-only' }

/** Takes a script out of use. The row stays: what was sent before keeps its title in statistics and timeline. */
export const retireScript = async (core: Core<ScriptsFact>, input: RetireScript): Promise<RetireScriptResult> =>
  core.db.transaction(async (tx): Promise<RetireScriptResult> => {
    const script = await findScript(tx, { ...input, keeper: input.keeper })
    if (script === null) return { ok: false, why: 'not-found' }
    if (script.scope === 'company' && !mayKeep(script.departmentId, input.keeper))
      return { ok: false, why: 'company-only' }
    await tx.update(scripts).set({ retiredAt: core.now() }).where(eq(scripts.id, script.id))
    if (script.scope === 'company') await bumpLibrary(tx)
    await recordChange(core, tx, { script, userid: input.userid, change: 'retired' })
    return { ok: true }
  })
