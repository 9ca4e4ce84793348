import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { parseDataKeys, readOrMakeKeyFile } from '../../src/db/data-key.ts'
import { rowsOf } from '../../src/db/db.ts'
import type { OpenDb } from '../../src/db/open.ts'
import { type DataKey, KeyMissing, open, seal, useKeys } from '../../src/db/sealing.ts'
import { appendAudit } from '../../src/features/audit/append-audit.ts'
import { resignHead, signFirstHead } from '../../src/features/audit/sign-head.ts'
import { verifyChain } from '../../src/features/audit/view-chain.ts'
import { digestChannels } from '../../src/features/digests/tables.ts'
import { reseal } from '../../src/features/privacy/reseal.ts'
import { dataKeys } from '../../src/features/privacy/tables.ts'
import { takeKeys } from '../../src/features/privacy/take-keys.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { readSetting, writeSetting } from '../../src/features/settings/queries.ts'
import { createTokenStore } from '../../src/spine/tokens.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'
import { at, seedCustomer } from './sales-world.ts'

const key = (id: string): DataKey => ({ id, key: randomBytes(32) })
const [first, second] = [key('k1'), key('k2')]
const SECRETS = {
  mobiles: ['13800138000', '+86 139-0013-9000'],
  url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa',
  token: 'access-token-of-the-company-under-test',
  session: 'session-secret-of-thirty-two-characters-or-more',
}
const PLAIN = [...SECRETS.mobiles, SECRETS.url, SECRETS.token, SECRETS.session]

describe('A key', () => {
  afterEach(() => useKeys([]))

  test('opens what it sealed, at that place and nowhere else', () => {
    useKeys([first])
    const sealed = seal('13800138000', 'relations.mobiles')
    expect(sealed).toMatch(/^v1:k1:[\w-]{16}:[\w-]+$/)
    expect(sealed).not.toContain('138')
    expect(seal('13800138000', 'relations.mobiles')).not.toBe(sealed)
    expect(open(sealed, 'relations.mobiles')).toBe('13800138000')
    expect(() => open(sealed, 'tokens.token')).toThrow()
  })

  test('notices every changed letter of a sealed value', () => {
    useKeys([first])
    const sealed = seal('13800138000', 'relations.mobiles')
    for (let place = sealed.lastIndexOf(':') + 1; place < sealed.length - 1; place++) {
      const other = sealed[place] === 'A' ? 'B' : 'A'
      const changed = `${sealed.slice(0, place)}${other}${sealed.slice(place + 1)}`
      expect(() => open(changed, 'relations.mobiles')).toThrow()
    }
  })

  test('that is missing is named, and the value is not shown', () => {
    useKeys([first])
    const sealed = seal('13800138000', 'relations.mobiles')
    useKeys([second])
    expect(() => open(sealed, 'relations.mobiles')).toThrow(KeyMissing)
    expect(() => open(sealed, 'relations.mobiles')).toThrow(/"k1"/)
  })

  test('is not needed for plain values, whatever they look like', () => {
    const lookalike = `v1:k1:${'A'.repeat(16)}:${'A'.repeat(40)}`
    for (const text of ['', '13800138000', 'v1: 说明', 'v0:x', lookalike]) {
      expect(open(seal(text, 'x'), 'x')).toBe(text)
    }
  })

  test.each([
    ['no id', randomBytes(32).toString('base64')],
    ['a short one', `k1:${randomBytes(16).toString('base64')}`],
    ['an id with a blank', `k 1:${randomBytes(32).toString('base64')}`],
    ['one id twice', [0, 1].map(() => `k1:${randomBytes(32).toString('base64')}`).join(',')],
  ])('with %s is refused without being quoted', (_what, text) => {
    const secret = text.split(':')[1] ?? text
    expect(() => parseDataKeys(text)).toThrow()
    expect(() => parseDataKeys(text)).not.toThrow(secret)
  })
})

test('DATA_KEYS in the environment is read in order, and a bad one stops the start with a sentence', () => {
  const encoded = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
  const { dataKeys: read } = readConfig({ DATA_KEYS: `${encoded('new')}, ${encoded('old')}` })
  expect(read?.map((one) => one.id)).toEqual(['new', 'old'])
  expect(readConfig({}).dataKeys).toBeUndefined()
  expect(() => readConfig({ DATA_KEYS: 'k1:c2hvcnQ=', PORT: 'x' })).toThrow(
    /2 problems[\s\S]*DATA_KEYS holds something at place 1/,
  )
  expect(() => readConfig({ DATA_KEYS: 'k1:c2hvcnQ=' })).not.toThrow(/c2hvcnQ/)
})

describe('The key file of the embedded database', () => {
  const home = mkdtempSync(join(tmpdir(), 'zhanggui-key-'))
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  test('is made once, for its owner alone, and read again', () => {
    const [made] = readOrMakeKeyFile(home)
    expect(statSync(join(home, 'data.key')).mode & 0o777).toBe(0o600)
    expect(made?.key).toHaveLength(32)
    expect(readOrMakeKeyFile(home)).toEqual([made])
  })

  test('that was cut short says so', () => {
    const text = readFileSync(join(home, 'data.key'), 'utf8')
    writeFileSync(join(home, 'data.key'), text.slice(0, 20))
    expect(() => readOrMakeKeyFile(home)).toThrow(/data\.key .*not a key/)
  })
})

