import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from './route.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether people reach us by https alone. */
    hasTls: boolean
  }
}

/** Rows behind the cookie. The token is random and opaque; the rows keep only its hash. */
export type SessionStore = {
  /** Null when this userid is no member (any more). `userAgent`: as the browser says of itself. */
  create: (userid: string, userAgent: string) => Promise<string | null>
  /** Who that is right now, with today's role; null when over, removed or no longer a member. */
  read: (token: string) => Promise<Caller | null>
  remove: (token: string) => Promise<void>
}

export const SESSION_COOKIE = 'zg_session'
/** However busy somebody is; who is away loses the session sooner (members/sessions.ts). */
export const SESSION_SECONDS = 7 * 24 * 3600

/** Under https no other host of the domain can set a cookie of this name; browsers refuse it without TLS, as in a trial. */
export const cookieName = ({ hasTls }: FastifyInstance, name: string): string => (hasTls ? `__Host-${name}` : name)

/** The path is the whole site: the name's prefix asks for it. */
export const cookieOptions = ({ hasTls }: FastifyInstance, maxAge: number): CookieSerializeOptions => ({
  path: '/',
  maxAge,
  httpOnly: true,
  sameSite: 'lax',
  secure: hasTls,
  signed: true,
})

/** The value of one of our cookies, null when it is absent or its signature is not ours. */
export const signedCookie = (request: FastifyRequest, name: string): string | null => {
  const raw = request.cookies[cookieName(request.server, name)]
  if (raw === undefined) return null
  const opened = request.unsignCookie(raw)
  return opened.valid && opened.value !== '' ? opened.value : null
}

export const sessionToken = (request: FastifyRequest): string | null => signedCookie(request, SESSION_COOKIE)

export const giveSession = (reply: FastifyReply, token: string): void => {
  reply.setCookie(cookieName(reply.server, SESSION_COOKIE), token, cookieOptions(reply.server, SESSION_SECONDS))
}

export const endSession = (reply: FastifyReply): void => {
  const { maxAge: _age, signed: _signed, ...rest } = cookieOptions(reply.server, 0)
  reply.clearCookie(cookieName(reply.server, SESSION_COOKIE), rest)
}
