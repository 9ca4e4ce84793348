import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { soon } from '../../support/soon.ts'
import { type RobotTrial, startRobot } from './smart-robot-trial.ts'

type Frame = { headers: { req_id: string }; body: Record<string, unknown>; errcode?: number }
type Client = {
  on: (event: string, listener: (frame: Frame) => void) => Client
  connect: () => Client
  disconnect: () => void
  replyStream: (frame: Frame, id: string, content: string, finish: boolean) => Promise<Frame>
  replyWelcome: (frame: Frame, body: object) => Promise<Frame>
  updateTemplateCard: (frame: Frame, card: object) => Promise<Frame>
  sendMessage: (chatid: string, body: object) => Promise<Frame>
  sendMediaMessage: (chatid: string, type: string, mediaId: string) => Promise<Frame>
  uploadMedia: (bytes: Buffer, options: { type: string; filename: string }) => Promise<{ media_id: string }>
  downloadFile: (url: string, aeskey?: string) => Promise<{ buffer: Buffer; filename?: string }>
}
type Sdk = { WSClient: new (options: Record<string, unknown>) => Client }

const load = (): Sdk | null => {
  try {
    return createRequire(import.meta.url)('@wecom/aibot-node-sdk') as Sdk
  } catch {
    return null
  }
}
const sdk = load()
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

describe.runIf(sdk !== null)('the vendor’s own client', () => {
  let one: RobotTrial
  const clients: Client[] = []
  beforeEach(async () => {
    one = await startRobot()
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect()
    await one.end()
  })

  const connect = async (secret = one.secret) => {
    if (sdk === null) throw new Error('not installed')
    const options = {
      botId: one.botId,
      secret,
      wsUrl: one.url,
      logger: silent,
      reconnectInterval: 20,
      heartbeatInterval: 30,
    }
    const client = new sdk.WSClient({ ...options, maxAuthFailureAttempts: 1 })
    clients.push(client)
    const seen: Record<string, Frame[]> = {}
    const note = (event: string) =>
      client.on(event, (frame) => {
        seen[event] = [...(seen[event] ?? []), frame]
      })
    const events = ['authenticated', 'disconnected', 'reconnecting', 'error', 'message', 'message.text', 'message.file']
    for (const event of [...events, 'event.enter_chat', 'event.template_card_event', 'event.disconnected_event'])
      note(event)
    client.connect()
    await soon(() => expect(seen.authenticated ?? seen.error).toBeDefined())
    return { client, seen }
  }
  const first = async (seen: Record<string, Frame[]>, event: string): Promise<Frame> => {
    await soon(() => expect(seen[event]).toBeDefined())
    const frame = seen[event]?.[0]
    if (frame === undefined) throw new Error(`no ${event}`)
    return frame
  }

  it('gets in, stays through its heartbeats, and is told when its secret is wrong', async () => {
    const { seen } = await connect()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect([seen.authenticated?.length, seen.disconnected]).toEqual([1, undefined])
    expect((await connect('wrong')).seen.error?.[0]).toMatchObject({ message: expect.stringContaining('40001') })
  })

  it('hears a message and answers it with a stream', async () => {
    const { client, seen } = await connect()
    await one.people.says(one.botId, { userid: 'lixia', chatid: 'wrManagers', text: '今天业绩' })
    const frame = await first(seen, 'message.text')
    expect(frame.body).toMatchObject({ text: { content: '今天业绩' }, chattype: 'group' })
    await client.replyStream(frame, 's1', '正在查', false)
    await client.replyStream(frame, 's1', '新客 3 位', true)
    expect(one.said()).toMatchObject([{ to: 'wrManagers', body: { content: '新客 3 位', finish: true } }])
    await expect(client.replyStream(frame, 's1', '还有', true)).rejects.toMatchObject({ errcode: 846608 })
  })

  it('welcomes, sends and changes a card', async () => {
    const { client, seen } = await connect()
    await one.people.enters(one.botId, 'lixia')
    await client.replyWelcome(await first(seen, 'event.enter_chat'), { msgtype: 'text', text: { content: '您好' } })
    const card = { card_type: 'button_interaction', task_id: 't1', main_title: { title: '回访' } }
    await client.sendMessage('lixia', { msgtype: 'template_card', template_card: card })
    await one.people.tapsCard(one.botId, { userid: 'lixia', taskId: 't1', key: 'done', cardType: card.card_type })
    const tap = await first(seen, 'event.template_card_event')
    await client.updateTemplateCard(tap, { ...card, main_title: { title: '已完成' } })
    expect(one.said().at(-1)).toMatchObject({ body: { main_title: { title: '已完成' } } })
  })

  it('uploads a file in pieces, sends it, and opens one that somebody sent', async () => {
    const { client, seen } = await connect()
    const { media_id: mediaId } = await client.uploadMedia(randomBytes(1_200_000), {
      type: 'file',
      filename: '周报.pdf',
    })
    await client.sendMediaMessage('lixia', 'file', mediaId)
    expect(one.said()).toMatchObject([{ msgtype: 'file', body: { media_id: mediaId } }])
    const bytes = randomBytes(777)
    await one.people.says(one.botId, { userid: 'lixia', file: bytes, name: '价目表.xlsx' })
    const { url, aeskey } = (await first(seen, 'message.file')).body.file as { url: string; aeskey: string }
    const { buffer, filename } = await client.downloadFile(url, aeskey)
    expect([buffer.equals(bytes), filename]).toEqual([true, '价目表.xlsx'])
  })

  it('is thrown out by a newer connection, ours or its own, and comes back when the line breaks', async () => {
    const { seen } = await connect()
    one.people.dropLine(one.botId)
    await soon(() => expect(seen.authenticated).toHaveLength(2))
    const ours = one.connect()
    await ours.connection.ready()
    await first(seen, 'event.disconnected_event')
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect([seen.authenticated?.length, ours.connection.state()]).toEqual([2, 'ready'])
  })
})
