export const FIELD_KINDS = ['text', 'number', 'date', 'single', 'multi', 'yesno'] as const
export type FieldKind = (typeof FIELD_KINDS)[number]
export type FieldValue = string | number | boolean | string[]

export const LIMITS = { name: 20, text: 200, options: 30, option: 20, fields: 50 } as const

export type FieldDraft = { name: string; kind: FieldKind; options: readonly string[] }
export type FieldTrouble = 'field-name' | 'field-options' | 'field-option-name'

const isChoice = (kind: FieldKind): boolean => kind === 'single' || kind === 'multi'

/** null: fine. A choice between fewer than two things is none. */
export const checkField = ({ name, kind, options }: FieldDraft): FieldTrouble | null => {
  if (name.trim() === '' || name.trim().length > LIMITS.name) return 'field-name'
  if (!isChoice(kind)) return options.length === 0 ? null : 'field-options'
  const names = options.map((one) => one.trim())
  if (names.length < 2 || names.length > LIMITS.options || new Set(names).size < names.length) return 'field-options'
  return names.every((one) => one !== '' && one.length <= LIMITS.option) ? null : 'field-option-name'
}

export type ValueTrouble = 'value-text' | 'value-number' | 'value-date' | 'value-choice' | 'value-yesno'
export type CheckedValue = { ok: true; value: FieldValue | null } | { ok: false; why: ValueTrouble }

const DAY = /^\d{4}-\d{2}-\d{2}$/
/** 2026-02-30 is no day, though it looks like one. */
const isDay = (text: string): boolean =>
  DAY.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)

const refuse = (why: ValueTrouble): CheckedValue => ({ ok: false, why })
const take = (value: FieldValue | null): CheckedValue => ({ ok: true, value })

/** `null` and empty answers make a gap again. An option that was taken off the list is refused for new answers only. */
export const checkValue = (field: { kind: FieldKind; options: readonly string[] }, given: unknown): CheckedValue => {
  if (given === null || given === '' || (Array.isArray(given) && given.length === 0)) return take(null)
  switch (field.kind) {
    case 'text':
      if (typeof given !== 'string' || given.trim().length > LIMITS.text) return refuse('value-text')
      return take(given.trim() === '' ? null : given.trim())
    case 'number':
      return typeof given === 'number' && Number.isFinite(given) ? take(given) : refuse('value-number')
    case 'date':
      return typeof given === 'string' && isDay(given) ? take(given) : refuse('value-date')
    case 'single':
      return typeof given === 'string' && field.options.includes(given) ? take(given) : refuse('value-choice')
    case 'multi': {
      if (!Array.isArray(given) || !given.every((one) => typeof one === 'string' && field.options.includes(one)))
        return refuse('value-choice')
      // In the order of the list, so that two people who chose the same see the same.
      return take(field.options.filter((one) => given.includes(one)))
    }
    case 'yesno':
      return typeof given === 'boolean' ? take(given) : refuse('value-yesno')
  }
}

/** What the card can show besides the company's own fields. */
export const BUILT_IN_FACTS = ['contact', 'order', 'total', 'source', 'added', 'silent', 'cycle', 'company'] as const
export type BuiltInFact = (typeof BUILT_IN_FACTS)[number]
export const CARD_FACTS = 6
export const DEFAULT_CARD_FACTS: readonly string[] = ['contact', 'order', 'total', 'source', 'added', 'silent']

export const fieldKey = (id: number | string): string => `field:${id}`

/** The keys that still mean something, in the order chosen; a retired field leaves its place to nobody. */
export const shownFacts = (keys: readonly string[], fieldIds: readonly string[]): string[] =>
  keys
    .filter((key) => BUILT_IN_FACTS.some((one) => one === key) || fieldIds.some((id) => fieldKey(id) === key))
    .slice(0, CARD_FACTS)
