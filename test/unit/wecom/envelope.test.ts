import { describe, expect, test } from 'vitest'
import { callbackKeyProblems, readEncrypt, writeEncrypt, writeReply } from '../../../src/wecom/envelope.ts'

const SEALED = { signature: 'a1b2', timestamp: '1409659813', nonce: '1372623149', encrypt: 'QUJD+/==' }

describe('what is written around a sealed text', () => {
  test('is the body of a callback, with the agent it is for and without one', () => {
    const toApp = writeEncrypt(SEALED, { receiveId: 'ww1', agentId: '1000002' })
    expect(toApp).toMatch(/^<xml>.*<\/xml>$/s)
    expect(toApp).toMatch(/<ToUserName>.*ww1.*<\/ToUserName>.*<AgentID>.*1000002.*<\/AgentID>/s)
    expect(readEncrypt(toApp)).toEqual({ ok: true, encrypt: SEALED.encrypt })
    const toCorp = writeEncrypt(SEALED, { receiveId: 'ww1' })
    expect(toCorp).not.toContain('AgentID')
    expect(readEncrypt(toCorp)).toEqual({ ok: true, encrypt: SEALED.encrypt })
  })

  test('is the body of a passive reply with its own signature, its time as a number', () => {
    const reply = writeReply(SEALED)
    expect(reply).toMatch(/^<xml>.*<\/xml>$/s)
    for (const [name, value] of [
      ['Encrypt', 'QUJD+/=='],
      ['MsgSignature', 'a1b2'],
      ['Nonce', '1372623149'],
    ])
      expect(reply).toMatch(new RegExp(`<${name}><!\\[CDATA\\[${value?.replaceAll('+', '\\+')}\\]\\]></${name}>`))
    expect(reply).toContain('<TimeStamp>1409659813</TimeStamp>')
  })
})

describe('what comes in around a sealed text', () => {
  const MALFORMED = { ok: false, why: 'malformed' }

  test('may be JSON behind blanks', () => {
    expect(readEncrypt(' \r\n{"encrypt":"QUJD"}')).toEqual({ ok: true, encrypt: 'QUJD' })
  })

  test.each([
    ['JSON that breaks off', '{"a":1'],
    ['JSON of other fields', '{"msg":"QUJD"}'],
    ['XML with something inside another element', '<xml><Encrypt>QUJD</Encrypt><a><b>1</b></a></xml>'],
    ['XML without the text', '<xml><ToUserName>ww1</ToUserName></xml>'],
    ['XML with a blank one', '<xml><Encrypt> </Encrypt></xml>'],
  ])('is refused as %s', (_what, body) => {
    expect(readEncrypt(body)).toEqual(MALFORMED)
  })
})

describe('keys as the console shows them', () => {
  const key = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C'
  test.each([
    ['a blank before the key', { token: 'QDG6eK', encodingAesKey: ` ${key}` }, ['bad-encoding-aes-key']],
    ['a blank behind the key', { token: 'QDG6eK', encodingAesKey: `${key} ` }, ['bad-encoding-aes-key']],
    ['a blank before the token', { token: ' QDG6eK', encodingAesKey: key }, ['bad-token']],
    ['a line behind the token', { token: 'QDG6eK\n', encodingAesKey: key }, ['bad-token']],
    ['nothing wrong', { token: 'QDG6eK', encodingAesKey: key }, []],
  ])('%s', (_what, keys, problems) => {
    expect(callbackKeyProblems(keys)).toEqual(problems)
  })
})
