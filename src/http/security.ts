import { createHash } from 'node:crypto'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { langOf } from './errors.ts'
import { Refusal } from './route.ts'
import { sessionToken } from './sessions.ts'

const WECOM_SCRIPTS = ['https://res.wx.qq.com', 'https://wwcdn.weixin.qq.com']
const WECOM_FRAMES = ['https://work.weixin.qq.com', 'https://*.work.weixin.qq.com']

export const addSecurityHeaders = async (app: FastifyInstance, publicUrl: string): Promise<void> => {
  const https = publicUrl.startsWith('https:')
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'self'", ...WECOM_FRAMES],
        scriptSrc: ["'self'", ...WECOM_SCRIPTS],
        connectSrc: ["'self'"],
        // Vue and Vant set styles on elements; avatars of customers come from Tencent's hosts, older ones without TLS.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:', 'https:', 'http://wx.qlogo.cn', 'http://*.qlogo.cn'],
        fontSrc: ["'self'", 'data:'],
        mediaSrc: ["'self'", 'https:'],
        frameSrc: ["'self'"],
      },
    },
    // X-Frame-Options knows no list; frame-ancestors above decides.
    frameguard: false,
    hsts: https ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    // 'no-referrer' would turn the Origin of our own forms into `null`, which the origin check refuses.
    referrerPolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: false,
  })
}

export type RateLimits = { perMinute: number; by: 'session' | 'address' }

/** A whole office shares one address, so a valid session counts by itself; the signature keeps it from being made up. */
const keyOf = (request: FastifyRequest, by: RateLimits['by']): string => {
  const token = by === 'session' ? sessionToken(request) : null
  return token === null ? request.ip : createHash('sha256').update(token).digest('base64url')
}

export const limitRate = async (scope: FastifyInstance, { perMinute, by }: RateLimits): Promise<void> => {
  await scope.register(rateLimit, {
    max: perMinute,
    timeWindow: 60_000,
    cache: 20_000,
    keyGenerator: (request) => keyOf(request, by),
    errorResponseBuilder: (request) =>
      new Refusal(
        429,
        'too-many-requests',
        langOf(request) === 'en' ? 'Too many requests. Wait a minute.' : '请求太频繁，请一分钟后再试。',
      ),
  })
}
