import { memberOf } from '../state.ts'
import { type ApiContext, type Apis, fine, type Reply, refuse } from './replies.ts'

/** The app as its page in the console shows it; `redirect_domain` is the trusted domain, with its port. */
const getAgent = (context: ApiContext): Reply => {
  const { options, state, switches } = context.kernel
  if (context.query.agentid !== options.agentId) return refuse(context, 301002)
  const users = (switches.get('visibleMembers') ?? []).flatMap((userid) => memberOf(state, userid) ?? [])
  const open = switches.get('visibleMembers') === null ? [1] : []
  return fine({
    agentid: Number(options.agentId),
    name: '掌柜',
    square_logo_url: '',
    description: '',
    allow_userinfos: { user: users.map(({ userid }) => ({ userid })) },
    allow_partys: { partyid: switches.get('visibleDepartments') ?? open },
    allow_tags: { tagid: [] },
    close: 0,
    redirect_domain: new URL(options.appUrl()).host,
    report_location_flag: 0,
    isreportenter: 1,
    home_url: `${options.appUrl()}/sidebar/`,
  })
}

export const agentApis: Apis = { 'agent/get': { method: 'GET', run: getAgent } }
