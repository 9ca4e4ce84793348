import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../../src/trial.ts'
import { signIn } from '../support/world.ts'
import { COMPANY, createDatabase, envOf, openWecom, startReplicaProcess } from './processes.ts'
import { startLoad } from './steady-load.ts'

/** CI must have it: `test/run.mjs` sees to that. */
const FAKETIME = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map((machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`)
  .find((file) => existsSync(file))
const base = process.env.TEST_DATABASE_URL

/** The host's clock jumps some seconds before a job is due; nothing but that clock moves. */
const JUMPS = [
  { what: 'an hour ahead', by: '+3600', at: '2026-11-25T08:39:48+08:00', job: 'group-digest' },
  { what: 'two hours back', by: '-7200', at: '2026-11-25T08:49:48+08:00', job: 'daily-reminders' },
  { what: 'a day ahead', by: '+86400', at: '2026-11-25T09:09:48+08:00', job: 'daily-digest' },
] as const

describe.skipIf(FAKETIME === undefined || base === undefined)('when the clock of the machine is set', () => {
  const home = mkdtempSync(join(tmpdir(), 'zhanggui-clock-'))
  const clock = join(home, 'clock')
  let database: Awaited<ReturnType<typeof createDatabase>>
  let wecom: Awaited<ReturnType<typeof openWecom>>
  let port: number
  beforeAll(async () => {
    database = await createDatabase(base ?? '')
    port = await freePort('127.0.0.1')
    wecom = await openWecom(`http://127.0.0.1:${port}`)
  })
  let replica: Awaited<ReturnType<typeof startReplicaProcess>> | null = null
  afterEach(async () => {
    replica?.signal('SIGKILL')
    await replica?.gone
  })
  afterAll(async () => {
    await wecom?.close()
    await database?.drop()
    rmSync(home, { recursive: true, force: true })
  })

  /** In one step: a file read while it is being written would be a jump of its own. */
  const setClock = (offset: string) => {
    writeFileSync(`${clock}.new`, offset)
    renameSync(`${clock}.new`, clock)
  }
  const runsOf = (job: string) => database.column(`select status || ' ' || day from occurrences where job = '${job}'`)

  test.each(JUMPS)(
    '$what, what is due still happens, once, and every callback is answered within a second',
    async ({ by, at, job }) => {
      setClock('+0')
      const url = `http://127.0.0.1:${port}`
      replica = await startReplicaProcess(port, {
        ...envOf(url, wecom.url),
        ...{ DATABASE_URL: database.url, TRIAL_CLOCK: at },
        ...{ LD_PRELOAD: FAKETIME ?? '', FAKETIME_TIMESTAMP_FILE: clock },
        ...{ FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' },
      })
      const { cookie } = await signIn(url, 'linyu')
      const load = () => startLoad(url, { corp: COMPANY, cookie, perSecond: 10 })
      const before = load()
      await pause(2_000)
      const { callbacks: usual } = await before.stop()
      const after = load()
      setClock(by)
      await expect.poll(() => runsOf(job), { timeout: 40_000, interval: 200 }).toEqual(['done 2026-11-25'])
      await pause(1_500)
      const { callbacks, sidebar } = await after.stop()
      expect([...callbacks.failed, ...sidebar.failed]).toEqual([])
      expect(callbacks.sent).toBeGreaterThan(20)
      // A machine so busy that it was slow before the jump proves nothing by being slow after it.
      expect(callbacks.slowestMs).toBeLessThan(Math.max(1_000, 2 * usual.slowestMs))
      expect(await runsOf(job)).toEqual(['done 2026-11-25'])
      expect((await replica.stop()).code).toBe(0)
    },
    90_000,
  )
})
