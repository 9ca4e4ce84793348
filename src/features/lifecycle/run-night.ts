import { asc, inArray } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { plainMessage } from '../../spine/failure.ts'
import { customers } from '../customers/tables.ts'
import { lockPerson } from '../merges/queries.ts'
import { applyDecision } from './apply-decision.ts'
import { applyTogether, type ManyCore } from './apply-together.ts'
import { lifecycleStateOf, listForNight, type NightRow } from './queries.ts'
import { decideNightly } from './rules.ts'

const BATCH = 2_000
/** Customers of one transaction: the locks of more would make a rep's tap or a callback wait noticeably. */
const TOGETHER = 200
/** Changes written at once; the embedded database takes them one by one all the same. */
const SIDE_BY_SIDE = 4
/** So many are no bad rows any more but a fault of the whole. */
const FAILED_AT_MOST = 1_000

type Failed = { externalUserid: string; error: unknown }
export type Night = {
  looked: number
  changed: number
  /** Transactions of many that failed and were taken apart: a slow night, even where nobody failed alone. */
  apart: number
  /** Why the first of them was, in words without anybody's data. */
  apartBecause?: string
  failed: Failed[]
}

/**
 * What time alone changes. Everybody is judged in memory, a batch at a time; who changes is judged again under the lock
 * and written, some hundred in one transaction. One bad row never stops the night: where a transaction fails, each of
 * its customers gets one of their own, and who fails again stands in `failed`.
 */
export const runNight = async (core: ManyCore): Promise<Night> => {
  const night: Night = { looked: 0, changed: 0, apart: 0, failed: [] }
  for (let after = ''; night.failed.length < FAILED_AT_MOST; ) {
    const rows = await listForNight(core.db, { after, limit: BATCH, now: core.now() })
    night.looked += rows.length
    // Of a merged person the batch knows one account alone: these are judged one by one, with all they have.
    const due = rows.filter((row) => !row.merged && decideNightly(row, core.now(), core.zone) !== null)
    const groups = [...chunks(due), ...rows.filter((row) => row.merged).map((row) => [row])]
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => moveGroups(core, groups, night)))
    const last = rows.at(-1)
    if (last === undefined || rows.length < BATCH) break
    after = last.externalUserid
  }
  return night
}

const chunks = (rows: readonly NightRow[]): NightRow[][] =>
  Array.from({ length: Math.ceil(rows.length / TOGETHER) }, (_, n) => rows.slice(n * TOGETHER, (n + 1) * TOGETHER))

const moveGroups = async (core: ManyCore, groups: NightRow[][], night: Night): Promise<void> => {
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    const ids = group.map((row) => row.externalUserid)
    const together = ids.length > 1 ? await moveTogether(core, ids).catch(takeApart(night)) : null
    if (together !== null) night.changed += together.changed
    for (const id of together?.left ?? ids) await moveAlone(core, id, night)
  }
}

const takeApart =
  (night: Night) =>
  (error: unknown): null => {
    night.apart += 1
    night.apartBecause ??= plainMessage(error)
    return null
  }

const moveAlone = async (core: ManyCore, externalUserid: string, night: Night): Promise<void> => {
  try {
    if (await moveOne(core, externalUserid)) night.changed += 1
  } catch (error) {
    night.failed.push({ externalUserid, error })
  }
}

/** `left`: merged since the batch was read, so not for here. */
const moveTogether = (core: ManyCore, ids: readonly string[]): Promise<{ changed: number; left: string[] }> =>
  core.db.transaction(async (tx) => {
    await lockAll(tx, ids)
    const now = core.now()
    // A statement of its own: what a transaction we waited for has changed is not seen by the one that locks.
    const rows = await listForNight(tx, { ids, now })
    const decided = rows.flatMap((row) => {
      const decision = row.merged ? null : decideNightly(row, now, core.zone)
      return decision === null ? [] : [{ customer: row, decision, userid: null }]
    })
    await applyTogether(core, tx, decided)
    const left = rows.filter((row) => row.merged).map((row) => row.externalUserid)
    return { changed: decided.length, left }
  })

const lockAll = (tx: Db, ids: readonly string[]) =>
  tx
    .select({ id: customers.externalUserid })
    .from(customers)
    .where(inArray(customers.externalUserid, [...ids]))
    .orderBy(asc(customers.externalUserid))
    .for('update')

const moveOne = (core: ManyCore, externalUserid: string): Promise<boolean> =>
  core.db.transaction(async (tx) => {
    const customer = await lockPerson(tx, externalUserid)
    if (customer === null) return false
    const now = core.now()
    const decision = decideNightly(await lifecycleStateOf(tx, customer, now), now, core.zone)
    const actor = { kind: 'rule', id: decision?.move?.rule ?? 'night' } as const
    await applyDecision(core, tx, { customer, decision, actor, userid: null })
    return decision !== null
  })
