import type { BotEvents } from '../../src/bot/bot.ts'
import { wrapWechaty } from '../../src/bot/wechaty-bot.ts'
import { soon } from './soon.ts'

process.env.WECHATY_LOG ??= 'silent'

/** Both packages are optional. A machine without them skips, CI must have them. */
const load = async () => {
  const [{ WechatyBuilder }, { PuppetMock, mock }] = await Promise.all([
    import('wechaty'),
    import('wechaty-puppet-mock'),
  ])
  return { WechatyBuilder, PuppetMock, mock }
}
const loaded = await load().catch((error: unknown) => {
  if (process.env.CI === 'true') throw error
  return null
})
export const HAS_WECHATY = loaded !== null

/** A live Wechaty on a mocked puppet, with one room that we and a customer sit in. */
export const openMockedWechaty = () => {
  if (loaded === null) throw new Error('wechaty is not installed')
  const mocker = new loaded.mock.Mocker()
  const wechaty = loaded.WechatyBuilder.build({ puppet: new loaded.PuppetMock({ mocker }) as never })
  const us = mocker.createContact({ id: 'zhanggui', name: '掌柜' })
  const customer = mocker.createContact({ id: 'wangfang', name: '王芳' })
  const room = mocker.createRoom({ id: 'laokequn@chatroom', topic: '老客群', memberIdList: [us.id, customer.id] })
  /** Everything anybody says in the room. */
  const said: string[] = []
  ;(room as unknown as NodeJS.EventEmitter).on('message', (message: { text: () => unknown }) => {
    said.push(String(message.text()))
  })
  return {
    wechaty,
    customer,
    us,
    room,
    said,
    /** The bot behind our interface; logged in when it resolves. */
    open: async (events: BotEvents) => {
      const bot = wrapWechaty(wechaty as never, events)
      const started = bot.start()
      await soon(() => {
        if (!wechaty.state.active()) throw new Error('not active yet')
      })
      mocker.login(us)
      await started
      return bot
    },
  }
}
export type MockedWechaty = ReturnType<typeof openMockedWechaty>
