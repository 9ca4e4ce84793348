import type { Fact } from '../../spine/core.ts'

export type RelationsFact =
  | Fact<'relation-added', { half: boolean; state: string | null; returned: boolean; imported: boolean }>
  | Fact<'relation-ended', { by: 'rep' | 'customer' | 'transfer' | 'unknown'; left: number }>
  | Fact<'transfer-failed', { reason: string | null }>
