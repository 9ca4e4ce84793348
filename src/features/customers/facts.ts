import type { Fact } from '../../spine/core.ts'

export type CustomersFact =
  | Fact<'customer-spoke', { linkId: string | null }>
  | Fact<'note-added', { noteId: number; nextStepOn: string | null }>
