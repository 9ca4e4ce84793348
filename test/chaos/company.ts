import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
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
const SYNC_MS = 1_500
const KEPT_OUTPUT = 20_000

/** A demo company in a sandbox of its own, and the product beside it in a process that may die. */
export const openCompany = async ({ databaseUrl, seed }: { databaseUrl: string | null; seed: number }) => {
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
  const product = createProduct({
    port,
    env,
    onOutput: (text) => {
      printed = (printed + text).slice(-KEPT_OUTPUT)
    },
  })
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
    /** The first start: the first sync and one group that gets the digest. */
    settleIn: async (at: string): Promise<void> => {
      await product.start({ TRIAL_CLOCK: at })
      const admin = await signIn(product.url, 'linyu')
      const url = `${server.url}/cgi-bin/webhook/send?key=${robotKey}`
      const channel = { name: '管理群', url, scope: { company: true }, kinds: ['daily'] }
      const made = await admin.post('/api/digest-channels', channel)
      if (made.status !== 201) throw new Error(`no digest channel: ${made.status}`)
      await admin.post('/api/jobs/sync/run')
      await pause(SYNC_MS)
    },
    askForSync: async (): Promise<void> => {
      await (await signIn(product.url, 'linyu')).post('/api/jobs/sync/run')
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
