import { type Checked, letters } from '../growth/common.ts'
import type { Appchat } from '../growth/state.ts'
import type { Kernel } from '../kernel.ts'
import { memberOf } from '../state.ts'
import { usableMedia } from './media.ts'
import { cutBytes, readableText } from './message-text.ts'
import { type ApiContext, type Apis, bodiesIn, bodyIn, fine, type Reply, refuse, textIn, textsIn } from './replies.ts'

const NAME = 50
const FEWEST = 2
const MOST = 2000
const CHANGE = 500
const TYPES = ['text', 'image', 'voice', 'video', 'file', 'textcard', 'news', 'mpnews', 'markdown']
const WITH_MEDIA = ['image', 'voice', 'video', 'file']
const PERSON_TIMES = 20_000
const TO_MEMBER = 200
const TO_MEMBER_A_DAY = 10_000

const callerOf = ({ kernel, token }: ApiContext): string => token?.agentId ?? kernel.options.agentId

/** Members only: a customer's id is no member, so it is refused like any unknown one. */
const usersIn = (context: ApiContext, name: string): Checked<string[]> => {
  const members = textsIn(context.body, name).map((userid) => memberOf(context.kernel.state, userid))
  if (members.includes(null)) return { ok: false, reply: refuse(context, 86216) }
  return { ok: true, value: [...new Set(members.flatMap((member) => member?.userid ?? []))] }
}

const create = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const { appchats } = kernel.state.growth
  const users = usersIn(context, 'userlist')
  if (!users.ok) return users.reply
  if (users.value.length < FEWEST || users.value.length > MOST) return refuse(context, 86006)
  if (letters(textIn(body, 'name')) > NAME) return refuse(context, 86004)
  const wanted = textIn(body, 'chatid')
  if (wanted.length > 32) return refuse(context, 86205)
  if (!/^[0-9A-Za-z]*$/.test(wanted)) return refuse(context, 86001)
  if (appchats.has(wanted)) return refuse(context, 86215)
  const named = textIn(body, 'owner')
  const picked = users.value[Math.floor(kernel.random() * users.value.length)] ?? ''
  const owner = named === '' ? picked : (memberOf(kernel.state, named)?.userid ?? '')
  if (owner === '') return refuse(context, 86005)
  if (!users.value.includes(owner)) return refuse(context, 86207)
  const chatid = wanted === '' ? kernel.id('', 32) : wanted
  const made = { chatid, name: textIn(body, 'name'), owner, users: users.value, agentId: callerOf(context) }
  appchats.set(chatid, { ...made, messages: [] })
  kernel.version += 1
  return fine({ chatid })
}

const chatIn = (context: ApiContext, chatid: string): Checked<Appchat> => {
  const no = (errcode: number): Checked<Appchat> => ({ ok: false, reply: refuse(context, errcode) })
  if (chatid === '') return no(86201)
  const chat = context.kernel.state.growth.appchats.get(chatid)
  if (chat === undefined) return no(86003)
  return chat.agentId === callerOf(context) ? { ok: true, value: chat } : no(86008)
}

const update = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const found = chatIn(context, textIn(body, 'chatid'))
  if (!found.ok) return found.reply
  const [add, remove] = [usersIn(context, 'add_user_list'), usersIn(context, 'del_user_list')]
  if (!add.ok || !remove.ok) return add.ok ? (remove.ok ? fine() : remove.reply) : add.reply
  if (add.value.length > CHANGE || remove.value.length > CHANGE) return refuse(context, 86006)
  const chat = found.value
  const users = [...new Set([...chat.users, ...add.value])].filter((userid) => !remove.value.includes(userid))
  if (users.length < FEWEST || users.length > MOST) return refuse(context, 86006)
  if (letters(textIn(body, 'name')) > NAME) return refuse(context, 86004)
  const named = textIn(body, 'owner')
  const owner = named === '' ? chat.owner : (memberOf(kernel.state, named)?.userid ?? '')
  if (!users.includes(owner)) return refuse(context, 86207)
  Object.assign(chat, { users, owner, name: textIn(body, 'name') || chat.name })
  kernel.version += 1
  return fine()
}

const get = (context: ApiContext): Reply => {
  const found = chatIn(context, context.query.chatid ?? '')
  if (!found.ok) return found.reply
  const { chatid, name, owner, users } = found.value
  return fine({ chat_info: { chatid, name, owner, userlist: users } })
}

const contentProblem = (context: ApiContext): number | null => {
  const { kernel, body } = context
  const msgtype = textIn(body, 'msgtype')
  if (!TYPES.includes(msgtype)) return 40008
  const part = bodyIn(body, msgtype)
  if ((msgtype === 'text' || msgtype === 'markdown') && textIn(part, 'content') === '') return 44004
  if (WITH_MEDIA.includes(msgtype)) return usableMedia(kernel, textIn(part, 'media_id')) === null ? 40007 : null
  if (msgtype === 'textcard' && ['title', 'description', 'url'].some((name) => textIn(part, name) === '')) return 40058
  const articles = bodiesIn(part, 'articles').length
  if ((msgtype === 'news' || msgtype === 'mpnews') && (articles < 1 || articles > 8)) return 45008
  return null
}

/** Who is over the limit does not see the message, and the caller does not learn it. */
const readersOf = (kernel: Kernel, chat: Appchat): string[] =>
  chat.users.filter((userid) =>
    kernel.counters.take([
      { key: `appchat-to:${userid}`, max: TO_MEMBER, per: 'minute' },
      { key: `appchat-to:${userid}`, max: TO_MEMBER_A_DAY, per: 'day' },
    ]),
  )

const send = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const found = chatIn(context, textIn(body, 'chatid'))
  if (!found.ok) return found.reply
  const problem = contentProblem(context)
  if (problem !== null) return refuse(context, problem)
  const chat = found.value
  if (!kernel.counters.take([{ key: 'appchat-send', max: PERSON_TIMES, per: 'minute' }], chat.users.length))
    return refuse(context, 45009)
  const msgtype = textIn(body, 'msgtype')
  const text = cutBytes(readableText(msgtype, body), 2048)
  chat.messages.push({ at: kernel.now(), msgtype, body, text, readers: readersOf(kernel, chat) })
  kernel.version += 1
  return fine()
}

export const appchatApis: Apis = {
  'appchat/create': { method: 'POST', run: create },
  'appchat/update': { method: 'POST', run: update },
  'appchat/get': { method: 'GET', run: get },
  'appchat/send': { method: 'POST', run: send },
}
