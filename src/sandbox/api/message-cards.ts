import { memberOf } from '../state.ts'
import { readableText } from './message-text.ts'
import { type ApiContext, type Body, bodyIn, fine, numberIn, type Reply, refuse, textIn, textsIn } from './replies.ts'

const HOUR = 3600

/** Whose card changes: those named, or everybody who got it. */
const isMeant = (context: ApiContext, asked: readonly string[]): ((userid: string) => boolean) => {
  const { kernel, body } = context
  const parties = new Set((Array.isArray(body.partyids) ? body.partyids : []).map(Number))
  if (numberIn(body, 'atall') === 1 || (asked.length === 0 && parties.size === 0)) return () => true
  const named = new Set(asked.map((userid) => memberOf(kernel.state, userid)?.userid))
  return (userid) =>
    named.has(userid) || (kernel.state.members.get(userid)?.departments.some((id) => parties.has(id)) ?? false)
}

const changed = (before: Body, { replaced, card }: { replaced: string; card: Body }): Body =>
  replaced === '' ? card : { ...before, replaced_button: replaced }

/** One code, one call, within the hours of the switch `cardCodeHours`. Here `invaliduser` is a list, unlike in `message/send`. */
export const updateCard = (context: ApiContext): Reply => {
  const { kernel, body } = context
  if (`${body.agentid ?? ''}` !== (context.token?.agentId ?? kernel.options.agentId)) return refuse(context, 40056)
  const code = kernel.state.cardCodes.get(textIn(body, 'response_code'))
  if (code === undefined) return refuse(context, 42016)
  if (code.used || kernel.seconds() - code.at > kernel.switches.get('cardCodeHours') * HOUR)
    return refuse(context, 42017)
  const replaced = textIn(bodyIn(body, 'button'), 'replace_name')
  const card = bodyIn(body, 'template_card')
  if (replaced === '' && Object.keys(card).length === 0) return refuse(context, 40063)
  code.used = true
  const asked = textsIn(body, 'userids')
  const meant = isMeant(context, asked)
  for (const message of kernel.state.appMessages) {
    if (message.msgid !== code.msgid || !meant(message.userid)) continue
    const before = bodyIn(message.body, 'template_card')
    message.body = { ...message.body, template_card: changed(before, { replaced, card }) }
    message.text = readableText('template_card', message.body)
  }
  return fine({ invaliduser: asked.filter((userid) => memberOf(kernel.state, userid) === null) })
}
