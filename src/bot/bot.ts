/** `waiting` tries again by itself; `refused` and `replaced` (the same robot connected elsewhere) do not. */
export type BotLine = { state: 'ready' | 'waiting' | 'replaced' } | { state: 'refused'; errcode: number | null }

/** One way of talking in rooms. Group robots and app messages go through WeCom's own API and need none. */
export type Bot = {
  /** Resolves when the bot is logged in, which is the only sign of health there is. */
  start: () => Promise<void>
  stop: () => Promise<void>
  /** False when there is no such room. Throws WecomUnreachable when nobody knows whether it was said. */
  /** How its line to WeCom stands, where it has one of its own. */
  line?: () => BotLine
  say: (roomId: string, text: string) => Promise<boolean>
}

export type RoomMessage = { roomId: string; talkerId: string; text: string; byUs: boolean; at: Date }
export type BotEvents = { onRoomMessage: (message: RoomMessage) => Promise<void>; onError: (error: unknown) => void }
