import { eq, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import { keysInUse } from '../../db/sealing.ts'
import { type Break, endBreak, firstBreak, GENESIS, HEAD, type Head, type Linked } from './chain.ts'
import { isWellSigned } from './sign-head.ts'
import { auditHeads } from './tables.ts'

const BATCH = 1000
export type Verdict = {
  entries: number
  head: { seq: number; hash: string } | null
  /** False without DATA_KEYS: whoever may write to the database could then also write a chain of his own. */
  signed: boolean
  broken: Break | null
}

const readHead = async (db: Db): Promise<Head | null> => {
  const [row] = await db.select().from(auditHeads).where(eq(auditHeads.name, HEAD))
  return row === undefined ? null : { seq: row.seq, hash: row.hash, signature: row.signature }
}

const readRun = (db: Db, after: number): Promise<Linked[]> =>
  rowsOf<Linked & { seq: number | string }>(
    db,
    sql`select seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, actor, action, object, data,
          prev, hash
        from audit_entries where seq > ${after} order by seq limit ${BATCH}`,
  ).then((rows) => rows.map((row) => ({ ...row, seq: Number(row.seq) })))

/** Once keys are in use there is a head, of an empty log too. */
const headBreak = (head: Head | null): Break | null => {
  if (head === null) return keysInUse().length === 0 ? null : { seq: 0, why: 'no-head' }
  return isWellSigned(head) ? null : { seq: head.seq, why: 'bad-signature' }
}

type Expected = { seq: number; hash: string }

/**
 * Walks the whole chain in one consistent picture of it. `expected` is a head that was written down elsewhere: it
 * finds even a database that was put back to an older state. Throws KeyMissing when the head's key is not among ours.
 */
export const verifyChain = (db: Db, expected: Expected | null = null): Promise<Verdict> =>
  db.transaction(
    async (tx) => {
      const head = await readHead(tx)
      let last = { seq: 0, hash: GENESIS }
      let broken: Break | null = null
      let unseen = expected
      for (;;) {
        // The lowest number may have been made negative or zero: those belong to no chain either.
        const run = await readRun(tx, last.seq === 0 ? Number.MIN_SAFE_INTEGER : last.seq)
        broken = firstBreak(last, run)
        const asked = run.find((one) => one.seq === unseen?.seq)
        if (asked !== undefined && asked.hash === unseen?.hash) unseen = null
        const end = run.at(-1)
        if (broken !== null || end === undefined) break
        last = end
        if (run.length < BATCH) break
      }
      broken ??= endBreak(last, head)
      broken ??= headBreak(head)
      if (unseen !== null) broken ??= { seq: unseen.seq, why: 'not-as-expected' }
      return {
        entries: last.seq,
        head: head === null ? null : { seq: head.seq, hash: head.hash },
        signed: head?.signature != null,
        broken,
      }
    },
    { isolationLevel: 'repeatable read' },
  )
