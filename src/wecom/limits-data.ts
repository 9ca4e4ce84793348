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
/** Of the archive's library: pulls and media pieces together. */
export const ARCHIVE_PULLS: PublishedLimit = { api: 'archive', perWhat: 'corp', max: 600, perSeconds: MINUTE }
export const JSAPI_TICKET: PublishedLimit = { api: 'get_jsapi_ticket', perWhat: 'corp', max: 400, perSeconds: HOUR }
export const AGENT_TICKET: PublishedLimit = { api: 'ticket/get', perWhat: 'app', max: 100, perSeconds: HOUR }

/** Limits of one API besides the common ones. Longer windows are not here: a call must not wait for tomorrow. */
export const OF_API: readonly PublishedLimit[] = [
  { api: 'externalcontact/add_moment_task', perWhat: 'corp', max: 10, perSeconds: MINUTE },
  { api: 'appchat/update', perWhat: 'corp', max: 1000, perSeconds: HOUR },
  { api: 'media/upload', perWhat: 'corp', max: 5000, perSeconds: MINUTE },
  { api: 'msgaudit/groupchat/get', perWhat: 'corp', max: 2000, perSeconds: MINUTE },
]

/** The most that one call may name, as published. More is a mistake of the caller and is refused before sending. */
export const MOST = {
  contactWayMembers: 100,
  contactWayPage: 1000,
  joinWayGroups: 5,
  acquisitionMembers: 500,
  acquisitionLinkPage: 100,
  acquisitionCustomerPage: 1000,
  groupSendCustomers: 10_000,
  groupSendGroups: 2000,
  groupSendPage: 100,
  groupSendResultPage: 1000,
  sendAttachments: 9,
  momentPage: 20,
  momentCustomerPage: 1000,
  momentSeenPage: 5000,
  transfer: 100,
  unassignedPage: 1000,
  strategyPage: 1000,
  appchatMembers: 2000,
  appchatChange: 500,
  statisticOwners: 100,
  statisticPage: 1000,
  servedPage: 1000,
  memberIdPage: 10_000,
} as const

/** What WeCom counts over days and months and answers with its own refusal: 41045, 45009, 41055, 40128, 41094. */
export const CORP_TOTALS = {
  /** Contact ways and join ways together. */
  ways: 500_000,
  temporaryWaysPerDay: 100_000,
  groupWelcomes: 100,
  momentsPerMonth: 100_000,
  appchatsPerDay: 1000,
  appchatPersonTimesPerMinute: 20_000,
  appchatToMemberPerMinute: 200,
  picturesPerDay: 1000,
  picturesPerMonth: 3000,
  /** Of one customer or group of a rep who is still here. */
  transfersIn90Days: 2,
  groupTransfersPerDay: 300,
  groupSendRemindersIn24Hours: 3,
} as const

/** Calls in flight at the same time, per process. WeCom answers 45033 somewhere between 5 and 10. */
export const DEFAULT_CONCURRENCY = 10
export const CONCURRENCY: Readonly<Record<string, number>> = {
  'externalcontact/list': 5,
  'externalcontact/get': 5,
  'externalcontact/batch/get_by_user': 5,
  'externalcontact/groupchat/get': 5,
  'externalcontact/groupchat/list': 5,
  'externalcontact/groupchat/statistic': 5,
  'externalcontact/groupchat/statistic_group_by_day': 5,
  'externalcontact/contact_list': 5,
}

/**
 * APIs whose 45009 may speak of a day, a month or one person instead of the last minute: what was counted in that
 * minute says nothing about them, and keeping under it would slow the next morning down.
 */
const COUNTED_LONGER = [
  'message/',
  'appchat/',
  'media/',
  'webhook/',
  'gettoken',
  'get_jsapi_ticket',
  'ticket/get',
  'externalcontact/add_',
  'externalcontact/remind_',
  'externalcontact/transfer_',
  'externalcontact/resigned/transfer_',
  'externalcontact/groupchat/transfer',
  'externalcontact/groupchat/onjob_transfer',
  'externalcontact/groupchat/add_',
  'externalcontact/group_welcome_template/',
]
/** WeCom does not publish every limit of its readings: a refusal there is the only way to learn of one. */
export const mayHideLimits = (api: string): boolean => !COUNTED_LONGER.some((start) => api.startsWith(start))

const keyOf = (limit: PublishedLimit, id: string): LimitKey => ({
  key: `${limit.api === '*' ? 'api' : limit.api}:${id}:${limit.perSeconds}`,
  max: limit.max,
  perSeconds: limit.perSeconds,
})

/** What any call of this API counts against. */
export const apiLimits = (api: string): LimitKey[] => [
  ...ANY_API.map((limit) => keyOf(limit, api)),
  ...OF_API.filter((limit) => limit.api === api).map((limit) => keyOf(limit, 'corp')),
]

/** WeCom compares userids without case, so the counters must too. */
export const messageLimits = (agentId: string, userids: readonly string[]): LimitKey[] =>
  userids.flatMap((userid) => MESSAGE_TO_MEMBER.map((limit) => keyOf(limit, `${agentId}:${userid.toLowerCase()}`)))

export const archiveLimits = (corpId: string): LimitKey[] => [keyOf(ARCHIVE_PULLS, corpId)]
/** `robot` is a fingerprint of the key, never the key: limiter rows are not secret. */
export const robotLimits = (robot: string): LimitKey[] => [keyOf(ROBOT, robot)]
export const ticketLimits = (kind: 'corp' | 'agent', id: string): LimitKey[] => [
  keyOf(kind === 'corp' ? JSAPI_TICKET : AGENT_TICKET, id),
]
