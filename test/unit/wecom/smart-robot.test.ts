import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BadConfig, readConfig } from '../../../src/config.ts'
import { openEnvelope, sealEnvelope } from '../../../src/wecom/envelope.ts'
import { WecomRefused } from '../../../src/wecom/errors.ts'
import { explainRobot } from '../../../src/wecom/smart-robot/codes-data.ts'
import { fetchRobotFile, openSealedBytes } from '../../../src/wecom/smart-robot/media.ts'
import { readRobotIncoming } from '../../../src/wecom/smart-robot/messages.ts'
import { wireRobotPush, wireRobotReplyBody, wireRobotUpdate } from '../../../src/wecom/smart-robot/replies.ts'
import {
  openRobotCallback,
  openRobotCheck,
  respondLater,
  sealRobotReply,
} from '../../../src/wecom/smart-robot/smart-robot.ts'
import type { RobotReply } from '../../../src/wecom/smart-robot/types.ts'
import {
  wireRobotEnvelopeIn,
  wireRobotEnvelopeOut,
  wireRobotIncoming,
  wireRobotReply,
} from '../../../src/wecom/types/smart-robot.ts'
import { undeclared } from './undeclared.ts'

const SAMPLES = join(import.meta.dirname, '../../../../shared/wecom-samples/aibot')
const files = existsSync(SAMPLES) ? readdirSync(SAMPLES) : []
const read = (file: string): unknown => JSON.parse(readFileSync(join(SAMPLES, file), 'utf8'))

const KEYS = { token: 'RobotTokenOfThisTest', encodingAesKey: 'kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aQ' }
const AT = new Date('2026-11-26T10:00:00+08:00')

const schemaOf = (file: string) => {
  if (file === 'envelope-in.json') return wireRobotEnvelopeIn
  if (file === 'envelope-out.json') return wireRobotEnvelopeOut
  return /^(reply|active)-/.test(file) ? wireRobotReply : wireRobotIncoming
}

describe.runIf(existsSync(SAMPLES))('§12.13 published bodies of smart robots', () => {
  it.each(files)('%s is read and written again without losing anything', (file) => {
    expect(JSON.parse(JSON.stringify(schemaOf(file).parse(read(file))))).toEqual(read(file))
  })

  it.each(files)('%s carries nothing that its shape does not name', (file) => {
    expect(undeclared(schemaOf(file), read(file))).toEqual([])
  })

  it.each([
    [
      'msg-text-group.json',
      { type: 'message', chatId: 'CHATID', content: { kind: 'text', text: '@RobotA hello robot' } },
    ],
    ['msg-image-single.json', { type: 'message', chatId: null, content: { kind: 'image', file: { aeskey: null } } }],
    ['msg-file-single.json', { type: 'message', responseUrl: 'RESPONSEURL', content: { kind: 'file' } }],
    ['msg-voice-single.json', { content: { kind: 'voice', text: '这是语音转成文本的内容' } }],
    [
      'msg-mixed-group.json',
      { content: { kind: 'mixed', items: [{ kind: 'text' }, { kind: 'image' }] }, quote: { msgtype: 'text' } },
    ],
    ['msg-stream-refresh.json', { type: 'refresh', streamId: 'STREAMID' }],
    ['event-enter_chat.json', { type: 'event', corpId: 'wpxxxx', event: { kind: 'entered' } }],
    ['event-feedback_event.json', { event: { kind: 'feedback', verdict: 'bad', reasons: [2, 4] } }],
    [
      'event-template_card_event-menu.json',
      { event: { kind: 'card-clicked', key: 'button_replace_text', selected: [], responseUrl: null } },
    ],
    [
      'event-template_card_event-vote.json',
      { event: { selected: [{ options: ['one', 'two'] }], responseUrl: 'RESPONSEURL' } },
    ],
    ['event-template_card_event-multiple.json', { event: { selected: [{ question: 'button_selection_key1' }, {}] } }],
  ])('%s finds its words', (file, expected) => {
    expect(readRobotIncoming(read(file))).toMatchObject(expected)
  })

  it('our replies are spelled like the published ones', () => {
    const stream = {
      id: 'STREAMID',
      finish: true,
      content: '**广州**',
      pictures: [Buffer.from('png')],
      feedbackId: 'F',
    }
    const keysOf = (value: unknown): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)])
        : []
    expect(keysOf(wireRobotReplyBody({ stream }))).toEqual(keysOf(read('reply-stream.json')))
    expect(wireRobotPush({ markdown: 'hello world' })).toMatchObject({ msgtype: 'markdown' })
  })
})

