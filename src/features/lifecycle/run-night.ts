import type { Core } from '../../spine/core.ts'
import { lockPerson } from '../merges/queries.ts'
import { applyDecision } from './apply-decision.ts'
import type { LifecycleFact } from './facts.ts'
import { lifecycleStateOf, listForNight, type NightRow } from './queries.ts'
import { decideNightly } from './rules.ts'

const BATCH = 2_000
/** Changes written at once; the embedded database takes them one by one all the same. */
const SIDE_BY_SIDE = 4
/** So many are no bad rows any more but a fault of the whole. */
const FAILED_AT_MOST = 1_000

type Failed = { externalUserid: string; error: unknown }
export type Night = { looked: number; changed: number; failed: Failed[] }

/**
 * What time alone changes. Everybody is judged in memory, a batch at a time; whoever changes gets a small transaction
 * of their own, which judges again under the lock. One bad row never stops the night: it stands in `failed`.
 */
export const runNight = async (core: Core<LifecycleFact>): Promise<Night> => {
  const night: Night = { looked: 0, changed: 0, failed: [] }
  for (let after = ''; night.failed.length < FAILED_AT_MOST; ) {
    const rows = await listForNight(core.db, { after, limit: BATCH, now: core.now() })
    night.looked += rows.length
    // Of a merged person the batch knows one account alone: these are judged one by one, with all they have.
    const due = rows.filter((row) => row.merged || decideNightly(row, core.now(), core.zone) !== null)
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => moveAll(core, due, night)))
    const last = rows.at(-1)
    if (last === undefined || rows.length < BATCH) break
    after = last.externalUserid
  }
  return night
}

const moveAll = async (core: Core<LifecycleFact>, due: NightRow[], night: Night): Promise<void> => {
  for (let row = due.shift(); row !== undefined; row = due.shift()) {
    const { externalUserid } = row
    try {
      if (await moveOne(core, externalUserid)) night.changed += 1
    } catch (error) {
      night.failed.push({ externalUserid, error })
    }
  }
}

const moveOne = (core: Core<LifecycleFact>, externalUserid: string): Promise<boolean> =>
  core.db.transaction(async (tx) => {
    const customer = await lockPerson(tx, externalUserid)
    if (customer === null) return false
    const now = core.now()
    const decision = decideNightly(await lifecycleStateOf(tx, customer, now), now, core.zone)
    const actor = { kind: 'rule', id: decision?.move?.rule ?? 'night' } as const
    await applyDecision(core, tx, { customer, decision, actor, userid: null })
    return decision !== null
  })
