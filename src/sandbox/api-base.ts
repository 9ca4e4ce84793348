import { issueToken, TICKET_SECONDS, ticketOf } from './admissions.ts'
import { type ApiContext, type Apis, fine, type Reply, refuse } from './replies.ts'

const ADDRESSES = ['101.226.103.*', '182.254.11.176', '182.254.78.66']

/** The secret is looked at before the corp id: probes with neither answer 41004. */
const getToken = (context: ApiContext): Reply => {
  const { corpId, secret } = context.kernel.options
  if ((context.query.corpsecret ?? '') === '') return refuse(context, 41004)
  if (context.query.corpid !== corpId) return refuse(context, 40013)
  if (context.query.corpsecret !== secret) return refuse(context, 40001)
  const token = issueToken(context.kernel)
  return fine({ access_token: token.value, expires_in: token.expiresIn })
}

const ticketReply = (context: ApiContext, kind: 'corp' | 'app'): Reply =>
  fine({ ticket: ticketOf(context.kernel, kind), expires_in: TICKET_SECONDS })

const CODE_SECONDS = 300

const takeCode = (context: ApiContext): { userid: string } | Reply => {
  const code = context.kernel.state.oauthCodes.get(context.query.code ?? '')
  const late = code !== undefined && context.kernel.seconds() - code.at > CODE_SECONDS
  if (code === undefined || code.used || late) return refuse(context, 40029)
  code.used = true
  return { userid: code.userid }
}

const userInfo = (context: ApiContext, names: { member: string; stranger: string }): Reply => {
  const taken = takeCode(context)
  if (!('userid' in taken) || typeof taken.userid !== 'string') return taken
  if (context.kernel.state.members.has(taken.userid)) return fine({ [names.member]: taken.userid })
  return fine({ [names.stranger]: `oA${context.kernel.id('', 26)}` })
}

export const baseApis: Apis = {
  gettoken: { method: 'GET', open: true, run: getToken },
  getcallbackip: { method: 'GET', empty: { ip_list: [] }, run: () => fine({ ip_list: ADDRESSES }) },
  get_api_domain_ip: { method: 'GET', empty: { ip_list: [] }, run: () => fine({ ip_list: ADDRESSES }) },
  get_jsapi_ticket: { method: 'GET', run: (context) => ticketReply(context, 'corp') },
  'ticket/get': {
    method: 'GET',
    run: (context) => (context.query.type === 'agent_config' ? ticketReply(context, 'app') : refuse(context, 40058)),
  },
  'auth/getuserinfo': { method: 'GET', run: (context) => userInfo(context, { member: 'userid', stranger: 'openid' }) },
  'user/getuserinfo': { method: 'GET', run: (context) => userInfo(context, { member: 'UserId', stranger: 'OpenId' }) },
}
