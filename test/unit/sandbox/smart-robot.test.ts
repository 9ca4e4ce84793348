import { createHash, randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSmartRobot } from '../../../src/bot/smart-robot.ts'
import { fetchRobotFile, respondLater } from '../../../src/wecom/smart-robot/smart-robot.ts'
import { soon } from '../../support/soon.ts'
import { codeOf } from './kf-trial.ts'
import { BUTTONS, NOTICE, type RobotTrial, startRobot } from './smart-robot-trial.ts'

let one: RobotTrial
beforeEach(async () => {
  one = await startRobot()
})
afterEach(() => one.end())

const stream = (content: string, finish = false, id = 's1') => ({ stream: { id, content, finish } })

describe('§10.8 a robot over the long connection', () => {
  it('gets in with its id and secret; with another secret it is refused once and does not try on', async () => {
    const good = one.connect()
    await good.connection.ready()
    expect(one.people.connected(one.botId)).toBe(true)
    const bad = one.connect({ secret: 'wrong-secret' })
    await expect(bad.connection.ready()).rejects.toMatchObject({ errcode: 40001 })
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(bad.states).toEqual(['connecting', 'refused'])
    expect(good.connection.state()).toBe('ready')
  })

  it('hears what is said to it, and answers with a stream that grows', async () => {
    const { connection, message, answer } = await one.spokenTo('今天业绩怎么样', 'wrManagers')
    expect(message).toMatchObject({
      userid: 'lixia',
      chatId: 'wrManagers',
      content: { kind: 'text', text: '今天业绩怎么样' },
    })
    await connection.respond(answer, stream('正在查'))
    await connection.respond(answer, stream('正在查：新客 3 位', true))
    expect(one.said()).toEqual([
      {
        to: 'wrManagers',
        how: 'reply',
        msgtype: 'stream',
        body: { id: 's1', finish: true, content: '正在查：新客 3 位' },
      },
    ])
    expect(await codeOf(connection.respond(answer, stream('还有', true)))).toBe(846608)
  })

  it('sends parts of one stream in the order they were given, without waiting in between', async () => {
    const { connection, answer } = await one.spokenTo()
    const parts = Array.from({ length: 20 }, (_, count) =>
      connection.respond(answer, stream('字'.repeat(count + 1), count === 19)),
    )
    await Promise.all(parts)
    expect(one.said()).toMatchObject([{ body: { finish: true, content: '字'.repeat(20) } }])
  })

  it('may go on for six minutes from the question, under one id, and to a known question only', async () => {
    const { connection, answer } = await one.spokenTo()
    await connection.respond(answer, stream('想一想'))
    expect(await codeOf(connection.respond(answer, stream('别的', false, 's2')))).toBe(40058)
    one.trial.pass(360)
    expect(await codeOf(connection.respond(answer, stream('快好了')))).toBe(0)
    one.trial.pass(1)
    expect(await codeOf(connection.respond(answer, stream('太晚了', true)))).toBe(846608)
    expect(await codeOf(connection.respond({ reqId: 'made-up' }, stream('谁', true)))).toBe(846605)
  })

  it('sends one card per message beside a stream, or a card alone', async () => {
    const { connection, answer } = await one.spokenTo()
    await connection.respond(answer, { ...stream('看卡片'), card: NOTICE })
    expect(await codeOf(connection.respond(answer, { ...stream('再一张'), card: NOTICE }))).toBe(40058)
    const raw = { kind: 'raw' as const, wire: { card_type: 'mystery' } }
    await one.people.says(one.botId, { userid: 'lixia', text: '换一个' })
    await soon(() =>
      expect(one.people.said(one.botId).map((said) => said.msgtype)).toEqual(['template_card', 'stream']),
    )
    expect(await codeOf(connection.push('lixia', { card: raw }))).toBe(42031)
  })

  it('has at most three questions of one person open at a time', async () => {
    const { connection, answer } = await one.spokenTo('一')
    const ask = (text: string) => one.people.says(one.botId, { userid: 'lixia', text })
    expect([await ask('二'), await ask('三'), await ask('四')].map((said) => said !== null)).toEqual([
      true,
      true,
      false,
    ])
    await connection.respond(answer, stream('好', true))
    expect(await ask('四')).not.toBeNull()
    one.trial.pass(361)
    expect(await ask('五')).not.toBeNull()
  })

  it('welcomes somebody once a day, within five seconds', async () => {
    const { connection, events } = one.connect()
    await connection.ready()
    expect([await one.people.enters(one.botId, 'lixia'), await one.people.enters(one.botId, 'lixia')]).toEqual([
      true,
      false,
    ])
    await soon(() => expect(events).toMatchObject([{ event: { userid: 'lixia', event: { kind: 'entered' } } }]))
    const answer = events[0]?.answer ?? { reqId: '' }
    one.trial.pass(5)
    await connection.welcome(answer, { text: '您好，我是掌柜' })
    expect(await codeOf(connection.welcome(answer, { text: '又见面了' }))).toBe(846605)
    expect(one.said()).toMatchObject([{ to: 'lixia', how: 'welcome', body: { content: '您好，我是掌柜' } }])
    one.trial.pass(86_400)
    await one.people.enters(one.botId, 'lixia')
    await soon(() => expect(events).toHaveLength(2))
    one.trial.pass(6)
    expect(await codeOf(connection.welcome(events[1]?.answer ?? answer, { text: '太晚' }))).toBe(846605)
  })

  it('changes a card that was tapped within five seconds, under the same task', async () => {
    const { connection, events } = one.connect()
    await connection.ready()
    await connection.push('lixia', { card: BUTTONS })
    const tap = { userid: 'lixia', taskId: 'task-1', key: 'done', cardType: 'button_interaction' }
    await one.people.tapsCard(one.botId, { ...tap, selected: { why: ['a', 'b'] } })
    await soon(() => expect(events).toHaveLength(1))
    expect(events[0]?.event.event).toMatchObject({
      kind: 'card-clicked',
      key: 'done',
      taskId: 'task-1',
      selected: [{ question: 'why', options: ['a', 'b'] }],
    })
    const answer = events[0]?.answer ?? { reqId: '' }
    expect(await codeOf(connection.updateCard(answer, { ...BUTTONS, taskId: 'task-2' }))).toBe(42014)
    await connection.updateCard(answer, { ...BUTTONS, title: '已完成' })
    expect(one.said()).toMatchObject([{ body: { main_title: { title: '已完成' } } }])
    await one.people.tapsCard(one.botId, tap)
    await soon(() => expect(events).toHaveLength(2))
    one.trial.pass(6)
    expect(await codeOf(connection.updateCard(events[1]?.answer ?? answer, BUTTONS))).toBe(846605)
  })

  it('hears how its answer was judged', async () => {
    const { connection, events } = one.connect()
    await connection.ready()
    await one.people.judges(one.botId, 'lixia', { id: 'f1', type: 2, content: '不够细' })
    await soon(() =>
      expect(events).toMatchObject([
        { event: { event: { kind: 'feedback', id: 'f1', verdict: 'bad', text: '不够细' } } },
      ]),
    )
  })

  it('pushes to a member or to a group it sits in, and nowhere else', async () => {
    const { connection } = one.connect()
    await connection.ready()
    await connection.push('LiXia', { markdown: '**早会** 08:50' })
    await connection.push('wrManagers', { markdown: '日报' })
    expect(await codeOf(connection.push('wrElsewhere', { markdown: '日报' }))).toBe(93006)
    expect(await codeOf(connection.push('lixia', { markdown: '字'.repeat(6827) }))).toBe(40058)
    expect(one.said().map(({ to, how }) => [to, how])).toEqual([
      ['lixia', 'push'],
      ['wrManagers', 'push'],
    ])
  })

  it('uploads a file in pieces of half a megabyte and sends it', async () => {
    const { connection } = one.connect()
    await connection.ready()
    const bytes = randomBytes(2 * 512 * 1024 + 11)
    const { mediaId } = await connection.upload({ type: 'file', filename: '周报.pdf', bytes })
    await connection.push('lixia', { media: 'file', mediaId })
    expect(one.said()).toMatchObject([{ msgtype: 'file', body: { media_id: mediaId } }])
    const calls = one.trial.sandbox.timeline().filter((entry) => entry.name.startsWith('aibot_upload'))
    expect(calls.map((entry) => entry.name.replace('aibot_upload_media_', ''))).toEqual([
      'init',
      'chunk',
      'chunk',
      'chunk',
      'finish',
    ])
    expect(await codeOf(connection.push('lixia', { media: 'file', mediaId: 'no-such' }))).toBe(40007)
    expect(await codeOf(connection.upload({ type: 'file', filename: 'x', bytes: Buffer.alloc(0) }))).toBe(44001)
    expect(await codeOf(connection.upload({ type: 'file', filename: 'x', bytes: Buffer.alloc(3) }))).toBe(44001)
  })

  it('opens a file somebody sent with the key that came along, for five minutes', async () => {
    const { connection, heard } = one.connect()
    await connection.ready()
    const bytes = randomBytes(1000)
    await one.people.says(one.botId, { userid: 'lixia', file: bytes, name: '价目表 2026.xlsx' })
    await soon(() => expect(heard).toHaveLength(1))
    const content = heard[0]?.message.content
    if (content?.kind !== 'file' || content.file.aeskey === null) throw new Error('no file heard')
    const fetched = await fetchRobotFile(content.file.url, { aeskey: content.file.aeskey })
    expect([fetched.bytes.equals(bytes), fetched.name]).toEqual([true, '价目表 2026.xlsx'])
    const other = fetchRobotFile(content.file.url, { aeskey: randomBytes(32).toString('base64') })
    await expect(other).rejects.toThrow('does not open')
    one.trial.pass(301)
    await expect(fetchRobotFile(content.file.url, { aeskey: content.file.aeskey })).rejects.toThrow('expired')
  })

  it('hears pictures and voices in a single chat only, and mixed messages everywhere', async () => {
    const { connection, heard } = one.connect()
    await connection.ready()
    const inGroup = one.people.says(one.botId, { userid: 'lixia', chatid: 'wrManagers', voice: '语音' })
    await expect(inGroup).rejects.toThrow('text and mixed')
    await one.people.says(one.botId, { userid: 'lixia', chatid: 'wrManagers', mixed: ['看图', randomBytes(40)] })
    await one.people.says(one.botId, { userid: 'lixia', voice: '语音' })
    await soon(() => expect(heard.map(({ message }) => message.content.kind)).toEqual(['mixed', 'voice']))
  })

  it('may answer once more within an hour through the address that came with the message', async () => {
    const { message } = await one.spokenTo()
    const url = message.responseUrl ?? ''
    await respondLater(url, { markdown: '补充一点' }, one.trial.url)
    expect(one.said()).toMatchObject([{ to: 'lixia', how: 'response-url', body: { content: '补充一点' } }])
    expect(await codeOf(respondLater(url, { markdown: '再补充' }, one.trial.url))).toBe(42017)
    const later = await one.spokenTo('第二问', 'wrManagers')
    const second = later.message.responseUrl ?? ''
    expect(await codeOf(respondLater(second, { card: NOTICE }, one.trial.url))).toBe(40008)
    one.trial.pass(3601)
    expect(await codeOf(respondLater(second, { markdown: '太晚' }, one.trial.url))).toBe(42017)
    expect(
      await codeOf(
        respondLater(`${one.trial.url}/cgi-bin/aibot/response?response_code=x`, { markdown: '谁' }, one.trial.url),
      ),
    ).toBe(40058)
  })
})

