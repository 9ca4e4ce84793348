import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SyncView } from '../../src/features/relations/shapes.ts'
import { freePort } from '../../src/trial.ts'
import { type BigCompany, startBigCompany } from '../support/big-company.ts'

const ROOT = new URL('../../', import.meta.url)
const MEMBERS = 12
const EACH = 400
const KILLS = 2
/** Pages that may be under way, or answered and not yet saved, when a process dies: one of each batch at work. */
const IN_HAND = 12

let company: BigCompany
let dataDir: string
let port: number
let child: ChildProcess | null = null

beforeAll(async () => {
  company = await startBigCompany({ members: MEMBERS, each: EACH, latencyMs: 150 })
  dataDir = mkdtempSync(join(tmpdir(), 'zhanggui-kill-'))
  port = await freePort('127.0.0.1')
})
afterAll(() => {
  child?.kill('SIGKILL')
  company.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const url = (path: string) => `http://127.0.0.1:${port}${path}`

const start = async (): Promise<void> => {
  const { PATH, HOME } = process.env
  child = spawn(process.execPath, ['dist/main.js'], {
    cwd: ROOT,
    stdio: 'ignore',
    env: {
      PATH,
      HOME,
      PORT: String(port),
      DATA_DIR: dataDir,
      WECOM_CORP_ID: 'wwbigcompany00000001',
      WECOM_AGENT_ID: '1000009',
      WECOM_SECRET: 'secret-of-the-big-company-000000000000000000',
      WECOM_TOKEN: 'bigToken',
      WECOM_ENCODING_AES_KEY: 'dGVzdGtleXRlc3RrZXl0ZXN0a2V5dGVzdGtleXRlc3Q',
      WECOM_API_URL: company.url,
      WECOM_OAUTH_URL: company.url,
      ADMIN_USERIDS: 'rep0000',
      LOG_LEVEL: 'silent',
    },
  })
  await until(async () => (await fetch(url('/readyz')).catch(() => null))?.ok === true)
}

const kill = async (): Promise<void> => {
  const gone = new Promise((resolve) => child?.once('exit', resolve))
  child?.kill('SIGKILL')
  await gone
}

const until = async (done: () => Promise<boolean>, everyMs = 50): Promise<void> => {
  const deadline = performance.now() + 120_000
  while (!(await done())) {
    if (performance.now() > deadline) throw new Error('waited for two minutes')
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}

const signIn = async (): Promise<string> => {
  const login = await fetch(url('/auth/login?return_to=/sidebar/today'), { redirect: 'manual' })
  const state = new URL((login.headers.get('location') ?? '').replace(/#.*$/, '')).searchParams.get('state')
  const back = await fetch(url(`/auth/callback?code=code-of-rep0000&state=${state}`), {
    redirect: 'manual',
    headers: { cookie: login.headers.getSetCookie().join('; ') },
  })
  return back.headers.getSetCookie().map((one) => one.split(';')[0])[0] ?? ''
}

const pagesAsked = async (): Promise<number> =>
  Object.values((await company.ledger()).pages).reduce((sum, times) => sum + times, 0)

test('a first sync that is killed again and again reads every customer, and no finished page twice', async () => {
  await start()
  let cookie = await signIn()
  const begun = await fetch(url('/api/jobs/sync/run'), { method: 'POST', headers: { cookie } })
  expect(begun.status).toBe(202)
  const total = (MEMBERS * EACH) / 100
  for (let turn = 1; turn <= KILLS; turn += 1) {
    const wanted = Math.floor((total * turn) / (KILLS + 1))
    await until(async () => (await pagesAsked()) >= wanted)
    await kill()
    await start()
  }
  cookie = await signIn()
  const look = async () => (await (await fetch(url('/api/sync'), { headers: { cookie } })).json()) as SyncView
  // As a page asks that shows the progress: asked twenty times a second, the sync would give way all the time.
  await until(async () => (await look()).state === 'done', 500)
  const end = await look()
  expect(end).toMatchObject({ done: MEMBERS * EACH, total: MEMBERS * EACH, skipped: [], lastError: null })
  const { pages } = await company.ledger()
  const again = Object.values(pages).reduce((sum, times) => sum + times - 1, 0)
  expect(Object.keys(pages)).toHaveLength(end.pages)
  expect(again).toBeLessThanOrEqual(KILLS * IN_HAND)
}, 300_000)

test('a stop that is asked for ends cleanly in the middle of a sync', async () => {
  const cookie = await signIn()
  const before = await pagesAsked()
  await fetch(url('/api/jobs/sync/run'), { method: 'POST', headers: { cookie } })
  await until(async () => (await pagesAsked()) > before + 2)
  // Whatever outlives the grace period ends with another code.
  const code = new Promise((resolve) => child?.once('exit', resolve))
  child?.kill('SIGTERM')
  expect(await code).toBe(0)
}, 60_000)
