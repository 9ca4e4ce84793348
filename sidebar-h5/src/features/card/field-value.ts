import type { FieldValue } from '../../../../src/features/fields/rules.ts'
import { words } from '../../lang/lang.ts'
import { shortDay } from '../../lib/format.ts'

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)

/** As people read it. Empty for a gap. */
export const showValue = (value: FieldValue | null): string => {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? words.card.yes : words.card.no
  if (Array.isArray(value)) return value.join(words.list)
  return typeof value === 'string' && isDay(value) ? shortDay(value) : String(value)
}
