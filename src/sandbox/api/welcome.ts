import type { Kernel } from '../kernel.ts'
import { consentMissing } from '../people/welcome-codes.ts'
import { type ChatMessage, pairKey, type WelcomeCode } from '../state.ts'
import { usableMedia } from './media.ts'
import { type ApiContext, type Apis, type Body, bodiesIn, bodyIn, fine, type Reply, refuse, textIn } from './replies.ts'

const MAX_ATTACHMENTS = 9
const TEXT_BYTES = 4000
const KINDS = ['image', 'link', 'miniprogram', 'video', 'file']

const attachmentProblem = (kernel: Kernel, attachment: Body): number | null => {
  const kind = textIn(attachment, 'msgtype')
  if (!KINDS.includes(kind)) return 41065
  const part = bodyIn(attachment, kind)
  const mediaId = textIn(part, kind === 'miniprogram' ? 'pic_media_id' : 'media_id')
  if (mediaId !== '') return usableMedia(kernel, mediaId) === null ? 40007 : null
  if (kind === 'link') return textIn(part, 'title') === '' || textIn(part, 'url') === '' ? 40063 : null
  return kind === 'image' && textIn(part, 'pic_url') !== '' ? null : 40007
}

const contentProblem = ({ kernel, body }: ApiContext): { errcode: number; words?: string } | null => {
  const content = textIn(bodyIn(body, 'text'), 'content')
  const attachments = bodiesIn(body, 'attachments')
  if (content === '' && attachments.length === 0) return { errcode: 40058 }
  if (attachments.length > MAX_ATTACHMENTS) return { errcode: 41064 }
  if (Buffer.byteLength(content) > TEXT_BYTES)
    return { errcode: 40058, words: `text.content exceed max length ${TEXT_BYTES}. invalid Request Parameter` }
  for (const attachment of attachments) {
    const errcode = attachmentProblem(kernel, attachment)
    if (errcode !== null) return { errcode }
  }
  return null
}

/** Whoever said the first word ended the time of welcomes. */
const talked = (kernel: Kernel, code: WelcomeCode): boolean =>
  (kernel.state.chats.get(pairKey(code.userid, code.externalUserid)) ?? []).some(
    (message) => message.kind !== 'note' && message.id > (code.number ?? Number.POSITIVE_INFINITY),
  )

/** Another app with a code for the same friendship: first it is in the way, then it may have won. */
const raceProblem = (kernel: Kernel, code: WelcomeCode): number | null => {
  const race = kernel.switches.get('welcomeRace')
  if (race === 'none') return null
  if (race === 'sent') return 41051
  if (code.raced !== true) {
    code.raced = true
    return 41096
  }
  return race === 'sending-then-sent' ? 41051 : null
}

const bubbleOf = (attachment: Body): Pick<ChatMessage, 'kind' | 'text' | 'link'> => {
  const kind = textIn(attachment, 'msgtype')
  const link = bodyIn(attachment, 'link')
  const title = textIn(link, 'title')
  return kind === 'link'
    ? { kind: 'news', text: title, link: { title, desc: textIn(link, 'desc'), url: textIn(link, 'url') } }
    : { kind: 'image', text: `[${kind}]` }
}

/** One friendship, one welcome: the first caller wins, whichever app it is. */
const welcome = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const code = kernel.state.welcomeCodes.get(textIn(body, 'welcome_code'))
  if (code === undefined || kernel.seconds() - code.at > kernel.switches.get('welcomeSeconds'))
    return refuse(context, 41050)
  const problem = contentProblem(context)
  if (problem !== null) return refuse(context, problem.errcode, problem.words)
  if (consentMissing(kernel, code)) return refuse(context, 41053)
  if (code.used || talked(kernel, code)) return refuse(context, 41051)
  const race = raceProblem(kernel, code)
  if (race !== null) return refuse(context, race)
  code.used = true
  const key = pairKey(code.userid, code.externalUserid)
  const chat = kernel.state.chats.get(key) ?? []
  kernel.state.chats.set(key, chat)
  const put = (bubble: Pick<ChatMessage, 'kind' | 'text' | 'link'>): void => {
    chat.push({ id: kernel.nextNumber(), at: kernel.now(), from: code.userid, ...bubble })
  }
  const content = textIn(bodyIn(body, 'text'), 'content')
  if (content !== '') put({ kind: 'text', text: content })
  for (const attachment of bodiesIn(body, 'attachments')) put(bubbleOf(attachment))
  return fine()
}

export const welcomeApis: Apis = { 'externalcontact/send_welcome_msg': { method: 'POST', run: welcome } }
