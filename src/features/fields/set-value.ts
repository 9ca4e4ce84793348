import { and, eq } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { lockCustomer } from '../lifecycle/queries.ts'
import type { FieldsFact } from './facts.ts'
import { lockField } from './queries.ts'
import { checkValue, type ValueTrouble } from './rules.ts'
import { fieldValues } from './tables.ts'

export type SetValue = { externalUserid: string; fieldId: number; value: unknown; userid: string }
export type SetValueResult = { ok: true } | { ok: false; why: ValueTrouble | 'no-such-field' | 'no-such-customer' }

/** An answer about a customer; null makes it a gap again. Said twice it is one answer and one fact. */
export const setValue = (core: Core<FieldsFact>, input: SetValue): Promise<SetValueResult> =>
  core.db.transaction(async (tx): Promise<SetValueResult> => {
    const { externalUserid, fieldId, userid } = input
    if ((await lockCustomer(tx, externalUserid)) === null) return { ok: false, why: 'no-such-customer' }
    const field = await lockField(tx, fieldId)
    if (field === null || field.retiredAt !== null) return { ok: false, why: 'no-such-field' }
    const checked = checkValue(field, input.value)
    if (!checked.ok) return checked
    const { value } = checked
    const here = and(eq(fieldValues.externalUserid, externalUserid), eq(fieldValues.fieldId, fieldId))
    const [before] = await tx.select({ value: fieldValues.value }).from(fieldValues).where(here)
    if (JSON.stringify(before?.value ?? null) === JSON.stringify(value)) return { ok: true }
    const answer = { setBy: userid, setAt: core.now() }
    if (value === null) await tx.delete(fieldValues).where(here)
    else
      await tx
        .insert(fieldValues)
        .values({ externalUserid, fieldId, value, ...answer })
        .onConflictDoUpdate({ target: [fieldValues.externalUserid, fieldValues.fieldId], set: { value, ...answer } })
    await core.record(tx, {
      kind: 'field-answered',
      externalUserid,
      userid,
      actor: { kind: 'member', id: userid },
      data: { fieldId, filled: value !== null },
    })
    return { ok: true }
  })
