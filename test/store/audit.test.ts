import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Db, rowsOf } from '../../src/db/db.ts'
import type { OpenDb } from '../../src/db/open.ts'
import { useKeys } from '../../src/db/sealing.ts'
import { appendAudit } from '../../src/features/audit/append-audit.ts'
import { hashOf } from '../../src/features/audit/chain.ts'
import { signFirstHead } from '../../src/features/audit/sign-head.ts'
import { auditEntries, auditHeads } from '../../src/features/audit/tables.ts'
import { verifyChain } from '../../src/features/audit/view-chain.ts'
import { takeKeys } from '../../src/features/privacy/take-keys.ts'
import type { AuditAct } from '../../src/spine/core.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'

const KEY = { id: 'k1', key: randomBytes(32) }
const LENGTH = 24
/** `AUDIT_TAMPERINGS=1000` is the long form. */
const TAMPERINGS = Number(process.env.AUDIT_TAMPERINGS ?? 200)
const BEGIN = Date.UTC(2026, 10, 23, 2)

const ACTS: readonly Omit<AuditAct, 'actor'>[] = [
  { action: 'signed-in' },
  { action: 'stage-moved', customer: 'wm-chen', data: { to: 'intent' } },
  { action: 'target-set', object: '2026-11', data: { amount: 5_000_000, currency: 'CNY', scope: 'company' } },
  { action: 'setting-changed', object: 'welcome' },
]

type Row = typeof auditEntries.$inferSelect
type Head = typeof auditHeads.$inferSelect
type Chain = { rows: Row[]; heads: Head[] }

const readChain = async (db: Db): Promise<Chain> => ({
  rows: await db.select().from(auditEntries).orderBy(auditEntries.seq),
  heads: await db.select().from(auditHeads),
})
const writeChain = async (db: Db, { rows, heads }: Chain): Promise<void> => {
  await db.delete(auditEntries)
  await db.delete(auditHeads)
  if (rows.length > 0) await db.insert(auditEntries).values(rows)
  if (heads.length > 0) await db.insert(auditHeads).values(heads)
}

const iso = (at: Date) => at.toISOString().replace('Z', '000Z')
/** What somebody can do who knows how the chain is made and may write to the database, but has no key. */
const relinked = (rows: readonly Row[]): Row[] => {
  let prev = '0'.repeat(64)
  return rows.map((row, place) => {
    const linked = { ...row, seq: place + 1, prev }
    prev = hashOf({ ...linked, at: iso(row.at) }, prev)
    return { ...linked, hash: prev }
  })
}
const movedHead = (heads: readonly Head[], rows: readonly Row[]): Head[] =>
  heads.map((head) => ({ ...head, seq: rows.length, hash: rows.at(-1)?.hash ?? '' }))

const edits: Record<string, (row: Row, text: string) => Row> = {
  time: (row) => ({ ...row, at: new Date(row.at.getTime() + 1) }),
  actor: (row, text) => ({ ...row, actor: `${row.actor}${text}` }),
  action: (row, text) => ({ ...row, action: `${row.action}${text}` }),
  object: (row, text) => ({ ...row, object: row.object === null ? text : null }),
  data: (row, text) => ({ ...row, data: { ...row.data, amount: text } }),
  'the link back': (row) => ({ ...row, prev: row.hash }),
  hash: (row) => ({ ...row, hash: row.prev }),
  number: (row) => ({ ...row, seq: row.seq + 1000 }),
}

type Tampering = { name: string; tamper: (chain: Chain) => Chain }
const places = fc.integer({ min: 0, max: LENGTH - 1 })
const withRows = (tamper: (rows: Row[]) => Row[]): Tampering['tamper'] => {
  return ({ rows, heads }) => ({ rows: tamper([...rows]), heads })
}

