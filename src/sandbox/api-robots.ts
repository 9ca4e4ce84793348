import { createHash } from 'node:crypto'
import { byteLength } from '../wecom/bytes.ts'
import { readableText } from './message-text.ts'
import { type ApiContext, type Apis, type Body, bodyIn, fine, type Reply, refuse, textIn } from './replies.ts'

const PER_MINUTE = 20
const TYPES = ['text', 'markdown', 'markdown_v2', 'image', 'news', 'file', 'voice', 'template_card']
const MAX_BYTES: Record<string, number> = { text: 2048, markdown: 4096, markdown_v2: 4096 }

const tooLong = (msgtype: string, part: Body): string | null => {
  const max = MAX_BYTES[msgtype]
  if (max === undefined || byteLength(textIn(part, 'content')) <= max) return null
  return `${msgtype}.content exceed max length ${max}. Invalid input invalid Request Parameter`
}

const imageFits = (part: Body): boolean => {
  const bytes = Buffer.from(textIn(part, 'base64'), 'base64')
  return (
    bytes.length > 0 &&
    bytes.length <= 2 * 1024 * 1024 &&
    createHash('md5').update(bytes).digest('hex') === textIn(part, 'md5')
  )
}

const send = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const robot = kernel.state.robots.get(context.query.key ?? '')
  if (robot === undefined) return refuse(context, 93000)
  const msgtype = textIn(body, 'msgtype')
  const part = bodyIn(body, msgtype)
  if (!TYPES.includes(msgtype)) return refuse(context, 40008)
  const long = tooLong(msgtype, part)
  if (long !== null) return refuse(context, 40058, long)
  if (msgtype in MAX_BYTES && textIn(part, 'content') === '') return refuse(context, 44004)
  if (msgtype === 'image' && !imageFits(part))
    return refuse(context, 40058, 'image.md5 not match. invalid Request Parameter')
  if (msgtype === 'template_card' && !['text_notice', 'news_notice'].includes(textIn(part, 'card_type')))
    return refuse(context, 42031)
  const now = kernel.now().getTime()
  robot.sentAt = robot.sentAt.filter((at) => now - at < 60_000)
  if (robot.sentAt.length >= PER_MINUTE) return refuse(context, 45009)
  robot.sentAt.push(now)
  robot.messages.push({ at: kernel.now(), msgtype, body, text: readableText(msgtype, body) })
  return fine()
}

export const robotApis: Apis = { 'webhook/send': { method: 'POST', open: true, run: send } }
