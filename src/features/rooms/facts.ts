import type { Fact } from '../../spine/core.ts'

/** A message in a room a bot of ours sits in. Its words stay out of the journal. */
export type RoomsFact = Fact<'room-message', { roomId: string; talkerId: string; length: number; byUs: boolean }>
