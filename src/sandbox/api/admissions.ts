import { createHash } from 'node:crypto'
import type { Kernel } from '../kernel.ts'
import type { AccessToken, TokenKind } from '../state.ts'
import { type ApiContext, type Reply, refuse } from './replies.ts'

const TOKEN_SECONDS = 7200
const BAN_SECONDS = 3600
const KEPT_TOKENS = 40

export const createAdmissions = (kernel: Kernel) => ({
  expireNow: (): void => {
    for (const token of kernel.state.tokens) if (token.fate === 'valid') token.fate = 'expired'
  },
  invalidate: (): void => {
    for (const token of kernel.state.tokens) token.fate = 'invalid'
  },
})

export type Secret = { secret: string; kind: TokenKind; agentId: string }

/** The app's own secret first, then the further ones of the corp. */
export const secretOf = (kernel: Kernel, given: string): Secret | null => {
  const { secret, agentId, secrets = [] } = kernel.options
  const own = { secret, kind: 'app' as const, agentId }
  const further = secrets.map((one) => ({ ...one, agentId: one.agentId ?? '' }))
  return [own, ...further].find((one) => one.secret === given) ?? null
}

/**
 * One token per secret, and the same one while it is valid: a client that believes each fetch kills the older one must
 * not be proved right.
 */
export const issueToken = (kernel: Kernel, of: Secret): { value: string; expiresIn: number } => {
  const now = kernel.seconds()
  const { tokens } = kernel.state
  const alive = tokens.find((token) => token.secret === of.secret && token.fate === 'valid' && token.expiresAt > now)
  if (alive !== undefined) return { value: alive.value, expiresIn: alive.expiresAt - now }
  const value = kernel.id('', 214)
  tokens.push({ value, expiresAt: now + TOKEN_SECONDS, fate: 'valid', ...of })
  if (tokens.length > KEPT_TOKENS) tokens.shift()
  return { value, expiresIn: TOKEN_SECONDS }
}

const wrongSecrets = new WeakMap<Kernel, Map<string, number>>()
const wrongSecretsOf = (kernel: Kernel): Map<string, number> => {
  const found = wrongSecrets.get(kernel) ?? new Map<string, number>()
  wrongSecrets.set(kernel, found)
  return found
}

/** A client that goes on guessing loses its address for an hour, for every API. */
export const countWrongSecret = (context: ApiContext): void => {
  const { kernel, ip } = context
  const counts = wrongSecretsOf(kernel)
  const count = (counts.get(ip) ?? 0) + 1
  counts.set(ip, count)
  const allowed = kernel.switches.get('wrongSecretsBeforeBan')
  if (allowed === 0 || count < allowed) return
  counts.delete(ip)
  kernel.counters.block(`ip:${ip}`, kernel.seconds() + BAN_SECONDS)
}

export const forgetWrongSecrets = ({ kernel, ip }: ApiContext): void => {
  wrongSecretsOf(kernel).delete(ip)
}

export const isBanned = ({ kernel, ip }: ApiContext): boolean => kernel.counters.blocked(`ip:${ip}`)

export const TICKET_SECONDS = 7200

/**
 * One ticket for good: the app keeps it by the real clock and over restarts, while business time here jumps by days. A
 * ticket that died on the way would lock the sidebar out, and nothing tells an app that its ticket is stale.
 */
export const ticketOf = (kernel: Kernel, kind: 'corp' | 'app'): string =>
  (kind === 'corp' ? 'kgt8ON7yVITDhtdw' : 'HoagFKDcsGMVCIY2') +
  createHash('sha256').update(`${kind}\n${kernel.options.secret}`).digest('hex')

export type Admitted = { ok: true; token: AccessToken } | { ok: false; reply: Reply }

/** The token is looked at before anything else of the request, so that a wrong body behind it says nothing. */
export const admit = (context: ApiContext): Admitted => {
  const given = context.query.access_token ?? ''
  const no = (errcode: number): Admitted => ({ ok: false, reply: refuse(context, errcode) })
  if (given === '') return no(41001)
  const token = context.kernel.state.tokens.find((one) => one.value === given)
  if (token === undefined || token.fate === 'invalid') return no(40014)
  if (token.fate === 'expired' || token.expiresAt <= context.kernel.seconds()) return no(42001)
  const trusted = context.kernel.switches.get('trustedIps')
  return trusted === null || trusted.includes(context.ip) ? { ok: true, token } : no(60020)
}
