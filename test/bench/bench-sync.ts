import pino from 'pino'
import { readConfig } from '../../src/config.ts'
import { createDeps } from '../../src/deps.ts'
import { syncCustomers } from '../../src/features/relations/sync-customers.ts'
import { countDone, lastRun } from '../../src/features/relations/sync-store.ts'
import { startBigCompany } from '../support/big-company.ts'
import { type Engine, openTestDb } from '../support/store.ts'
import { lastingSeconds, strictestSeconds } from '../support/yardstick.ts'
import { type Row, verdictOf } from './table.ts'

const MEMBERS = 100
const EACH = 1_000
const ROWS_PER_PAGE = 100
const GOAL = 0.95
const BOUND = 'saving a page costs more than reading it'

const CORP = {
  corpId: 'wwbigcompany00000001',
  agentId: '1000009',
  secret: 'secret-of-the-big-company-000000000000000000',
  token: 'bigToken',
  encodingAesKey: 'dGVzdGtleXRlc3RrZXl0ZXN0a2V5dGVzdGtleXRlc3Q',
}

/** A first sync of 100,000 old customers under the published limits, against the time those limits alone would take. */
export const benchSync = async (engine: Engine, name: string): Promise<Row[]> => {
  const company = await startBigCompany({ members: MEMBERS, each: EACH })
  const opened = await openTestDb(engine)
  const config = readConfig({ WECOM_API_URL: company.url, LOG_LEVEL: 'silent' })
  const deps = await createDeps({ config, wecom: CORP, opened, log: pino({ level: 'silent' }) })
  try {
    const started = performance.now()
    await syncCustomers(deps.core, deps.wecom.inLane('bulk'), { day: '2026-11-24' })
    const seconds = (performance.now() - started) / 1000
    const run = await lastRun(deps.core.db, 'sync')
    const { rows, pages } = await countDone(deps.core.db, run?.id ?? 0)
    const ledger = await company.ledger()
    const twice = Object.values(ledger.pages).filter((times) => times > 1).length
    if (rows !== MEMBERS * EACH || twice > 0 || ledger.over > 0) {
      throw new Error(`${rows} read, ${twice} pages twice, ${ledger.over} calls over the limit`)
    }
    const calls = rows / ROWS_PER_PAGE
    const row = (speed: string, theory: number): Row => ({
      goal: `C3 first sync of ${rows.toLocaleString('en')} customers, ${name}: ≥ ${GOAL} × ${speed}`,
      measured: `${(theory / seconds).toFixed(2)} × (${seconds.toFixed(1)} s, ${pages} pages; ${theory.toFixed(1)} s)`,
      verdict: verdictOf({ value: theory / seconds, limit: GOAL, better: 'more', because: BOUND }),
    })
    return [
      row('the speed the published limits allow together (150,000 an hour)', lastingSeconds(calls)),
      row('the speed of the minute’s limit alone (10,000)', strictestSeconds(calls)),
    ]
  } finally {
    await deps.wecom.close()
    await opened.close()
    company.close()
  }
}
