import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getSignature, decrypt as officialDecrypt, encrypt as officialEncrypt } from '@wecom/crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decrypt, encrypt } from '../../../src/wecom/cipher.ts'
import { callbackKeyProblems, openEnvelope, readEncrypt, sealEnvelope } from '../../../src/wecom/envelope.ts'
import { signJsSdk } from '../../../src/wecom/jssdk.ts'
import { sameText, signParts } from '../../../src/wecom/signature.ts'

const KEYS = {
  token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  receiveId: 'wx5823bf96d3bd56c7',
}

const ECHO = {
  signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3',
  timestamp: '1409659589',
  nonce: '263014780',
  encrypt: 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==',
}

const MESSAGE = {
  signature: '477715d11cdb4164915debcba66cb864d751f3e6',
  timestamp: '1409659813',
  nonce: '1372623149',
  encrypt:
    'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==',
}

const random16 = fc.uint8Array({ minLength: 16, maxLength: 16 })
const aesKey = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64').slice(0, 43).replace(/[+/]/g, 'x'))

describe('the sealed envelope around every callback', () => {
  it('opens the address check of the published example', () => {
    expect(openEnvelope(KEYS, ECHO)).toEqual({ ok: true, text: '1616140317555161061' })
  })

  it('opens the published message and seals it again to the very same text', () => {
    const opened = openEnvelope(KEYS, MESSAGE)
    if (!opened.ok) throw new Error(opened.reason)
    expect(opened.text).toContain('<MsgId>4561255354251345929</MsgId>')
    const fresh = { timestamp: MESSAGE.timestamp, nonce: MESSAGE.nonce, random: Buffer.from('0960688932c47ef1') }
    expect(sealEnvelope(KEYS, opened.text, fresh)).toEqual(MESSAGE)
  })

  it('knows the published signature that comes without a key', () => {
    const parts = ['kjr2TKI8umCBfVF3wAHk8JiPwma5VBme', '1583940690', 'VHh7ymSeb0jc4lSb']
    const sealed = '6KmUQuPVu7UhjyVqRdbo5SfcRqaHvbUlKSHFvBV2ZuR6TIlKsygcfeSd1GDplg1C5KSKr6UPHCaC/nIX3ZNt9w=='
    expect(signParts(...parts, sealed)).toBe('1ba3cb09c0d2c2b3ed6900d37f91a6efae6cb011')
  })

  it('signs a sidebar page as the published example does, whatever follows the hash', () => {
    const input = {
      ticket: 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg',
      nonce: 'Wm3WZYTPz0wzccnW',
      timestamp: 1414587457,
      url: 'http://mp.weixin.qq.com?params=value#/customers',
    }
    expect(signJsSdk(input)).toBe('0f9de62fce790f9a083d5c99e95740ceb90c27ed')
  })

  it('refuses a message of which one character was changed, before it decrypts anything', () => {
    fc.assert(
      fc.property(fc.constantFrom('signature', 'timestamp', 'nonce', 'encrypt'), fc.nat(), (part, at) => {
        const text = MESSAGE[part]
        const place = at % text.length
        const changed = text[place] === 'A' ? 'B' : 'A'
        const tampered = { ...MESSAGE, [part]: text.slice(0, place) + changed + text.slice(place + 1) }
        expect(openEnvelope(KEYS, tampered)).toEqual({ ok: false, reason: 'bad-signature' })
      }),
    )
  })

  it('refuses a message meant for another company', () => {
    const sealed = sealEnvelope({ ...KEYS, receiveId: 'ww-another' }, '<xml></xml>', { timestamp: '1', nonce: '2' })
    expect(openEnvelope(KEYS, sealed)).toEqual({ ok: false, reason: 'wrong-receiver' })
  })

  const signed = (sealed: string) =>
    openEnvelope(KEYS, {
      signature: signParts(KEYS.token, '1', '2', sealed),
      timestamp: '1',
      nonce: '2',
      encrypt: sealed,
    })

  it('says what is wrong with a well-signed text that cannot be opened', () => {
    const bytes = Buffer.from(MESSAGE.encrypt, 'base64')
    expect(signed('not base64!')).toEqual({ ok: false, reason: 'bad-base64' })
    expect(signed('')).toEqual({ ok: false, reason: 'bad-base64' })
    expect(signed(MESSAGE.encrypt.slice(0, -1))).toEqual({ ok: false, reason: 'bad-base64' })
    expect(signed(bytes.subarray(0, 33).toString('base64'))).toEqual({ ok: false, reason: 'bad-length' })
    expect(signed(bytes.subarray(0, 16).toString('base64'))).toEqual({ ok: false, reason: 'bad-length' })
    expect(signed(bytes.subarray(0, 64).toString('base64'))).toEqual({ ok: false, reason: 'bad-padding' })
  })

  it('never throws and never opens what was cut off or made up', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(signed(Buffer.from(bytes).toString('base64')).ok).toBe(false)
      }),
    )
  })

  it('refuses a length that points past the end', async () => {
    const { createCipheriv } = await import('node:crypto')
    const key = Buffer.from(`${KEYS.encodingAesKey}=`, 'base64')
    const seal = (plain: Buffer) => {
      const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
      return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64')
    }
    const huge = Buffer.concat([Buffer.alloc(16), Buffer.from([255, 255, 255, 255]), Buffer.alloc(12, 12)])
    expect(decrypt(KEYS.encodingAesKey, seal(huge))).toEqual({ ok: false, reason: 'bad-length' })
    const short = Buffer.concat([Buffer.alloc(10), Buffer.alloc(22, 22)])
    expect(decrypt(KEYS.encodingAesKey, seal(short))).toEqual({ ok: false, reason: 'bad-length' })
    const uneven = Buffer.concat([Buffer.alloc(28), Buffer.from([9, 4, 4, 4])])
    expect(decrypt(KEYS.encodingAesKey, seal(uneven))).toEqual({ ok: false, reason: 'bad-padding' })
  })

  it('pads a whole block where the text already fills its last one', () => {
    const text = 'x'.repeat(32 - 20)
    const sealed = encrypt(KEYS.encodingAesKey, { text, receiveId: '' }, new Uint8Array(16))
    expect(Buffer.from(sealed, 'base64')).toHaveLength(64)
    expect(decrypt(KEYS.encodingAesKey, sealed)).toEqual({ ok: true, text, receiveId: '' })
  })

  it('writes and reads what the vendor’s own library reads and writes', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9]{1,24}$/)
    fc.assert(
      fc.property(aesKey, fc.string({ unit: 'grapheme', maxLength: 300 }), word, random16, (key, text, id, random) => {
        const ours = encrypt(key, { text, receiveId: id }, random)
        expect(officialDecrypt(key, ours)).toMatchObject({ message: text, id })
        const theirs = officialEncrypt(key, text, id)
        expect(decrypt(key, theirs)).toEqual({ ok: true, text, receiveId: id })
      }),
      { numRuns: 200 },
    )
  })

  it('signs like the vendor’s own library', () => {
    const word = fc.string({ maxLength: 60 })
    fc.assert(
      fc.property(word, word, word, word, (token, time, nonce, sealed) => {
        expect(signParts(token, time, nonce, sealed)).toBe(getSignature(token, time, nonce, sealed))
      }),
    )
  })

  it('compares signatures of different length without an error', () => {
    expect(sameText('abc', 'abcd')).toBe(false)
    expect(sameText('', '')).toBe(true)
  })

  it('tells an admin which of the two callback values was copied wrongly', () => {
    expect(callbackKeyProblems(KEYS)).toEqual([])
    expect(callbackKeyProblems({ token: '', encodingAesKey: `${KEYS.encodingAesKey}=` })).toEqual([
      'bad-token',
      'bad-encoding-aes-key',
    ])
    expect(callbackKeyProblems({ token: 'a'.repeat(33), encodingAesKey: KEYS.encodingAesKey })).toEqual(['bad-token'])
  })
})