describe('§10.8 the line of a robot', () => {
  it('comes back by itself after it broke, and what is sent meanwhile is refused as not sent', async () => {
    const { connection, states } = one.connect({ retryBaseMs: 300, retryMaxMs: 300 })
    await connection.ready()
    one.people.dropLine(one.botId)
    await soon(() => expect(connection.state()).not.toBe('ready'))
    await expect(connection.push('lixia', { markdown: '在吗' })).rejects.toMatchObject({ sent: false })
    await soon(() => expect(connection.state()).toBe('ready'))
    await connection.push('lixia', { markdown: '回来了' })
    expect(states).toEqual(['connecting', 'ready', 'waiting', 'connecting', 'ready'])
  })

  it('that stays open and answers nothing is noticed after two pings', async () => {
    const { connection, states } = one.connect({ pingMs: 30 })
    await connection.ready()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(states).toEqual(['connecting', 'ready'])
    one.people.deafen(one.botId)
    await soon(() => expect(states).toContain('waiting'))
    await soon(() => expect(connection.state()).toBe('ready'))
  })

  it('ends for good when the same robot connects elsewhere', async () => {
    const first = one.connect()
    await first.connection.ready()
    const second = one.connect()
    await second.connection.ready()
    await soon(() => expect(first.connection.state()).toBe('replaced'))
    expect(first.events).toMatchObject([{ event: { event: { kind: 'replaced' } } }])
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect([first.states.at(-1), second.connection.state()]).toEqual(['replaced', 'ready'])
    await second.connection.push('lixia', { markdown: '只有我' })
  })

  it('goes on trying while WeCom cannot be reached, further and further apart, until it is closed', async () => {
    const { connection, states } = one.connect({ url: 'ws://127.0.0.1:9/' })
    await soon(() => expect(states.filter((state) => state === 'waiting').length).toBeGreaterThan(2))
    connection.close()
    await expect(connection.ready()).rejects.toThrow('closed')
    const count = states.length
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect(states).toHaveLength(count)
  })

  it('takes no command before the robot has subscribed, and nothing but its own path', async () => {
    const { WebSocket } = await import('undici')
    const answers: string[] = []
    const socket = new WebSocket(one.url)
    socket.addEventListener('message', ({ data }) => answers.push(String(data)))
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    socket.send(JSON.stringify({ cmd: 'aibot_send_msg', headers: { req_id: 'a' }, body: { chatid: 'lixia' } }))
    await soon(() =>
      expect(answers.map((text) => JSON.parse(text))).toMatchObject([{ headers: { req_id: 'a' }, errcode: 40001 }]),
    )
    socket.close()
    const wrong = new WebSocket(one.url.replace('/openws', '/elsewhere'))
    await new Promise((resolve) => wrong.addEventListener('error', resolve))
    expect(one.said()).toEqual([])
  })
})

