import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import pino from 'pino'
import { readConfig } from '../../src/config.ts'
import { openDb } from '../../src/db/open.ts'
import { createDeps } from '../../src/deps.ts'
import { seededRandom } from '../../src/sandbox/seed/seeded-random.ts'
import { startSandboxServer } from '../../src/sandbox/server.ts'
import { freePort } from '../../src/trial.ts'
import { signIn } from '../support/world.ts'
import { createProduct } from './product.ts'

export const CORP = {
  corpId: 'wwchaoscompany00001',
  agentId: '1000009',
  secret: 'secret-of-the-company-that-crashes-00000000',
  token: 'chaosToken',
  encodingAesKey: 'Y2hhb3NrZXljaGFvc2tleWNoYW9za2V5Y2hhb3NrZTE',
}
const SYNC_MS = 90_000
const KEPT_OUTPUT = 20_000

/** A demo company in a sandbox of its own, and the product beside it in a process that may die. */
export const openCompany = async ({
  databaseUrl,
  seed,
  onOutput,
}: {
  databaseUrl: string | null
  seed: number
  /** Everything the product prints; the end of it is kept anyway. */
  onOutput?: (text: string) => void
}) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'zhanggui-chaos-'))
  const port = await freePort('127.0.0.1')
  let time = { at: Date.parse('2026-11-24T10:00:00+08:00'), since: performance.now() }
  const now = () => new Date(time.at + (performance.now() - time.since))
  const server = await startSandboxServer({
    ...CORP,
    adminUserid: 'linyu',
    seed: 'demo',
    random: seededRandom(seed),
    now,
    callbackUrl: () => `http://127.0.0.1:${port}/wecom/callback`,
    appUrl: () => `http://127.0.0.1:${port}`,
  })
  // What people do is called back by the ledger's own sender.
  server.sandbox.callbacks.mode('lost')
  const env = {
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATA_DIR: dataDir,
    WECOM_CORP_ID: CORP.corpId,
    WECOM_AGENT_ID: CORP.agentId,
    WECOM_SECRET: CORP.secret,
    WECOM_TOKEN: CORP.token,
    WECOM_ENCODING_AES_KEY: CORP.encodingAesKey,
    WECOM_API_URL: server.url,
    WECOM_OAUTH_URL: server.url,
    ADMIN_USERIDS: 'linyu',
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
  }
  let printed = ''
  let asked = 0
  let orderKey = ''
  const product = createProduct({
    port,
    env,
    onOutput: (text) => {
      printed = (printed + text).slice(-KEPT_OUTPUT)
      onOutput?.(text)
    },
  })
  /** The shop reports a sale to somebody of before the story; killed on the way, it was none. */
  const reportOrder = async (n: number): Promise<void> => {
    const [somebody] = [...server.sandbox.state.relations.values()].filter((one) => one.alive && !one.half)
    const order = { orderNo: `chaos-${n}`, externalUserid: somebody?.externalUserid, amount: 9_900, currency: 'CNY' }
    const body = JSON.stringify({ orders: [{ ...order, paidAt: '2026-11-20T10:00:00+08:00' }] })
    const headers = { authorization: `Bearer ${orderKey}`, 'content-type': 'application/json' }
    await fetch(`${product.url}/api/open/orders`, { method: 'POST', headers, body })
  }
  const [robot] = [...server.sandbox.state.robots.values()]
  const robotKey = robot?.key ?? ''

  return {
    sandbox: server.sandbox,
    product,
    now,
    robotKey,
    lastWords: () => printed,
    moveTo: (at: string) => {
      time = { at: Date.parse(at), since: performance.now() }
    },
    /** The first start, and one group that gets the digest. */
    settleIn: async (at: string): Promise<void> => {
      await product.start({ TRIAL_CLOCK: at })
      const admin = await signIn(product.url, 'linyu')
      const url = `${server.url}/cgi-bin/webhook/send?key=${robotKey}`
      const channel = { name: '管理群', url, scope: { company: true }, kinds: ['daily'] }
      const made = await admin.post('/api/digest-channels', channel)
      const key = await admin.post<{ key: string }>('/api/api-keys', { name: '商城', scopes: ['orders:write'] })
      if (made.status !== 201 || key.status !== 201) throw new Error(`no channel or key: ${made.status} ${key.status}`)
      orderKey = key.body.key
    },
    /** Asks for the first sync and waits until it is through. */
    firstSync: async (): Promise<void> => {
      const admin = await signIn(product.url, 'linyu')
      await admin.post('/api/jobs/sync/run')
      const deadline = performance.now() + SYNC_MS
      for (let state = ''; state !== 'done'; ) {
        await pause(100)
        const { body } = await admin.get<{ state: string }>('/api/sync')
        state = body.state
        if (performance.now() > deadline) throw new Error(`the first sync is ${state} after ${SYNC_MS} ms`)
      }
    },
    /** A timed job by hand. Each time for another day, because a day's job runs once; a sync may repeat. */
    askFor: async (job: 'orders' | 'sync' | 'reconcile' | 'retention'): Promise<void> => {
      asked += 1
      if (job === 'orders') return reportOrder(asked)
      const date = new Date(Date.parse('2026-06-01') + asked * 86_400_000).toISOString().slice(0, 10)
      await (await signIn(product.url, 'linyu')).post(`/api/jobs/${job}/run`, job === 'sync' ? undefined : { date })
    },
    /** Half a minute passes while nobody is alive: on PostgreSQL a dead process keeps its rows for so long. */
    letLeasesLapse: async (): Promise<void> => {
      if (databaseUrl === null) return
      const client = new pg.Client({ connectionString: databaseUrl })
      await client.connect()
      for (const table of ['inbox_events', 'jobs', 'outbox_messages'])
        await client.query(
          `update ${table} set lease_until = null where status = 'waiting' and lease_until is not null`,
        )
      await client.query('update tokens set refreshing_until = null')
      await client.end()
    },
    /** The product's own rooms on the database the dead process left behind. */
    openHouse: async () => {
      const config = readConfig({ ...env, PORT: String(port), TRIAL_CLOCK: now().toISOString(), LOG_LEVEL: 'silent' })
      const opened = await openDb({ url: databaseUrl, dataDir })
      const log = pino({ level: 'silent' })
      const deps = await createDeps({ config, wecom: CORP, opened, log, retryBaseSeconds: 0.01 })
      return {
        deps,
        close: async () => {
          await deps.workers.stop()
          await deps.wecom.close()
          await opened.close()
        },
      }
    },
    close: async () => {
      await product.kill()
      await server.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
export type Company = Awaited<ReturnType<typeof openCompany>>
