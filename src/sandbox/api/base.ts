import type { OauthCode } from '../state.ts'
import { countWrongSecret, forgetWrongSecrets, issueToken, secretOf, TICKET_SECONDS, ticketOf } from './admissions.ts'
import { type ApiContext, type Apis, type Body, fine, type Reply, refuse, textIn } from './replies.ts'

const ADDRESSES = ['101.226.103.*', '182.254.11.176', '182.254.78.66']

/** The secret is looked at before the corp id: probes with neither answer 41004. */
const getToken = (context: ApiContext): Reply => {
  const given = context.query.corpsecret ?? ''
  if (given === '') return refuse(context, 41004)
  if (context.query.corpid !== context.kernel.options.corpId) return refuse(context, 40013)
  const secret = secretOf(context.kernel, given)
  if (secret === null) {
    countWrongSecret(context)
    return refuse(context, 40001)
  }
  forgetWrongSecrets(context)
  const token = issueToken(context.kernel, secret)
  return fine({ access_token: token.value, expires_in: token.expiresIn })
}

const ticketReply = (context: ApiContext, kind: 'corp' | 'app'): Reply =>
  fine({ ticket: ticketOf(context.kernel, kind), expires_in: TICKET_SECONDS })

const CODE_SECONDS = 300
const DETAIL_SECONDS = 1800
/** In place of a scope: not a code of the login, but what it was exchanged for. */
const TICKET = 'user_ticket'

const takeCode = (context: ApiContext): OauthCode | null => {
  const code = context.kernel.state.oauthCodes.get(context.query.code ?? '')
  const late = code !== undefined && context.kernel.seconds() - code.at > CODE_SECONDS
  if (code === undefined || code.used || late || code.scope === TICKET) return null
  code.used = true
  return code
}

/** Only who agreed to it on the page of WeCom comes with a ticket for the details. */
const ticketFor = ({ kernel }: ApiContext, { scope, userid }: OauthCode): Body => {
  if (scope !== 'snsapi_privateinfo') return {}
  const ticket = kernel.id('', 64)
  kernel.state.oauthCodes.set(ticket, { userid, at: kernel.seconds(), used: false, scope: TICKET })
  return { user_ticket: ticket, expires_in: DETAIL_SECONDS }
}

/** Pictures and numbers are empty: the people here have none, and members may keep theirs to themselves. */
const userDetail = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const ticket = kernel.state.oauthCodes.get(textIn(body, 'user_ticket'))
  if (ticket?.scope !== TICKET || kernel.seconds() - ticket.at > DETAIL_SECONDS) return refuse(context, 84014)
  return fine({ userid: ticket.userid, gender: '0', avatar: '', qr_code: '', mobile: '', email: '', biz_mail: '' })
}

const userInfo = (context: ApiContext, names: { member: string; stranger: string }): Reply => {
  const taken = takeCode(context)
  if (taken === null) return refuse(context, 40029)
  if (context.kernel.state.members.has(taken.userid))
    return fine({ [names.member]: taken.userid, ...ticketFor(context, taken) })
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
  'auth/getuserdetail': { method: 'POST', run: userDetail },
  'user/getuserinfo': { method: 'GET', run: (context) => userInfo(context, { member: 'UserId', stranger: 'OpenId' }) },
}
