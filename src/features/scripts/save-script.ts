import { eq } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import type { ScriptsFact } from './facts.ts'
import { bumpLibrary } from './library.ts'
import { textsIn, wordsIn } from './part-words.ts'
import { findScript, ownForbiddenWords, type ScriptRow } from './queries.ts'
import { isVariable, variablesIn } from './rules.ts'
import { forbiddenWords, judgeWords } from './rules-forbidden.ts'
import { linkFiles, type PartDraft, resolveParts } from './script-files.ts'
import { searchText } from './search-text.ts'
import { type ScriptPart, scripts } from './tables.ts'

export type ScriptDraft = {
  title: string
  category: string
  stages: string[]
  tags: string[]
  parts: ScriptPart[]
  scope: 'company' | 'personal'
}

export type SaveScript = {
  /** null makes a new one. */
  id: number | null
  userid: string
  /** Managers and admins look after the company's scripts. */
  mayEditCompany: boolean
  draft: Partial<Omit<ScriptDraft, 'parts'> & { parts: PartDraft[] }>
}

export type SaveScriptResult =
  | { ok: true; script: ScriptRow; warnings: string[] }
  | { ok: false; why: 'not-found' | 'company-only' | 'no-file' | 'wrong-kind' }
  | { ok: false; why: 'forbidden-word' | 'unknown-variable'; words: string[] }

const EMPTY: ScriptDraft = { title: '', category: 'welcome', stages: [], tags: [], parts: [], scope: 'personal' }

const wordsOf = (draft: ScriptDraft): string => [draft.title, ...draft.parts.flatMap(wordsIn)].join('\n')

const draftOf = (row: ScriptRow): ScriptDraft => {
  const { title, category, stages, tags, parts, scope } = row
  return { title, category, stages, tags, parts, scope }
}

/** Creates a script or changes one; fields that are left out stay as they are. */
export const saveScript = async (core: Core<ScriptsFact>, input: SaveScript): Promise<SaveScriptResult> =>
  core.db.transaction(async (tx): Promise<SaveScriptResult> => {
    const known = input.id === null ? null : await findScript(tx, { id: input.id, userid: input.userid })
    if (input.id !== null && known === null) return { ok: false, why: 'not-found' }
    const { parts: given, ...rest } = input.draft
    const resolved = given === undefined ? null : await resolveParts(tx, given, input.userid)
    if (resolved?.ok === false) return resolved
    const parts = resolved === null ? {} : { parts: resolved.parts }
    const draft: ScriptDraft = { ...(known === null ? EMPTY : draftOf(known)), ...rest, ...parts }
    if ((draft.scope === 'company' || known?.scope === 'company') && !input.mayEditCompany) {
      return { ok: false, why: 'company-only' }
    }
    const unknown = [draft.title, ...draft.parts.flatMap(textsIn)]
      .flatMap(variablesIn)
      .filter((name) => !isVariable(name))
    if (unknown.length > 0) return { ok: false, why: 'unknown-variable', words: [...new Set(unknown)] }
    const verdict = judgeWords(forbiddenWords(wordsOf(draft), await ownForbiddenWords(tx)), draft.scope)
    if (!verdict.ok) return verdict
    const now = core.now()
    const owner = draft.scope === 'personal' ? input.userid : (known?.ownerUserid ?? input.userid)
    const values = { ...draft, ...searchText(draft), ownerUserid: owner, updatedAt: now }
    const [script] =
      known === null
        ? await tx
            .insert(scripts)
            .values({ ...values, createdAt: now })
            .returning()
        : await tx.update(scripts).set(values).where(eq(scripts.id, known.id)).returning()
    if (script === undefined) throw new Error('the script was not saved')
    await linkFiles(tx, script, now)
    if (draft.scope === 'company' || known?.scope === 'company') await bumpLibrary(tx)
    await core.record(tx, {
      kind: 'script-saved',
      externalUserid: null,
      userid: input.userid,
      actor: { kind: 'member', id: input.userid },
      data: { scriptId: script.id, change: known === null ? 'created' : 'updated' },
    })
    return { ok: true, script, warnings: verdict.warnings }
  })
