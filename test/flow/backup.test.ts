import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BackupRefused, restoreDirectory } from '../../src/db/backup.ts'
import { type Db, rowsOf } from '../../src/db/db.ts'
import { openDb, openPostgres } from '../../src/db/open.ts'
import { useKeys } from '../../src/db/sealing.ts'
import { packEnd, packText } from '../../src/db/tar.ts'
import { appendAudit } from '../../src/features/audit/append-audit.ts'
import { signFirstHead } from '../../src/features/audit/sign-head.ts'
import { takeKeys } from '../../src/features/privacy/take-keys.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { createInbox } from '../../src/spine/inbox.ts'
import { at, seedCustomer, seedTeam } from '../store/sales-world.ts'
import { ENGINES } from '../support/store.ts'

const MOBILE = '13955501234'

/** The shipped command as it is built, as a process of its own. */
const run = (command: 'backup' | 'restore' | 'audit-verify', args: string[], env: Record<string, string>) => {
  const done = spawnSync(process.execPath, [join('dist', 'cli', `${command}.js`), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', HOME: tmpdir(), ...env },
  })
  return { code: done.status, text: `${done.stdout}${done.stderr}` }
}

/** Every row of every table, in an order of its own. */
const stateOf = async (db: Db): Promise<Record<string, unknown[]>> => {
  const tables = await rowsOf<{ name: string }>(
    db,
    sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  )
  const state: Record<string, unknown[]> = {}
  for (const { name } of tables) {
    state[name] = await rowsOf(db, sql`select t::text as row from ${sql.identifier(name)} t order by 1`)
  }
  return state
}

const fill = async (db: Db): Promise<void> => {
  await seedTeam(db)
  for (let n = 0; n < 300; n++) await seedCustomer(db, `wm-${n}`, { userid: 'WangMin', name: `客户${n}` })
  await db.update(relations).set({ mobiles: [MOBILE], remark: '老客户' })
  const inbox = createInbox(db, () => {})
  await Promise.all(
    Array.from({ length: 200 }, (_, n) =>
      inbox.store({ plaintext: `<xml>${n}</xml>`, body: `<xml>${n}</xml>`, event: 'x', orderKey: null, lane: 1 }),
    ),
  )
  for (let n = 0; n < 5; n++) {
    const act = { actor: 'linyu', action: 'stage-moved', customer: `wm-${n}` } as const
    await db.transaction((tx) => appendAudit(tx, act, at('2026-11-23T10:00:00')))
  }
}

const openKeyed = async (dataDir: string) => {
  const opened = await openDb({ url: null, dataDir })
  await takeKeys(opened.db, opened.fileKeys ?? [], signFirstHead)
  return opened
}

