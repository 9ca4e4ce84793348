import { eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import { lockField } from './queries.ts'
import { checkField, type FieldKind, type FieldTrouble, LIMITS } from './rules.ts'
import { customFields } from './tables.ts'

export type FieldRefusal = FieldTrouble | 'no-such-field' | 'same-field' | 'too-many-fields'
export type FieldResult = { ok: true } | { ok: false; why: FieldRefusal }

export type AddField = { name: string; kind: FieldKind; options: string[]; by: string }

const trimmed = (options: readonly string[]): string[] => options.map((one) => one.trim())

export const addField = (core: Core, input: AddField): Promise<FieldResult> =>
  core.db.transaction(async (tx): Promise<FieldResult> => {
    const draft = { name: input.name.trim(), kind: input.kind, options: trimmed(input.options) }
    const trouble = checkField(draft) ?? (await clash(tx, draft.name, null))
    if (trouble !== null) return { ok: false, why: trouble }
    const live = await tx
      .select({ position: customFields.position })
      .from(customFields)
      .where(isNull(customFields.retiredAt))
    if (live.length >= LIMITS.fields) return { ok: false, why: 'too-many-fields' }
    const position = Math.max(0, ...live.map((one) => one.position)) + 1
    const [row] = await tx
      .insert(customFields)
      .values({ ...draft, position, createdAt: core.now() })
      .returning({ id: customFields.id })
    await core.audit(tx, { actor: input.by, action: 'setting-changed', object: `field:${row?.id ?? 0}` })
    return { ok: true }
  })

export type ChangeField = {
  id: number
  by: string
  name?: string | undefined
  options?: string[] | undefined
  retired?: boolean | undefined
  position?: number | undefined
}

/** The kind never changes: answers that were given would mean something else. An option taken away stays where it was chosen. */
export const changeField = (core: Core, input: ChangeField): Promise<FieldResult> =>
  core.db.transaction(async (tx): Promise<FieldResult> => {
    const row = await lockField(tx, input.id)
    if (row === null) return { ok: false, why: 'no-such-field' }
    const draft = {
      name: (input.name ?? row.name).trim(),
      kind: row.kind,
      options: trimmed(input.options ?? row.options),
    }
    const retired = input.retired ?? row.retiredAt !== null
    const trouble = checkField(draft) ?? (retired ? null : await clash(tx, draft.name, row.id))
    if (trouble !== null) return { ok: false, why: trouble }
    await tx
      .update(customFields)
      .set({
        ...draft,
        position: input.position ?? row.position,
        retiredAt: retired ? (row.retiredAt ?? core.now()) : null,
      })
      .where(eq(customFields.id, row.id))
    await core.audit(tx, { actor: input.by, action: 'setting-changed', object: `field:${row.id}` })
    return { ok: true }
  })

/** Two fields of one name on a card could not be told apart. */
const clash = async (tx: Db, name: string, own: number | null): Promise<'same-field' | null> => {
  const live = await tx
    .select({ id: customFields.id, name: customFields.name })
    .from(customFields)
    .where(isNull(customFields.retiredAt))
  return live.some((one) => one.id !== own && one.name === name) ? 'same-field' : null
}
