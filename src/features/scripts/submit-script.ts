import { eq } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import type { ScriptsFact } from './facts.ts'
import { findScript } from './queries.ts'
import { recordChange } from './record-change.ts'
import { scripts } from './tables.ts'

export type SubmitScript = { id: number; userid: string; on: boolean }
export type SubmitScriptResult = { ok: true } | { ok: false; why: 'not-found' | 'not-yours' }

/** Offers one's own script to the company, or takes the offer back. Meanwhile the writer goes on using it. */
export const submitScript = async (
  core: Core<ScriptsFact>,
  { id, userid, on }: SubmitScript,
): Promise<SubmitScriptResult> =>
  core.db.transaction(async (tx): Promise<SubmitScriptResult> => {
    const script = await findScript(tx, { id, userid })
    if (script === null) return { ok: false, why: 'not-found' }
    if (script.scope === 'company') return { ok: false, why: 'not-yours' }
    if ((script.state === 'review') === on) return { ok: true }
    const next = on
      ? { state: 'review' as const, submittedAt: core.now(), reviewNote: '' }
      : { state: 'live' as const, submittedAt: null }
    await tx.update(scripts).set(next).where(eq(scripts.id, script.id))
    await recordChange(core, tx, { script, userid, change: on ? 'submitted' : 'withdrawn' })
    return { ok: true }
  })
