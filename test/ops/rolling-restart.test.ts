import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startKeeper } from '../../src/cli/keeper.mjs'
import { freePort } from '../../src/trial.ts'
import { figure, sizeFrom } from '../support/figures.ts'
import { signIn } from '../support/world.ts'
import { COMPANY, createDatabase, ENTRY, envOf, openFront, openWecom, startReplicaProcess } from './processes.ts'
import { type Load, startLoad } from './steady-load.ts'

/** `FIGURES=1 ROLLING_RESTARTS=20 ROLLING_RATE=300 npx vitest run test/ops/rolling-restart.test.ts` is the long form. */
const RESTARTS = sizeFrom('ROLLING_RESTARTS', 3)
/** Callbacks a second behind the proxy. */
const RATE = sizeFrom('ROLLING_RATE', 12)
const TIMEOUT_MS = 60_000 + RESTARTS * 40_000
const base = process.env.TEST_DATABASE_URL

const line = ({ callbacks, sidebar, seconds }: { callbacks: Load; sidebar: Load; seconds: number }): string => {
  const failed = callbacks.failed.length + sidebar.failed.length
  return `R7: ${RESTARTS} restarts at ${Math.round(callbacks.sent / seconds)} callbacks/s: ${failed} failed of ${callbacks.sent} callbacks and ${sidebar.sent} taps, slowest ${Math.round(callbacks.slowestMs)} ms · ${failed === 0 ? 'met' : 'missed'}`
}

const expectNothingLost = (load: Load, atLeast: number) => {
  expect(load.failed).toEqual([])
  expect(load.sent).toBeGreaterThan(atLeast)
}

describe.runIf(base !== undefined)('a new version comes while callbacks and taps go on (PostgreSQL)', () => {
  test(
    'two replicas behind a proxy, replaced in turn: every callback is stored and every tap answered',
    async () => {
      const database = await createDatabase(base ?? '')
      const ports = [await freePort('127.0.0.1'), await freePort('127.0.0.1')] as const
      const front = await openFront(ports)
      const wecom = await openWecom(front.url)
      const env = { ...envOf(front.url, wecom.url), DATABASE_URL: database.url }
      const replicas = [await startReplicaProcess(ports[0], env), await startReplicaProcess(ports[1], env)]
      try {
        const { cookie } = await signIn(front.url, 'wangmin')
        const load = startLoad(front.url, { corp: COMPANY, cookie, perSecond: RATE })
        for (let n = 0; n < RESTARTS; n++) {
          const at = n % 2
          const ended = await replicas[at]?.stop()
          expect(ended?.code).toBe(0)
          expect(ended?.ms).toBeLessThan(5_000)
          replicas[at] = await startReplicaProcess(ports[at === 0 ? 0 : 1], env)
        }
        const { callbacks, sidebar, seconds } = await load.stop()
        figure(line({ callbacks, sidebar, seconds }))
        expectNothingLost(callbacks, RESTARTS * 10)
        expectNothingLost(sidebar, RESTARTS * 10)
        expect(await database.count("inbox_events where body like '%wmRolling%'")).toBe(callbacks.sent)
      } finally {
        await Promise.all(replicas.map((one) => one.stop()))
        await front.close()
        await wecom.close()
        await database.drop()
      }
    },
    TIMEOUT_MS,
  )
})

const ENGINES = base === undefined ? (['embedded'] as const) : (['embedded', 'postgres'] as const)

// Each socket takes one turn of the product's event loop to be handed over: a company's pace, not a load test's.
describe.each(ENGINES)('a plain process behind `npm run serve` on %s', (engine) => {
  test(
    'is replaced without a refused connection: sockets wait in the keeper’s hand',
    async () => {
      const database = engine === 'postgres' ? await createDatabase(base ?? '') : null
      const dataDir = mkdtempSync(join(tmpdir(), 'zhanggui-serve-'))
      const port = await freePort('127.0.0.1')
      const url = `http://127.0.0.1:${port}`
      const wecom = await openWecom(url)
      const where: Record<string, string> = database === null ? { DATA_DIR: dataDir } : { DATABASE_URL: database.url }
      const keeper = await startKeeper({
        ...{ port, host: '127.0.0.1', entry: ENTRY, execArgv: [], overlap: database !== null },
        env: { ...envOf(url, wecom.url), ...where },
      })
      if (keeper === null) throw new Error('the product did not start')
      try {
        const { cookie } = await signIn(url, 'wangmin')
        const load = startLoad(url, { corp: COMPANY, cookie, perSecond: 5 })
        const pids = [keeper.pid()]
        for (let n = 0; n < Math.ceil(RESTARTS / 2); n++) {
          expect(await keeper.restart()).toBe(true)
          pids.push(keeper.pid())
        }
        expect(new Set(pids).size).toBe(pids.length)
        const { callbacks, sidebar } = await load.stop()
        expectNothingLost(callbacks, 5)
        expectNothingLost(sidebar, 5)
        if (database !== null)
          expect(await database.count("inbox_events where body like '%wmRolling%'")).toBe(callbacks.sent)
      } finally {
        expect(await keeper.stop()).toBe(0)
        await wecom.close()
        await database?.drop()
        rmSync(dataDir, { recursive: true, force: true })
      }
    },
    TIMEOUT_MS,
  )
})
