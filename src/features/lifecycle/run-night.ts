import { and, asc, gt, isNotNull, ne } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { customers } from '../customers/tables.ts'
import { applyDecision } from './apply-decision.ts'
import type { LifecycleFact } from './facts.ts'
import { lifecycleStateOf, lockCustomer } from './queries.ts'
import { decideNightly } from './rules.ts'

const BATCH = 500

/** What time alone changes. One small transaction per customer that changes: one bad row never stops the night. */
export const runNight = async (core: Core<LifecycleFact>): Promise<{ looked: number; changed: number }> => {
  let after = ''
  let looked = 0
  let changed = 0
  for (;;) {
    const rows = await core.db
      .select()
      .from(customers)
      .where(and(gt(customers.externalUserid, after), isNotNull(customers.stage), ne(customers.stage, 'churned')))
      .orderBy(asc(customers.externalUserid))
      .limit(BATCH)
    for (const row of rows) {
      looked++
      if (decideNightly(await lifecycleStateOf(core.db, row, core.now()), core.now(), core.zone) === null) continue
      if (await moveOne(core, row.externalUserid)) changed++
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < BATCH) return { looked, changed }
    after = last.externalUserid
  }
}

const moveOne = (core: Core<LifecycleFact>, externalUserid: string): Promise<boolean> =>
  core.db.transaction(async (tx) => {
    const customer = await lockCustomer(tx, externalUserid)
    if (customer === null) return false
    const now = core.now()
    const decision = decideNightly(await lifecycleStateOf(tx, customer, now), now, core.zone)
    const actor = { kind: 'rule', id: decision?.move?.rule ?? 'night' } as const
    await applyDecision(core, tx, { customer, decision, actor, userid: null })
    return decision !== null
  })