describe('what a robot hears', () => {
  it('is kept whole where we have no words for it', () => {
    const odd = { msgid: 'm', from: { userid: 'lixia' }, msgtype: 'hologram', hologram: { depth: 3 } }
    expect(readRobotIncoming(odd)).toMatchObject({ content: { kind: 'other', msgtype: 'hologram' }, source: odd })
    const event = { msgid: 'm', msgtype: 'event', event: { eventtype: 'new_thing' } }
    expect(readRobotIncoming(event)).toMatchObject({ event: { kind: 'other', eventType: 'new_thing' } })
    for (const nonsense of [null, 'text', {}, { msgtype: 'text' }]) expect(readRobotIncoming(nonsense)).toBeNull()
  })

  it('of a tap on a card is the same in the vendor’s flat form', () => {
    const flat = { eventtype: 'template_card_event', event_key: 'done', task_id: 't1' }
    expect(readRobotIncoming({ msgid: 'm', msgtype: 'event', event: flat })).toMatchObject({
      event: { kind: 'card-clicked', key: 'done', taskId: 't1' },
    })
  })
})

describe('the sealed callback of a robot', () => {
  const fresh = { timestamp: '1795658400', nonce: 'n0nce' }
  const plain = { msgid: 'm1', from: { userid: 'lixia' }, msgtype: 'text', text: { content: '今天业绩' } }
  const sealed = (receiveId = '') => sealEnvelope({ ...KEYS, receiveId }, JSON.stringify(plain), fresh)
  const query = (signature: string) => ({ msg_signature: signature, ...fresh })

  it('opens with an empty receive id, whichever spelling its JSON has', () => {
    const { signature, encrypt } = sealed()
    for (const body of [{ encrypt }, { ToUserName: '', Encrypt: encrypt }]) {
      const opened = openRobotCallback(KEYS, query(signature), JSON.stringify(body))
      expect(opened).toMatchObject({ ok: true, incoming: { userid: 'lixia', content: { text: '今天业绩' } } })
    }
  })

  it('of another receiver, with another signature, or broken, is refused by name', () => {
    const foreign = sealed('ww5f2c9a71d3e84b60')
    const body = JSON.stringify({ encrypt: foreign.encrypt })
    expect(openRobotCallback(KEYS, query(foreign.signature), body)).toEqual({ ok: false, reason: 'wrong-receiver' })
    expect(openRobotCallback(KEYS, query('0'.repeat(40)), body)).toEqual({ ok: false, reason: 'bad-signature' })
    expect(openRobotCallback(KEYS, query('x'), '{"encrypt":')).toEqual({ ok: false, reason: 'malformed' })
    const text = sealEnvelope({ ...KEYS, receiveId: '' }, 'not json', fresh)
    const sent = JSON.stringify({ encrypt: text.encrypt })
    expect(openRobotCallback(KEYS, query(text.signature), sent)).toEqual({ ok: false, reason: 'malformed' })
  })

  it('is answered under its own nonce, and its check with the bare text', () => {
    const reply: Record<string, unknown> = JSON.parse(sealRobotReply(KEYS, { nonce: 'n0nce' }, { msgtype: 'text' }, AT))
    expect(reply).toMatchObject({ nonce: 'n0nce', timestamp: AT.getTime() / 1000 })
    const parts = { signature: `${reply.msgsignature}`, timestamp: `${reply.timestamp}`, nonce: 'n0nce' }
    const opened = openEnvelope({ ...KEYS, receiveId: '' }, { ...parts, encrypt: `${reply.encrypt}` })
    expect(opened).toEqual({ ok: true, text: '{"msgtype":"text"}' })
    const check = sealEnvelope({ ...KEYS, receiveId: '' }, '1616140317555161061', fresh)
    const asked = { ...query(check.signature), echostr: check.encrypt }
    expect(openRobotCheck(KEYS, asked)).toEqual({ ok: true, text: '1616140317555161061' })
  })
})