describe('the body of a callback', () => {
  const xml = (inner: string) => readEncrypt(`<xml>${inner}</xml>`)

  it('is understood in any order, with or without CDATA and agent id', () => {
    const found = { ok: true, encrypt: 'QUJD' }
    expect(xml('<ToUserName><![CDATA[ww1]]></ToUserName><Encrypt><![CDATA[QUJD]]></Encrypt>')).toEqual(found)
    expect(xml('<Encrypt>QUJD</Encrypt><AgentID></AgentID><ToUserName>ww1</ToUserName>')).toEqual(found)
    expect(xml('\n <AgentID><![CDATA[1000002]]></AgentID>\n <Encrypt>\nQUJD\n</Encrypt>\n')).toEqual(found)
    expect(readEncrypt('{"tousername":"ww1","encrypt":"QUJD","agentid":"1"}')).toEqual(found)
    expect(readEncrypt('{"ToUserName":"ww1","Encrypt":"QUJD"}')).toEqual(found)
  })

  it('is refused when it is anything else', () => {
    const no = { ok: false, why: 'malformed' }
    const bodies = [
      '',
      'hello',
      '<xml></xml>',
      '<xml><Encrypt></Encrypt></xml>',
      '<xml><Encrypt>QUJD</Encrypt><Encrypt>QUJE</Encrypt></xml>',
      '<xml><Encrypt><a>QUJD</a></Encrypt></xml>',
      '<xml><a><Encrypt>QUJD</Encrypt></a></xml>',
      '<XML><Encrypt>QUJD</Encrypt></XML>',
      '<!DOCTYPE xml [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>',
      '<xml><Encrypt>QUJD</Encrypt>',
      '<xml><Encrypt>QUJD</Encrypt></xml><xml></xml>',
      '{"encrypt":1}',
      '{"encrypt":""}',
      '{"__proto__":{"encrypt":"QUJD"}}',
      '{"encrypt":"QUJD"',
      '[]',
    ]
    for (const body of bodies) expect(readEncrypt(body), body).toEqual(no)
  })
})

const SAMPLES = join(import.meta.dirname, '../../../../shared/wecom-samples/crypto')
type Vector = { name: string; token?: string; encodingAESKey?: string; receiveId?: string; msg_signature?: string }
type Body = {
  timestamp?: string
  nonce?: string
  encrypt?: string
  bodyFile?: string
  plain?: string
  plainContains?: string
}

describe.runIf(existsSync(SAMPLES))('published vectors', () => {
  const all: (Vector & Body)[] = existsSync(SAMPLES)
    ? JSON.parse(readFileSync(join(SAMPLES, 'vectors.json'), 'utf8'))
    : []

  it.each(all.filter((vector) => vector.encodingAESKey !== undefined))('$name opens', (vector) => {
    const read = readEncrypt(vector.bodyFile ? readFileSync(join(SAMPLES, vector.bodyFile), 'utf8') : '')
    const opened = openEnvelope(
      {
        token: vector.token ?? '',
        encodingAesKey: vector.encodingAESKey ?? '',
        receiveId: vector.receiveId ?? '',
      },
      {
        signature: vector.msg_signature ?? '',
        timestamp: vector.timestamp ?? '',
        nonce: vector.nonce ?? '',
        encrypt: vector.encrypt ?? (read.ok ? read.encrypt : ''),
      },
    )
    if (!opened.ok) throw new Error(opened.reason)
    if (vector.plain !== undefined) expect(opened.text).toBe(vector.plain)
    expect(opened.text).toContain(vector.plainContains ?? vector.plain)
  })
})
