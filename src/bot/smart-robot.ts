import { WecomRefused } from '../wecom/errors.ts'
import { connectSmartRobot, type RobotConnectionSettings, type RobotState } from '../wecom/smart-robot/connection.ts'
import type { RobotMessage } from '../wecom/smart-robot/types.ts'
import type { Bot, BotEvents, BotLine } from './bot.ts'

/** What WeCom answers for a chat the robot does not sit in, and for nobody it knows. */
const NO_SUCH_ROOM = new Set([93006, 93008, 40003, 60111, 86003])

const textOf = ({ content }: RobotMessage): string => {
  if (content.kind === 'text' || content.kind === 'voice') return content.text
  if (content.kind !== 'mixed') return ''
  return content.items.map((item) => (item.kind === 'text' ? item.text : '')).join('')
}

const lineOf = (state: RobotState, error: Error | null): BotLine => {
  if (state === 'refused') return { state, errcode: error instanceof WecomRefused ? error.errcode : null }
  return { state: state === 'ready' || state === 'replaced' ? state : 'waiting' }
}

/**
 * A smart robot as one more way of talking in rooms: a room is a group the robot was added to (its chat id) or one
 * member (the userid). It hears only what is addressed to it. Messages carry no time of their own, so `now` is asked.
 */
export const openSmartRobot = (
  settings: RobotConnectionSettings,
  events: BotEvents,
  now: () => Date = () => new Date(),
): Bot => {
  let connection: ReturnType<typeof connectSmartRobot> | null = null
  let line: BotLine = { state: 'waiting' }
  const connect = () =>
    connectSmartRobot(settings, {
      onMessage: (message) => {
        if (message.chatId === null) return
        const heard = {
          roomId: message.chatId,
          talkerId: message.userid,
          text: textOf(message),
          byUs: false,
          at: now(),
        }
        events.onRoomMessage(heard).catch(events.onError)
      },
      onEvent: () => undefined,
      onState: (state, error) => {
        line = lineOf(state, error)
        if (error !== null && state !== 'closed') events.onError(error)
      },
    })
  return {
    start: async () => {
      connection?.close()
      connection = connect()
      await connection.ready()
    },
    stop: async () => connection?.close(),
    line: () => line,
    say: async (roomId, text) => {
      if (connection === null) throw new Error('the smart robot was not started')
      try {
        await connection.push(roomId, { markdown: text })
        return true
      } catch (error) {
        if (error instanceof WecomRefused && NO_SUCH_ROOM.has(error.errcode)) return false
        throw error
      }
    },
  }
}
