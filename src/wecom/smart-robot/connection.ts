import type { Card } from '../cards.ts'
import {
  keepLine,
  type RobotAnswer,
  type RobotConnectionEvents,
  type RobotConnectionSettings,
  type RobotState,
} from './keeper.ts'
import { wireRobotPush, wireRobotReplyBody, wireRobotUpdate, wireRobotWelcome } from './replies.ts'
import type { RobotMediaType, RobotPush, RobotReply, RobotWelcome } from './types.ts'
import { uploadOver } from './upload.ts'

export type {
  RobotAnswer,
  RobotConnectionEvents,
  RobotConnectionSettings,
  RobotState,
} from './keeper.ts'

export const SMART_ROBOT_URL = 'wss://openws.work.weixin.qq.com'

/** Everything throws WecomRefused and WecomUnreachable; with `sent: true` the message may have gone out. */
export type RobotConnection = {
  state: () => RobotState
  /** Resolves at the first `ready`; rejects when the robot is refused or closed before. */
  ready: () => Promise<void>
  respond: (to: RobotAnswer, reply: RobotReply) => Promise<void>
  welcome: (to: RobotAnswer, welcome: RobotWelcome) => Promise<void>
  updateCard: (to: RobotAnswer, card: Card, userids?: readonly string[]) => Promise<void>
  /** To a member (userid) or to a group the robot sits in (chat id). */
  push: (chatId: string, message: RobotPush) => Promise<void>
  upload: (file: { type: RobotMediaType; filename: string; bytes: Uint8Array }) => Promise<{ mediaId: string }>
  close: () => void
}

const DEFAULTS = { url: SMART_ROBOT_URL, pingMs: 30_000, ackMs: 10_000, retryBaseMs: 1_000, retryMaxMs: 30_000 }

/**
 * A smart robot over the long connection: no public address and no trusted IP needed. One live connection per robot:
 * a second one anywhere takes over, so of several replicas one alone may hold it.
 */
export const connectSmartRobot = (
  settings: RobotConnectionSettings,
  events: RobotConnectionEvents,
): RobotConnection => {
  const keeper = keepLine({ ...DEFAULTS, ...settings }, events)
  const tell = async (cmd: string, body: Record<string, unknown>, reqId?: string): Promise<void> => {
    await keeper.ask(cmd, body, reqId)
  }
  return {
    state: keeper.state,
    ready: keeper.ready,
    respond: async (to, reply) => tell('aibot_respond_msg', wireRobotReplyBody(reply), to.reqId),
    welcome: async (to, welcome) => tell('aibot_respond_welcome_msg', wireRobotWelcome(welcome), to.reqId),
    updateCard: async (to, card, userids) => tell('aibot_respond_update_msg', wireRobotUpdate(card, userids), to.reqId),
    push: async (chatId, message) => tell('aibot_send_msg', { chatid: chatId, ...wireRobotPush(message) }),
    upload: (file) => uploadOver(keeper.ask, file),
    close: keeper.close,
  }
}