const tamperings: fc.Arbitrary<Tampering> = fc.oneof(
  fc.tuple(fc.constantFrom(...Object.keys(edits)), places, fc.stringMatching(/^[a-z]{1,4}$/)).map(
    ([field, place, text]): Tampering => ({
      name: `changes ${field} of ${place + 1}`,
      tamper: withRows((rows) => rows.map((row, at) => (at === place ? (edits[field]?.(row, text) ?? row) : row))),
    }),
  ),
  places.map((place) => ({ name: `deletes ${place + 1}`, tamper: withRows((rows) => rows.toSpliced(place, 1)) })),
  fc.tuple(places, fc.integer({ min: 1, max: LENGTH })).map(([place, count]) => ({
    name: `deletes ${count} from ${place + 1}`,
    tamper: withRows((rows) => rows.toSpliced(place, count)),
  })),
  fc.uniqueArray(places, { minLength: 2, maxLength: 2 }).map(([a = 0, b = 1]) => ({
    name: `swaps ${a + 1} and ${b + 1}`,
    tamper: withRows((rows) => {
      const [one, other] = [rows[a], rows[b]]
      if (one === undefined || other === undefined) throw new Error('no such rows')
      return rows.with(a, { ...other, seq: one.seq }).with(b, { ...one, seq: other.seq })
    }),
  })),
  fc.integer({ min: 1, max: LENGTH }).map((count) => ({
    name: `cuts ${count} off the end`,
    tamper: withRows((rows) => rows.slice(0, -count)),
  })),
  fc.integer({ min: 1, max: LENGTH - 1 }).map((count) => ({
    name: `cuts ${count} off the end and moves the head`,
    tamper: ({ rows, heads }: Chain) => {
      const left = rows.slice(0, -count)
      return { rows: left, heads: movedHead(heads, left) }
    },
  })),
  places.map((place) => ({
    name: `deletes ${place + 1} and links all others anew`,
    tamper: ({ rows, heads }: Chain) => {
      const left = relinked(rows.toSpliced(place, 1))
      return { rows: left, heads: movedHead(heads, left) }
    },
  })),
  places.map((place) => ({
    name: `changes ${place + 1}, links all anew and takes the signature away`,
    tamper: ({ rows, heads }: Chain) => {
      const changed = relinked(rows.map((row, at) => (at === place ? { ...row, actor: 'nobody' } : row)))
      return { rows: changed, heads: movedHead(heads, changed).map((head) => ({ ...head, signature: null })) }
    },
  })),
  fc.constant({ name: 'deletes the head', tamper: ({ rows }: Chain) => ({ rows, heads: [] }) }),
  places.map((place) => ({
    name: `adds a copy of ${place + 1} at the end`,
    tamper: withRows((rows) => {
      const [copied, last] = [rows[place], rows.at(-1)]
      if (copied === undefined || last === undefined) throw new Error('no such rows')
      const forged = { ...copied, seq: LENGTH + 1, prev: last.hash }
      return [...rows, { ...forged, hash: hashOf({ ...forged, at: iso(forged.at) }, last.hash) }]
    }),
  })),
  places.map((place) => ({
    name: `hides ${place + 1} before the beginning`,
    tamper: withRows((rows) => rows.map((row, at) => (at === place ? { ...row, seq: -1 } : row))),
  })),
)

