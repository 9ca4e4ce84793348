import type { Card } from '../../../../src/features/customers/shapes.ts'
import type { FieldValue } from '../../../../src/features/fields/rules.ts'
import type { FieldWithValue } from '../../../../src/features/fields/shapes.ts'
import { api } from '../../api/routes.ts'
import { words } from '../../lang/lang.ts'
import { toast } from '../../ui/toast.ts'
import type { CardDesk } from './use-card.ts'

/** Writes an answer, null for none, and offers the one before for five seconds. False: refused. */
export const answerField = async (
  desk: CardDesk,
  field: FieldWithValue,
  value: FieldValue | null,
): Promise<boolean> => {
  const put = (next: FieldValue | null): Promise<boolean> =>
    desk.change(
      (card: Card): Card => ({
        ...card,
        fields: card.fields.map((one) => (one.id === field.id ? { ...one, value: next } : one)),
      }),
      () => api.setField(desk.id, field.id, next),
    )
  if (!(await put(value))) return false
  toast(words.profile.noted, { label: words.common.undo, run: () => void put(field.value) })
  return true
}
