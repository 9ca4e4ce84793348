import { constants, generateKeyPairSync, publicEncrypt } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { archiveLag, explainArchive } from '../../../src/wecom/archive/archive.ts'
import { ARCHIVE_CODES } from '../../../src/wecom/archive/codes-data.ts'
import { parseLossless, writeLossless } from '../../../src/wecom/archive/json.ts'
import { readArchiveMessage } from '../../../src/wecom/archive/messages.ts'
import { openRandomKey, readArchiveKey } from '../../../src/wecom/archive/rsa.ts'
import { wireArchiveMessage } from '../../../src/wecom/types/archive.ts'
import { sample } from './archive-samples.ts'
import { undeclared } from './undeclared.ts'

const SAMPLES = join(import.meta.dirname, '../../../../shared/wecom-samples/archive')
const files = existsSync(SAMPLES) ? readdirSync(SAMPLES) : []
const raw = (file: string): string => readFileSync(join(SAMPLES, file), 'utf8').trim()

const KINDS: Record<string, string> = {
  agree: 'consent',
  disagree: 'consent',
  weapp: 'miniprogram',
  chatrecord: 'record',
  collect: 'form',
  redpacket: 'red-packet',
  external_redpacket: 'red-packet',
  docmsg: 'document',
  revoke: 'recalled',
  meeting_voice_call: 'call',
  voip_doc_share: 'shared-document',
  sphfeed: 'channels',
}

describe.runIf(existsSync(SAMPLES))('§12.13 published archive messages', () => {
  it.each(files)('%s is read and written again without losing a digit', (file) => {
    const text = raw(file)
    const wire = wireArchiveMessage.parse(parseLossless(text))
    expect(parseLossless(writeLossless(wire))).toEqual(parseLossless(text))
    expect(writeLossless(parseLossless(text))).toBe(text)
  })

  it.each(files)('%s carries nothing that the shape does not name', (file) => {
    expect(undeclared(wireArchiveMessage, parseLossless(raw(file)))).toEqual([])
  })

  it.each(files)('%s finds its words', (file) => {
    const message = readArchiveMessage(raw(file))
    if (message === null || message.action === 'switch') throw new Error('not read')
    expect(message.content.kind).toBe(KINDS[message.msgtype] ?? message.msgtype)
    expect(message.source).toBe(raw(file))
  })

  it('the 64-bit ids of a meeting and a form keep every digit', () => {
    expect(readArchiveMessage(raw('meeting-762.json'))).toMatchObject({
      content: { meetingId: '11101571002822706744' },
    })
    expect(readArchiveMessage(raw('collect-786.json'))).toMatchObject({
      content: { questions: [{ id: '11101571002822706744' }, { id: '2' }, {}, {}] },
    })
    // A size that no number holds is unknown rather than wrong.
    expect(readArchiveMessage(raw('voip_doc_share-773.json'))).toMatchObject({ content: { file: { bytes: null } } })
  })

  it('a forwarded record in seconds and its message in milliseconds tell the same day', () => {
    const message = readArchiveMessage(raw('chatrecord-448.json'))
    expect(message).toMatchObject({
      at: new Date(1_603_875_657_905),
      content: { items: [{ at: new Date(1_603_875_610_000) }, { at: new Date(1_603_875_620_000) }] },
    })
  })

  it('a message without a time has none, instead of one in 1970', () => {
    expect(readArchiveMessage(raw('image-315.json'))?.at).toBeNull()
  })
})

describe('archive messages outside the published samples', () => {
  const read = (text: string) => {
    const message = readArchiveMessage(text)
    if (message === null || message.action === 'switch') throw new Error('not read')
    return message
  }
  it.each([
    ['todo', { todo: { title: '回访', content: '周五前' } }, { kind: 'todo', title: '回访', text: '周五前' }],
    [
      'vote',
      { votetitle: '选日子', voteitem: ['周六', '周日'], votetype: 102, voteid: '123456789012345678901' },
      { kind: 'vote', reply: true, items: ['周六', '周日'] },
    ],
    [
      'disagree',
      { agree: { userid: 'wmZhou', agree_time: 1_700_000_000_000 } },
      { kind: 'consent', agreed: false, userid: 'wmZhou' },
    ],
    [
      'external_redpacket',
      { external_redpacket: { totalcnt: 2, totalamount: 20 } },
      { kind: 'red-packet', external: true, amountFen: 20 },
    ],
    ['text', {}, { kind: 'other' }],
    ['qydiskfile', { qydiskfile: { filename: 'x' } }, { kind: 'other' }],
  ])('%s is understood, or kept whole', (msgtype, body, content) => {
    const text = sample(msgtype, body)
    expect(read(text)).toMatchObject({ msgtype, external: true, roomId: null, content, source: text })
  })

  it('somebody who changed companies in the client is no message', () => {
    const text = '{"msgid":"125289002219525886280","action":"switch","time":1554119421840,"user":"lixia"}'
    expect(readArchiveMessage(text)).toMatchObject({
      action: 'switch',
      userid: 'lixia',
      at: new Date(1_554_119_421_840),
    })
  })

  it('what is no message is told apart from one', () => {
    for (const text of ['', 'null', '[]', '{"action":"send"}', '{"msgid":"a","action":"send"']) {
      expect(readArchiveMessage(text)).toBeNull()
    }
  })
})

