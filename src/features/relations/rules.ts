import type { StageKey } from '../lifecycle/rules-model.ts'

export type StageTagVerdict = { kind: 'fine' } | { kind: 'edited'; to: StageKey } | { kind: 'repair' }

/**
 * What the stage tags seen on a relation mean. Ours and the one we wrote last are known; any other was put there by
 * somebody and is a manual move. None, too many or an outdated one is put right.
 */
export const judgeStageTags = (facts: {
  current: StageKey | null
  written: StageKey | null
  seen: readonly StageKey[]
}): StageTagVerdict => {
  const { current, written, seen } = facts
  if (current === null) return { kind: 'fine' }
  const foreign = written === null ? undefined : seen.find((stage) => stage !== current && stage !== written)
  if (foreign !== undefined) return { kind: 'edited', to: foreign }
  return seen.length === 1 && seen[0] === current ? { kind: 'fine' } : { kind: 'repair' }
}