describe('§10.8 the smart robot as the bot of the house', () => {
  const botOf = (secret = one.secret) => {
    const heard: object[] = []
    const troubles: unknown[] = []
    const bot = openSmartRobot(
      { botId: one.botId, secret, url: one.url, retryBaseMs: 20 },
      { onRoomMessage: async (message) => void heard.push(message), onError: (error) => troubles.push(error) },
      () => new Date('2026-11-26T10:00:00+08:00'),
    )
    return { bot, heard, troubles }
  }

  it('starts, says something in a group and to a member, and knows where it cannot', async () => {
    const { bot, troubles } = botOf()
    await bot.start()
    expect(await bot.say('wrManagers', '日报')).toBe(true)
    expect(await bot.say('lixia', '该回访了')).toBe(true)
    expect(await bot.say('wrNoSuchRoom', '有人吗')).toBe(false)
    expect(one.said().map((said) => said.to)).toEqual(['wrManagers', 'lixia'])
    await bot.stop()
    await soon(() => expect(one.people.connected(one.botId)).toBe(false))
    expect(troubles).toEqual([])
  })

  it('hears what is said to it in a group, and leaves single chats alone', async () => {
    const { bot, heard } = botOf()
    await bot.start()
    await one.people.says(one.botId, { userid: 'lixia', text: '悄悄问' })
    await one.people.says(one.botId, { userid: 'lixia', chatid: 'wrManagers', text: '@掌柜助手 业绩' })
    await soon(() => expect(heard).toHaveLength(1))
    expect(heard[0]).toEqual({
      roomId: 'wrManagers',
      talkerId: 'lixia',
      text: '@掌柜助手 业绩',
      byUs: false,
      at: new Date('2026-11-26T10:00:00+08:00'),
    })
    await bot.stop()
  })

  it('reports a wrong secret when it starts', async () => {
    const { bot, troubles } = botOf('wrong')
    await expect(bot.start()).rejects.toMatchObject({ errcode: 40001 })
    expect(troubles).toHaveLength(1)
  })
})

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex')

describe('§10.8 pictures in an answer', () => {
  it('come with its end and with the md5 of their bytes', async () => {
    const { connection, answer } = await one.spokenTo()
    const picture = randomBytes(64)
    const done = { ...stream('图在下面', true).stream, pictures: [picture] }
    await connection.respond(answer, { stream: done })
    expect(one.said()).toMatchObject([{ body: { msg_item: [{ image: { md5: md5(picture) } }] } }])
  })
})