describe('A backup of the embedded database', () => {
  const home = mkdtempSync(join(tmpdir(), 'zhanggui-backup-'))
  const [dataDir, file] = [join(home, 'data'), join(home, 'safe', 'monday.tar.gz')]
  let before: Record<string, unknown[]> = {}

  beforeAll(async () => {
    const opened = await openKeyed(dataDir)
    await fill(opened.db)
    before = await stateOf(opened.db)
    await opened.close()
  })
  afterAll(() => {
    useKeys([])
    rmSync(home, { recursive: true, force: true })
  })

  test('is refused while a server runs, in one plain sentence', async () => {
    const opened = await openKeyed(dataDir)
    const { code, text } = run('backup', [file], { DATA_DIR: dataDir })
    await opened.close()
    expect(code).toBe(1)
    expect(text).toContain(`in use by process ${process.pid}`)
    expect(text).not.toContain('    at ')
    expect(existsSync(file)).toBe(false)
  })

  test('is one file with its key beside it, for the owner alone', () => {
    const { code, text } = run('backup', [file], { DATA_DIR: dataDir })
    expect([code, text]).toEqual([0, expect.stringContaining('done')])
    expect(readdirSync(join(home, 'safe')).sort()).toEqual(['monday.tar.gz', 'monday.tar.gz.key'])
    for (const one of [file, `${file}.key`]) expect(statSync(one).mode & 0o777).toBe(0o600)
    expect(readFileSync(`${file}.key`)).toEqual(readFileSync(join(dataDir, 'data.key')))
    // Whoever finds the file alone reads no phone number, and any tar program opens it.
    const listed = spawnSync('tar', ['tzf', file], { encoding: 'utf8' })
    expect(listed.stdout).toContain('pg/PG_VERSION')
    const unpacked = spawnSync('tar', ['xzOf', file], { maxBuffer: 1024 * 1024 * 1024 })
    expect(unpacked.stdout.includes('老客户')).toBe(true)
    expect(unpacked.stdout.includes(MOBILE)).toBe(false)
  })

  test('never overwrites an older one', () => {
    const size = statSync(file).size
    expect(run('backup', [file], { DATA_DIR: dataDir })).toMatchObject({
      code: 1,
      text: expect.stringMatching(/exists already/),
    })
    expect(statSync(file).size).toBe(size)
  })

  test('brings everything back after the database was wrecked', async () => {
    truncateSync(join(dataDir, 'pg', 'global', 'pg_control'), 10)
    const restored = join(home, 'restored')
    const { code, text } = run('restore', [file], { DATA_DIR: restored })
    expect([code, text]).toEqual([0, expect.stringContaining('300')])
    expect(text).toContain('audit log: 5，完整 whole')
    const opened = await openKeyed(restored)
    const after = await stateOf(opened.db)
    const [pair] = await opened.db.select().from(relations).limit(1)
    await opened.close()
    expect(after).toEqual(before)
    expect(pair?.mobiles).toEqual([MOBILE])
  })

  test('goes into an empty directory alone', () => {
    const full = join(home, 'full')
    mkdirSync(full)
    writeFileSync(join(full, 'mine.txt'), 'mine')
    const { code, text } = run('restore', [file], { DATA_DIR: full })
    expect([code, text]).toEqual([1, expect.stringMatching(/不是空的.*not empty/)])
    expect(readdirSync(full)).toEqual(['mine.txt'])
  })

  test('without its key says which file is missing, and the start that follows says so too', async () => {
    const bare = join(home, 'bare.tar.gz')
    writeFileSync(bare, readFileSync(file))
    const restored = join(home, 'keyless')
    const { code, text } = run('restore', [bare], { DATA_DIR: restored })
    expect([code, text]).toEqual([0, expect.stringContaining('bare.tar.gz.key')])
    await expect(openKeyed(restored)).rejects.toThrow(/which is missing/)
  })

  test.each([
    ['cut short', (whole: Buffer) => whole.subarray(0, Math.floor(whole.length / 2))],
    ['damaged', (whole: Buffer) => Buffer.concat([whole.subarray(0, 5000), Buffer.alloc(64, 7), whole.subarray(5064)])],
    ['not ours', () => gzipSync(Buffer.concat([packText('readme.txt', 'x'), packEnd()]))],
    ['leading out of the directory', () => gzipSync(Buffer.concat([packText('../../evil', 'x'), packEnd()]))],
    ['no archive at all', () => Buffer.from('hello')],
  ])('that is %s is refused and leaves nothing behind', async (_what, change) => {
    const broken = join(home, 'broken.tar.gz')
    writeFileSync(broken, change(readFileSync(file)))
    const target = join(home, 'never')
    await expect(restoreDirectory(broken, target)).rejects.toThrow(/不是完整的备份/)
    await expect(restoreDirectory(broken, target)).rejects.toThrow(BackupRefused)
    expect(existsSync(target) ? readdirSync(target) : []).toEqual([])
    expect(existsSync(join(home, 'evil'))).toBe(false)
  })

  test('can be asked whether its audit log is whole, and betrays a change', async () => {
    const restored = join(home, 'restored')
    const whole = run('audit-verify', [], { DATA_DIR: restored })
    expect([whole.code, whole.text]).toEqual([0, expect.stringContaining('5 entries')])
    const [expected] = /5:[0-9a-f]{64}/.exec(whole.text) ?? []
    expect(run('audit-verify', [`--expect=${expected}`], { DATA_DIR: restored }).code).toBe(0)
    const opened = await openKeyed(restored)
    await opened.db.execute(sql`update audit_entries set actor = 'nobody' where seq = 3`)
    await opened.close()
    const { code, text } = run('audit-verify', [], { DATA_DIR: restored })
    expect([code, text]).toEqual([1, expect.stringMatching(/第 3 条被改动 · entry 3 was changed/)])
  })
})

describe.runIf(ENGINES.includes('postgres') && existsSync('/usr/bin/pg_dump'))('A backup of PostgreSQL', () => {
  const base = process.env.TEST_DATABASE_URL ?? ''
  const home = mkdtempSync(join(tmpdir(), 'zhanggui-backup-'))
  const names = ['from', 'to'].map((one) => `zg_backup_${one}_${process.pid}`)
  const urlOf = (name = ''): string => Object.assign(new URL(base), { pathname: `/${name}` }).toString()
  const [from, to] = [urlOf(names[0]), urlOf(names[1])]
  const asAdmin = async (statements: string[]) => {
    const admin = new pg.Client({ connectionString: base })
    await admin.connect()
    for (const one of statements) await admin.query(one)
    await admin.end()
  }

  beforeAll(() => asAdmin(names.map((name) => `create database ${name}`)))
  afterAll(async () => {
    await asAdmin(names.map((name) => `drop database if exists ${name} with (force)`))
    rmSync(home, { recursive: true, force: true })
  })

  test('comes back into an empty database, and into no other', async () => {
    const opened = await openPostgres(from)
    await takeKeys(opened.db, [], signFirstHead)
    await fill(opened.db)
    const before = await stateOf(opened.db)
    await opened.close()
    const file = join(home, 'monday.dump')
    expect(run('backup', [file], { DATABASE_URL: from })).toMatchObject({ code: 0 })
    const { code, text } = run('restore', [file], { DATABASE_URL: to })
    expect([code, text]).toEqual([0, expect.stringContaining('300')])
    const restored = await openPostgres(to)
    expect(await stateOf(restored.db)).toEqual(before)
    await restored.close()
    const again = run('restore', [file], { DATABASE_URL: to })
    expect([again.code, again.text]).toEqual([1, expect.stringMatching(/not empty/)])
  })

  test('tells what to install where the tools are missing', () => {
    const { code, text } = run('backup', [join(home, 'x.dump')], { DATABASE_URL: from, PATH: '' })
    expect([code, text]).toEqual([1, expect.stringMatching(/pg_dump is missing/)])
  })
})
