import type { Kernel } from './kernel.ts'
import { cutBytes, readableText } from './message-text.ts'
import {
  type ApiContext,
  type Apis,
  type Body,
  bodiesIn,
  bodyIn,
  fine,
  isBody,
  numberIn,
  type Reply,
  refuse,
  textIn,
  textsIn,
} from './replies.ts'
import { type Member, memberOf } from './state.ts'

const TYPES = [
  'text',
  'image',
  'voice',
  'video',
  'file',
  'textcard',
  'news',
  'mpnews',
  'markdown',
  'miniprogram_notice',
  'template_card',
]
const INTERACTIVE = ['button_interaction', 'vote_interaction', 'multiple_interaction']
const CARDS = ['text_notice', 'news_notice', ...INTERACTIVE]
const PER_MINUTE = 30
const CODE_SECONDS = 72 * 3600

const recipientsOf = (kernel: Kernel, body: Body): { members: Member[]; invalid: string[] } => {
  const { state } = kernel
  if (textIn(body, 'touser') === '@all') return { members: [...state.members.values()], invalid: [] }
  const found = new Map<string, Member>()
  const invalid: string[] = []
  for (const userid of textIn(body, 'touser')
    .split('|')
    .filter((one) => one !== '')) {
    const member = memberOf(state, userid)
    if (member === null) invalid.push(userid.toLowerCase())
    else found.set(member.userid, member)
  }
  const parties = textIn(body, 'toparty')
    .split('|')
    .filter((one) => one !== '')
    .map(Number)
  for (const member of state.members.values())
    if (member.departments.some((id) => parties.includes(id))) found.set(member.userid, member)
  return { members: [...found.values()], invalid }
}

/** The first thing wrong with a card, as WeCom numbers it. */
const cardProblem = (card: Body): number | null => {
  const type = textIn(card, 'card_type')
  if (!CARDS.includes(type)) return 42031
  const needsTask = INTERACTIVE.includes(type) || isBody(card.action_menu)
  if (needsTask && !/^[0-9A-Za-z_\-@]{1,128}$/.test(textIn(card, 'task_id'))) return 42014
  if (!INTERACTIVE.includes(type) && numberIn(bodyIn(card, 'card_action'), 'type') === null) return 42045
  const buttons = bodiesIn(card, 'button_list')
  if (
    type === 'button_interaction' &&
    (buttons.length < 1 ||
      buttons.length > 6 ||
      buttons.some((button) => numberIn(button, 'type') !== 1 && textIn(button, 'key') === ''))
  )
    return 42039
  return null
}

const contentProblem = (body: Body): number | null => {
  const msgtype = textIn(body, 'msgtype')
  if (!TYPES.includes(msgtype)) return 40008
  const part = bodyIn(body, msgtype)
  if ((msgtype === 'text' || msgtype === 'markdown') && textIn(part, 'content') === '') return 44004
  if (msgtype === 'textcard' && ['title', 'description', 'url'].some((name) => textIn(part, name) === '')) return 40058
  return msgtype === 'template_card' ? cardProblem(part) : null
}

const isDuplicate = (kernel: Kernel, userid: string, body: Body): boolean => {
  if (numberIn(body, 'enable_duplicate_check') !== 1) return false
  const window = Math.min(numberIn(body, 'duplicate_check_interval') ?? 1800, 4 * 3600)
  const { touser: _all, ...wanted } = body
  const key = JSON.stringify(wanted)
  return kernel.state.appMessages.some((message) => {
    const { touser: _them, ...sent } = message.body
    return (
      message.userid === userid &&
      kernel.seconds() - message.at.getTime() / 1000 < window &&
      JSON.stringify(sent) === key
    )
  })
}

const lastMinute = (kernel: Kernel, userid: string): number =>
  kernel.state.appMessages.filter(
    (message) => message.userid === userid && kernel.now().getTime() - message.at.getTime() < 60_000,
  ).length

const send = (context: ApiContext): Reply => {
  const { kernel, body } = context
  if (['touser', 'toparty', 'totag'].every((name) => textIn(body, name) === '')) return refuse(context, 40063)
  if (`${body.agentid ?? ''}` !== kernel.options.agentId) return refuse(context, 40056)
  const problem = contentProblem(body)
  if (problem !== null) return refuse(context, problem)
  const { members, invalid } = recipientsOf(kernel, body)
  const bad = invalid.length > 0 ? { invaliduser: invalid.join('|') } : {}
  if (members.length === 0) return { ...refuse(context, 81013), ...bad }
  const msgtype = textIn(body, 'msgtype')
  const interactive =
    msgtype === 'template_card' && INTERACTIVE.includes(textIn(bodyIn(body, 'template_card'), 'card_type'))
  const responseCode = interactive ? kernel.id('', 43) : null
  const msgid = kernel.id('', 64)
  for (const { userid } of members) {
    // Both are silent in WeCom: the caller sees errcode 0 and must not learn otherwise from us.
    if (isDuplicate(kernel, userid, body) || lastMinute(kernel, userid) >= PER_MINUTE) continue
    kernel.state.appMessages.push({
      msgid,
      at: kernel.now(),
      userid,
      msgtype,
      body,
      text: cutBytes(readableText(msgtype, body), 2048),
      responseCode,
    })
    if (responseCode !== null)
      kernel.state.cardCodes.set(responseCode, { msgid, userid, at: kernel.seconds(), used: false })
  }
  return fine({ ...bad, msgid, ...(responseCode === null ? {} : { response_code: responseCode }) })
}

/** Here `invaliduser` is a list, unlike in `message/send`. */
const updateCard = (context: ApiContext): Reply => {
  const { kernel, body } = context
  if (`${body.agentid ?? ''}` !== kernel.options.agentId) return refuse(context, 40056)
  const code = kernel.state.cardCodes.get(textIn(body, 'response_code'))
  if (code === undefined) return refuse(context, 42016)
  if (code.used || kernel.seconds() - code.at > CODE_SECONDS) return refuse(context, 42017)
  const replaced = textIn(bodyIn(body, 'button'), 'replace_name')
  const card = bodyIn(body, 'template_card')
  if (replaced === '' && Object.keys(card).length === 0) return refuse(context, 40063)
  code.used = true
  const asked = textsIn(body, 'userids')
  const wanted = asked.map((userid) => memberOf(kernel.state, userid)?.userid)
  for (const message of kernel.state.appMessages) {
    const meant =
      message.msgid === code.msgid &&
      (asked.length === 0 || numberIn(body, 'atall') === 1 || wanted.includes(message.userid))
    if (!meant) continue
    const before = bodyIn(message.body, 'template_card')
    message.body = { ...message.body, template_card: replaced === '' ? card : { ...before, replaced_button: replaced } }
    message.text = readableText('template_card', message.body)
  }
  return fine({ invaliduser: asked.filter((userid) => memberOf(kernel.state, userid) === null) })
}

export const messageApis: Apis = {
  'message/send': { method: 'POST', run: send },
  'message/update_template_card': { method: 'POST', run: updateCard },
}
