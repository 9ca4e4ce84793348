import type { Card } from '../cards.ts'

/** A file lives five minutes. Without `aeskey` (callback mode) the callback key opens it. */
export type RobotFile = { url: string; aeskey: string | null }

export type RobotContent =
  | { kind: 'text'; text: string }
  /** Already turned into words by WeCom. */
  | { kind: 'voice'; text: string }
  | { kind: 'image' | 'file' | 'video'; file: RobotFile }
  | { kind: 'mixed'; items: ({ kind: 'text'; text: string } | { kind: 'image'; file: RobotFile })[] }
  /** A type we have no words for; the whole message is in `source`. */
  | { kind: 'other'; msgtype: string }

type Head = {
  /** Repeated deliveries carry the same one. */
  msgid: string
  robotId: string | null
  userid: string
  /** Set where the sender belongs to another company. */
  corpId: string | null
  /** Null in a chat with one person. */
  chatId: string | null
  source: Record<string, unknown>
}

export type RobotMessage = Head & {
  type: 'message'
  content: RobotContent
  /** What the person quoted, as WeCom sent it. */
  quote: Record<string, unknown> | null
  /** For one later answer within an hour. */
  responseUrl: string | null
}

export type RobotEvent = Head & {
  type: 'event'
  at: Date | null
  event:
    | { kind: 'entered' }
    | {
        kind: 'card-clicked'
        cardType: string | null
        key: string
        taskId: string
        selected: { question: string; options: string[] }[]
        responseUrl: string | null
      }
    | {
        kind: 'feedback'
        id: string
        verdict: 'good' | 'bad' | 'withdrawn' | 'unknown'
        text: string | null
        reasons: number[]
      }
    /** A newer connection of the same robot took over. */
    | { kind: 'replaced' }
    | { kind: 'other'; eventType: string }
}

/** WeCom asks for the next part of a stream; only a stream may answer. */
export type RobotRefresh = Head & { type: 'refresh'; streamId: string }

export type RobotIncoming = RobotMessage | RobotEvent | RobotRefresh

/** `content` is everything so far, never the new part alone. Pictures only with `finish`. */
export type RobotStream = {
  id: string
  content: string
  finish: boolean
  pictures?: readonly Uint8Array[]
  /** Lets people judge the answer; comes back in a feedback event. Up to 256 bytes, in the first part only. */
  feedbackId?: string
}

export type RobotReply =
  | { stream: RobotStream }
  /** The card goes out once per message. */
  | { stream: RobotStream; card: Card }
  | { card: Card }
  /** Over the long connection only. */
  | { media: RobotMediaType; mediaId: string }

export type RobotWelcome = { text: string } | { card: Card }
export type RobotMediaType = 'file' | 'image' | 'voice' | 'video'
export type RobotPush = { markdown: string } | { card: Card } | { media: RobotMediaType; mediaId: string }
