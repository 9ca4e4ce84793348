import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import type { OpenDb } from '../../src/db/open.ts'
import { useKeys } from '../../src/db/sealing.ts'
import { createDeps, OtherCompany } from '../../src/deps.ts'
import { ENGINES, openTestDb } from '../support/store.ts'

const corpOf = (corpId: string) => ({
  ...{ corpId, agentId: '1000007', secret: 'secret-of-the-company-under-test-0000000000' },
  ...{ token: 'testToken42', encodingAesKey: 'dGVzdGtleXRlc3RrZXl0ZXN0a2V5dGVzdGtleXRlc3Q' },
})

describe.each(ENGINES)('the first start on %s', (engine) => {
  let opened: OpenDb
  beforeAll(async () => {
    opened = await openTestDb(engine)
  })
  afterAll(async () => {
    useKeys([])
    await opened.close()
  })
  const start = async (corpId: string) => {
    const wecom = corpOf(corpId)
    const config = readConfig({
      ...{ PUBLIC_URL: 'http://127.0.0.1:3000', WECOM_CORP_ID: corpId, WECOM_AGENT_ID: wecom.agentId },
      ...{ WECOM_SECRET: wecom.secret, WECOM_TOKEN: wecom.token, WECOM_ENCODING_AES_KEY: wecom.encodingAesKey },
    })
    const deps = await createDeps({ config, wecom, opened, log: pino({ level: 'silent' }) })
    await deps.wecom.close()
    return deps
  }

  test('of three servers at once gives all of them the same session secret', async () => {
    const secrets = (await Promise.all([start('wwone'), start('wwone'), start('wwone')])).map(
      (one) => one.sessionSecret,
    )
    expect(new Set(secrets).size).toBe(1)
    expect(secrets[0]?.length).toBeGreaterThanOrEqual(32)
    expect((await start('wwone')).sessionSecret).toBe(secrets[0])
  })

  test('makes the database one company’s: another one is refused with a sentence', async () => {
    await expect(start('wwother')).rejects.toThrow(OtherCompany)
    await expect(start('wwother')).rejects.toThrow(/belongs to the company wwone/)
    expect((await start('wwone')).corp.corpId).toBe('wwone')
  })
})