describe.each(ENGINES)('The audit log on %s', (engine) => {
  let store: OpenDb
  const append = (act: AuditAct, minute: number) =>
    store.db.transaction((tx) => appendAudit(tx, act, new Date(BEGIN + minute * 60_000)))
  const fill = async () => {
    for (let place = 0; place < LENGTH; place++) {
      const act = ACTS[place % ACTS.length]
      if (act !== undefined) await append({ ...act, actor: place % 2 === 0 ? 'linyu' : 'wangmin' }, place)
    }
  }
  beforeAll(async () => {
    store = await openTestDb(engine)
  })
  beforeEach(async () => {
    await emptyDb(store)
    await takeKeys(store.db, [KEY], signFirstHead)
  })
  afterAll(async () => {
    useKeys([])
    await store.close()
  })

  test('is whole after what people did', async () => {
    expect(await verifyChain(store.db)).toMatchObject({ entries: 0, head: { seq: 0 }, signed: true, broken: null })
    await fill()
    expect(await verifyChain(store.db)).toMatchObject({ entries: LENGTH, signed: true, broken: null })
  })

  test(`betrays every one of ${TAMPERINGS} tamperings`, async () => {
    await fill()
    const chain = await readChain(store.db)
    await fc.assert(
      fc.asyncProperty(tamperings, async ({ tamper }) => {
        const tampered = tamper(chain)
        // Two tamperings may do nothing: a copy of the last one moved nowhere.
        fc.pre(JSON.stringify(tampered) !== JSON.stringify(chain))
        await writeChain(store.db, tampered)
        const { broken } = await verifyChain(store.db)
        expect(broken).not.toBeNull()
      }),
      { numRuns: TAMPERINGS },
    )
    await writeChain(store.db, chain)
    expect((await verifyChain(store.db)).broken).toBeNull()
  })

  test('wiped as a whole is not taken for a new one, whatever people do afterwards', async () => {
    await fill()
    await writeChain(store.db, { rows: [], heads: [] })
    expect((await verifyChain(store.db)).broken).toEqual({ seq: 0, why: 'no-head' })
    await fill()
    expect((await verifyChain(store.db)).broken).toEqual({ seq: LENGTH, why: 'bad-signature' })
  })

  test('cut short with its head moved back is not signed anew by the next entry', async () => {
    await fill()
    const { rows, heads } = await readChain(store.db)
    const left = rows.slice(0, -3)
    await writeChain(store.db, { rows: left, heads: movedHead(heads, left) })
    await append({ actor: 'linyu', action: 'signed-in' }, LENGTH)
    expect((await verifyChain(store.db)).broken).toEqual({ seq: LENGTH - 2, why: 'bad-signature' })
  })

  test('names the first entry that is wrong', async () => {
    await fill()
    await store.db.execute(sql`update audit_entries set actor = 'nobody' where seq in (7, 19)`)
    expect((await verifyChain(store.db)).broken).toEqual({ seq: 7, why: 'changed' })
    await store.db.execute(sql`delete from audit_entries where seq = 4`)
    expect((await verifyChain(store.db)).broken).toEqual({ seq: 4, why: 'missing' })
  })

  test('notices a millionth of a second', async () => {
    await fill()
    await store.db.execute(sql`update audit_entries set at = at + interval '1 microsecond' where seq = 3`)
    expect((await verifyChain(store.db)).broken).toEqual({ seq: 3, why: 'changed' })
  })

  test('put back as a whole to an older state is found by a head that was written down elsewhere', async () => {
    await fill()
    const before = await readChain(store.db)
    await append({ actor: 'linyu', action: 'person-erased', customer: 'wm-chen' }, LENGTH)
    const { head } = await verifyChain(store.db)
    await writeChain(store.db, before)
    expect((await verifyChain(store.db)).broken).toBeNull()
    expect((await verifyChain(store.db, head)).broken).toEqual({ seq: LENGTH + 1, why: 'not-as-expected' })
  })

  test('stays one chain when twenty people act at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, at) => append({ actor: `rep${at}`, action: 'signed-in' }, at)))
    expect(await verifyChain(store.db)).toMatchObject({ entries: 20, broken: null })
  })

  test('takes an entry back with the change it belongs to', async () => {
    const failed = store.db.transaction(async (tx) => {
      await appendAudit(tx, { actor: 'linyu', action: 'signed-in' }, new Date(BEGIN))
      throw new Error('the change failed')
    })
    await expect(failed).rejects.toThrow('the change failed')
    expect(await rowsOf(store.db, sql`select 1 from audit_entries`)).toEqual([])
  })

  test('never holds a customer’s id, and still finds what was done to one', async () => {
    await append({ actor: 'linyu', action: 'person-exported', customer: 'wm-chen' }, 0)
    await append({ actor: 'linyu', action: 'person-exported', customer: 'wm-chen' }, 1)
    const rows = await store.db.select().from(auditEntries)
    expect(JSON.stringify(rows)).not.toContain('wm-chen')
    expect(new Set(rows.map((row) => row.object)).size).toBe(1)
  })
})
