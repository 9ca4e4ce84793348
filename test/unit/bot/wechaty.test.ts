import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Bot, RoomMessage } from '../../../src/bot/bot.ts'
import { HAS_WECHATY, type MockedWechaty, openMockedWechaty } from '../../support/mocked-wechaty.ts'
import { soon } from '../../support/soon.ts'

describe.runIf(HAS_WECHATY)('a bot in customer rooms', () => {
  let world: MockedWechaty
  let bot: Bot
  let heard: RoomMessage[]
  let troubles: unknown[]

  beforeEach(async () => {
    world = openMockedWechaty()
    heard = []
    troubles = []
    bot = await world.open({
      onRoomMessage: async (message) => {
        heard.push(message)
        if (message.text === '坏消息') throw new Error('the database is away')
      },
      onError: (error) => troubles.push(error),
    })
  })
  afterEach(() => bot.stop())

  test('hears what a customer writes in a room: who, where and when', async () => {
    world.customer.say('这套还有货吗').to(world.room)
    await soon(() => expect(heard).toHaveLength(1))
    expect(heard[0]).toMatchObject({
      roomId: 'laokequn@chatroom',
      talkerId: 'wangfang',
      text: '这套还有货吗',
      byUs: false,
    })
    expect(Math.abs((heard[0]?.at.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  test('does not listen to private chats', async () => {
    world.customer.say('悄悄问一句').to(world.us)
    world.customer.say('群里说一句').to(world.room)
    await soon(() => expect(heard.map((one) => one.text)).toEqual(['群里说一句']))
  })

  test('says something into the room, and knows that message for its own', async () => {
    expect(await bot.say('laokequn@chatroom', '今天会员日，满 300 减 40')).toBe(true)
    expect(world.said).toEqual(['今天会员日，满 300 减 40'])
    await soon(() => expect(heard).toHaveLength(1))
    expect(heard[0]).toMatchObject({ talkerId: 'zhanggui', byUs: true })
  })

  test('says so when there is no such room', async () => {
    expect(await bot.say('meiyouzhegequn@chatroom', '有人吗')).toBe(false)
  })

  test('reports a message it could not keep and goes on listening', async () => {
    world.customer.say('坏消息').to(world.room)
    world.customer.say('好消息').to(world.room)
    await soon(() => expect(heard.map((one) => one.text)).toEqual(['坏消息', '好消息']))
    expect(troubles).toHaveLength(1)
  })

  test('hears nothing any more once it is stopped, and may be stopped twice', async () => {
    await bot.stop()
    expect(world.wechaty.state.active()).toBe(false)
    world.customer.say('还在吗').to(world.room)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(heard).toEqual([])
    await bot.stop()
    expect(troubles).toEqual([])
  })
})
