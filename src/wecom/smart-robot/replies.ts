import { createHash } from 'node:crypto'
import { byteLength } from '../bytes.ts'
import type { Card } from '../cards.ts'
import { wireCard } from '../cards.ts'
import { WecomRefused } from '../errors.ts'
import type { RobotPush, RobotReply, RobotStream, RobotWelcome } from './types.ts'

type Wire = Record<string, unknown>

export const ROBOT_CONTENT_BYTES = 20_480
const FEEDBACK_BYTES = 256
const PICTURES = 10
const PICTURE_BYTES = 10 * 1024 * 1024

/** Refused here with WeCom's own numbers, so that the caller meets one kind of "no". */
const refuse = (errcode: number, errmsg: string): never => {
  throw new WecomRefused('aibot', { errcode, errmsg: `${errmsg} (not sent)` })
}

const fitting = (content: string): string => {
  if (content.trim() === '') refuse(44004, 'content is empty')
  if (byteLength(content) > ROBOT_CONTENT_BYTES) refuse(40058, `content exceeds ${ROBOT_CONTENT_BYTES} bytes`)
  return content
}

const picture = (bytes: Uint8Array): Wire => {
  if (bytes.length > PICTURE_BYTES) refuse(40009, `a picture exceeds ${PICTURE_BYTES} bytes`)
  const md5 = createHash('md5').update(bytes).digest('hex')
  return { msgtype: 'image', image: { base64: Buffer.from(bytes).toString('base64'), md5 } }
}

const wireStream = (stream: RobotStream): Wire => {
  const { id, content, finish, pictures = [], feedbackId } = stream
  if (id === '') refuse(40058, 'stream.id is empty')
  if (pictures.length > 0 && !finish) refuse(40058, 'pictures come with the end of a stream only')
  if (pictures.length > PICTURES) refuse(40058, `a stream has at most ${PICTURES} pictures`)
  if (feedbackId !== undefined && byteLength(feedbackId) > FEEDBACK_BYTES) refuse(40058, 'feedback.id is too long')
  if (byteLength(content) > ROBOT_CONTENT_BYTES) fitting(content)
  return {
    id,
    finish,
    content,
    ...(pictures.length === 0 ? {} : { msg_item: pictures.map(picture) }),
    ...(feedbackId === undefined ? {} : { feedback: { id: feedbackId } }),
  }
}

const wireTemplate = (card: Card): Wire => ({ msgtype: 'template_card', template_card: wireCard(card) })

export const wireRobotReplyBody = (reply: RobotReply): Wire => {
  if ('stream' in reply) {
    if (!('card' in reply)) return { msgtype: 'stream', stream: wireStream(reply.stream) }
    const card = { template_card: wireCard(reply.card) }
    return { msgtype: 'stream_with_template_card', stream: wireStream(reply.stream), ...card }
  }
  if ('card' in reply) return wireTemplate(reply.card)
  return { msgtype: reply.media, [reply.media]: { media_id: reply.mediaId } }
}

export const wireRobotWelcome = (welcome: RobotWelcome): Wire =>
  'text' in welcome ? { msgtype: 'text', text: { content: fitting(welcome.text) } } : wireTemplate(welcome.card)

/** The new card must carry the task id of the one that was tapped; without userids everybody's copy changes. */
export const wireRobotUpdate = (card: Card, userids?: readonly string[]): Wire => ({
  response_type: 'update_template_card',
  ...(userids === undefined || userids.length === 0 ? {} : { userids }),
  template_card: wireCard(card),
})

export const wireRobotPush = (push: RobotPush): Wire => {
  if ('markdown' in push) return { msgtype: 'markdown', markdown: { content: fitting(push.markdown) } }
  if ('card' in push) return wireTemplate(push.card)
  return { msgtype: push.media, [push.media]: { media_id: push.mediaId } }
}
