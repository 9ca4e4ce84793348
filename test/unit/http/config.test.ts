import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { BadConfig, readConfig } from '../../../src/config.ts'

const WECOM = {
  WECOM_CORP_ID: 'wwcorp01',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 'app-secret-never-shown',
  WECOM_TOKEN: 'QDG6eKtoken',
  WECOM_ENCODING_AES_KEY: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
}

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof BadConfig) return error.problems
    throw error
  }
  return []
}

describe('The settings of the house', () => {
  test('nothing set is a trial on this machine', () => {
    const config = readConfig({})
    expect(config).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:3000',
      publicUrlGiven: false,
      databaseUrl: null,
      dataDir: './data',
      wecom: null,
      wecomApiUrl: 'https://qyapi.weixin.qq.com',
      wecomOauthUrl: 'https://open.weixin.qq.com',
      sessionSecret: null,
      adminUserids: [],
      timezone: 'Asia/Shanghai',
      logLevel: 'info',
      trialClock: null,
      wechaty: null,
    })
  })

  test('a full set is read as it was written', () => {
    const config = readConfig({
      ...WECOM,
      PORT: '0',
      PUBLIC_URL: 'https://crm.example.com/',
      DATABASE_URL: 'postgres://u:p@db:5432/shop',
      WECOM_API_URL: 'http://127.0.0.1:4010/',
      ADMIN_USERIDS: 'zhoumin, lisi,',
      TRIAL_CLOCK: '2026-11-23T08:40:00+08:00',
      SESSION_SECRET: 'x'.repeat(32),
    })
    expect(config.wecom).toEqual({
      corpId: 'wwcorp01',
      agentId: '1000002',
      secret: 'app-secret-never-shown',
      token: 'QDG6eKtoken',
      encodingAesKey: WECOM.WECOM_ENCODING_AES_KEY,
    })
    expect(config).toMatchObject({
      port: 0,
      publicUrl: 'https://crm.example.com',
      wecomApiUrl: 'http://127.0.0.1:4010',
      adminUserids: ['zhoumin', 'lisi'],
      trialClock: new Date('2026-11-23T00:40:00Z'),
    })
  })

  test('an empty value is no value, as compose files hand it over', () => {
    expect(readConfig({ WECOM_CORP_ID: '', PUBLIC_URL: ' ', PORT: '' }).wecom).toBeNull()
  })

  test.each([
    ['PORT', 'eighty', /PORT is not a port; write .*3000/],
    ['PORT', '70000', /PORT is not a port/],
    ['PUBLIC_URL', 'crm.example.com', /PUBLIC_URL is not a web address; write it like https/],
    ['PUBLIC_URL', 'http://crm.example.com', /PUBLIC_URL needs https/],
    ['PUBLIC_URL', 'http://127.0.0.1.evil.com', /PUBLIC_URL needs https/],
    ['PUBLIC_URL', 'https://crm.example.com/shop', /PUBLIC_URL must have no path/],
    ['WECOM_API_URL', 'http://10.0.0.9:8080', /WECOM_API_URL needs https/],
    ['WECOM_OAUTH_URL', 'ftp://open.weixin.qq.com', /WECOM_OAUTH_URL is not a web address/],
    ['DATABASE_URL', 'mysql://u:hunter22@db/shop', /DATABASE_URL is not a PostgreSQL address; write postgres:/],
    ['SESSION_SECRET', 'short', /SESSION_SECRET is shorter than 32 characters; make one/],
    ['ADMIN_USERIDS', '张三', /ADMIN_USERIDS holds something .*write userids/],
    ['APP_TIMEZONE', 'Mars/Base', /APP_TIMEZONE is not a time zone; write .*Asia\/Shanghai/],
    ['LOG_LEVEL', 'loud', /LOG_LEVEL is not a log level; write one of/],
    ['TRIAL_CLOCK', '2026-11-23 08:40', /TRIAL_CLOCK is not a moment with an offset; write it like/],
    ['TRIAL_CLOCK', '2026-11-23T08:40:00', /TRIAL_CLOCK is not a moment with an offset/],
    ['TRIAL_CLOCK', '2026-02-30T08:40:00+08:00', /TRIAL_CLOCK is not a moment/],
    ['WECHATY_TOKEN', 'abc', /WECHATY_PUPPET is missing/],
  ])('a wrong %s (%s) names itself and its mend', (name, value, message) => {
    expect(problemsOf({ [name]: value })).toEqual([expect.stringMatching(message)])
  })

  test.each(Object.keys(WECOM))('WeCom settings without %s are half-given and do not start', (missing) => {
    const env: Record<string, string> = { ...WECOM }
    delete env[missing]
    expect(problemsOf(env)).toEqual([expect.stringMatching(`^${missing} is missing .*set all five, or none`)])
  })

  test.each([
    ['WECOM_AGENT_ID', 'app', /WECOM_AGENT_ID is not an agent id; copy/],
    ['WECOM_TOKEN', 'with blanks', /WECOM_TOKEN is not a callback token; copy/],
    ['WECOM_ENCODING_AES_KEY', 'too-short', /WECOM_ENCODING_AES_KEY is not a callback key; copy/],
  ])('a wrong %s among the WeCom settings names itself', (name, value, message) => {
    expect(problemsOf({ ...WECOM, [name]: value })).toEqual([expect.stringMatching(message)])
  })

  test('a company does not start on the database password of the example, a trial does', () => {
    const example = { DATABASE_URL: 'postgres://zhanggui:zhanggui@database:5432/zhanggui' }
    expect(problemsOf({ ...WECOM, ...example })).toEqual([
      expect.stringMatching(/^DATABASE_URL carries .*DATABASE_PASSWORD/),
    ])
    expect(problemsOf(example)).toEqual([])
    expect(problemsOf({ ...WECOM, DATABASE_URL: 'postgres://zhanggui:own@database:5432/zhanggui' })).toEqual([])
  })

  test('all problems come at once in one message, and no secret is quoted', () => {
    const env = {
      PORT: 'x',
      WECOM_SECRET: 'hunter22hunter22',
      SESSION_SECRET: 'hunter22',
      DATABASE_URL: 'mysql://u:hunter22@db/x',
    }
    expect(() => readConfig(env)).toThrow(BadConfig)
    try {
      readConfig(env)
    } catch (error) {
      const text = String(error)
      for (const name of ['PORT', 'SESSION_SECRET', 'DATABASE_URL', 'WECOM_CORP_ID', 'WECOM_TOKEN'])
        expect(text).toContain(name)
      expect(text).not.toContain('hunter22')
    }
  })
})

