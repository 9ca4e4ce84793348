import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import sensible from '@fastify/sensible'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import type { Metrics } from '../spine/metrics.ts'
import { type AuthParts, authRoutes } from './auth.ts'
import { type CallbackParts, callbackRoutes } from './callback.ts'
import { handleErrors } from './errors.ts'
import { type ApiKeyStore, refuseForeignOrigin } from './gate.ts'
import { healthRoutes } from './health.ts'
import type { Logger } from './logging.ts'
import { openapiRoute } from './openapi.ts'
import { type ApiParts, apiRoutes } from './register-routes.ts'
import { addSecurityHeaders, limitRate } from './security.ts'
import { type StaticParts, sidebarRoutes } from './static.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** How often people and WeCom asked for something since the start; probes do not count. */
    timesAsked: () => number
  }
}

export type HttpParts = StaticParts &
  Omit<ApiParts, 'gate'> &
  Omit<AuthParts, 'publicUrl'> & {
    logger: Logger
    metrics: Metrics
    collect?: () => Promise<void>
    /** Somebody waits for an answer from now on. */
    onAsked?: () => void
    /** True once this process is to be left alone: not ready, and every kept-alive socket ends with its next answer. */
    isLeaving?: () => boolean
    publicUrl: string
    sessionSecret: string
    callback: Pick<CallbackParts, 'keys' | 'store'>
    apiKeys: ApiKeyStore
    ready: () => Promise<boolean>
    /** Requests a minute: API per session, login per address. */
    limits?: { api: number; auth: number }
  }

const QUIET = new Set(['/livez', '/readyz', '/metrics', '/sidebar/*'])

const LAST_REPLIES_MS = 2_000

/**
 * Without `Connection: close` a kept-alive socket would hold the stop up for as long as its browser likes. Sockets
 * handed to us by another process are none of the server's own: what came over them is waited for here.
 */
const closePolitely = (app: FastifyInstance, isLeaving: () => boolean): (() => boolean) => {
  let closing = false
  const inside = new Set<string>()
  app.addHook('onRequest', async (request) => void inside.add(request.id))
  app.addHook('onResponse', async (request) => void inside.delete(request.id))
  app.addHook('onRequestAbort', async (request) => void inside.delete(request.id))
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onSend', async (_request, reply) => {
    if (closing || isLeaving()) reply.header('connection', 'close')
  })
  app.addHook('onClose', async () => {
    const until = performance.now() + LAST_REPLIES_MS
    while (inside.size > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 5))
  })
  return () => closing || isLeaving()
}

/** In a trial WeCom itself lives behind this port: its traffic is no news of ours. */
const isQuiet = (route: string): boolean =>
  QUIET.has(route) || route.startsWith('/cgi-bin/') || route.startsWith('/sandbox')

const measure = (app: FastifyInstance, { metrics, onAsked }: Pick<HttpParts, 'metrics' | 'onAsked'>): void => {
  let asked = 0
  app.decorate('timesAsked', () => asked)
  app.addHook('onRequest', async (request) => {
    if (isQuiet(request.routeOptions.url ?? 'none')) return
    asked += 1
    onAsked?.()
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const seconds = reply.elapsedTime / 1000
    if (route === '/wecom/callback' && request.method === 'POST') metrics.ackSeconds.observe(seconds)
    metrics.httpSeconds.observe({ method: request.method, route, status: reply.statusCode }, seconds)
    const line = { req: request, res: reply, ms: Math.round(reply.elapsedTime) }
    if (isQuiet(route)) request.log.debug(line, 'answered')
    else request.log.info(line, 'answered')
  })
}

/** Everything that listens behind the port, without listening. */
export const buildHttp = async (parts: HttpParts): Promise<FastifyInstance> => {
  const app = Fastify({
    loggerInstance: parts.logger,
    logController: new LogController({ disableRequestLogging: true }),
    // Counted from one in every process, two requests of two replicas would look like the same in the logs.
    genReqId: () => randomUUID(),
    trustProxy: ['loopback', 'uniquelocal'],
    // A file of 20 MB from a phone in the underground needs minutes; headers alone still have to be there in 30 s.
    requestTimeout: 180_000,
    http: { headersTimeout: 30_000 },
    // What still comes over a kept-alive socket is answered: a callback that gets 503 has one try fewer.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
  })
  const isClosing = closePolitely(app, parts.isLeaving ?? (() => false))
  measure(app, parts)
  handleErrors(app)
  app.decorateRequest('caller', null)
  app.decorate('hasTls', parts.publicUrl.startsWith('https:'))
  await app.register(sensible)
  await app.register(cookie, { secret: parts.sessionSecret })
  await addSecurityHeaders(app, parts.publicUrl)
  await app.register(healthRoutes({ ...parts, isClosing }))
  await app.register(callbackRoutes({ ...parts.callback, metrics: parts.metrics }))
  await app.register(
    sidebarRoutes({ sidebarDir: parts.sidebarDir, headHtml: parts.headHtml, signFirst: parts.signFirst }),
  )
  const limits = parts.limits ?? { api: 3_000, auth: 600 }
  await app.register(async (scope) => {
    await limitRate(scope, { perMinute: limits.auth, by: 'address' })
    scope.addHook('onRequest', refuseForeignOrigin(parts.publicUrl))
    await scope.register(authRoutes(parts))
  })
  await app.register(async (scope) => {
    await limitRate(scope, { perMinute: limits.api, by: 'session' })
    await scope.register(openapiRoute(parts))
    await scope.register(apiRoutes({ ...parts, gate: parts }))
  })
  return app
}
