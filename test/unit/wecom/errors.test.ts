import { describe, expect, it } from 'vitest'
import { ERRCODES, explain, retryClassOf } from '../../../src/wecom/errcodes-data.ts'
import { WecomRefused, WecomUnreachable } from '../../../src/wecom/errors.ts'
import { messageLimits, robotLimits } from '../../../src/wecom/limits-data.ts'
import { redact } from '../../../src/wecom/redact.ts'

describe('what a refusal means', () => {
  it('sorts every known way of reacting', () => {
    const classes = [-1, 45033, 40014, 42001, 45009, 84061, 41050, 81013, 93000, 40003, 40058, 40001, 48002, 60020]
    expect(classes.map(retryClassOf)).toEqual([
      'retry',
      'retry',
      'refresh-token',
      'refresh-token',
      'wait-window',
      'outcome',
      'outcome',
      'outcome',
      'outcome',
      'fix-data',
      'fix-data',
      'fix-config',
      'fix-config',
      'fix-config',
    ])
  })

  it('never repeats a request because of a code it does not know', () => {
    expect(retryClassOf(123456)).toBe('fix-data')
    expect(explain(123456, 'zh')).toContain('123456')
    expect(explain(123456, 'en')).toContain('123456')
  })

  it('explains every code in a whole sentence of both languages', () => {
    expect(ERRCODES.size).toBeGreaterThan(60)
    for (const [code, entry] of ERRCODES) {
      expect(entry.zh, String(code)).toMatch(/[\u4e00-\u9fff].*。$/)
      expect(entry.en, String(code)).toMatch(/^[A-Z].*\.$/)
    }
  })

  it('says how long to wait only where waiting helps', () => {
    expect(new WecomRefused('message/send', { errcode: 45009 }).retryAfterMs).toBe(60_000)
    expect(new WecomRefused('message/send', { errcode: 60020 }).retryAfterMs).toBeUndefined()
  })

  it('keeps who was invalid but repeats no diagnostics', () => {
    const refused = new WecomRefused('message/send', { errcode: 81013, errmsg: 'all invalid', invaliduser: 'test' })
    expect(refused.reply).toEqual({ invaliduser: 'test' })
  })
})

describe('what may be shown', () => {
  it('takes tokens, secrets and robot keys out of every text', () => {
    const url = 'https://x/cgi-bin/user/get?access_token=AbC-123_x&corpsecret=S3cret&key=uuid-1&userid=lin'
    expect(redact(url)).toBe('https://x/cgi-bin/user/get?access_token=***&corpsecret=***&key=***&userid=lin')
    expect(redact('{"access_token":"AbC","errcode":40014}')).toBe('{"access_token":"***","errcode":40014}')
    expect(redact('invalid token zzTOKENzz', ['zzTOKENzz'])).toBe('invalid token ***')
    expect(redact('short a stays', ['a'])).toBe('short a stays')
  })

  it('does so in both errors', () => {
    const secrets = ['super-secret-token']
    const refused = new WecomRefused('user/get', { errcode: 40014, errmsg: 'bad super-secret-token key=abc' }, secrets)
    expect(`${refused.message}${refused.errmsg}${refused.stack}`).not.toMatch(/super-secret|abc/)
    const lost = new WecomUnreachable('user/get', { sent: false, why: 'ECONNREFUSED super-secret-token', secrets })
    expect(lost.message).not.toContain('super-secret')
  })
})

describe('limits', () => {
  it('counts one member once, however the userid is written, and never shows a robot key', () => {
    expect(messageLimits('1000002', ['Lin'])).toEqual(messageLimits('1000002', ['lin']))
    expect(messageLimits('1000002', ['lin']).map(({ max, perSeconds }) => [max, perSeconds])).toEqual([
      [25, 60],
      [900, 3600],
    ])
    expect(robotLimits('f00')).toEqual([{ key: 'webhook/send:f00:60', max: 20, perSeconds: 60 }])
  })
})
