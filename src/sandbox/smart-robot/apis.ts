import { type ApiContext, type Apis, bodyIn, fine, type Reply, refuse, textIn } from '../api/replies.ts'
import { cardProblem, contentProblem } from './replies.ts'
import { RESPONSE_URL_SECONDS, speak } from './state.ts'

/** The active reply: the code in the address is the whole permission, works once and lives an hour. */
const respond = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const code = kernel.smartRobots.responseCodes.get(context.query.response_code ?? '')
  const robot = kernel.smartRobots.robots.get(code?.botId ?? '')
  if (code === undefined || robot === undefined) return refuse(context, 40058, 'invalid response_code')
  if (code.used || kernel.seconds() - code.at > RESPONSE_URL_SECONDS) return refuse(context, 42017)
  const msgtype = textIn(body, 'msgtype')
  const part = bodyIn(body, msgtype)
  // A card in a group would show everybody what was asked by one.
  const allowed = msgtype === 'markdown' || (msgtype === 'template_card' && !code.group)
  if (!allowed) return refuse(context, 40008)
  const problem = msgtype === 'markdown' ? contentProblem(textIn(part, 'content')) : cardProblem(part)
  if (problem !== null) return refuse(context, problem.errcode, problem.errmsg)
  code.used = true
  speak(kernel, robot, { to: code.to, how: 'response-url', msgtype, body: part })
  return fine()
}

export const smartRobotApis: Apis = { 'aibot/response': { method: 'POST', open: true, run: respond } }
