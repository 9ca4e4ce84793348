import type { LimitKey } from './limiter.ts'

/** One published limit. `perWhat` is what the counter is kept for; `max` calls in `perSeconds`. */
export type PublishedLimit = {
  api: string
  perWhat: 'corp' | 'member' | 'app' | 'robot'
  max: number
  perSeconds: number
}

const MINUTE = 60
const HOUR = 3600

export const ANY_API: readonly PublishedLimit[] = [
  { api: '*', perWhat: 'corp', max: 10_000, perSeconds: MINUTE },
  { api: '*', perWhat: 'corp', max: 150_000, perSeconds: HOUR },
]

/**
 * WeCom publishes 30 a minute and 1,000 an hour to one member and drops the rest without an error. We stop below
 * that: a clock that runs a little differently at WeCom would otherwise swallow messages.
 */
export const MESSAGE_TO_MEMBER: readonly PublishedLimit[] = [
  { api: 'message/send', perWhat: 'member', max: 25, perSeconds: MINUTE },
  { api: 'message/send', perWhat: 'member', max: 900, perSeconds: HOUR },
]

export const ROBOT: PublishedLimit = { api: 'webhook/send', perWhat: 'robot', max: 20, perSeconds: MINUTE }
export const JSAPI_TICKET: PublishedLimit = { api: 'get_jsapi_ticket', perWhat: 'corp', max: 400, perSeconds: HOUR }
export const AGENT_TICKET: PublishedLimit = { api: 'ticket/get', perWhat: 'app', max: 100, perSeconds: HOUR }

/** Calls in flight at the same time, per process. WeCom answers 45033 somewhere between 5 and 10. */
export const DEFAULT_CONCURRENCY = 10
export const CONCURRENCY: Readonly<Record<string, number>> = {
  'externalcontact/list': 5,
  'externalcontact/get': 5,
  'externalcontact/batch/get_by_user': 5,
  'externalcontact/groupchat/get': 5,
  'externalcontact/groupchat/list': 5,
}

const keyOf = (limit: PublishedLimit, id: string): LimitKey => ({
  key: `${limit.api === '*' ? 'api' : limit.api}:${id}:${limit.perSeconds}`,
  max: limit.max,
  perSeconds: limit.perSeconds,
})

/** What any call of this API counts against. */
export const apiLimits = (api: string): LimitKey[] => ANY_API.map((limit) => keyOf(limit, api))

/** WeCom compares userids without case, so the counters must too. */
export const messageLimits = (agentId: string, userids: readonly string[]): LimitKey[] =>
  userids.flatMap((userid) => MESSAGE_TO_MEMBER.map((limit) => keyOf(limit, `${agentId}:${userid.toLowerCase()}`)))

/** `robot` is a fingerprint of the key, never the key: limiter rows are not secret. */
export const robotLimits = (robot: string): LimitKey[] => [keyOf(ROBOT, robot)]
export const ticketLimits = (kind: 'corp' | 'agent', id: string): LimitKey[] => [
  keyOf(kind === 'corp' ? JSAPI_TICKET : AGENT_TICKET, id),
]
