import { CADENCES, type CadenceKind, type StepBase, type StepKey } from '../follow-ups/cadences-data.ts'

/** Which rule planned a follow-up; null for one a person planned: nobody owns that but its writer. */
export const ruleOf = (row: { cadence: string | null; reasonKey: string | null }): string | null =>
  row.cadence === null || row.reasonKey === null ? null : `F-${row.reasonKey}`

export type RuleFacts = { cadence: CadenceKind; step: StepKey; base: StepBase; day: number; everyDays: number | null }

/** What the rule says, read from the cadences themselves: words of its own would soon say something else. */
export const ruleFacts = (cadence: string | null, reasonKey: string | null): RuleFacts | null => {
  const found = Object.values(CADENCES).find((one) => one.kind === cadence)
  if (found === undefined || reasonKey === null) return null
  const step = found.steps.find((one) => one.reasonKey === reasonKey)
  const again = found.recurring?.reasonKey === reasonKey ? found.recurring : null
  const one = step ?? again
  if (one === null) return null
  const { base, day } = one
  return { cadence: found.kind, step: one.reasonKey, base, day, everyDays: again?.everyDays ?? null }
}

/** Of a rule id, for the list of its feedback; null for a rule of an older version. */
export const factsOfRule = (rule: string): RuleFacts | null => {
  const key = rule.replace(/^F-/, '')
  for (const { kind } of Object.values(CADENCES)) {
    const facts = ruleFacts(kind, key)
    if (facts !== null) return facts
  }
  return null
}
