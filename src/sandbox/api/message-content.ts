import type { Kernel } from '../kernel.ts'
import { usableMedia } from './media.ts'
import { type Body, bodiesIn, bodyIn, isBody, numberIn, textIn } from './replies.ts'

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
export const INTERACTIVE = ['button_interaction', 'vote_interaction', 'multiple_interaction']
const CARDS = ['text_notice', 'news_notice', ...INTERACTIVE]
const MAX_ARTICLES = 8
const MAX_KEY_BYTES = 1024

const between = (count: number, min: number, max: number): boolean => count >= min && count <= max

/** The parts that only one kind of card has; `42039` is a button, `42031` the card as a whole. */
const kindProblem = (type: string, card: Body): number | null => {
  const buttons = bodiesIn(card, 'button_list')
  const bare = (button: Body): boolean => {
    const key = textIn(button, 'key')
    return numberIn(button, 'type') !== 1 && (key === '' || Buffer.byteLength(key) > MAX_KEY_BYTES)
  }
  if (type === 'button_interaction') return !between(buttons.length, 1, 6) || buttons.some(bare) ? 42039 : null
  const submit = textIn(bodyIn(card, 'submit_button'), 'key')
  if (type === 'vote_interaction') {
    const options = bodiesIn(bodyIn(card, 'checkbox'), 'option_list')
    return !between(options.length, 1, 20) || submit === '' ? 42039 : null
  }
  if (type === 'multiple_interaction') {
    const lists = bodiesIn(card, 'select_list')
    const fits = lists.every((list) => between(bodiesIn(list, 'option_list').length, 1, 10))
    return !between(lists.length, 1, 3) || !fits || submit === '' ? 42039 : null
  }
  const title = textIn(bodyIn(card, 'main_title'), 'title')
  if (numberIn(bodyIn(card, 'card_action'), 'type') === null) return 42045
  if (type === 'text_notice') return title === '' && textIn(card, 'sub_title_text') === '' ? 40063 : null
  return title === '' || !(isBody(card.card_image) || isBody(card.image_text_area)) ? 40063 : null
}

/** The first thing wrong with a card, as WeCom numbers it. */
const cardProblem = (card: Body): number | null => {
  const type = textIn(card, 'card_type')
  if (!CARDS.includes(type)) return 42031
  const needsTask = INTERACTIVE.includes(type) || isBody(card.action_menu)
  if (needsTask && !/^[0-9A-Za-z_\-@]{1,128}$/.test(textIn(card, 'task_id'))) return 42014
  return kindProblem(type, card)
}

const articlesProblem = (part: Body, needed: string): number | null => {
  const articles = bodiesIn(part, 'articles')
  if (articles.length === 0) return 40063
  if (articles.length > MAX_ARTICLES) return 45008
  return articles.some((one) => textIn(one, 'title') === '' || textIn(one, needed) === '') ? 40063 : null
}

/** What WeCom refuses in a message of the app, null when nothing. Over-long texts are no problem: it cuts them. */
export const contentProblem = (kernel: Kernel, body: Body): number | null => {
  const msgtype = textIn(body, 'msgtype')
  const part = bodyIn(body, msgtype)
  if (!TYPES.includes(msgtype)) return 40008
  switch (msgtype) {
    case 'text':
    case 'markdown':
      return textIn(part, 'content') === '' ? 44004 : null
    case 'textcard':
      return ['title', 'description', 'url'].some((name) => textIn(part, name) === '') ? 40058 : null
    case 'news':
      return articlesProblem(part, 'title')
    case 'mpnews':
      return articlesProblem(part, 'thumb_media_id')
    case 'miniprogram_notice':
      if (textIn(body, 'touser') === '@all') return 40063
      return textIn(part, 'appid') === '' || textIn(part, 'title') === '' ? 40063 : null
    case 'template_card':
      return cardProblem(part)
    default:
      return usableMedia(kernel, textIn(part, 'media_id'))?.type === msgtype ? null : 40007
  }
}
