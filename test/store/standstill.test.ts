import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/pglite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Db, rowsOf } from '../../src/db/db.ts'
import { endStandstills, STANDSTILL_MS, Standstill } from '../../src/db/standstill.ts'
import { copyTemplate } from '../../src/db/template.ts'
import { ENGINES, openTestDb } from '../support/store.ts'

const SHORT_MS = 300

describe('a transaction that waits for what stands behind it', () => {
  const home = mkdtempSync(join(tmpdir(), 'zhanggui-standstill-'))
  let lite: PGlite
  let db: Db
  beforeAll(async () => {
    copyTemplate(join(home, 'pg'))
    lite = await PGlite.create({ dataDir: join(home, 'pg') })
    endStandstills(lite, SHORT_MS)
    db = drizzle(lite) as unknown as Db
    await db.execute(sql`create table seen (what text)`)
  }, 60_000)
  afterAll(async () => {
    await lite?.close()
    rmSync(home, { recursive: true, force: true })
  })

  const kept = async (): Promise<string[]> =>
    (await rowsOf<{ what: string }>(db, sql`select what from seen order by what`)).map((row) => row.what)
  const note = (to: Db, what: string) => to.execute(sql`insert into seen (what) values (${what})`)

  test('is rolled back, and everybody else goes on', async () => {
    const stood = db.transaction(async (tx) => {
      await note(tx, 'taken back')
      await note(db, 'from outside')
    })
    await expect(stood).rejects.toThrow(Standstill)
    expect(await kept()).toEqual(['from outside'])
  })

  test('cannot write once it was rolled back', async () => {
    let late: Promise<unknown> = Promise.resolve()
    const stood = db.transaction(async (tx) => {
      await new Promise((resolve) => setTimeout(resolve, SHORT_MS + 200))
      late = note(tx, 'too late')
      await late
    })
    await expect(stood).rejects.toThrow(Standstill)
    await new Promise((resolve) => setTimeout(resolve, 400))
    await expect(late).rejects.toThrow()
    expect(await kept()).not.toContain('too late')
  })

  test('is another thing than one that works for long: that one comes to its end', async () => {
    await db.transaction(async (tx) => {
      for (let n = 0; n < 4; n += 1) {
        await note(tx, `step ${n}`)
        await new Promise((resolve) => setTimeout(resolve, SHORT_MS / 2))
      }
      await tx.execute(sql`select pg_sleep(${(2 * SHORT_MS) / 1000}::float8)`)
      await note(tx, 'through')
    })
    expect(await kept()).toEqual(expect.arrayContaining(['step 0', 'step 3', 'through']))
  })

  test('says its own mistake, where it made one before', async () => {
    const failed = db.transaction(async (tx) => {
      await note(tx, 'with a mistake')
      throw new Error('a mistake of its own')
    })
    await expect(failed).rejects.toThrow('a mistake of its own')
    expect(await kept()).not.toContain('with a mistake')
  })
})

test.runIf(ENGINES.includes('postgres'))(
  'PostgreSQL is asked to end one itself, also where the process stands still',
  async () => {
    const opened = await openTestDb('postgres')
    const [row] = await rowsOf<{ ms: string }>(
      opened.db,
      sql`select setting as ms from pg_settings where name = 'idle_in_transaction_session_timeout'`,
    )
    await opened.close()
    expect(Number(row?.ms)).toBe(STANDSTILL_MS)
  },
)
