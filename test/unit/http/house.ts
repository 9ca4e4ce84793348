import { pino } from 'pino'
import { z } from 'zod'
import type { Access } from '../../../src/http/access.ts'
import { buildHttp, type HttpParts } from '../../../src/http/build-http.ts'
import { type Caller, Refusal, route, withStatus } from '../../../src/http/route.ts'
import type { InboxDraft } from '../../../src/spine/inbox.ts'
import { createMetrics } from '../../../src/spine/metrics.ts'
import type { OauthUser } from '../../../src/wecom/client-data.ts'
import type { CallbackKeys } from '../../../src/wecom/envelope.ts'

export const KEYS: CallbackKeys = {
  token: 'QDG6eKtoken',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  receiveId: 'wwcorp01',
}
export const PUBLIC_URL = 'http://localhost:3000'
export const REP: Caller = {
  userid: 'chenyu',
  name: '陈雨',
  role: 'rep',
  scope: { all: false, userids: ['chenyu'] },
  departments: [],
  leads: [],
}
export const ADMIN: Caller = {
  userid: 'zhoumin',
  name: '周敏',
  role: 'admin',
  scope: { all: true },
  departments: [],
  leads: [],
}

export const ROUTES = {
  'GET /api/me': route({
    summary: 'Who am I',
    reply: z.object({ userid: z.string(), lang: z.string() }),
    handle: async ({ caller, lang }) => ({ userid: caller.userid, lang, secretNote: 'stays inside' }),
  }),
  'POST /api/customers/:externalUserid/orders': route({
    summary: 'Report an order',
    params: z.object({ externalUserid: z.string() }),
    body: z.object({ orderNo: z.string(), amount: z.number().int(), currency: z.string().default('CNY') }),
    reply: z.object({ orderNo: z.string(), amount: z.number(), currency: z.string() }),
    status: 201,
    handle: async ({ body }) => {
      if (body.orderNo === 'refused') throw new Refusal(409, 'already-ended', '已经结束。')
      if (body.orderNo === 'broken') throw new Error('select * from very_secret_table')
      return body.orderNo === 'known' ? withStatus(200, body) : body
    },
  }),
  'POST /api/jobs/:name/run': route({
    summary: 'Run a job',
    params: z.object({ name: z.string() }),
    body: z.object({ date: z.string().optional() }),
    reply: z.object({ name: z.string() }),
    status: 202,
    handle: async ({ params }) => ({ name: params.name }),
  }),
  'DELETE /api/digest-channels/:id': route({
    summary: 'Remove a channel',
    params: z.object({ id: z.string() }),
    reply: z.undefined(),
    status: 204,
    handle: async () => undefined,
  }),
  'GET /api/open/customers': route({
    summary: 'Customers for integrations',
    query: z.object({ limit: z.coerce.number().max(100).default(20) }),
    reply: z.object({ limit: z.number(), by: z.string() }),
    handle: async ({ query, caller }) => ({ limit: query.limit, by: caller.userid }),
  }),
}
const ACCESS: Record<keyof typeof ROUTES, Access> = {
  'GET /api/me': 'member',
  'POST /api/customers/:externalUserid/orders': 'member',
  'POST /api/jobs/:name/run': 'admin',
  'DELETE /api/digest-channels/:id': 'manager',
  'GET /api/open/customers': { key: 'customers:read' },
}

export type House = Awaited<ReturnType<typeof openHouse>>

/** The real HTTP layer over stores that are plain maps, and a WeCom that says what the test wants. */
export const openHouse = async (own: Partial<HttpParts> = {}) => {
  const stored: InboxDraft[] = []
  const sessions = new Map<string, Caller>()
  const logins = new Map<string, string>()
  const people: Caller[] = [REP, ADMIN]
  const lines: string[] = []
  const world = {
    stored,
    sessions,
    lines,
    storeFails: false,
    isReady: true,
    oauthUser: async (_code: string): Promise<OauthUser> => ({ kind: 'member', userid: 'chenyu', userTicket: null }),
  }
  const app = await buildHttp({
    logger: pino({ level: 'error' }, { write: (line: string) => lines.push(line) }),
    metrics: createMetrics(),
    publicUrl: PUBLIC_URL,
    sessionSecret: 's'.repeat(32),
    oauthUrl: 'https://open.weixin.qq.com',
    corpId: 'wwcorp01',
    agentId: '1000002',
    callback: {
      keys: KEYS,
      store: async (draft) => {
        if (world.storeFails) throw new Error('connection refused by 10.0.0.7')
        stored.push(draft)
      },
    },
    sessions: {
      create: async (userid) => {
        const caller = people.find((one) => one.userid === userid)
        if (caller === undefined) return null
        const token = `token-${sessions.size}`
        sessions.set(token, caller)
        return token
      },
      read: async (token) => sessions.get(token) ?? null,
      remove: async (token) => {
        sessions.delete(token)
      },
    },
    logins: {
      begin: async ({ key, returnTo }) => {
        logins.set(key, returnTo)
      },
      take: async (key) => {
        const found = logins.get(key) ?? null
        logins.delete(key)
        return found
      },
    },
    oauthUser: (code) => world.oauthUser(code),
    apiKeys: {
      find: async (key) => {
        if (key === 'zg-good') return { id: 'k1', name: '商城', scopes: ['customers:read'] }
        return key === 'zg-narrow' ? { id: 'k2', name: '仓库', scopes: ['orders:write'] } : null
      },
    },
    routes: ROUTES,
    behindWall: new Set<string>(),
    readAs: (_caller, work) => work(),
    access: ACCESS,
    ready: async () => world.isReady,
    ...own,
  })
  await app.ready()
  const cookieFor = (caller: Caller): string => {
    const token = `token-of-${caller.userid}`
    sessions.set(token, caller)
    return `zg_session=${encodeURIComponent(app.signCookie(token))}`
  }
  return { app, world, cookieFor }
}
