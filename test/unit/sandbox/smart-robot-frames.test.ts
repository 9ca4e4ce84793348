import { createHash, randomBytes } from 'node:crypto'
import { WebSocket } from 'undici'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type RobotTrial, startRobot } from './smart-robot-trial.ts'

type Answer = { headers: { req_id: string }; errcode: number; body?: { upload_id?: string; media_id?: string } }

let one: RobotTrial
let socket: WebSocket
let waiting: Map<string, (answer: Answer) => void>
beforeEach(async () => {
  one = await startRobot()
  waiting = new Map()
  socket = new WebSocket(one.url)
  socket.addEventListener('message', ({ data }) => {
    const answer: Answer = JSON.parse(String(data))
    waiting.get(answer.headers.req_id)?.(answer)
  })
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  await ask('aibot_subscribe', { bot_id: one.botId, secret: one.secret })
})
afterEach(async () => {
  socket.close()
  await one.end()
})

let count = 0
const ask = (cmd: string, body: object): Promise<Answer> => {
  count += 1
  const reqId = `r${count}`
  socket.send(JSON.stringify({ cmd, headers: { req_id: reqId }, body }))
  return new Promise((resolve) => waiting.set(reqId, resolve))
}
const begin = async (bytes: Buffer, more: object = {}): Promise<Answer> =>
  ask('aibot_upload_media_init', { type: 'file', filename: 'a', total_size: bytes.length, total_chunks: 1, ...more })
const chunk = (id: string, index: number, bytes: Buffer): Promise<Answer> =>
  ask('aibot_upload_media_chunk', { upload_id: id, chunk_index: index, base64_data: bytes.toString('base64') })
const finish = (id: string): Promise<Answer> => ask('aibot_upload_media_finish', { upload_id: id })

describe('§10.8 an upload over the long connection', () => {
  const bytes = randomBytes(600)
  const halves = [bytes.subarray(0, 300), bytes.subarray(300)] as const

  it('may count its pieces from 0 or from 1, in any order and repeated', async () => {
    for (const start of [0, 1]) {
      const id = (await begin(bytes, { total_chunks: 2 })).body?.upload_id ?? ''
      await chunk(id, start + 1, halves[1])
      await chunk(id, start, halves[0])
      await chunk(id, start, halves[0])
      expect(await finish(id)).toMatchObject({ errcode: 0, body: { type: 'file', media_id: expect.any(String) } })
    }
  })

  it('is not whole while a piece is missing, or when the bytes are others than announced', async () => {
    const short = (await begin(bytes, { total_chunks: 2 })).body?.upload_id ?? ''
    await chunk(short, 0, halves[0])
    expect((await finish(short)).errcode).toBe(40058)
    const md5 = createHash('md5').update('something else').digest('hex')
    const other = (await begin(bytes, { md5 })).body?.upload_id ?? ''
    await chunk(other, 0, bytes)
    expect((await finish(other)).errcode).toBe(40058)
    expect((await finish('made-up')).errcode).toBe(40058)
    expect((await chunk('made-up', 0, bytes)).errcode).toBe(40058)
  })

  it('has at most a hundred pieces of half a megabyte each', async () => {
    expect((await begin(bytes, { total_chunks: 100, total_size: 100 * 512 * 1024 })).errcode).toBe(0)
    expect((await begin(bytes, { total_chunks: 101 })).errcode).toBe(45001)
    expect((await begin(bytes, { total_size: 512 * 1024 + 1 })).errcode).toBe(45001)
    expect((await begin(bytes, { type: 'poem' })).errcode).toBe(40004)
    const id = (await begin(bytes, { total_chunks: 2 })).body?.upload_id ?? ''
    expect((await chunk(id, 0, randomBytes(512 * 1024 + 1))).errcode).toBe(45001)
    expect((await chunk(id, 3, bytes)).errcode).toBe(40058)
  })
})

describe('§10.8 a frame', () => {
  it('with an unknown command is refused, a broken one is passed over', async () => {
    socket.send('{"cmd":')
    socket.send('[]')
    expect((await ask('aibot_dance', {})).errcode).toBe(40058)
  })

  it('that answers a question in the wrong form is refused by number', async () => {
    const reqId = await askedUnder()
    const respond = (body: object) => {
      socket.send(JSON.stringify({ cmd: 'aibot_respond_msg', headers: { req_id: reqId }, body }))
      return new Promise<Answer>((resolve) => waiting.set(reqId, resolve))
    }
    const stream = (more: object) => respond({ msgtype: 'stream', stream: { id: 's', content: '好', ...more } })
    const picture = { msgtype: 'image', image: { base64: 'AAAA', md5: '0'.repeat(32) } }
    expect((await stream({ finish: true, msg_item: [picture] })).errcode).toBe(40058)
    expect((await stream({ finish: false, msg_item: [picture] })).errcode).toBe(40058)
    expect((await stream({ finish: true, msg_item: Array.from({ length: 11 }, () => picture) })).errcode).toBe(40058)
    expect((await stream({ content: '字'.repeat(6827) })).errcode).toBe(40058)
    expect((await stream({ id: '' })).errcode).toBe(40058)
    expect((await stream({ feedback: { id: 'f'.repeat(257) } })).errcode).toBe(40058)
    expect((await respond({ msgtype: 'text', text: { content: '好' } })).errcode).toBe(40008)
    expect(
      (await respond({ msgtype: 'template_card', template_card: { card_type: 'vote_interaction' } })).errcode,
    ).toBe(42014)
    expect(one.said()).toEqual([])
    expect((await stream({ finish: true })).errcode).toBe(0)
  })
})

/** Somebody asks something; the id its answer must carry. */
const askedUnder = async (): Promise<string> => {
  const asked = new Promise<string>((resolve) =>
    socket.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(String(data)) as { cmd?: string; headers: { req_id: string } }
      if (frame.cmd === 'aibot_msg_callback') resolve(frame.headers.req_id)
    }),
  )
  await one.people.says(one.botId, { userid: 'lixia', text: '在吗' })
  return asked
}