describe.each(ENGINES)('What is kept secret at rest on %s', (engine) => {
  let store: OpenDb
  beforeAll(async () => {
    store = await openTestDb(engine)
  })
  afterEach(() => emptyDb(store))
  afterAll(async () => {
    useKeys([])
    await store.close()
  })

  const write = async () => {
    const { db } = store
    await seedCustomer(db, 'wm-1', { userid: 'WangMin', name: '陈静' })
    await db.update(relations).set({ mobiles: SECRETS.mobiles })
    const times = { createdBy: 'boss', createdAt: at('2026-11-23T10:00:00') }
    const rest = { scope: { company: true } as const, kinds: ['daily'], audience: 'managers' as const }
    await db.insert(digestChannels).values({ name: '管理群', url: SECRETS.url, ...rest, ...times })
    const fetch = async () => ({ token: SECRETS.token, expiresInSeconds: 7200 })
    await createTokenStore(db).lockAndRefresh('access_token', 0, fetch)
    await writeSetting(db, 'sessionSecret', { value: SECRETS.session, by: 'system', at: new Date() })
  }
  const readAll = async () => {
    const { db } = store
    const [pair] = await db.select().from(relations)
    const [channel] = await db.select().from(digestChannels)
    const token = await createTokenStore(db).read('access_token')
    return [...(pair?.mobiles ?? []), channel?.url, token?.token, await readSetting(db, 'sessionSecret')]
  }
  const stored = async (): Promise<string> => {
    const rows = await rowsOf(
      store.db,
      sql`select array_to_string(mobiles, ' ') as one from relations union all select url from digest_channels
          union all select token from tokens union all select value::text from settings`,
    )
    return JSON.stringify(rows)
  }

  test('cannot be read in the tables, and reads as it was written', async () => {
    await takeKeys(store.db, [first], signFirstHead)
    await write()
    const text = await stored()
    for (const secret of PLAIN) expect(text).not.toContain(secret)
    expect(await readAll()).toEqual(PLAIN)
  })

  test('stays plain without keys, and is sealed with the first night after one is set', async () => {
    await takeKeys(store.db, [], signFirstHead)
    await write()
    expect(await stored()).toContain(SECRETS.mobiles[0])
    await takeKeys(store.db, [first], signFirstHead)
    expect(await readAll()).toEqual(PLAIN)
    expect(await reseal(store.db, resignHead)).toEqual({ resealed: 5, damaged: 0 })
    const text = await stored()
    for (const secret of PLAIN) expect(text).not.toContain(secret)
    expect(await readAll()).toEqual(PLAIN)
    expect(await reseal(store.db, resignHead)).toEqual({ resealed: 0, damaged: 0 })
  })

  test('moves to a new key, and the old one may then go', async () => {
    await takeKeys(store.db, [first], signFirstHead)
    await write()
    await store.db.transaction((tx) => appendAudit(tx, { actor: 'boss', action: 'signed-in' }, new Date()))
    await takeKeys(store.db, [second, first], signFirstHead)
    expect(await readAll()).toEqual(PLAIN)
    await expect(takeKeys(store.db, [second], signFirstHead)).rejects.toThrow(/"k1", which is missing/)
    await takeKeys(store.db, [second, first], signFirstHead)
    expect(await reseal(store.db, resignHead)).toEqual({ resealed: 5, damaged: 0 })
    await takeKeys(store.db, [second], signFirstHead)
    expect(await readAll()).toEqual(PLAIN)
    expect(await stored()).not.toContain('v1:k1:')
    expect(await verifyChain(store.db)).toMatchObject({ entries: 1, signed: true, broken: null })
  })

  test('is not written with a key that only bears the old one’s name', async () => {
    await takeKeys(store.db, [first], signFirstHead)
    await expect(takeKeys(store.db, [{ ...second, id: 'k1' }], signFirstHead)).rejects.toThrow(
      /not the one that sealed/,
    )
    await expect(takeKeys(store.db, [], signFirstHead)).rejects.toThrow(KeyMissing)
    await takeKeys(store.db, [first], signFirstHead)
    expect(await store.db.select({ id: dataKeys.id }).from(dataKeys)).toEqual([{ id: 'k1' }])
  })

  test('keeps asking for the old key while one value cannot be opened', async () => {
    await takeKeys(store.db, [first], signFirstHead)
    await write()
    const [row] = await rowsOf<{ url: string }>(store.db, sql`select url from digest_channels`)
    const changed = `${row?.url.slice(0, -6)}AAAAAA`
    await store.db.execute(sql`update digest_channels set url = ${changed}`)
    await takeKeys(store.db, [second, first], signFirstHead)
    expect(await reseal(store.db, resignHead)).toEqual({ resealed: 4, damaged: 1 })
    await expect(takeKeys(store.db, [second], signFirstHead)).rejects.toThrow(KeyMissing)
  })

  test('leaves an empty address of a removed robot empty', async () => {
    await takeKeys(store.db, [first], signFirstHead)
    await write()
    await store.db.update(digestChannels).set({ url: '' }).where(eq(digestChannels.name, '管理群'))
    expect(await rowsOf(store.db, sql`select url from digest_channels`)).toEqual([{ url: '' }])
  })
})
