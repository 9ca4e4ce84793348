import type { Fact } from '../../spine/core.ts'

export type FollowUpsFact =
  | Fact<'follow-ups-planned', { cadence: string; count: number }>
  | Fact<
      'follow-up-done',
      { followUpId: number; proven: boolean; onTime: boolean; evidence: string | null; byItself: boolean }
    >
  | Fact<'follow-up-snoozed', { followUpId: number; until: string }>
  | Fact<'follow-up-dismissed', { followUpId: number }>
  | Fact<'follow-ups-cancelled', { count: number; why: string }>
  | Fact<'follow-up-reopened', { followUpId: number }>
  | Fact<'follow-up-reassigned', { followUpId: number; from: string; to: string }>
