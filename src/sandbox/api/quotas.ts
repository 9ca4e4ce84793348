import type { Quota } from './counters.ts'
import { type ApiContext, type Reply, refuse } from './replies.ts'

/** What WeCom publishes for single APIs. Limits per member, robot, customer or link stand with the API that knows them. */
const PUBLISHED: readonly { api: string; max: number; per: Quota['per'] }[] = [
  { api: 'get_jsapi_ticket', max: 400, per: 'hour' },
  { api: 'ticket/get', max: 100, per: 'hour' },
  { api: 'media/upload', max: 5_000, per: 'minute' },
  { api: 'media/uploadimg', max: 1_000, per: 'day' },
  { api: 'media/uploadimg', max: 3_000, per: 'month' },
  { api: 'appchat/create', max: 1_000, per: 'day' },
  { api: 'appchat/update', max: 1_000, per: 'hour' },
  { api: 'externalcontact/add_moment_task', max: 10, per: 'minute' },
  { api: 'externalcontact/add_moment_task', max: 100_000, per: 'month' },
  { api: 'msgaudit/groupchat/get', max: 2_000, per: 'minute' },
]

const DEBUG_PER_MINUTE = 5

const quotasOf = ({ kernel, api, ip, query }: ApiContext): Quota[] => {
  const own = kernel.switches.get('callsPerMinute')[api]
  const hidden = kernel.switches.get('hiddenLimits').filter((one) => api.startsWith(one.api))
  return [
    { key: `corp:${api}`, max: 10_000, per: 'minute' },
    { key: `corp:${api}`, max: 150_000, per: 'hour' },
    { key: `ip:${ip}:${api}`, max: 20_000, per: 'minute' },
    { key: `ip:${ip}:${api}`, max: 600_000, per: 'hour' },
    ...(own === undefined ? [] : [{ key: `own:${api}`, max: own, per: 'minute' as const }]),
    ...hidden.map(({ max, per }) => ({ key: `hidden:${api}`, max, per })),
    ...PUBLISHED.filter((one) => one.api === api).map(({ max, per }) => ({ key: `published:${api}`, max, per })),
    ...(query.debug === '1' ? [{ key: 'debug', max: DEBUG_PER_MINUTE, per: 'minute' as const }] : []),
  ]
}

/** Counts the call; 45009 from the first one beyond a limit until its block ends. */
export const quotaRefusal = (context: ApiContext): Reply | null =>
  context.kernel.counters.take(quotasOf(context)) ? null : refuse(context, 45009)
