import type { Core } from '../../spine/core.ts'
import type { RoomsFact } from './facts.ts'

export type HearRoom = { roomId: string; talkerId: string; text: string; byUs: boolean; at: Date }

/** A bot saw a message in a room: who, where and how long, never what. */
export const hearRoom = async (core: Core<RoomsFact>, input: HearRoom): Promise<void> => {
  await core.db.transaction((tx) =>
    core.record(tx, {
      kind: 'room-message',
      externalUserid: null,
      userid: null,
      actor: { kind: 'system', id: 'bot' },
      at: input.at,
      data: { roomId: input.roomId, talkerId: input.talkerId, length: [...input.text].length, byUs: input.byUs },
    }),
  )
}
