import { chinaDay } from '../kernel.ts'
import { type ApiContext, type Apis, fine, numberIn, type Reply, refuse } from './replies.ts'

/** Person-times of today (0) or yesterday (1), as China counts days. */
const statistics = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const type = numberIn(body, 'time_type') ?? 0
  if (type !== 0 && type !== 1) return refuse(context, 40058)
  const day = chinaDay(kernel.seconds()) - type
  const sent = kernel.state.appMessages.filter(({ at }) => chinaDay(Math.floor(at.getTime() / 1000)) === day)
  const row = { agentid: Number(kernel.options.agentId), app_name: '掌柜', count: sent.length }
  return fine({ statistics: sent.length === 0 ? [] : [row] })
}

export const messageStatisticsApis: Apis = {
  'message/get_statistics': { method: 'POST', empty: { statistics: [] }, run: statistics },
}
