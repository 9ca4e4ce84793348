import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RoleName } from '../features/members/rules.ts'
import type { Access } from './access.ts'
import { langOf } from './errors.ts'
import { type Caller, Refusal } from './route.ts'
import { type SessionStore, sessionToken } from './sessions.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
  }
}

export type ApiKeyStore = {
  /** Null when unknown or revoked. */
  find: (key: string) => Promise<{ id: string; name: string; scopes: readonly string[] } | null>
}

export type GateParts = { publicUrl: string; sessions: SessionStore; apiKeys: ApiKeyStore }

const RANK: Readonly<Record<RoleName | 'member', number>> = { member: 0, rep: 0, lead: 1, manager: 2, admin: 3 }
const TEXTS = {
  'zh-CN': {
    login: '请先登录。',
    role: '你没有权限做这件事。',
    origin: '这个请求来自别的网站。',
    key: '需要有效的 API 密钥。',
  },
  en: {
    login: 'Log in first.',
    role: 'You may not do this.',
    origin: 'This request comes from another site.',
    key: 'A valid API key is needed.',
  },
}

/**
 * Browsers name the page that a request comes from. The address it was sent to counts as our own too: with a proxy
 * in between it differs from PUBLIC_URL, and no foreign page can set it.
 */
export const isForeignOrigin = (
  headers: { origin?: string | undefined; host?: string | undefined },
  publicUrl: string,
): boolean => {
  if (headers.origin === undefined) return false
  if (headers.origin === new URL(publicUrl).origin) return false
  return !URL.canParse(headers.origin) || new URL(headers.origin).host !== headers.host
}

export const refuseForeignOrigin = (publicUrl: string) => async (request: FastifyRequest) => {
  const changes = !['GET', 'HEAD', 'OPTIONS'].includes(request.method)
  if (changes && isForeignOrigin(request.headers, publicUrl)) {
    throw new Refusal(403, 'foreign-origin', TEXTS[langOf(request)].origin)
  }
}

const bearer = (request: FastifyRequest): string | null =>
  /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null

const keyGate = (parts: GateParts, scope: string) => async (request: FastifyRequest, reply: FastifyReply) => {
  const given = bearer(request)
  const key = given === null ? null : await parts.apiKeys.find(given)
  const texts = TEXTS[langOf(request)]
  if (key === null) {
    reply.header('www-authenticate', 'Bearer')
    throw new Refusal(401, 'no-api-key', texts.key)
  }
  request.caller = {
    userid: `key:${key.id}`,
    name: key.name,
    role: 'admin',
    scope: { all: true },
    departments: [],
    leads: [],
  }
  if (!key.scopes.includes(scope)) throw new Refusal(403, 'missing-scope', `${texts.role} (${scope})`)
}

/** Before the body is read: a stranger's megabyte is not worth parsing. */
export const gateFor = (parts: GateParts, access: Access) => {
  if (typeof access === 'object') return keyGate(parts, access.key)
  const sameOrigin = refuseForeignOrigin(parts.publicUrl)
  return async (request: FastifyRequest) => {
    await sameOrigin(request)
    const token = sessionToken(request)
    const caller = token === null ? null : await parts.sessions.read(token)
    const texts = TEXTS[langOf(request)]
    if (caller === null) throw new Refusal(401, 'no-session', texts.login)
    request.caller = caller
    if (RANK[caller.role] < RANK[access]) throw new Refusal(403, 'wrong-role', texts.role)
  }
}
