import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { buildApp } from '../../src/app.ts'
import { begin } from '../../src/begin.ts'
import type { Bot } from '../../src/bot/bot.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { type AppDeps, createDeps } from '../../src/deps.ts'
import type { Logger } from '../../src/http/logging.ts'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts'
import { startSandboxServer } from '../../src/sandbox/server.ts'
import { advanceTo, freePort } from '../../src/trial.ts'
import { type Engine, LAST_ENGINE, openTestDb } from './store.ts'

/** The company every flow test plays in: the sandbox on a port of its own, the product on another. */
const CORP = {
  corpId: 'wwtestcompany000001',
  agentId: '1000007',
  secret: 'secret-of-the-company-under-test-0000000000',
  token: 'testToken42',
  encodingAesKey: 'dGVzdGtleXRlc3RrZXl0ZXN0a2V5dGVzdGtleXRlc3Q',
}

export type WorldOptions = {
  /** Business time at the start, with offset. */
  at: string
  /** The strictest there is when absent. */
  engine?: Engine
  admins?: string[]
  sandbox?: Partial<SandboxOptions>
  /** A bot that sits in rooms. */
  bot?: Bot
  /** In place of silence. */
  log?: Logger
}

export type World = {
  deps: AppDeps
  app: FastifyInstance
  sandbox: Sandbox
  people: Sandbox['people']
  url: string
  /** Signed in as a member, with the cookie of a real OAuth round. */
  as: (userid: string) => Promise<Client>
  /** Moves business time, with everything due on the way. */
  to: (moment: string) => Promise<void>
  /** Works off everything that is due now. */
  settle: () => Promise<void>
  close: () => Promise<void>
}

export type Client = {
  cookie: string
  get: <T = Record<string, unknown>>(path: string) => Promise<{ status: number; body: T }>
  post: <T = Record<string, unknown>>(path: string, body?: unknown) => Promise<{ status: number; body: T }>
  put: <T = Record<string, unknown>>(path: string, body?: unknown) => Promise<{ status: number; body: T }>
  patch: <T = Record<string, unknown>>(path: string, body?: unknown) => Promise<{ status: number; body: T }>
  delete: <T = Record<string, unknown>>(path: string) => Promise<{ status: number; body: T }>
}

export const startWorld = async (options: WorldOptions): Promise<World> => {
  const opened = await openTestDb(options.engine ?? LAST_ENGINE[0])
  const port = await freePort('127.0.0.1')
  const url = `http://127.0.0.1:${port}`
  let deps: AppDeps | null = null
  const server = await startSandboxServer(
    {
      ...CORP,
      adminUserid: 'linyu',
      seed: 'demo',
      now: () => deps?.core.now() ?? new Date(options.at),
      callbackUrl: () => `${url}/wecom/callback`,
      appUrl: () => url,
      retryDelayMs: 20,
      ...options.sandbox,
    },
    { port: 0, host: '127.0.0.1' },
  )
  const config: Config = {
    ...readConfig({
      PORT: String(port),
      PUBLIC_URL: url,
      WECOM_CORP_ID: CORP.corpId,
      WECOM_AGENT_ID: CORP.agentId,
      WECOM_SECRET: CORP.secret,
      WECOM_TOKEN: CORP.token,
      WECOM_ENCODING_AES_KEY: CORP.encodingAesKey,
      DATA_KEYS: `test:${Buffer.from('key-of-the-company-under-test-32').toString('base64')}`,
      WECOM_API_URL: server.url,
      WECOM_OAUTH_URL: server.url,
      ADMIN_USERIDS: (options.admins ?? ['linyu']).join(','),
      TRIAL_CLOCK: options.at,
      LOG_LEVEL: 'silent',
    }),
    wechaty: options.bot === undefined ? null : { puppet: 'wechaty-puppet-mock', token: null },
  }
  const log = options.log ?? pino({ level: process.env.WORLD_LOG ?? 'silent' })
  deps = await createDeps({ config, wecom: CORP, opened, log, bot: options.bot ?? null, retryBaseSeconds: 0.01 })
  const app = await buildApp(deps)
  await app.listen({ port, host: '127.0.0.1' })
  await begin(deps)
  await deps.workers.settle()
  const made = deps
  const settle = async () => {
    await server.sandbox.callbacks.idle()
    await made.workers.settle()
  }
  return {
    deps,
    app,
    url,
    sandbox: server.sandbox,
    people: server.sandbox.people,
    as: (userid) => signIn(url, userid),
    settle,
    to: async (moment) => {
      await settle()
      await advanceTo(made, new Date(moment))
      await settle()
    },
    close: async () => {
      await server.close()
      await app.close()
      await made.workers.stop()
      await made.wecom.close()
      await opened.close()
    },
  }
}

const cookiesOf = (response: Response): string[] =>
  response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')

/** The three redirects a browser inside WeCom follows. */
export const signIn = async (url: string, userid: string, userAgent = 'test'): Promise<Client> => {
  const login = await fetch(`${url}/auth/login?return_to=/sidebar/today`, { redirect: 'manual' })
  const authorize = new URL((login.headers.get('location') ?? '').replace(/#.*$/, ''))
  authorize.searchParams.set('sandbox_userid', userid)
  const allowed = await fetch(authorize, { redirect: 'manual' })
  const back = await fetch(allowed.headers.get('location') ?? '', {
    redirect: 'manual',
    headers: { cookie: cookiesOf(login).join('; '), 'user-agent': userAgent },
  })
  const cookie = cookiesOf(back).find((one) => one.startsWith('zg_session='))
  if (cookie === undefined) throw new Error(`${userid} could not sign in: ${back.status} ${await back.text()}`)
  return client(url, cookie)
}

export const client = (url: string, cookie: string): Client => {
  const call =
    (method: string) =>
    async <T>(path: string, body?: unknown) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as T }
    }
  return {
    cookie,
    get: call('GET'),
    post: call('POST'),
    put: call('PUT'),
    patch: call('PATCH'),
    delete: call('DELETE'),
  }
}
