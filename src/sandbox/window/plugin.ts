import { readdirSync, readFileSync } from 'node:fs'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Body, isBody, textIn, UNLIMITED } from '../api/replies.ts'
import { verifyJs } from '../js-verify.ts'
import type { Kernel } from '../kernel.ts'
import type { SandboxPeople } from '../types.ts'
import { pageActs } from './acts.ts'
import { pageChat, pageCustomer } from './chat.ts'
import { handOverChoices } from './console.ts'
import { pageSwitches } from './switches.ts'
import { pageTimeline } from './timeline.ts'
import { createUnread, type Unread } from './unread.ts'
import { pageState } from './view.ts'

const TYPES = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
} as const

const isKind = (kind: string): kind is keyof typeof TYPES => Object.hasOwn(TYPES, kind)
const PAGE = new URL('../page/', import.meta.url)

/** The page frames the product's sidebar on the same origin and nothing else; the host's own policy may be stricter. */
const POLICY =
  "default-src 'self'; img-src 'self' data: https:; style-src 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'"

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/

const sendFile = (reply: FastifyReply, name: string, known: ReadonlySet<string>): FastifyReply => {
  const kind = name.split('.').at(-1) ?? ''
  if (!known.has(name) || !isKind(kind)) return reply.code(404).send()
  return reply
    .header('content-security-policy', POLICY)
    .removeHeader('x-frame-options')
    .header('cache-control', 'no-cache')
    .type(TYPES[kind])
    .send(readFileSync(new URL(name, PAGE), 'utf8'))
}

const bodyOf = (request: FastifyRequest): Body => {
  try {
    const value: unknown = Buffer.isBuffer(request.body) ? JSON.parse(request.body.toString('utf8')) : {}
    return isBody(value) ? value : {}
  } catch {
    return {}
  }
}

/** Another site open in the same browser must not play the customers. */
const foreign = (request: FastifyRequest): boolean => {
  const { origin, host } = request.headers
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host !== host
}

const queryOf = (request: FastifyRequest): URLSearchParams => new URL(request.url, 'http://sandbox').searchParams

const registerFiles = (scope: FastifyInstance, kernel: Kernel): void => {
  // Read off the folder once: a name that is not in it never reaches the file system.
  const known: ReadonlySet<string> = new Set(readdirSync(PAGE))
  scope.get('/sandbox', (_request, reply) => reply.code(302).header('location', '/sandbox/').send())
  scope.get('/sandbox/', (request, reply) => {
    // The login leads back to the app's own address, and a frame of another host is blocked: 127.0.0.1 is not localhost.
    const own = new URL(kernel.options.appUrl())
    const asked = `${request.headers.host ?? ''}`
    if (asked !== own.host && LOOPBACK.test(asked) && LOOPBACK.test(own.host))
      return reply.code(302).header('location', new URL('/sandbox/', own).toString()).send()
    return sendFile(reply, 'index.html', known)
  })
  scope.get('/sandbox/:file', (request, reply) => {
    const { file } = request.params as { file: string }
    return sendFile(reply, file, known)
  })
}

const registerReads = (scope: FastifyInstance, kernel: Kernel, unread: Unread): void => {
  scope.get('/sandbox/api/state', { config: UNLIMITED }, (request) => {
    const query = queryOf(request)
    const head = { version: kernel.version, now: kernel.now().toISOString() }
    return query.get('version') === `${kernel.version}`
      ? head
      : { ...head, ...pageState(kernel, query.get('rep') ?? '', unread) }
  })
  scope.get('/sandbox/api/chat', { config: UNLIMITED }, (request) => {
    const query = queryOf(request)
    return { messages: pageChat(kernel, query.get('rep') ?? '', query.get('kind') ?? '', query.get('id') ?? '') }
  })
  scope.get('/sandbox/api/customer', { config: UNLIMITED }, (request) => {
    const query = queryOf(request)
    return { customer: pageCustomer(kernel, query.get('rep') ?? '', query.get('id') ?? '') }
  })
  scope.get('/sandbox/api/hand-over-choices', { config: UNLIMITED }, (request) =>
    handOverChoices(kernel, queryOf(request).get('from') ?? ''),
  )
  scope.get('/sandbox/api/timeline', { config: UNLIMITED }, (request) =>
    pageTimeline(kernel, Number(queryOf(request).get('after') ?? 0)),
  )
  scope.get('/sandbox/api/switch-table', { config: UNLIMITED }, () => ({ items: pageSwitches(kernel) }))
}

export const registerPage = (scope: FastifyInstance, kernel: Kernel, people: SandboxPeople): void => {
  const unread = createUnread(kernel)
  registerFiles(scope, kernel)
  registerReads(scope, kernel, unread)
  const acts = pageActs(kernel, people, unread)
  const run = async (request: FastifyRequest, reply: FastifyReply, name: string): Promise<unknown> => {
    const act = Object.hasOwn(acts, name) ? acts[name] : undefined
    if (foreign(request)) return reply.code(403).send({ ok: false, why: 'foreign-origin' })
    if (act === undefined) return reply.code(404).send({ ok: false, why: 'unknown' })
    try {
      return await act(bodyOf(request))
    } catch (error) {
      return reply.code(409).send({ ok: false, why: error instanceof Error ? error.message : 'failed' })
    }
  }
  // The person logged in to WeCom in this browser; the OAuth page reads it.
  scope.post('/sandbox/api/be-rep', (request, reply) => {
    const userid = textIn(bodyOf(request), 'rep')
    if (foreign(request) || !kernel.state.members.has(userid))
      return reply.code(403).send({ ok: false, why: 'no-member' })
    return reply
      .header('set-cookie', `sandbox_userid=${encodeURIComponent(userid)}; Path=/; SameSite=Lax`)
      .send({ ok: true })
  })
  scope.post('/sandbox/api/js-verify', (request, reply) =>
    foreign(request) ? reply.code(403).send() : verifyJs(kernel, bodyOf(request)),
  )
  scope.post('/sandbox/api/:act', (request, reply) => run(request, reply, (request.params as { act: string }).act))
}
