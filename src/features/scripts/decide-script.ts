import { eq } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import type { ScriptsFact } from './facts.ts'
import { type Allowance, auditAllowance, keepVersion } from './keep-version.ts'
import { bumpLibrary } from './library.ts'
import { ownForbiddenWords, type ScriptRow } from './queries.ts'
import { recordChange } from './record-change.ts'
import { forbiddenWords } from './rules-forbidden.ts'
import { unforgiven } from './rules-life.ts'
import { scripts } from './tables.ts'
import { wordsOf } from './view-script.ts'

export type DecideScript = {
  id: number
  userid: string
  /** What was read: a writer may change it while somebody reads. */
  version: number
  decision: { kind: 'publish'; allowWhy?: string | undefined } | { kind: 'return'; note: string }
}
export type DecideScriptResult =
  | { ok: true }
  | { ok: false; why: 'not-found' | 'not-in-review' | 'changed-meanwhile' }
  | { ok: false; why: 'forbidden-word'; words: string[] }

/** For who looks after the library: takes an offered script over for everybody, or sends it back with a word why. */
export const decideScript = async (core: Core<ScriptsFact>, input: DecideScript): Promise<DecideScriptResult> =>
  core.db.transaction(async (tx): Promise<DecideScriptResult> => {
    const [script] = await tx.select().from(scripts).where(eq(scripts.id, input.id)).for('update')
    if (script === undefined) return { ok: false, why: 'not-found' }
    if (script.state !== 'review' || script.retiredAt !== null) return { ok: false, why: 'not-in-review' }
    if (script.version !== input.version) return { ok: false, why: 'changed-meanwhile' }
    const { userid, decision } = input
    const found = unforgiven(forbiddenWords(wordsOf(script), await ownForbiddenWords(tx)), script.allowedWords)
    const why = decision.kind === 'publish' ? decision.allowWhy : undefined
    if (decision.kind === 'publish' && found.length > 0 && why === undefined) {
      return { ok: false, why: 'forbidden-word', words: found }
    }
    const allowance: Allowance | undefined = found.length > 0 && why !== undefined ? { words: found, why } : undefined
    const [after] = await tx
      .update(scripts)
      .set({ ...next(script, decision, allowance), state: 'live', submittedAt: null })
      .where(eq(scripts.id, script.id))
      .returning()
    if (after === undefined) throw new Error('the script was not decided')
    if (decision.kind === 'publish') {
      await keepVersion(tx, { before: script, after, userid, at: core.now(), allowance })
      await bumpLibrary(tx)
    }
    await recordChange(core, tx, { script, userid, change: decision.kind === 'publish' ? 'published' : 'returned' })
    if (allowance !== undefined) await auditAllowance(core, tx, { userid, script: after, allowance })
    return { ok: true }
  })

const next = (script: ScriptRow, decision: DecideScript['decision'], allowance: Allowance | undefined) =>
  decision.kind === 'return'
    ? { reviewNote: decision.note }
    : {
        scope: 'company' as const,
        reviewNote: '',
        allowedWords: [...script.allowedWords, ...(allowance?.words ?? [])],
      }