describe('Secrets in files', () => {
  const directory = mkdtempSync(join(tmpdir(), 'zhanggui-secrets-'))
  afterAll(() => rmSync(directory, { recursive: true }))
  const file = (name: string, content: string): string => {
    const path = join(directory, name)
    writeFileSync(path, content)
    return path
  }

  test('are read as if they stood in the environment, without the line end an editor adds', () => {
    const { WECOM_SECRET, WECOM_TOKEN, ...rest } = WECOM
    const env = {
      ...rest,
      WECOM_SECRET_FILE: file('secret', `${WECOM_SECRET}\n`),
      WECOM_TOKEN_FILE: file('token', WECOM_TOKEN),
      DATABASE_URL_FILE: file('url', 'postgres://zhanggui:own@db.internal:5432/zhanggui\n'),
    }
    expect(readConfig(env)).toMatchObject({
      wecom: { secret: WECOM_SECRET, token: WECOM_TOKEN },
      databaseUrl: 'postgres://zhanggui:own@db.internal:5432/zhanggui',
    })
  })

  test.each([
    ['is set besides', { SESSION_SECRET: 'x'.repeat(40), SESSION_SECRET_FILE: '/nowhere' }, /both set; keep one/],
    ['is missing', { SESSION_SECRET_FILE: '/nowhere/secret' }, /^SESSION_SECRET_FILE .*ENOENT.*check the path/],
    ['is empty', { WECOM_SECRET_FILE: file('empty', '\n') }, /^WECOM_SECRET_FILE names an empty file/],
    ['holds nonsense', { SESSION_SECRET_FILE: file('short', 'short') }, /^SESSION_SECRET is shorter/],
  ])('one that %s is told so, and its content is not quoted', (_what, env, message) => {
    expect(problemsOf(env)).toEqual([expect.stringMatching(message)])
  })
})
