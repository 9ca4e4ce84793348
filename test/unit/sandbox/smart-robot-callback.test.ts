import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  fetchRobotFile,
  openRobotCallback,
  openRobotCheck,
  type RobotIncoming,
  type RobotReply,
  sealRobotReply,
  wireRobotReplyBody,
  wireRobotUpdate,
  wireRobotWelcome,
} from '../../../src/wecom/smart-robot/smart-robot.ts'
import { soon } from '../../support/soon.ts'
import { BUTTONS, NOTICE } from './smart-robot-trial.ts'
import { startTrial, type Trial } from './trial.ts'

const KEYS = { token: 'RobotTokenOfThisTest', encodingAesKey: 'kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aQ' }

type Answer = Record<string, unknown> | null
/** What the robot of a test says to one callback; with `nonce` under another nonce than the callback's. */
type Brain = (incoming: RobotIncoming) => { answer: Answer; status?: number; nonce?: string }

const startBrain = async (think: Brain) => {
  const heard: RobotIncoming[] = []
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://robot')
    const [msg_signature, timestamp, nonce] = ['msg_signature', 'timestamp', 'nonce'].map(
      (name) => url.searchParams.get(name) ?? '',
    ) as [string, string, string]
    const query = { msg_signature, timestamp, nonce }
    if (request.method === 'GET') {
      const check = openRobotCheck(KEYS, { ...query, echostr: url.searchParams.get('echostr') ?? '' })
      return response.end(check.ok ? check.text : 'no')
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const opened = openRobotCallback(KEYS, query, Buffer.concat(chunks).toString('utf8'))
    if (!opened.ok) return response.writeHead(400).end(opened.reason)
    heard.push(opened.incoming)
    const { answer, status = 200, nonce: other = nonce } = think(opened.incoming)
    response.writeHead(status)
    return response.end(answer === null ? '' : sealRobotReply(KEYS, { nonce: other }, answer, new Date()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/robot`,
    heard,
    close: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

let trial: Trial
let brain: Awaited<ReturnType<typeof startBrain>>
let think: Brain
let botId: string
beforeEach(async () => {
  think = () => ({ answer: null })
  brain = await startBrain((incoming) => think(incoming))
  trial = await startTrial()
  await trial.sandbox.people.memberJoins({ userid: 'lixia', name: '李霞' })
  botId = trial.sandbox.smartRobots.add({ name: '掌柜助手', callback: { url: brain.url, ...KEYS } }).botId
})
afterEach(async () => {
  await trial.end()
  await brain.close()
})

const people = () => trial.sandbox.smartRobots
const stream = (content: string, finish: boolean): RobotReply => ({ stream: { id: 's1', content, finish } })
const problems = () =>
  trial.sandbox
    .timeline()
    .filter((entry) => entry.name.startsWith('aibot/') && !entry.ok)
    .map((entry) => `${entry.detail.response}`)

describe('§10.8 a robot with a callback address', () => {
  it('is checked when its address is saved', async () => {
    expect(await people().verifyUrl(botId)).toBe(true)
    const wrong = { url: brain.url, ...KEYS, token: 'AnotherToken' }
    const other = people().add({ name: '另一个', callback: wrong })
    expect(await people().verifyUrl(other.botId)).toBe(false)
  })

  it('begins a stream, is asked for more, and ends it', async () => {
    let asked = 0
    think = (incoming) => {
      asked += 1
      const text = ['新客', '新客 3 位', '新客 3 位，成交 1 单'][asked - 1] ?? ''
      expect(incoming.type).toBe(asked === 1 ? 'message' : 'refresh')
      return { answer: wireRobotReplyBody(stream(text, asked === 3)) }
    }
    await people().says(botId, { userid: 'lixia', text: '今天业绩' })
    await soon(() => expect(people().said(botId)[0]?.body).toMatchObject({ finish: true }))
    expect(people().said(botId)).toHaveLength(1)
    expect(people().said(botId)[0]?.body).toMatchObject({ content: '新客 3 位，成交 1 单' })
    expect(brain.heard.slice(1)).toMatchObject([{ streamId: 's1' }, { streamId: 's1' }])
  })

  it('is not asked any more once six minutes have passed', async () => {
    think = () => ({ answer: wireRobotReplyBody(stream('还在想', false)) })
    await people().says(botId, { userid: 'lixia', text: '很难的问题' })
    await soon(() => expect(brain.heard.length).toBeGreaterThan(1))
    trial.pass(361)
    await new Promise((resolve) => setTimeout(resolve, 500))
    const count = brain.heard.length
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(brain.heard).toHaveLength(count)
  })

  it('is told again three times when it does not answer, with the same message id', async () => {
    let count = 0
    think = () => {
      count += 1
      return { answer: null, status: count < 4 ? 500 : 200 }
    }
    expect(await people().says(botId, { userid: 'lixia', text: '在吗' })).toMatchObject({ delivered: true })
    expect(new Set(brain.heard.map((incoming) => incoming.msgid)).size).toBe(1)
    expect(brain.heard).toHaveLength(4)
  })

  it('hears of a tap on a card once only, and answers it with the new card', async () => {
    const tap = { userid: 'lixia', taskId: 'task-1', key: 'done', cardType: 'button_interaction' }
    think = () => ({ answer: null, status: 500 })
    expect(await people().tapsCard(botId, tap)).toBe(false)
    expect(brain.heard).toHaveLength(1)
    think = (incoming) => ({
      answer:
        incoming.type === 'message'
          ? wireRobotReplyBody({ card: BUTTONS })
          : wireRobotUpdate({ ...BUTTONS, title: '已完成' }),
    })
    await people().says(botId, { userid: 'lixia', text: '给我卡片' })
    expect(await people().tapsCard(botId, tap)).toBe(true)
    expect(people().said(botId)).toMatchObject([{ body: { main_title: { title: '已完成' } } }])
  })

  it('welcomes with a text or a card', async () => {
    think = () => ({ answer: wireRobotWelcome({ text: '您好' }) })
    await people().enters(botId, 'lixia')
    expect(people().said(botId)).toMatchObject([{ how: 'welcome', body: { content: '您好' } }])
    think = () => ({ answer: wireRobotWelcome({ card: NOTICE }) })
    trial.pass(86_400)
    await people().enters(botId, 'lixia')
    expect(people().said(botId)).toHaveLength(2)
  })

  it('is not understood under another nonce, with another key, too long, or in answer to a judgement', async () => {
    think = () => ({ answer: wireRobotReplyBody(stream('好', true)), nonce: 'another' })
    await people().says(botId, { userid: 'lixia', text: '一' })
    think = () => ({ answer: { msgtype: 'stream', stream: { id: 's', finish: true, content: '字'.repeat(6827) } } })
    await people().says(botId, { userid: 'lixia', text: '二' })
    think = () => ({ answer: { msgtype: 'markdown', markdown: { content: '好' } } })
    await people().says(botId, { userid: 'lixia', text: '三' })
    trial.pass(400)
    think = () => ({ answer: wireRobotReplyBody(stream('谢谢', true)) })
    await people().judges(botId, 'lixia', { id: 'f1', type: 1 })
    expect(problems()).toEqual([
      'the reply has another nonce than the callback',
      expect.stringContaining('40058'),
      expect.stringContaining('40008'),
      expect.stringContaining('40008'),
    ])
    expect(people().said(botId)).toEqual([])
  })

  it('opens a picture with the key of its callback', async () => {
    const bytes = randomBytes(500)
    await people().says(botId, { userid: 'lixia', image: bytes })
    const [incoming] = brain.heard
    if (incoming?.type !== 'message' || incoming.content.kind !== 'image') throw new Error('no picture heard')
    expect(incoming.content.file.aeskey).toBeNull()
    expect((await fetchRobotFile(incoming.content.file.url, KEYS)).bytes.equals(bytes)).toBe(true)
  })

  it('cannot take the long connection as well', async () => {
    const { connectSmartRobot } = await import('../../../src/wecom/smart-robot/connection.ts')
    const { secret, botId: other } = people().add({ name: '两用', callback: { url: brain.url, ...KEYS } })
    const url = `${trial.url.replace('http', 'ws')}/openws`
    const connection = connectSmartRobot({ botId: other, secret, url }, { onMessage: () => {}, onEvent: () => {} })
    await expect(connection.ready()).rejects.toMatchObject({ errcode: 48002 })
  })
})
