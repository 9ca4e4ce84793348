import { createHash } from 'node:crypto'
import type { Kernel } from './kernel.ts'
import { type ApiContext, type Reply, refuse } from './replies.ts'

const TOKEN_SECONDS = 7200
const CALLS_PER_MINUTE = 10_000

export const createAdmissions = (kernel: Kernel) => ({
  expireNow: (): void => {
    for (const token of kernel.state.tokens) if (token.fate === 'valid') token.fate = 'expired'
  },
  invalidate: (): void => {
    for (const token of kernel.state.tokens) token.fate = 'invalid'
  },
})

/** The same token while it is valid: a client that believes each fetch kills the older one must not be proved right. */
export const issueToken = (kernel: Kernel): { value: string; expiresIn: number } => {
  const now = kernel.seconds()
  const alive = kernel.state.tokens.find((token) => token.fate === 'valid' && token.expiresAt > now)
  if (alive !== undefined) return { value: alive.value, expiresIn: alive.expiresAt - now }
  const value = kernel.id('', 214)
  kernel.state.tokens.push({ value, expiresAt: now + TOKEN_SECONDS, fate: 'valid' })
  if (kernel.state.tokens.length > 20) kernel.state.tokens.shift()
  return { value, expiresIn: TOKEN_SECONDS }
}

export const TICKET_SECONDS = 7200

/**
 * One ticket for good: the app keeps it by the real clock and over restarts, while business time here jumps by days. A
 * ticket that died on the way would lock the sidebar out, and nothing tells an app that its ticket is stale.
 */
export const ticketOf = (kernel: Kernel, kind: 'corp' | 'app'): string =>
  (kind === 'corp' ? 'kgt8ON7yVITDhtdw' : 'HoagFKDcsGMVCIY2') +
  createHash('sha256').update(`${kind}\n${kernel.options.secret}`).digest('hex')

/** The token is looked at before anything else of the request, so that a wrong body behind it says nothing. */
export const tokenRefusal = (context: ApiContext): Reply | null => {
  const given = context.query.access_token ?? ''
  if (given === '') return refuse(context, 41001)
  const token = context.kernel.state.tokens.find((one) => one.value === given)
  if (token === undefined || token.fate === 'invalid') return refuse(context, 40014)
  if (token.fate === 'expired' || token.expiresAt <= context.kernel.seconds()) return refuse(context, 42001)
  return null
}

export const overLimit = (kernel: Kernel, api: string): boolean => {
  const minute = Math.floor(kernel.seconds() / 60)
  const seen = kernel.counts.get(api)
  const count = seen?.minute === minute ? seen.count + 1 : 1
  kernel.counts.set(api, { minute, count })
  return count > (kernel.limits.get(api) ?? CALLS_PER_MINUTE)
}
