import type { Kernel } from '../kernel.ts'
import type { AppMessage } from '../types.ts'
import { updateCard } from './message-cards.ts'
import { contentProblem, INTERACTIVE } from './message-content.ts'
import { type Recipients, recipientsOf, tooManyRecipients } from './message-recipients.ts'
import { cutBytes, readableText } from './message-text.ts'
import {
  type ApiContext,
  type Apis,
  type Body,
  bodyIn,
  fine,
  isBody,
  numberIn,
  type Reply,
  refuse,
  textIn,
} from './replies.ts'

const DAILY_PER_ACCOUNT = 200
/** What a corp that never applied for more may have. */
const SMALLEST_CAP = 200
const LONGEST_CHECK = 4 * 3600
const DEFAULT_CHECK = 1800
const RECALL_SECONDS = 24 * 3600
const TEXT_BYTES = 2048
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** What two sendings are compared by: everything but who gets them. */
const contentOf = ({ touser: _user, toparty: _party, totag: _tag, ...content }: Body): string => JSON.stringify(content)

const isDuplicate = (kernel: Kernel, userid: string, body: Body): boolean => {
  if (numberIn(body, 'enable_duplicate_check') !== 1 || !kernel.switches.get('duplicateCheck')) return false
  const window = Math.min(numberIn(body, 'duplicate_check_interval') ?? DEFAULT_CHECK, LONGEST_CHECK)
  const now = kernel.now().getTime()
  const key = contentOf(body)
  return kernel.state.appMessages.some(
    (message) =>
      message.userid === userid && now - message.at.getTime() < window * 1000 && contentOf(message.body) === key,
  )
}

const sentWithin = (kernel: Kernel, userid: string, ms: number): number =>
  kernel.state.appMessages.filter(
    (message) => message.userid === userid && kernel.now().getTime() - message.at.getTime() < ms,
  ).length

const flooded = (kernel: Kernel, userid: string): boolean =>
  sentWithin(kernel, userid, MINUTE_MS) >= kernel.switches.get('memberPerMinute') ||
  sentWithin(kernel, userid, HOUR_MS) >= kernel.switches.get('memberPerHour')

/** Everybody reached counts as one person-time of the app's day. */
const overDaily = (kernel: Kernel, persons: number): boolean => {
  const cap = kernel.switches.get('accountCap') ?? Math.max(SMALLEST_CAP, kernel.state.members.size)
  return !kernel.counters.take([{ key: 'message-persons', max: cap * DAILY_PER_ACCOUNT, per: 'day' }], persons)
}

const deliver = (
  kernel: Kernel,
  body: Body,
  { members, made }: { members: Recipients['members']; made: Pick<AppMessage, 'msgid' | 'responseCode'> },
): void => {
  const msgtype = textIn(body, 'msgtype')
  const { msgid, responseCode } = made
  for (const { userid } of members) {
    // Both are silent in WeCom: the caller sees errcode 0 and must not learn otherwise from us.
    if (isDuplicate(kernel, userid, body) || flooded(kernel, userid)) continue
    const text = cutBytes(readableText(msgtype, body), TEXT_BYTES)
    kernel.state.appMessages.push({ msgid, at: kernel.now(), userid, msgtype, body, text, responseCode })
    if (responseCode !== null)
      kernel.state.cardCodes.set(responseCode, { msgid, userid, at: kernel.seconds(), used: false })
  }
}

/** Interactive cards, and any card with a menu, can be changed once by the code they come with. */
const callsBack = (body: Body): boolean => {
  const card = bodyIn(body, 'template_card')
  const interactive = INTERACTIVE.includes(textIn(card, 'card_type')) || isBody(card.action_menu)
  return textIn(body, 'msgtype') === 'template_card' && interactive
}

const send = (context: ApiContext): Reply => {
  const { kernel, body } = context
  if (['touser', 'toparty', 'totag'].every((name) => textIn(body, name) === '')) return refuse(context, 40063)
  if (tooManyRecipients(body)) return refuse(context, 40035)
  if (`${body.agentid ?? ''}` !== (context.token?.agentId ?? kernel.options.agentId)) return refuse(context, 40056)
  const problem = contentProblem(kernel, body)
  if (problem !== null) return refuse(context, problem)
  const { members, bad } = recipientsOf(kernel, body)
  if (members.length === 0) return { ...refuse(context, 81013), ...bad }
  if (overDaily(kernel, members.length)) return refuse(context, 45009)
  const responseCode = callsBack(body) ? kernel.id('', 43) : null
  const msgid = kernel.id('', 64)
  deliver(kernel, body, { members, made: { msgid, responseCode } })
  return fine({ ...bad, msgid, ...(responseCode === null ? {} : { response_code: responseCode }) })
}

/** Within a day; afterwards, and for a message of nobody, it stays where it is. */
const recall = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const msgid = textIn(body, 'msgid')
  const sent = kernel.state.appMessages.filter((message) => message.msgid === msgid)
  const [first] = sent
  if (first === undefined) return refuse(context, 40058)
  if (kernel.seconds() - first.at.getTime() / 1000 > RECALL_SECONDS) return refuse(context, 42052)
  for (const message of sent) {
    message.msgtype = 'recalled'
    message.text = ''
    message.body = {}
  }
  return fine()
}

export const messageApis: Apis = {
  'message/send': { method: 'POST', run: send },
  'message/update_template_card': { method: 'POST', empty: { invaliduser: [] }, run: updateCard },
  'message/recall': { method: 'POST', run: recall },
}
