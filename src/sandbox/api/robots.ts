import { createHash } from 'node:crypto'
import { byteLength } from '../../wecom/bytes.ts'
import { usableMedia } from './media.ts'
import { readableText } from './message-text.ts'
import { contentTypeOf } from './multipart.ts'
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
} from './replies.ts'

const TYPES = ['text', 'markdown', 'markdown_v2', 'image', 'news', 'file', 'voice', 'template_card']
const MAX_BYTES: Record<string, number> = { text: 2048, markdown: 4096, markdown_v2: 4096 }
const MAX_IMAGE = 2 * 1024 * 1024
const MAX_ARTICLES = 8
const FATES = { removed: 93000, disabled: 93004, 'not-in-group': 93008 } as const

type Problem = { errcode: number; words?: string }

const invalid = (words: string): Problem => ({ errcode: 40058, words: `${words} invalid Request Parameter` })

/** Counted in UTF-8 bytes. Over-long text is refused here, not cut as in app messages. */
const textProblem = (msgtype: string, part: Body): Problem | null => {
  const content = textIn(part, 'content')
  const max = MAX_BYTES[msgtype] ?? 0
  if (content === '') return { errcode: 44004 }
  return byteLength(content) > max ? invalid(`${msgtype}.content exceed max length ${max}. Invalid input`) : null
}

const imageProblem = (part: Body): Problem | null => {
  const bytes = Buffer.from(textIn(part, 'base64'), 'base64')
  if (bytes.length === 0) return invalid('image.base64 is empty.')
  if (bytes.length > MAX_IMAGE) return { errcode: 40009 }
  if (createHash('md5').update(bytes).digest('hex') !== textIn(part, 'md5').toLowerCase())
    return invalid('image.md5 not match.')
  return contentTypeOf(bytes).startsWith('image/') ? null : { errcode: 40004 }
}

const newsProblem = (part: Body): Problem | null => {
  const articles = bodiesIn(part, 'articles')
  if (articles.length === 0) return { errcode: 40063 }
  if (articles.length > MAX_ARTICLES) return { errcode: 45008 }
  const bare = articles.some((one) => textIn(one, 'title') === '' || textIn(one, 'url') === '')
  return bare ? invalid('news.articles title or url is empty.') : null
}

/** A robot shows two kinds of card; the others need an app that hears the tap. */
const cardProblem = (card: Body): Problem | null => {
  const type = textIn(card, 'card_type')
  if (!['text_notice', 'news_notice'].includes(type)) return { errcode: 42031 }
  const title = textIn(bodyIn(card, 'main_title'), 'title')
  if (numberIn(bodyIn(card, 'card_action'), 'type') === null) return { errcode: 42045 }
  if (type === 'text_notice') return title === '' && textIn(card, 'sub_title_text') === '' ? { errcode: 40063 } : null
  const picture = isBody(card.card_image) || isBody(card.image_text_area)
  return title === '' || !picture ? { errcode: 40063 } : null
}

const problemOf = (context: ApiContext, msgtype: string, key: string): Problem | null => {
  const part = bodyIn(context.body, msgtype)
  switch (msgtype) {
    case 'image':
      return imageProblem(part)
    case 'news':
      return newsProblem(part)
    case 'template_card':
      return cardProblem(part)
    case 'file':
    case 'voice':
      return usableMedia(context.kernel, textIn(part, 'media_id'), key)?.type === msgtype ? null : { errcode: 40007 }
    default:
      return textProblem(msgtype, part)
  }
}

const send = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const key = context.query.key ?? ''
  const robot = kernel.state.robots.get(key)
  const fate = kernel.switches.get('robotFates')[key]
  if (robot === undefined) return refuse(context, 93000)
  if (fate !== undefined) return refuse(context, FATES[fate])
  const msgtype = textIn(body, 'msgtype')
  if (!TYPES.includes(msgtype)) return refuse(context, 40008)
  const problem = problemOf(context, msgtype, key)
  if (problem !== null) return refuse(context, problem.errcode, problem.words)
  const quota = { key: `robot ${key}`, max: kernel.switches.get('robotPerMinute'), per: 'minute' } as const
  if (!kernel.counters.take([quota])) return refuse(context, 45009)
  robot.messages.push({ at: kernel.now(), msgtype, body, text: readableText(msgtype, body) })
  return fine()
}

export const robotApis: Apis = { 'webhook/send': { method: 'POST', open: true, run: send } }
