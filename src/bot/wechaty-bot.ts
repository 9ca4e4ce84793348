import type { Wechaty } from 'wechaty'
import { WecomUnreachable } from '../wecom/errors.ts'
import type { Bot, BotEvents } from './bot.ts'

const LOGIN_SECONDS = 60

/**
 * Wechaty behind our own small interface. The package is optional and heavy: it is loaded here, on the first call,
 * and nowhere else. `start` of Wechaty itself resolves even against a dead service, so we wait for the login.
 */
export const openWechaty = async (
  settings: { puppet: string; token: string | null },
  events: BotEvents,
): Promise<Bot> => {
  const { WechatyBuilder } = await import('wechaty')
  const options = settings.token === null ? {} : { puppetOptions: { token: settings.token } }
  const wechaty = WechatyBuilder.build({ name: 'zhanggui', puppet: settings.puppet as never, ...options })
  return wrapWechaty(wechaty as Wechaty, events)
}

/** Any Wechaty instance, a mocked one in tests. */
export const wrapWechaty = (wechaty: Wechaty, events: BotEvents): Bot => {
  // A puppet goes on delivering for a moment after its stop, into a house whose database is closed by then.
  let stopped = false
  const report = (error: unknown) => {
    if (!stopped) events.onError(error)
  }
  wechaty.on('error', report)
  wechaty.on('message', (message) => {
    const room = message.room()
    if (stopped || room === undefined) return
    events
      .onRoomMessage({
        roomId: room.id,
        talkerId: message.talker().id,
        text: message.text(),
        byUs: message.self(),
        at: message.date(),
      })
      .catch(report)
  })
  return {
    start: () => {
      stopped = false
      return waitForLogin(wechaty)
    },
    stop: async () => {
      stopped = true
      await wechaty.stop()
    },
    say: async (roomId, text) => {
      const room = await wechaty.Room.find({ id: roomId })
      if (room === undefined) return false
      try {
        await room.say(text)
      } catch (error) {
        // A bridge that broke on the way may have delivered: saying it again could be saying it twice.
        throw new WecomUnreachable('room/say', { sent: true, why: String(error), cause: error })
      }
      return true
    },
  }
}

const waitForLogin = async (wechaty: Wechaty): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const login = new Promise<void>((resolve, reject) => {
    wechaty.once('login', () => resolve())
    timer = setTimeout(
      () => reject(new Error(`Wechaty did not log in within ${LOGIN_SECONDS} s: check WECHATY_PUPPET and its token`)),
      LOGIN_SECONDS * 1000,
    )
  })
  try {
    // Together: while a start hangs, nobody would catch the refused login, and an uncaught refusal ends the process.
    await Promise.all([wechaty.start(), login])
  } finally {
    clearTimeout(timer)
  }
}
