import type { Fact } from '../../spine/core.ts'

export type CustomersFact =
  | Fact<'customer-spoke', { linkId: string | null }>
  | Fact<
      'note-added',
      {
        noteId: number
        nextStepOn: string | null
        /** Left out by a plain note. */
        outcome?: string | null
        promisedAt?: string | null
        followUpId?: number | null
      }
    >
  | Fact<'log-undone', { noteId: number }>
  | Fact<'mobiles-revealed', { count: number }>
