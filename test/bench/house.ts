import { createHash, randomBytes } from 'node:crypto'
import pino from 'pino'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import type { OpenDb } from '../../src/db/open.ts'
import { createDeps } from '../../src/deps.ts'
import { createSession } from '../../src/features/members/sessions.ts'

export const BENCH_CORP = {
  corpId: 'wwbigcompany00000001',
  agentId: '1000009',
  secret: 'secret-of-the-big-company-000000000000000000',
  token: 'bigToken',
  encodingAesKey: 'dGVzdGtleXRlc3RrZXl0ZXN0a2V5dGVzdGtleXRlc3Q',
}

/** The product on a database that is there already, asked past the network: what is measured is the server's own time. */
export const openHouse = async (opened: OpenDb, { at, wecomUrl }: { at: string; wecomUrl: string }) => {
  const config = readConfig({
    ...{ WECOM_API_URL: wecomUrl, WECOM_OAUTH_URL: wecomUrl, LOG_LEVEL: 'silent' },
    ...{ ADMIN_USERIDS: 'linyu', TRIAL_CLOCK: at },
  })
  const deps = await createDeps({ config, wecom: BENCH_CORP, opened, log: pino({ level: 'silent' }) })
  const app = await buildApp(deps)
  await app.ready()
  return {
    deps,
    app,
    /** Signed in without WeCom: a session row and the cookie that opens it. */
    cookieOf: async (userid: string): Promise<string> => {
      const token = randomBytes(24).toString('base64url')
      const hash = createHash('sha256').update(token).digest('hex')
      await createSession(deps.core.db, { hash, userid, userAgent: '', seconds: 86_400 })
      return `zg_session=${encodeURIComponent(app.signCookie(token))}`
    },
    get: async (path: string, cookie: string): Promise<number> => {
      const started = performance.now()
      const reply = await app.inject({ url: path, headers: { cookie } })
      const took = performance.now() - started
      if (reply.statusCode !== 200) throw new Error(`${path}: ${reply.statusCode} ${reply.body.slice(0, 200)}`)
      return took
    },
    close: async (): Promise<void> => {
      await app.close()
      await deps.workers.stop()
      await deps.wecom.close()
    },
  }
}
export type House = Awaited<ReturnType<typeof openHouse>>