describe('an answer that WeCom would refuse', () => {
  const codeOf = (reply: RobotReply): number => {
    try {
      wireRobotReplyBody(reply)
      return 0
    } catch (error) {
      return error instanceof WecomRefused ? error.errcode : -999
    }
  }
  const stream = { id: 's', content: '好', finish: true }

  it('is refused before it is sent: too many bytes, pictures too early or too many, no id', () => {
    expect(codeOf({ stream: { ...stream, content: '字'.repeat(6826) } })).toBe(0)
    expect(codeOf({ stream: { ...stream, content: '字'.repeat(6827) } })).toBe(40058)
    expect(codeOf({ stream: { ...stream, finish: false, pictures: [Buffer.from('p')] } })).toBe(40058)
    expect(codeOf({ stream: { ...stream, pictures: Array.from({ length: 11 }, () => Buffer.from('p')) } })).toBe(40058)
    expect(codeOf({ stream: { ...stream, feedbackId: 'f'.repeat(257) } })).toBe(40058)
    expect(codeOf({ stream: { ...stream, id: '' } })).toBe(40058)
    // An empty stream that is still thinking is allowed.
    expect(codeOf({ stream: { ...stream, content: '', finish: false } })).toBe(0)
  })

  it('carries a picture with the md5 of its bytes, and an update its userids only where there are some', () => {
    const bytes = Buffer.from('a picture')
    const body = wireRobotReplyBody({ stream: { ...stream, pictures: [bytes] } })
    const md5 = createHash('md5').update(bytes).digest('hex')
    expect(body).toMatchObject({ stream: { msg_item: [{ image: { md5, base64: bytes.toString('base64') } }] } })
    const card = { kind: 'raw' as const, wire: { card_type: 'text_notice' } }
    expect(wireRobotUpdate(card, [])).toEqual({ response_type: 'update_template_card', template_card: card.wire })
    expect(wireRobotUpdate(card, ['lixia'])).toMatchObject({ userids: ['lixia'] })
  })
})

describe('a later answer', () => {
  it('goes to WeCom alone, whatever address a message brings', async () => {
    for (const url of ['https://evil.example/cgi-bin/aibot/response?response_code=x', 'not an address'])
      await expect(respondLater(url, { markdown: '您好' }, 'https://qyapi.weixin.qq.com')).rejects.toMatchObject({
        errcode: 40058,
      })
  })

  it('that met nobody may have gone out, and does not show its code', async () => {
    const url = 'http://127.0.0.1:9/cgi-bin/aibot/response?response_code=SECRETCODE'
    const work = respondLater(url, { markdown: '您好' }, 'http://127.0.0.1:9')
    await expect(work).rejects.toMatchObject({ name: 'WecomUnreachable', sent: true })
    await expect(work).rejects.not.toThrow('SECRETCODE')
  })
})

describe('a file sent to a robot', () => {
  it('with another key, cut off or unreachable is told apart from a good one', async () => {
    expect(openSealedBytes(Buffer.alloc(32), Buffer.alloc(15))).toBeNull()
    expect(openSealedBytes(Buffer.alloc(16), Buffer.alloc(32))).toBeNull()
    expect(openSealedBytes(Buffer.alloc(32), Buffer.alloc(0))).toBeNull()
    await expect(fetchRobotFile('http://127.0.0.1:9/x', KEYS)).rejects.toMatchObject({ name: 'WecomUnreachable' })
  })
})

describe('the codes of the long connection', () => {
  it('are explained in both languages, others by the common table', () => {
    for (const code of [846605, 846608, 93006, 40001]) {
      expect(explainRobot(code, 'zh')).toMatch(/[\u4e00-\u9fff].*。$/)
      expect(explainRobot(code, 'en')).toMatch(/^[\x20-\x7e]+\.$/)
    }
  })
})

describe('the settings of a smart robot', () => {
  const problemsOf = (env: Record<string, string>): readonly string[] => {
    try {
      readConfig(env)
      return []
    } catch (error) {
      return error instanceof BadConfig ? error.problems : ['another error']
    }
  }
  it('are two or none, and do not go together with a Wechaty bot', () => {
    const both = { SMART_ROBOT_ID: 'aibXyz_1', SMART_ROBOT_SECRET: 'a-secret' }
    expect(readConfig(both).smartRobot).toEqual({ botId: 'aibXyz_1', secret: 'a-secret' })
    expect(readConfig({}).smartRobot).toBeUndefined()
    expect(problemsOf({ SMART_ROBOT_ID: 'aibXyz' })).toEqual([expect.stringMatching(/^SMART_ROBOT_SECRET is missing/)])
    expect(problemsOf({ SMART_ROBOT_SECRET: 'x' })).toEqual([expect.stringMatching(/^SMART_ROBOT_ID is missing/)])
    expect(problemsOf({ ...both, WECHATY_PUPPET: 'wechaty-puppet-service' })).toEqual([
      expect.stringMatching(/both set/),
    ])
    expect(problemsOf({ ...both, SMART_ROBOT_ID: '机器人' })).toEqual([expect.stringMatching(/not a robot id/)])
  })
})