describe('JSON whose numbers are longer than a double holds', () => {
  const BIG = '11101571002822706744'
  it('keeps them, wherever they stand, and leaves texts alone', () => {
    expect(parseLossless(`{"a":${BIG},"b":[-${BIG},1,${BIG}],"c":"${BIG}"}`)).toEqual({
      a: BigInt(BIG),
      b: [-BigInt(BIG), 1, BigInt(BIG)],
      c: BIG,
    })
    expect(parseLossless(BIG)).toBe(BigInt(BIG))
    expect(parseLossless(`"\\"${BIG}"`)).toBe(`"${BIG}`)
    expect(parseLossless(`{"\\\\":${BIG}}`)).toEqual({ '\\': BigInt(BIG) })
    expect(parseLossless('[9007199254740991,9007199254740992,9007199254740993]')).toEqual([
      9007199254740991,
      9007199254740992n,
      9007199254740993n,
    ])
  })

  it('takes fractions and exponents for what they are', () => {
    expect(parseLossless('[116.586285899,1e5,-0.5E-3,12345678901234567890.5,1e400]')).toEqual([
      116.586285899,
      1e5,
      -0.0005,
      Number('12345678901234567890.5'),
      Number.POSITIVE_INFINITY,
    ])
  })

  it.each(['{', `{${BIG}:1}`, `0${BIG}`, `[${BIG} ${BIG}]`, `-`, `[${BIG},]`, `"${BIG}`, `{"a":${BIG}`])(
    'refuses %s like any other parser',
    (text) => {
      expect(() => JSON.parse(text)).toThrow(SyntaxError)
      expect(() => parseLossless(text)).toThrow(SyntaxError)
    },
  )

  it('agrees with the ordinary parser on every JSON without such numbers', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        const plain: unknown = JSON.parse(text)
        expect(JSON.parse(writeLossless(parseLossless(text)))).toEqual(plain)
        expect(writeLossless(parseLossless(text))).toBe(JSON.stringify(plain))
      }),
    )
  })

  it('brings back any whole number and any text around it', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.string(), (number, text) => {
        const json = `{"t":${JSON.stringify(text)},"n":${number},"l":[${number}]}`
        expect(writeLossless(parseLossless(json))).toBe(json)
        expect(`${(parseLossless(json) as { n: number | bigint }).n}`).toBe(`${number}`)
      }),
    )
  })
})

describe('the envelope of a message', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = readArchiveKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  const seal = (text: string) =>
    publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(text)).toString('base64')

  it('is RSA with PKCS#1 v1.5, which this Node opens only without its own padding', () => {
    for (const text of ['a', 'k'.repeat(44), '密钥', 'x'.repeat(245)]) expect(openRandomKey(key, seal(text))).toBe(text)
  })

  it('does not open for another key, for another padding and for nonsense', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const foreign = publicEncrypt({ key: other.publicKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from('k'))
    const oaep = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING }, Buffer.from('k'))
    for (const wrong of [foreign.toString('base64'), oaep.toString('base64'), '', 'nonsense', 'AAAA'])
      expect(openRandomKey(key, wrong)).toBeNull()
  })

  it('does not open where the padding is not the one of encryption, too short, or has no end', () => {
    const raw = (head: number[], fill: number) => {
      const block = Buffer.concat([Buffer.from(head), Buffer.alloc(256 - head.length, fill)])
      return publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block).toString('base64')
    }
    expect(openRandomKey(key, raw([0, 2, 1, 1, 1, 1, 1, 1, 1, 1, 0], 65))).toBe('A'.repeat(245))
    expect(openRandomKey(key, raw([0, 2, 1, 1, 1, 1, 1, 1, 1, 0], 65))).toBeNull()
    expect(openRandomKey(key, raw([0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0], 65))).toBeNull()
    expect(openRandomKey(key, raw([0, 2], 65))).toBeNull()
  })

  it('needs a key of 2048 bits, and says so without showing the key', () => {
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
    expect(() => readArchiveKey(small.export({ type: 'pkcs8', format: 'pem' }).toString())).toThrow('2048')
    expect(() => readArchiveKey('-----BEGIN SECRET-----')).toThrow(/^the archive key is not a PEM/)
  })
})

describe('being late', () => {
  it('is told two days before WeCom forgets the messages', () => {
    const now = new Date('2026-11-26T10:00:00+08:00')
    const ago = (days: number) => archiveLag(new Date(now.getTime() - days * 86_400_000), now)
    expect(ago(2)).toEqual({ days: 2, atRisk: false, lost: false })
    expect(ago(3)).toEqual({ days: 3, atRisk: true, lost: false })
    expect(ago(5)).toEqual({ days: 5, atRisk: true, lost: true })
  })
})

describe('the error codes of the archive', () => {
  it('are explained in both languages, those of the library and those of the API', () => {
    const api = [301042, 301048, 301052, 301053, 301058, 301059, 301060, 301061]
    for (const code of [...Object.keys(ARCHIVE_CODES).map(Number), ...api]) {
      expect(explainArchive(code, 'zh'), `${code}`).toMatch(/[\u4e00-\u9fff].*。$/)
      expect(explainArchive(code, 'en'), `${code}`).toMatch(/^[\x20-\x7e]+\.$/)
      expect(explainArchive(code, 'en'), `${code}`).not.toContain('refused this request')
    }
    expect(Object.keys(ARCHIVE_CODES)).toHaveLength(12)
  })
})
