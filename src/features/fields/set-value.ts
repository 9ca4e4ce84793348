import { and, eq, inArray } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { lockCustomer } from '../lifecycle/queries.ts'
import type { FieldsFact } from './facts.ts'
import { lockField } from './queries.ts'
import { checkValue, type ValueTrouble } from './rules.ts'
import { fieldValues } from './tables.ts'

export type SetValue = {
  externalUserid: string
  /** Of a merged person, all accounts the writer sees, the primary first: its answer is the one that is shown. */
  accounts?: readonly string[]
  fieldId: number
  value: unknown
  userid: string
}
export type SetValueResult = { ok: true } | { ok: false; why: ValueTrouble | 'no-such-field' | 'no-such-customer' }

/** An answer about a customer; null makes it a gap again. Said twice it is one answer and one fact. */
export const setValue = (core: Core<FieldsFact>, input: SetValue): Promise<SetValueResult> =>
  core.db.transaction(async (tx): Promise<SetValueResult> => {
    const { fieldId, userid } = input
    const accounts = input.accounts ?? [input.externalUserid]
    const externalUserid = accounts[0] ?? input.externalUserid
    if ((await lockCustomer(tx, externalUserid)) === null) return { ok: false, why: 'no-such-customer' }
    const field = await lockField(tx, fieldId)
    if (field === null || field.retiredAt !== null) return { ok: false, why: 'no-such-field' }
    const checked = checkValue(field, input.value)
    if (!checked.ok) return checked
    const { value } = checked
    const here = and(inArray(fieldValues.externalUserid, [...accounts]), eq(fieldValues.fieldId, fieldId))
    const known = await tx.select().from(fieldValues).where(here)
    const before = value === null ? known[0] : known.find((one) => one.externalUserid === externalUserid)
    if (JSON.stringify(before?.value ?? null) === JSON.stringify(value)) return { ok: true }
    const answer = { setBy: userid, setAt: core.now() }
    // A gap is a gap on every account, or the card would fill it again from another one.
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
