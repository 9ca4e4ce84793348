import { expect, test } from 'vitest'
import { digestChannels } from '../../src/features/digests/tables.ts'
import { SENDERS, type SendParts } from '../../src/senders.ts'
import { openTestDb } from '../support/store.ts'

test('a digest for a room is said there by the bot, in plain words, and refused plainly when there is no such room', async () => {
  const opened = await openTestDb()
  const said: [string, string][] = []
  const bot = {
    start: async () => {},
    stop: async () => {},
    say: async (roomId: string, text: string) => roomId === '123@chatroom' && said.push([roomId, text]) > 0,
  }
  const at = new Date('2026-11-24T09:10:00+08:00')
  const rest = { scope: { company: true as const }, kinds: ['daily'], audience: 'team' as const, createdBy: 'linyu' }
  const channels = ['room:123@chatroom', 'room:gone'].map((url) => ({ name: url, url, ...rest, createdAt: at }))
  await opened.db.insert(digestChannels).values(channels)
  const parts = { core: { db: opened.db }, wecom: null, bot } as unknown as SendParts
  const markdown = '### 私域日报\n**节奏** <font color="warning">0.94</font>\n> [名单](https://a.example/x)'
  expect(await SENDERS['robot-message'].send(parts, { channelId: '1', markdown })).toBeUndefined()
  expect(said).toEqual([['123@chatroom', '私域日报\n节奏 0.94\n名单 https://a.example/x']])
  expect(await SENDERS['robot-message'].send(parts, { channelId: '2', markdown })).toMatchObject({ ok: false })
  await opened.close()
})
