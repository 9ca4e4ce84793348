import { createHash } from 'node:crypto'
import { WecomRefused } from './errors.ts'
import type { FetchedToken, StoredToken, TokenStore } from './token.ts'

export type TokenKind = 'app-token' | 'jsapi-ticket' | 'agent-ticket'

export type TokenKeeper = {
  current(kind: TokenKind): Promise<StoredToken>
  /** Another one than `used`: fetched by us, or already fetched by somebody else in the meantime. */
  another(kind: TokenKind, used: StoredToken): Promise<StoredToken>
  /** Whether this process fetched it a moment ago. What another replica left in the store may be long dead at WeCom. */
  isFresh(token: StoredToken): boolean
  /** A fresh one was refused as well: until some seconds have passed, asking for yet another one is pointless. */
  distrust(token: StoredToken): void
  isDistrusted(token: StoredToken): boolean
}

type Fetchers = Readonly<Record<TokenKind, () => Promise<FetchedToken>>>

/** A wrong secret asked for again and again gets the server's address banned for an hour. */
const REMEMBER_REFUSAL_MS = 10_000
const DISTRUST_MS = 10_000
const FRESH_MS = 10_000
/** Saves one store read per call. Staleness is harmless: a refused token is replaced by generation. */
const CACHE_MS = 5_000
const MARGIN_SECONDS = 300

/** Taken off so that a token does not die between being read and being used; a tenth for very short lives. */
export const usableSeconds = (expiresInSeconds: number): number =>
  Math.max(1, expiresInSeconds - Math.min(MARGIN_SECONDS, Math.ceil(expiresInSeconds / 10)))

const fingerprintOf = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)

type KeeperInput = { store: TokenStore; identity: readonly string[]; fetchers: Fetchers }

const createRefusalMemory = () => {
  const refusals = new Map<TokenKind, { error: WecomRefused; untilMs: number }>()
  return async (kind: TokenKind, fetch: () => Promise<FetchedToken>): Promise<FetchedToken> => {
    const known = refusals.get(kind)
    if (known !== undefined && known.untilMs > performance.now()) throw known.error
    refusals.delete(kind)
    try {
      return await fetch()
    } catch (error) {
      if (error instanceof WecomRefused) {
        const forMs = Math.max(REMEMBER_REFUSAL_MS, error.klass === 'wait-window' ? (error.retryAfterMs ?? 0) : 0)
        if (error.klass !== 'retry') refusals.set(kind, { error, untilMs: performance.now() + forMs })
      }
      throw error
    }
  }
}

export const createTokenKeeper = ({ store, identity, fetchers }: KeeperInput): TokenKeeper => {
  const fingerprint = fingerprintOf(identity)
  const cache = new Map<TokenKind, { token: StoredToken; untilMs: number }>()
  const remembering = createRefusalMemory()
  const fetched = new Map<string, number>()
  let distrusted: { token: string; untilMs: number } | null = null

  const keep = (kind: TokenKind, token: StoredToken): StoredToken => {
    cache.set(kind, { token, untilMs: performance.now() + CACHE_MS })
    return token
  }

  const refresh = async (kind: TokenKind, usedGeneration: number): Promise<StoredToken> => {
    const fetch = async () => {
      const got = await remembering(kind, fetchers[kind])
      fetched.clear()
      fetched.set(got.token, performance.now() + FRESH_MS)
      return got
    }
    return keep(kind, await store.lockAndRefresh(`${kind}:${fingerprint}`, usedGeneration, fetch))
  }

  return {
    current: async (kind) => {
      const cached = cache.get(kind)
      if (cached !== undefined && cached.untilMs > performance.now()) return cached.token
      const stored = await store.read(`${kind}:${fingerprint}`)
      return stored === null ? refresh(kind, 0) : keep(kind, stored)
    },
    another: async (kind, used) => {
      const cached = cache.get(kind)
      if (cached !== undefined && cached.token.generation > used.generation) return cached.token
      cache.delete(kind)
      return refresh(kind, used.generation)
    },
    isFresh: (token) => (fetched.get(token.token) ?? 0) > performance.now(),
    distrust: (token) => {
      distrusted = { token: token.token, untilMs: performance.now() + DISTRUST_MS }
    },
    isDistrusted: (token) => distrusted?.token === token.token && distrusted.untilMs > performance.now(),
  }
}
