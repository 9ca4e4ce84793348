import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { OauthUser } from '../wecom/client-data.ts'
import { WecomRefused, WecomUnreachable } from '../wecom/errors.ts'
import { authorizeUrl } from '../wecom/oauth.ts'
import { type PlainPage, plainPage } from './pages.ts'
import {
  cookieName,
  cookieOptions,
  endSession,
  giveSession,
  type SessionStore,
  sessionToken,
  signedCookie,
} from './sessions.ts'

/** Logins under way. The rows keep only the hash of the key; time is the database's. */
export type LoginStore = {
  begin: (login: { key: string; returnTo: string; seconds: number }) => Promise<void>
  /** Removes it and gives its `returnTo`; null when unknown, used or over. Two at the same time: one gets it. */
  take: (key: string) => Promise<string | null>
}

export type AuthParts = {
  publicUrl: string
  oauthUrl: string
  corpId: string
  agentId: string
  sessions: SessionStore
  logins: LoginStore
  oauthUser: (code: string) => Promise<OauthUser>
}

const LOGIN_SECONDS = 600
const BROWSER_COOKIE = 'zg_login'
const HOME = '/sidebar/'

/** A path of our own app and nothing a browser could read as another site. */
export const safeReturnTo = (given: unknown): string | null => {
  if (given === undefined) return HOME
  if (typeof given !== 'string' || given.length > 1024) return null
  if (!given.startsWith(HOME) || given.includes('//') || !/^[\x21-\x5b\x5d-\x7e]+$/.test(given)) return null
  const base = 'http://own.invalid'
  if (!URL.canParse(given, base)) return null
  const url = new URL(given, base)
  return url.origin === base && url.pathname.startsWith(HOME) ? `${url.pathname}${url.search}${url.hash}` : null
}

/** WeCom takes letters and digits only; hex of 16 bytes is 128 bits of them. */
const unguessable = (): string => randomBytes(16).toString('hex')

const show = (reply: FastifyReply, status: number, page: PlainPage) =>
  reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(plainPage(page))

const AGAIN = { href: HOME, label: '重新打开' }
const BAD_RETURN: PlainPage = {
  title: '地址不对',
  text: '登录后要去的地址不属于掌柜，请从企业微信重新打开。',
  link: AGAIN,
}
const BAD_STATE: PlainPage = {
  title: '登录已失效',
  text: '这次登录已经用过、过期，或不是从这个浏览器开始的。',
  link: AGAIN,
}
const REFUSED: PlainPage = { title: '企业微信没有确认登录', text: '登录凭证无效或已过期，请重新打开。', link: AGAIN }
const UNREACHABLE: PlainPage = {
  title: '暂时连不上企业微信',
  text: '网络或企业微信暂时有问题，请过一会儿再试。',
  link: AGAIN,
}
const NOT_MEMBER: PlainPage = {
  title: '没有使用权限',
  text: '你不是本企业的成员，或管理员还没有把你加进应用的可见范围。',
}

const textOf = (query: unknown, name: string): string | null => {
  const value = typeof query === 'object' && query !== null ? new Map(Object.entries(query)).get(name) : undefined
  return typeof value === 'string' && value !== '' ? value : null
}

type Who = { ok: true; userid: string } | { ok: false; status: number; page: PlainPage }

const askWho = async (parts: AuthParts, code: string, request: FastifyRequest): Promise<Who> => {
  try {
    const user = await parts.oauthUser(code)
    return user.kind === 'member' ? { ok: true, userid: user.userid } : { ok: false, status: 403, page: NOT_MEMBER }
  } catch (error) {
    request.log.warn({ err: error }, 'login was not confirmed')
    if (error instanceof WecomRefused) return { ok: false, status: 403, page: REFUSED }
    if (error instanceof WecomUnreachable) return { ok: false, status: 502, page: UNREACHABLE }
    throw error
  }
}

const login = (parts: AuthParts) => async (request: FastifyRequest, reply: FastifyReply) => {
  const returnTo = safeReturnTo((request.query as Record<string, unknown>).return_to)
  if (returnTo === null) return show(reply, 400, BAD_RETURN)
  const state = unguessable()
  // Kept while it lasts, so that two pages that log in side by side do not spoil each other.
  const browser = signedCookie(request, BROWSER_COOKIE) ?? unguessable()
  await parts.logins.begin({ key: `${state}.${browser}`, returnTo, seconds: LOGIN_SECONDS })
  reply.setCookie(cookieName(reply.server, BROWSER_COOKIE), browser, cookieOptions(reply.server, LOGIN_SECONDS))
  const target = authorizeUrl({
    oauthUrl: parts.oauthUrl,
    corpId: parts.corpId,
    agentId: parts.agentId,
    redirectUri: `${parts.publicUrl}/auth/callback`,
    state,
  })
  return reply.header('cache-control', 'no-store').redirect(target, 302)
}

const finish = (parts: AuthParts) => async (request: FastifyRequest, reply: FastifyReply) => {
  const state = textOf(request.query, 'state')
  const browser = signedCookie(request, BROWSER_COOKIE)
  const returnTo = state === null || browser === null ? null : await parts.logins.take(`${state}.${browser}`)
  if (returnTo === null) {
    request.log = request.log.child({ refused: 'bad-login-state' })
    return show(reply, 403, BAD_STATE)
  }
  const code = textOf(request.query, 'code')
  if (code === null) return show(reply, 403, REFUSED)
  const who = await askWho(parts, code, request)
  if (!who.ok) return show(reply, who.status, who.page)
  const token = await parts.sessions.create(who.userid, request.headers['user-agent'] ?? '')
  if (token === null) return show(reply, 403, NOT_MEMBER)
  const before = sessionToken(request)
  if (before !== null) await parts.sessions.remove(before)
  giveSession(reply, token)
  return reply.header('cache-control', 'no-store').redirect(returnTo, 302)
}

const logout = (parts: AuthParts) => async (request: FastifyRequest, reply: FastifyReply) => {
  const token = sessionToken(request)
  if (token !== null) await parts.sessions.remove(token)
  endSession(reply)
  return reply.code(204).send()
}

export const authRoutes = (parts: AuthParts) => async (scope: FastifyInstance) => {
  // Nothing is read from the body of a logout, so no form of it is a reason to stay logged in.
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 1024 }, (_request, _body, done) =>
    done(null, undefined),
  )
  scope.get('/auth/login', login(parts))
  scope.get('/auth/callback', finish(parts))
  scope.post('/auth/logout', logout(parts))
}
