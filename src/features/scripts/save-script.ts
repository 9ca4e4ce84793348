import { eq } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import { businessDay } from '../calendar/zone.ts'
import { hasDepartment } from '../members/queries.ts'
import type { ScriptsFact } from './facts.ts'
import { type Allowance, auditAllowance, keepVersion } from './keep-version.ts'
import { bumpLibrary } from './library.ts'
import { textsIn, wordsIn } from './part-words.ts'
import { findScript, ownForbiddenWords, type ScriptRow } from './queries.ts'
import { recordChange } from './record-change.ts'
import { isVariable, variablesIn } from './rules.ts'
import { forbiddenWords, judgeWords } from './rules-forbidden.ts'
import { isOver, type Keeper, mayKeep, readsOtherwise, unforgiven } from './rules-life.ts'
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
  /** Last day it may be said, YYYY-MM-DD; null for ever. */
  validUntil: string | null
  /** Of a company script: the department it is for. */
  departmentId: number | null
}

export type SaveScript = {
  /** null makes a new one. */
  id: number | null
  userid: string
  /** Managers and admins look after the company's scripts, leads after those of their departments. */
  keeper: Keeper
  draft: Partial<Omit<ScriptDraft, 'parts'> & { parts: PartDraft[] }>
  /** Of a company script: a draft is not shown to reps yet. Left out it stays what it is, a new one is live. */
  state?: 'draft' | 'live' | undefined
  /** Why forbidden words may stand in a company script all the same. */
  allowWhy?: string | undefined
}

export type SaveScriptResult =
  | { ok: true; script: ScriptRow; warnings: string[] }
  | { ok: false; why: 'not-found' | 'company-only' | 'no-file' | 'wrong-kind' | 'over-already' | 'no-department' }
  | { ok: false; why: 'forbidden-word' | 'unknown-variable'; words: string[] }

const EMPTY: ScriptDraft = {
  title: '',
  category: 'welcome',
  stages: [],
  tags: [],
  parts: [],
  scope: 'personal',
  validUntil: null,
  departmentId: null,
}

const wordsOf = (draft: ScriptDraft): string => [draft.title, ...draft.parts.flatMap(wordsIn)].join('\n')

const draftOf = (row: ScriptRow): ScriptDraft => {
  const { title, category, stages, tags, parts, scope, validUntil, departmentId } = row
  return { title, category, stages, tags, parts, scope, validUntil, departmentId }
}

/** What only changes with the text, or with who it is for. */
const lifeOf = (known: ScriptRow | null, draft: ScriptDraft, { userid, state }: SaveScript) => ({
  version: known === null ? 1 : known.version + (readsOtherwise(known, draft) ? 1 : 0),
  ownerUserid: draft.scope === 'personal' ? userid : (known?.ownerUserid ?? userid),
  ...(draft.scope === 'company'
    ? { state: state ?? (known?.state === 'draft' ? 'draft' : 'live'), submittedAt: null, reviewNote: '' }
    : known?.state === 'draft'
      ? { state: 'live' as const }
      : {}),
})

type Checked = { ok: true; draft: ScriptDraft; warnings: string[]; allowance: Allowance | undefined }

/** The whole script as it would be saved; nothing is written yet. */
const check = async (
  tx: Db,
  known: ScriptRow | null,
  { input, today }: { input: SaveScript; today: string },
): Promise<Checked | Extract<SaveScriptResult, { ok: false }>> => {
  const { parts: given, ...rest } = input.draft
  const resolved = given === undefined ? null : await resolveParts(tx, given, input.userid)
  if (resolved?.ok === false) return resolved
  const parts = resolved === null ? {} : { parts: resolved.parts }
  const draft: ScriptDraft = { ...(known === null ? EMPTY : draftOf(known)), ...rest, ...parts }
  if (draft.scope === 'personal') draft.departmentId = null
  const touched = [known, draft].filter((one) => one?.scope === 'company')
  if (!touched.every((one) => mayKeep(one?.departmentId ?? null, input.keeper))) {
    return { ok: false, why: 'company-only' }
  }
  if (draft.departmentId !== null && !(await hasDepartment(tx, draft.departmentId))) {
    return { ok: false, why: 'no-department' }
  }
  if (rest.validUntil != null && isOver(rest.validUntil, today)) return { ok: false, why: 'over-already' }
  const unknown = [draft.title, ...draft.parts.flatMap(textsIn)]
    .flatMap(variablesIn)
    .filter((name) => !isVariable(name))
  if (unknown.length > 0) return { ok: false, why: 'unknown-variable', words: [...new Set(unknown)] }
  const found = unforgiven(forbiddenWords(wordsOf(draft), await ownForbiddenWords(tx)), known?.allowedWords ?? [])
  const { allowWhy, keeper } = input
  if (found.length > 0 && draft.scope === 'company' && allowWhy !== undefined && keeper.all) {
    return { ok: true, draft, warnings: [], allowance: { words: found, why: allowWhy } }
  }
  const verdict = judgeWords(found, draft.scope)
  return verdict.ok ? { ok: true, draft, warnings: verdict.warnings, allowance: undefined } : verdict
}

/** Creates a script or changes one; fields that are left out stay as they are. */
export const saveScript = async (core: Core<ScriptsFact>, input: SaveScript): Promise<SaveScriptResult> =>
  core.db.transaction(async (tx): Promise<SaveScriptResult> => {
    const { userid, keeper } = input
    // Whoever takes it over for the company at this moment is waited for: a writer's page must not take it back.
    if (input.id !== null) await tx.select().from(scripts).where(eq(scripts.id, input.id)).for('update')
    const known = input.id === null ? null : await findScript(tx, { id: input.id, userid, keeper })
    if (input.id !== null && known === null) return { ok: false, why: 'not-found' }
    const now = core.now()
    const checked = await check(tx, known, { input, today: businessDay(now, core.zone) })
    if (!checked.ok) return checked
    const { draft, allowance } = checked
    const allowedWords = [...(known?.allowedWords ?? []), ...(allowance?.words ?? [])]
    const values = { ...draft, ...searchText(draft), ...lifeOf(known, draft, input), allowedWords, updatedAt: now }
    const [script] =
      known === null
        ? await tx
            .insert(scripts)
            .values({ ...values, createdAt: now })
            .returning()
        : await tx.update(scripts).set(values).where(eq(scripts.id, known.id)).returning()
    if (script === undefined) throw new Error('the script was not saved')
    await linkFiles(tx, script, now)
    await keepVersion(tx, { before: known, after: script, userid, at: now, allowance })
    if (draft.scope === 'company' || known?.scope === 'company') await bumpLibrary(tx)
    await recordChange(core, tx, { script, userid, change: known === null ? 'created' : 'updated' })
    if (allowance !== undefined) await auditAllowance(core, tx, { userid, script, allowance })
    return { ok: true, script, warnings: checked.warnings }
  })
