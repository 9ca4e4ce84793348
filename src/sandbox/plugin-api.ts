import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { overLimit, tokenRefusal } from './admissions.ts'
import { baseApis } from './api-base.ts'
import { customerApis } from './api-customers.ts'
import { directoryApis } from './api-directory.ts'
import { groupApis } from './api-groups.ts'
import { mediaApis } from './api-media.ts'
import { messageApis } from './api-messages.ts'
import { robotApis } from './api-robots.ts'
import { statisticsApis } from './api-statistics.ts'
import { tagApis } from './api-tags.ts'
import type { Kernel } from './kernel.ts'
import { type Api, type ApiContext, type Apis, type Body, isBody, type Reply, refuse, UNLIMITED } from './replies.ts'

const APIS: Apis = {
  ...baseApis,
  ...directoryApis,
  ...customerApis,
  ...tagApis,
  ...statisticsApis,
  ...groupApis,
  ...messageApis,
  ...robotApis,
  ...mediaApis,
}

const SILENT_MS = 60_000

const queryOf = (url: string): { api: string; query: Record<string, string> } => {
  const parsed = new URL(url, 'http://sandbox')
  return { api: parsed.pathname.replace(/^\/cgi-bin\//, ''), query: Object.fromEntries(parsed.searchParams) }
}

const parsedBody = (raw: Buffer, contentType: string): Body | null => {
  if (raw.length === 0 || /multipart/i.test(contentType)) return {}
  try {
    const value: unknown = JSON.parse(raw.toString('utf8'))
    return isBody(value) ? value : null
  } catch {
    return null
  }
}

const judge = async (api: Api, context: ApiContext, raw: Body | null): Promise<Reply> => {
  const refused = api.open === true ? null : tokenRefusal(context)
  if (refused !== null) return refused
  if (overLimit(context.kernel, context.api)) return refuse(context, 45009)
  if (api.method === 'POST' && context.method !== 'POST') return refuse(context, 40058)
  if (raw === null) return refuse(context, 40058, 'invalid Request Parameter. Warning: wrong json format.')
  return api.run(context)
}

const SECRETS = ['access_token', 'corpsecret', 'key']

const redacted = (query: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, SECRETS.includes(name) ? `${value.slice(0, 4)}…` : value]),
  )

const visible = (answer: Reply): Reply =>
  typeof answer.access_token === 'string' ? { ...answer, access_token: `${answer.access_token.slice(0, 4)}…` } : answer

export const createApiRoutes = (kernel: Kernel) => {
  const silent = new Set<FastifyReply>()

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const { api: name, query } = queryOf(request.url)
    const api = Object.hasOwn(APIS, name) ? APIS[name] : undefined
    if (api === undefined) {
      kernel.note({
        kind: 'api',
        name,
        ok: false,
        errcode: null,
        attempts: 1,
        detail: { request: redacted(query), response: 'HTTP 404' },
      })
      return reply.code(404).removeHeader('content-type').send()
    }
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const contentType = request.headers['content-type'] ?? ''
    const body = parsedBody(raw, contentType)
    const context: ApiContext = {
      kernel,
      api: name,
      method: request.method,
      query,
      body: body ?? {},
      raw,
      contentType,
      ip: request.ip,
    }
    const fault = kernel.faults.hit(name)
    if (fault?.kind === 'timeout' || fault?.kind === 'http500') {
      kernel.note({
        kind: 'api',
        name,
        ok: false,
        errcode: null,
        attempts: 1,
        detail: { request: body ?? {}, response: fault.kind === 'timeout' ? '超时' : 'HTTP 500' },
      })
      if (fault.kind === 'http500') return reply.code(500).type('text/html').send('<html><body>500</body></html>')
      reply.hijack()
      silent.add(reply)
      const timer = setTimeout(() => reply.raw.destroy(), SILENT_MS).unref()
      reply.raw.on('close', () => {
        clearTimeout(timer)
        silent.delete(reply)
      })
      return reply
    }
    const judged = fault === null ? await judge(api, context, body) : refuse(context, fault.errcode ?? -1)
    const errcode = judged.errcode ?? 0
    const full: Reply = errcode === 0 ? judged : { ...api.empty, ...judged }
    kernel.calls.push({ api: name, at: kernel.now(), query, body: context.body, errcode })
    kernel.note({
      kind: 'api',
      name,
      ok: errcode === 0,
      errcode,
      attempts: 1,
      detail: { request: { ...redacted(query), ...context.body }, response: visible(full) },
    })
    if (errcode !== 0) reply.header('Error-Code', `${errcode}`).header('Error-Msg', encodeURI(full.errmsg ?? ''))
    return reply.type('application/json; charset=UTF-8').send(JSON.stringify(full))
  }

  const register = (scope: FastifyInstance): void => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 24 * 1024 * 1024 }, (_request, body, done) =>
      done(null, body),
    )
    scope.route({ method: ['GET', 'POST'], url: '/cgi-bin/*', config: UNLIMITED, handler: answer })
  }

  const close = (): void => {
    for (const reply of silent) reply.raw.destroy()
  }
  return { register, close }
}
