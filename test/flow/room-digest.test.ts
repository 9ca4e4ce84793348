import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { hearRoom } from '../../src/features/rooms/hear-room.ts'
import type { AppCore } from '../../src/reactions.ts'
import { facts, outboxMessages } from '../../src/spine/tables.ts'
import { HAS_WECHATY, type MockedWechaty, openMockedWechaty } from '../support/mocked-wechaty.ts'
import { soon } from '../support/soon.ts'
import { startWorld, type World } from '../support/world.ts'

describe.runIf(HAS_WECHATY)('a management group that a Wechaty bot sits in', () => {
  let world: World
  let wechaty: MockedWechaty
  let bot: Bot
  beforeAll(async () => {
    let core: AppCore | null = null
    wechaty = openMockedWechaty()
    bot = await wechaty.open({
      onRoomMessage: async (message) => {
        if (core !== null) await hearRoom(core, message)
      },
      onError: () => {},
    })
    world = await startWorld({ at: '2026-11-24T08:00:00+08:00', bot })
    core = world.deps.core
  })
  afterAll(async () => {
    await bot.stop()
    await world.close()
  })

  const channel = { scope: { company: true }, kinds: ['daily'] }

  test('gets the morning digest as plain words, once, and a group the bot is not in is shown as not sent', async () => {
    const admin = await world.as('linyu')
    const made = await admin.post('/api/digest-channels', { name: '老板群', url: 'room:laokequn@chatroom', ...channel })
    expect(made.status).toBe(201)
    expect((await admin.post('/api/digest-channels', { name: '没有的群', url: 'room:gone', ...channel })).status).toBe(
      201,
    )
    await world.to('2026-11-24T09:15:00+08:00')
    expect(wechaty.said).toHaveLength(1)
    expect(wechaty.said[0]).toContain('日报')
    expect(wechaty.said[0]).not.toMatch(/\*\*|<font|^#/m)
    const rows = await world.deps.core.db.select().from(outboxMessages).where(eq(outboxMessages.kind, 'robot-message'))
    expect(rows.map((row) => row.status).sort()).toEqual(['done', 'refused'])
    expect(rows.find((row) => row.status === 'refused')?.lastError).toContain('no such room')
  })

  test('a line that breaks while the bot speaks leaves an unknown outcome for a person, and is not said again', async () => {
    const say = vi.spyOn(wechaty.wechaty.puppet, 'messageSendText').mockRejectedValue(new Error('the line broke'))
    await world.to('2026-11-25T09:15:00+08:00')
    expect(say).toHaveBeenCalledTimes(1)
    say.mockRestore()
    const rows = await world.deps.core.db.select().from(outboxMessages).where(eq(outboxMessages.kind, 'robot-message'))
    expect(rows.filter((row) => row.status === 'unknown')).toHaveLength(1)
    expect(wechaty.said.filter((text) => text.includes('日报'))).toHaveLength(1)
  })

  test('what a customer writes there becomes a fact: who, where and how long, but not the words', async () => {
    wechaty.customer.say('这套还有货吗').to(wechaty.room)
    const heard = async () => {
      const rows = await world.deps.core.db.select().from(facts).orderBy(desc(facts.id)).limit(3)
      return rows.find((row) => row.kind === 'room-message' && JSON.stringify(row.data).includes('wangfang'))
    }
    await soon(async () => expect(await heard()).toBeDefined())
    expect(JSON.stringify(await heard())).toContain('laokequn@chatroom')
    expect(JSON.stringify(await heard())).not.toContain('还有货')
  })
})
