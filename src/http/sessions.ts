import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from './route.ts'

/** Rows behind the cookie. The token is random and opaque; the rows keep only its hash. */
export type SessionStore = {
  /** Null when this userid is no member (any more). `seconds` counts from now by the database's time. */
  create: (userid: string, seconds: number) => Promise<string | null>
  /** Who that is right now, with today's role; null when over, removed or no longer a member. */
  read: (token: string) => Promise<Caller | null>
  remove: (token: string) => Promise<void>
}

export const SESSION_COOKIE = 'zg_session'
export const SESSION_SECONDS = 7 * 24 * 3600

export const cookieOptions = (publicUrl: string, path: string, maxAge: number): CookieSerializeOptions => ({
  path,
  maxAge,
  httpOnly: true,
  sameSite: 'lax',
  secure: publicUrl.startsWith('https:'),
  signed: true,
})

/** The value of one of our cookies, null when it is absent or its signature is not ours. */
export const signedCookie = (request: FastifyRequest, name: string): string | null => {
  const raw = request.cookies[name]
  if (raw === undefined) return null
  const opened = request.unsignCookie(raw)
  return opened.valid && opened.value !== '' ? opened.value : null
}

export const sessionToken = (request: FastifyRequest): string | null => signedCookie(request, SESSION_COOKIE)

export const giveSession = (reply: FastifyReply, publicUrl: string, token: string): void => {
  reply.setCookie(SESSION_COOKIE, token, cookieOptions(publicUrl, '/', SESSION_SECONDS))
}

export const endSession = (reply: FastifyReply, publicUrl: string): void => {
  const { maxAge: _age, signed: _signed, ...rest } = cookieOptions(publicUrl, '/', 0)
  reply.clearCookie(SESSION_COOKIE, rest)
}
