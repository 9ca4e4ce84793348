import { byteLength } from '../../wecom/bytes.ts'
import { type Body, bodiesIn, bodyIn, textIn } from './replies.ts'

/** Over-long app texts are cut by WeCom without a word; cut between characters, no ellipsis added. */
export const cutBytes = (text: string, max: number): string => {
  if (byteLength(text) <= max) return text
  let kept = ''
  let room = max
  for (const character of text) {
    room -= byteLength(character)
    if (room < 0) break
    kept += character
  }
  return kept
}

const cardText = (card: Body): string => {
  const title = bodyIn(card, 'main_title')
  const rows = bodiesIn(card, 'horizontal_content_list').map(
    (row) => `${textIn(row, 'keyname')}：${textIn(row, 'value')}`,
  )
  return [textIn(title, 'title'), textIn(title, 'desc'), textIn(card, 'sub_title_text'), ...rows]
    .filter((line) => line !== '')
    .join('\n')
}

/** What a person reads of a message, whatever its type. */
export const readableText = (msgtype: string, body: Body): string => {
  const part = bodyIn(body, msgtype)
  switch (msgtype) {
    case 'text':
    case 'markdown':
    case 'markdown_v2':
      return textIn(part, 'content')
    case 'textcard':
      return `${textIn(part, 'title')}\n${textIn(part, 'description')}`
    case 'news':
      return bodiesIn(part, 'articles')
        .map((article) => textIn(article, 'title'))
        .join('\n')
    case 'template_card':
      return cardText(part)
    default:
      return `[${msgtype}]`
  }
}
