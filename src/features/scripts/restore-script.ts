import { eq } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import type { ScriptsFact } from './facts.ts'
import { bumpLibrary } from './library.ts'
import { findScript } from './queries.ts'
import { recordChange } from './record-change.ts'
import type { RetireScript, RetireScriptResult } from './retire-script.ts'
import { mayKeep } from './rules-life.ts'
import { scripts } from './tables.ts'

/** Takes a retirement back. Who could retire it may restore it; one that is in use stays as it is. */
export const restoreScript = async (core: Core<ScriptsFact>, input: RetireScript): Promise<RetireScriptResult> =>
  core.db.transaction(async (tx): Promise<RetireScriptResult> => {
    const script = await findScript(tx, { ...input, retiredToo: true, keeper: input.keeper })
    if (script === null) return { ok: false, why: 'not-found' }
    if (script.scope === 'company' && !mayKeep(script.departmentId, input.keeper))
      return { ok: false, why: 'company-only' }
    if (script.retiredAt === null) return { ok: true }
    await tx.update(scripts).set({ retiredAt: null }).where(eq(scripts.id, script.id))
    if (script.scope === 'company') await bumpLibrary(tx)
    await recordChange(core, tx, { script, userid: input.userid, change: 'restored' })
    return { ok: true }
  })
