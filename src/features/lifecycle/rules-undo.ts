import type { StageKey } from './rules-model.ts'

type StageNow = {
  stage: StageKey | null
  stageSince: Date
  stageRule: string | null
  stageManual: string | null
  protectedUntil: Date | null
  flags: string[]
}

/** The columns of a customer's stage as they stood, ready to be stored: whatever takes a move back needs all of them. */
export type KeptStage = Omit<StageNow, 'stageSince' | 'protectedUntil'> & {
  stageSince: string
  protectedUntil: string | null
}

export const stageNow = ({ stage, stageSince, stageRule, stageManual, protectedUntil, flags }: StageNow): StageNow => ({
  stage,
  stageSince,
  stageRule,
  stageManual,
  protectedUntil,
  flags,
})

export const keepStage = (row: StageNow): KeptStage => ({
  ...stageNow(row),
  stageSince: row.stageSince.toISOString(),
  protectedUntil: row.protectedUntil?.toISOString() ?? null,
})

/** The columns again; whatever else was kept beside them stays away. */
export const stageAsKept = (kept: KeptStage): StageNow =>
  stageNow({
    ...kept,
    stageSince: new Date(kept.stageSince),
    protectedUntil: kept.protectedUntil === null ? null : new Date(kept.protectedUntil),
  })
